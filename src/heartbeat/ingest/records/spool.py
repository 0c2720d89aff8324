"""Rows on their way to COPY: kept in a file until their columns are known, so that memory does not grow with them."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from heartbeat.errors import SourceRejected
from heartbeat.ingest.records import csv_text
from heartbeat.ingest.records.fitting import is_textual
from heartbeat.ingest.records.shape import Record, Shape
from heartbeat.ingest.tables.model import Column

_AT_ONCE = 1000  # rows in memory

Field = Callable[[Any], str]


@dataclass(frozen=True)
class _Batch:
    """Rows as they came: objects, or cells under `names`."""

    rows: Sequence[Any]
    names: tuple[str, ...] | None = None


class Spool:
    """All rows of one table, in a file without a name: it is gone at the end, also where that is a kill.

    Args:
        path: where it is made, in the run's folder, which this user alone may read.
        table: as it lands, for messages.
        shape: learns from each row.
    """

    def __init__(self, path: Path, table: str, shape: Shape) -> None:
        self._table, self._shape = table, shape
        self._file = path.open("w+b")
        path.unlink()

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
            SourceRejected: as `Shape.see`.
        """
        for at in range(0, len(records), _AT_ONCE):
            some = records[at : at + _AT_ONCE]
            self._shape.see(some)
            self._keep(_Batch(some))

    def add_cells(self, names: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
        """Keep rows of cells, each as long as `names`. None is NULL.

        Raises:
            SourceRejected: as `Shape.see`.
        """
        for at in range(0, len(rows), _AT_ONCE):
            some = rows[at : at + _AT_ONCE]
            self._shape.see_cells(names, some)
            self._keep(_Batch(some, tuple(names)))

    def csv(self, columns: Sequence[Column]) -> Iterator[bytes]:
        """All rows as COPY reads them (`format csv, header`), piece by piece.

        Args:
            columns: what `Shape.columns` gave, or columns of these names.

        Raises:
            SourceRejected: a value that Postgres cannot hold; the message names row and column.
        """
        yield csv_text.header(column.landed for column in columns)
        done = 0
        for batch in self._batches():
            fields = [_field_of(column, batch) for column in columns]
            try:
                yield csv_text.encoded([",".join([field(row) for field in fields]) for row in batch.rows])
            except csv_text.Unwritable:
                self._blame(batch, columns, fields, done)
                raise
            done += len(batch.rows)

    def _keep(self, batch: _Batch) -> None:
        pickle.dump((batch.rows, batch.names), self._file, protocol=pickle.HIGHEST_PROTOCOL)

    def _batches(self) -> Iterator[_Batch]:
        self._file.seek(0)
        while True:
            try:
                yield _Batch(*pickle.load(self._file))  # noqa: S301 - written by this object, into a folder of this user alone
            except EOFError:
                return

    def _blame(self, batch: _Batch, columns: Sequence[Column], fields: Sequence[Field], done: int) -> None:
        for at, row in enumerate(batch.rows, start=done + 1):
            for column, field in zip(columns, fields, strict=True):
                try:
                    csv_text.encoded([field(row)])
                except csv_text.Unwritable as error:
                    message = f"Row {at} of {self._table} was refused: `{column.name}` {error}."
                    raise SourceRejected(message, hint="Correct it at the source, or name it in `drop_columns`.") from error


def _field_of(column: Column, batch: _Batch) -> Field:
    """How the field of a column is written for a row of this batch."""
    is_json = column.type_name in ("json", "jsonb")
    name = column.name
    if batch.names is None:
        write = csv_text.json_field if is_json else csv_text.field
        return lambda record: write(record.get(name))
    if name not in batch.names:
        return lambda _: ""
    at = batch.names.index(name)
    if is_textual(column.type_name):
        return lambda cells: csv_text.field(cells[at])
    return lambda cells: csv_text.field(cells[at] or None)
