"""A source file as a frozen definition."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Literal, cast
from urllib.parse import parse_qsl, urlsplit

from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.document import compose_mapping
from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.placeholders import names_in
from heartbeat.definitions.problem import Findings

SOURCE_ID = re.compile(r"[a-z][a-z0-9_]{0,40}")
SUPPORTED_KINDS = ("postgres",)  # a further kind: its name here, its keys below, its reader in room ingest
RESERVED_DATASETS = ("heartbeat", "landing", "segments", "public", "information_schema")
MAX_DATASET = 55  # Postgres cuts names at 63, and `_staging` follows
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]*")
_COLUMNS = "Write a table's name and its columns: {payment: [id]}."


def parse_source(file: str, text: str, findings: Findings) -> SourceDefinition | None:
    """Read one source file; what is wrong goes to `findings`, and an error gives None. `file` is its path in the workspace."""
    source_id = PurePosixPath(file).stem
    if not SOURCE_ID.fullmatch(source_id):
        hint = "Its name is the source's id: a letter, then up to 40 of a-z, 0-9 and _: webbank.yaml."
        findings.error(1, f"The file name `{source_id}` is no source id.", hint)
    entries = compose_mapping(text, findings)
    if entries is None:
        return None
    source = _read(source_id, file, Fields(entries, findings))
    return None if findings.has_error else _with_hash(source, text)


def collisions(sources: Mapping[str, SourceDefinition]) -> Iterator[tuple[SourceDefinition, str, SourceDefinition]]:
    """Sources whose dataset another one fills already: the second, the dataset, the first."""
    taken: dict[str, SourceDefinition] = {}
    for _, source in sorted(sources.items()):
        for dataset in source.datasets():
            if dataset in taken:
                yield source, dataset, taken[dataset]
            taken.setdefault(dataset, source)


def _read(source_id: str, file: str, fields: Fields) -> SourceDefinition:
    kind = fields.required("kind", f"Write one of: {', '.join(SUPPORTED_KINDS)}.", check=_kind)
    how = "Write the connection string, with its secret from the environment: ${WEBBANK_URL}."
    url = fields.required("url", how, check=_url, secret=True)
    schemas = fields.texts("schemas", check=lambda schema: _schema(source_id, schema), hint="Write a list: [core].")
    if not schemas and not fields.has("schemas"):
        fields.reject("schemas", "{key} is missing.", "Name the schemas of the source to land: [public].")
    source = SourceDefinition(
        source_id=source_id,
        file=file,
        kind=cast("Literal['postgres']", kind),
        url=url,
        schemas=schemas,
        schedule=fields.text("schedule", check=formats.frequency) or "hourly",
        deadline_seconds=_seconds(fields, "deadline", 600, least=1),
        lag_seconds=_seconds(fields, "lag", 600, least=0),
        reconcile=_reconcile(fields),
        tables=_tables(fields),
        skip_tables=fields.texts("skip_tables"),
        drop_columns=_columns(fields, "drop_columns"),
        primary_key=_columns(fields, "primary_key"),
        cursor=_words(fields, "cursor", "Write a table's name and its cursor column: {payment: updated_at}."),
        indexes=_indexes(fields),
        replace_ok=_words(fields, "replace_ok", 'Write a table\'s name and the reason: {currency: "180 rows, no cursor"}.'),
    )
    fields.refuse_unknown()
    _check_tables_named(source, fields)
    _check_dropped(source, fields)
    return source


def _with_hash(source: SourceDefinition, text: str) -> SourceDefinition:
    return SourceDefinition(**{**source.__dict__, "content_hash": hashlib.sha256(text.encode()).hexdigest()})


def _seconds(fields: Fields, key: str, default: int, *, least: int) -> int:
    text = fields.text(key, check=formats.duration)
    if text is None:
        return default
    seconds = formats.seconds_of(text)
    if not least <= seconds <= 86400:
        fields.reject(key, f"{{key}} cannot be “{text}”.", f"Write {'0s' if least == 0 else '1s'} to 1d.")
    return seconds


def _reconcile(fields: Fields) -> Literal["daily", "weekly", "off"]:
    found = fields.choice("reconcile", ("daily", "weekly", "off"))
    if found in ("daily", "weekly"):
        hint = "Rows deleted at the source stay in the marts meanwhile; write `reconcile: off` to say that you know."
        fields.doubt("reconcile", "{key} is kept, but this version does not compare keys yet.", hint)
    return cast("Literal['daily', 'weekly', 'off']", found or "off")


def _tables(fields: Fields) -> tuple[str, ...] | None:
    if fields.is_list("tables"):
        return fields.texts("tables")
    fields.choice("tables", ("all",), hint="Write all, or a list: [payment, client].")
    return None


def _columns(fields: Fields, key: str) -> dict[str, tuple[str, ...]]:
    """Per table a list of columns, or a single one."""
    inside = fields.mapping(key, _COLUMNS)
    found: dict[str, tuple[str, ...]] = {}
    for table in inside.keys():  # noqa: SIM118 - not a dict
        words = inside.texts(table, hint=_COLUMNS) if inside.is_list(table) else (inside.text(table),)
        columns = tuple(word for word in words if word)
        if columns:
            found[table] = columns
        elif inside.plain(table) in (None, []):
            inside.reject(table, "{key} names no column.", _COLUMNS)
    return found


def _words(fields: Fields, key: str, hint: str) -> dict[str, str]:
    inside = fields.mapping(key, hint)
    found: dict[str, str] = {}
    for table in inside.keys():  # noqa: SIM118 - not a dict
        word = inside.text(table)
        if word:
            found[table] = word
        elif not inside.is_list(table) and not inside.is_mapping(table):
            inside.reject(table, "{key} is empty.", hint)
    return found


def _indexes(fields: Fields) -> dict[str, tuple[tuple[str, ...], ...]]:
    hint = "Write one list per index: {payment: [[type_id, create_time], [id]]}."
    inside = fields.mapping("indexes", hint)
    return {table: lists for table in inside.keys() if (lists := inside.lists(table, hint))}  # noqa: SIM118 - not a dict


def _check_tables_named(source: SourceDefinition, fields: Fields) -> None:
    """A key for a table that is never landed is a slip of the pen."""
    for key in ("drop_columns", "primary_key", "cursor", "indexes", "replace_ok"):
        unused = sorted(table for table in getattr(source, key) if not source.lands(table))
        if unused:
            fields.doubt(key, f"{{key}} names {', '.join(unused)}, which is not landed.", "Change `tables`, or remove it here.")


def _check_dropped(source: SourceDefinition, fields: Fields) -> None:
    for table, dropped in source.drop_columns.items():
        needed = {*source.primary_key.get(table, ()), *(word for word in [source.cursor.get(table)] if word)}
        if both := sorted(needed & set(dropped)):
            message = f"{{key}} drops {table}.{both[0]}, which is its key or cursor."
            fields.reject("drop_columns", message, "Keep the column, or name another key or cursor.")


def _kind(text: str) -> str | None:
    if text in SUPPORTED_KINDS:
        return None
    return f"This version does not support it; supported: {', '.join(SUPPORTED_KINDS)}."


def _schema(source_id: str, schema: str) -> str | None:
    dataset = f"{source_id}_{schema}"
    if not _SCHEMA.fullmatch(schema):
        return "Only schemas named with a-z, 0-9 and _ can be landed; make a view schema at the source for another."
    if dataset in RESERVED_DATASETS or dataset.startswith("pg_") or dataset.endswith("_staging"):
        return f"It would land in `{dataset}`, which is reserved; rename the source's file."
    if len(dataset) > MAX_DATASET:
        return f"It would land in `{dataset}`, {len(dataset)} characters; {MAX_DATASET} is the most. Shorten the source's name."
    return None


def _url(text: str) -> str | None:
    placeholders = formats.placeholders(text)
    if placeholders or re.fullmatch(r"\$\{[^}]*\}", text):
        return placeholders
    if not re.match(r"postgres(ql)?://", text):
        return "Write a connection string: postgresql://user:${PASSWORD}@host:5432/database, or ${WEBBANK_URL}."
    return None if _is_secret_free(text) else "A password is never in a file: write ${NAME} in its place and set NAME."


def _is_secret_free(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return True  # not an address at all; connecting will say so
    secrets = [value for key, value in parse_qsl(parts.query) if key in ("password", "sslpassword")]
    user, at, _ = parts.netloc.rpartition("@")
    if at and ":" in user:
        secrets.append(user.partition(":")[2])
    return all(not secret or names_in(secret) for secret in secrets)
