"""Rows on their way to COPY: kept in a file until their columns are known, so that memory does not grow with them."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

from heartbeat.errors import SourceRejected
from heartbeat.ingest.records import csv_text
from heartbeat.ingest.records.shape import Record, Shape
from heartbeat.ingest.tables.model import Column

_AT_ONCE = 1000  # rows in memory

Field = Callable[[Record], str]


class Spool:
    """All rows of one table, in a file without a name: it is gone at the end, also where that is a kill.

    Args:
        folder: of the run, which this user alone may read.
        table: as it lands, for messages.
        shape: learns from each row.
    """

    def __init__(self, folder: Path, table: str, shape: Shape) -> None:
        self._table, self._shape = table, shape
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed when this object is left

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    @property
    def rows(self) -> int:
        """How many there are so far."""
        return self._shape.rows

    def add(self, records: Sequence[Record]) -> None:
        """Keep objects: name -> value of JSON (numbers as int and Decimal) or of Python.

        Raises:
            SourceRejected: as `Shape.see`; or a value is nested too deep.
        """
        for at in range(0, len(records), _AT_ONCE):
            some = records[at : at + _AT_ONCE]
            self._shape.see(some)
            try:
                pickle.dump(some, self._file, protocol=pickle.HIGHEST_PROTOCOL)
            except RecursionError as error:
                message = f"Rows of {self._table} hold a value that is nested too deep."
                raise SourceRejected(message, hint="Take it away at the source; no setting helps.") from error

    def csv(self, columns: Sequence[Column]) -> Iterator[bytes]:
        """All rows as COPY reads them (`format csv, header`), piece by piece.

        Args:
            columns: what `Shape.columns` gave, or columns of these names.

        Raises:
            SourceRejected: a value that Postgres cannot hold; the message names row and column.
        """
        yield csv_text.header(column.landed for column in columns)
        fields = [_field_of(column) for column in columns]
        done = 0
        for batch in self._batches():
            try:
                yield csv_text.encoded([",".join([field(row) for field in fields]) for row in batch])
            except csv_text.Unwritable:
                self._blame(batch, columns, fields, done)
                raise
            done += len(batch)

    def _batches(self) -> Iterator[Sequence[Record]]:
        self._file.seek(0)
        while True:
            try:
                yield pickle.load(self._file)  # noqa: S301 - written by this object, and by nobody else
            except EOFError:
                return

    def _blame(self, batch: Sequence[Record], columns: Sequence[Column], fields: Sequence[Field], done: int) -> None:
        for at, row in enumerate(batch, start=done + 1):
            for column, field in zip(columns, fields, strict=True):
                try:
                    csv_text.encoded([field(row)])
                except csv_text.Unwritable as error:
                    message = f"Row {at} of {self._table} was refused: `{column.name}` {error}."
                    raise SourceRejected(message, hint="Correct it at the source, or name it in `drop_columns`.") from error


def _field_of(column: Column) -> Field:
    """How the field of a column is written for a row."""
    write = csv_text.json_field if column.type_name in ("json", "jsonb") else csv_text.field
    name = column.name
    return lambda record: write(record.get(name))
