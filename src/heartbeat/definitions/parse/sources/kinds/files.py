"""Files of a folder: each set of files lands as a table."""

from __future__ import annotations

import re
from typing import Literal, cast, get_args

from heartbeat.definitions.kinds import FileFormat, FileSet, FilesReading
from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.parse.sources.column_types import read_columns
from heartbeat.definitions.parse.sources.credentials import address
from heartbeat.definitions.parse.sources.kind import TABLE_KEYS, Kind, Own
from heartbeat.definitions.parse.sources.names import check_own_dataset, tables_under

_BEGINS = re.compile(r"/|[a-z][a-z0-9+.-]*(://|::)")
_EXAMPLE = "Write the whole path of a folder, or its URL: /srv/settlement, s3://bucket/settlement, or ${SETTLEMENT_FILES}."
_FILES = "Write a table's name and its files: {card_settlement: {glob: 'settlement-*.csv'}}."
_FORMATS: tuple[FileFormat, ...] = get_args(FileFormat)
_SUFFIXES: dict[str, FileFormat] = {
    ".csv": "csv", ".csv.gz": "csv", ".jsonl": "jsonl", ".jsonl.gz": "jsonl", ".ndjson": "jsonl", ".ndjson.gz": "jsonl",
    ".parquet": "parquet",
}  # fmt: skip


def _read(fields: Fields, source_id: str) -> Own:
    check_own_dataset(fields, source_id)
    url = fields.required("url", _EXAMPLE, check=_folder, secret=True)
    inside = tables_under(fields, "files", _FILES)
    sets = tuple(_file_set(inside, table) for table in inside.keys())  # noqa: SIM118 - not a dict
    bad_rows = cast('Literal["refuse", "skip"]', fields.choice("bad_rows", ("refuse", "skip")) or "refuse")
    return Own(url, files=FilesReading(sets, bad_rows))


def _folder(text: str) -> str | None:
    if "*" in text:
        return "Write the folder alone; which files of it stands in `glob`: 'settlement-*.csv'."
    return address(text, _BEGINS, _EXAMPLE)


def _file_set(tables: Fields, table: str) -> FileSet:
    fields = tables.mapping(table, "Write at least which files: {glob: 'settlement-*.csv'}.")
    glob = fields.required("glob", "Write which files below the source's url: 'settlement-*.csv'.", check=_glob)
    shape = _format(fields, glob)
    found = FileSet(
        table=table,
        glob=glob,
        format=shape,
        delimiter=_delimiter(fields, shape),
        encoding=_encoding(fields, shape),
        columns=read_columns(fields),
    )
    fields.refuse_unknown()
    return found


def _glob(text: str) -> str | None:
    if text.startswith("/") or "://" in text or ".." in text.split("/"):
        return "Write which files below the source's url, without a / in front: 'settlement-*.csv', '**/*.parquet'."
    return formats.placeholders(text)


def _format(fields: Fields, glob: str) -> FileFormat:
    told = next((shape for suffix, shape in _SUFFIXES.items() if glob.lower().endswith(suffix)), None)
    found = fields.choice("format", _FORMATS)
    if glob and found is None and told is None and not fields.has("format"):
        fields.reject("format", "{key} cannot be told from the glob.", f"Write one of: {', '.join(_FORMATS)}.")
    return cast("FileFormat", found or told or "csv")


def _delimiter(fields: Fields, shape: FileFormat) -> str:
    written = fields.plain("delimiter")  # as it is: a tab is one
    if written is None:
        return ","
    delimiter = "\t" if written == "tab" else str(written)
    if shape != "csv":
        fields.reject("delimiter", f"{{key}} means nothing in {shape}.", "Remove it; csv alone has one.")
    elif len(delimiter) != 1 or delimiter.isalnum() or delimiter in '"\r\n':
        fields.reject("delimiter", "{key} is no delimiter.", 'Write one character in quotes: ";" or "|"; or tab.')
    return delimiter


def _encoding(fields: Fields, shape: FileFormat) -> str:
    found = fields.text("encoding", check=_is_encoding)
    if found and shape == "parquet":
        fields.reject("encoding", "{key} means nothing in parquet.", "Remove it.")
    return found or "utf-8"


def _is_encoding(text: str) -> str | None:
    try:
        "".encode(text)
    except (LookupError, ValueError):  # unknown, or one that is none of text
        return "Write the name of an encoding: utf-8, cp1252, iso-8859-1."
    return None


KIND = Kind(
    keys=("url", "files", "bad_rows", *(key for key in TABLE_KEYS if key not in ("cursor", "lag"))),
    read=_read,
    why="A table is an entry of `files`; a file is read again when it is new or has changed, whatever its rows say.",
)
