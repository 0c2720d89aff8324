"""Parquet files: their own types exactly, and their rows as CSV, mostly without a value of Python for each cell."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pyarrow.types as kinds

from heartbeat.errors import SourceRejected
from heartbeat.ingest.kinds.files.bad_rows import Faults, UnreadableFile
from heartbeat.ingest.kinds.files.learning import FILE, LINE, MODIFIED_AT, Known, Learned, holds
from heartbeat.ingest.records.csv_text import json_text, plain_text
from heartbeat.ingest.tables.naming import collisions

_BATCH_ROWS = 20_000
_CSV = pyarrow.csv.WriteOptions(include_header=False)  # quotes every text and no NULL
_TYPES = {
    "bool": "boolean", "int8": "smallint", "int16": "smallint", "int32": "integer", "int64": "bigint",
    "uint8": "smallint", "uint16": "integer", "uint32": "bigint", "uint64": "numeric(20,0)",
    "halffloat": "real", "float": "real", "double": "double precision", "date32[day]": "date", "date64[ms]": "date",
    "string": "text", "large_string": "text", "string_view": "text",
    "binary": "bytea", "large_binary": "bytea", "binary_view": "bytea",
    "extension<arrow.uuid>": "uuid", "extension<arrow.json>": "jsonb", "extension<arrow.bool8>": "boolean",
}  # fmt: skip
_FAMILIES = (
    (kinds.is_time, "time without time zone"),
    (kinds.is_duration, "interval"),
    (kinds.is_nested, "jsonb"),
    (kinds.is_fixed_size_binary, "bytea"),
)
_WRITTEN_AS_THEY_ARE = (kinds.is_primitive, kinds.is_decimal, kinds.is_string, kinds.is_large_string)


def postgres_type(kind: Any) -> str | None:
    """The type of Postgres that holds the values of a Parquet column; null for a column of none, or of values it does not know.

    Postgres keeps microseconds: what a time has beyond them is cut off.
    """
    if kinds.is_dictionary(kind):
        return postgres_type(kind.value_type)
    if kinds.is_decimal(kind):
        return f"numeric({kind.precision},{kind.scale})" if kind.scale >= 0 else "numeric"
    if kinds.is_timestamp(kind):
        return f"timestamp with{'' if kind.tz else 'out'} time zone"
    return next((name for is_kind, name in _FAMILIES if is_kind(kind)), _TYPES.get(str(kind)))


class ParquetFile:
    """One Parquet file. `types` are those of its columns by landed name, `names` the file's own.

    Args:
        file: that can seek.
        known: of the table. A declared type stays, and a row with another value cannot be taken.
        faults: hears of such rows.
        own: the file's name and its time, as Postgres reads it.

    Raises:
        UnreadableFile: it is no Parquet file, or has a column twice, or one of another kind than in marts.
        SourceRejected: marts cannot have one of its columns.
    """

    def __init__(self, file: IO[bytes], known: Known, faults: Faults, own: tuple[str, str]) -> None:
        self._known, self._faults, self._own = known, faults, own
        with _readable():
            self._file = pyarrow.parquet.ParquetFile(file)
        schema = self._file.schema_arrow
        if double := collisions(schema.names):
            raise UnreadableFile(f"it has a column twice: {', '.join(sorted(double))}")
        landed = ((known.landed(field.name), field) for field in schema if not kinds.is_null(field.type))
        fields = {name: field for name, field in landed if name is not None}
        self.names = {name: field.name for name, field in fields.items()}
        self.types = {name: known.declared.get(name) or self._type(field) for name, field in fields.items()}
        self._check_types()
        self._retyped = [name for name, field in fields.items() if self.types[name] != postgres_type(field.type)]

    def rows(self, order: Sequence[str]) -> Iterator[tuple[int, bytes]]:
        """Rows as CSV that COPY reads, and how many: file, row number and time, then a cell for each name of `order`.

        Raises:
            UnreadableFile: it is broken.
        """
        first = 1
        with _readable():
            for batch in self._file.iter_batches(batch_size=_BATCH_ROWS):
                rows = pa.Table.from_batches([batch]).append_column(LINE, pa.array(range(first, first + len(batch)), pa.int64()))
                first += len(batch)
                yield from self._written(self._sound(rows), order)

    def _type(self, field: Any) -> str:
        if found := postgres_type(field.type):
            return found
        message = f"The column {field.name} of {self._own[0]} has the type {field.type}, which marts cannot hold."
        raise SourceRejected(message, hint=f"Name it in `drop_columns` of {self._known.table}.")

    def _check_types(self) -> None:
        """Refuse a file of which a column cannot become part of the one that stands."""
        for name, type_name in self.types.items():
            standing = self._known.standing.get(name)
            if standing is not None and name not in self._known.declared and not holds(standing, type_name):
                raise UnreadableFile(f"its column `{self.names[name]}` is {type_name}, and {standing} in marts")

    def _sound(self, rows: Any) -> Any:
        """The rows without those that hold a value of another type than the declared one."""
        if not self._retyped:
            return rows
        columns = {name: rows.column(self.names[name]).to_pylist() for name in self._retyped}
        learned = Learned(self._known, cells=False)
        learned.names.update(self.names)
        wrong = {misfit.at: misfit.what for misfit in learned.misfits(columns)}
        for at, what in wrong.items():
            self._faults.row(self._own[0], rows.column(-1)[at].as_py(), what)
        return rows.filter(pa.array([at not in wrong for at in range(len(rows))], pa.bool_()))

    def _written(self, rows: Any, order: Sequence[str]) -> Iterator[tuple[int, bytes]]:
        """All rows at once; one by one where one of them holds what Postgres cannot."""
        try:
            yield len(rows), self._csv(rows, order)
        except (ValueError, KeyError):
            if len(rows) > 1:
                for at in range(len(rows)):
                    yield from self._written(rows.slice(at, 1), order)
                return
            self._faults.row(self._own[0], rows.column(-1)[0].as_py(), "a value that Postgres cannot hold as text or JSON")

    def _csv(self, rows: Any, order: Sequence[str]) -> bytes:
        name, modified_at = self._own
        size = len(rows)
        columns = {FILE: pa.repeat(name, size), LINE: rows.column(-1), MODIFIED_AT: pa.repeat(modified_at, size)}
        for landed in order:
            columns[landed] = _writable(rows.column(self.names[landed])) if landed in self.names else pa.nulls(size)
        text = io.BytesIO()
        pyarrow.csv.write_csv(pa.table(columns), text, _CSV)
        written = text.getvalue()
        if b"\0" in written:
            raise ValueError("NUL")
        written.decode()  # a text of Parquet may hold any bytes
        return written


def _writable(column: Any) -> Any:
    """A column as one that pyarrow writes as Postgres reads it."""
    kind = column.type
    if kinds.is_dictionary(kind):
        return _writable(column.cast(kind.value_type))
    if kinds.is_timestamp(kind):
        return column.cast(pa.timestamp("us", "UTC" if kind.tz else None), safe=False)
    if kinds.is_time(kind):
        return column.cast(pa.time64("us"), safe=False)
    if any(is_kind(kind) for is_kind in _WRITTEN_AS_THEY_ARE) and not kinds.is_duration(kind):
        return column
    if str(kind) == "extension<arrow.json>":
        return column.cast(pa.string())
    values = column.to_pylist(maps_as_pydicts="strict")
    text = json_text if kinds.is_nested(kind) else plain_text
    return pa.array([None if value is None else text(value) for value in values], pa.string())


@contextmanager
def _readable() -> Iterator[None]:
    """Tell what pyarrow finds broken; what the file system tells has a number."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise UnreadableFile("it is no Parquet file, or is broken or cut off") from error
