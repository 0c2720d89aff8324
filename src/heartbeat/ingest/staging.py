"""The staging of a dataset: rows lie here, in tables of the exact types of their source, until they are published.

A connection of its own fills it while rows are read, so that nothing is kept in a file or in memory. What lies here may be
lost: its commits do not wait for the disk.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors as refusals
from psycopg import sql

from heartbeat.db import database_errors
from heartbeat.errors import SourceRejected
from heartbeat.ingest.tables.model import Column, SourceTable, Span
from heartbeat.ingest.tables.refusal import refusals as told_refusals
from heartbeat.ingest.tables.rows import in_span, mark_rows, select_rows
from heartbeat.ingest.tables.stream import MOST_MARKS, PIECE_BYTES

_STAGING_WAIT = "10s"  # what a killed run was doing there has ended by then
_KEPT_BYTES = 1 << 20  # an increment of less than this waits in memory until it is known that it brings something new


def staging_of(dataset: str) -> str:
    """The staging schema of a dataset, on which the query role has no rights."""
    return f"{dataset}_staging"


def new_load_id() -> str:
    """A name for one delivery, as dlt makes them: the seconds since 1970."""
    return f"{time.time():.7f}"


def drop_staging(connection: psycopg.Connection[Any], dataset: str) -> bool:
    """Drop the staging of a dataset as a whole.

    False when somebody, such as a backup, keeps a table of it open: then all of it stays.
    """
    try:
        with connection.transaction():
            connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(_STAGING_WAIT)))
            connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(staging_of(dataset))))
    except refusals.LockNotAvailable:
        return False
    return True


class StagedTable:
    """Where the rows of one table go while they are read: a `Target`.

    `writer` is a connection of the loader on which nothing else happens meanwhile, in autocommit. Who hears of progress is
    told the rows so far, and how many are expected.
    """

    def __init__(self, writer: psycopg.Connection[Any], dataset: str, hears: Callable[[int, int | None], None]) -> None:
        self._writer, self._dataset, self._hears = writer, dataset, hears
        self.expected_rows: int | None = None
        self._table: SourceTable | None = None
        self._pieces: list[bytes] = []
        self._size = 0
        self._sending: contextlib.ExitStack | None = None
        self._send: Callable[[bytes], object] = lambda _: None
        self._is_binary = self._is_filled = False

    @contextmanager
    def open(self, table: SourceTable, *, binary: bool = False) -> Iterator[Callable[[bytes], object]]:
        """Take rows of this shape; what was written before is forgotten."""
        self.discard()
        self._table, self._is_binary = table, binary
        with self._ending():
            yield self._write
            if self._sending is not None:
                self._flush()

    def heard(self, rows: int) -> None:
        """So many rows so far."""
        self._hears(rows, self.expected_rows)

    def fill(self) -> None:
        """Bring what waits in memory into the table of staging."""
        if self._is_filled or self._table is None:
            return
        with self._ending():
            self._begin()
            self._flush()

    def discard(self) -> None:
        """Forget all that was written."""
        if self._is_filled and self._table is not None:
            with self._refusals():
                self._writer.execute(sql.SQL("drop table if exists {}").format(self._relation))
        self._pieces, self._size, self._is_filled, self._table = [], 0, False, None

    def keep(self, span: Span | None, key: tuple[str, ...]) -> tuple[int, Counter[int] | None]:
        """Of rows whose source knows no exact text: keep those of the span, and mark them.

        Of an inferred table, whose key is declared and whose rows may come again, the last row of each key is kept. Where a
        database gives two rows with a key, it is none, and losing one of them would be silent.

        Returns how many rows there are, and a mark for each (see `Copied`).
        """
        self.fill()
        if self._table is None:
            raise ValueError("nothing was written")
        with self._refusals():
            if span is not None:
                outside = sql.SQL("delete from {} where ({}) is not true")
                self._writer.execute(outside.format(self._relation, in_span(span, landed=True)))
            if key and self._table.is_inferred:
                self._drop_repeated(key)
            counted = self._writer.execute(sql.SQL("select count(*) from {}").format(self._relation)).fetchone()
            rows = int(counted[0]) if counted else 0
            if rows > MOST_MARKS:
                return rows, None
            query = select_rows(self._relation, self._table.columns, None, landed=True)
            return mark_rows(self._writer, query, self._table.columns)

    def lacks(self, relation: sql.Composable, condition: sql.Composable) -> bool:
        """Whether a table of marts has a row under a condition that was not written here, equal in every cell."""
        self.fill()
        if self._table is None:
            raise ValueError("nothing was written")
        cells = sql.SQL(", ").join(sql.Identifier(one.landed) for one in self._table.columns)
        query = sql.SQL("select exists (select row({0})::text from {1} where {2} except all select row({0})::text from {3})")
        with self._refusals():
            return self._writer.execute(query.format(cells, relation, condition, self._relation)).fetchone() == (True,)

    def lacking(
        self, relation: sql.Composable, columns: Sequence[Column], by: Column, names: Mapping[str, str]
    ) -> Collection[str]:
        """Of files written here, those that lack a row which a table of marts has of the file to which `names` leads.

        Args:
            relation: the table of marts.
            columns: of both, by which rows are compared.
            by: the column that names the file of each row.
            names: of files written here -> of files of the table.
        """
        self.fill()
        cells = sql.SQL(", ").join(
            sql.SQL("{}::{}").format(sql.Identifier(one.landed), sql.SQL(one.type_name)) for one in columns
        )
        query = sql.SQL(
            "with renamed as (select * from unnest({new}::text[], {old}::text[]) as names (new, old)) "
            "select distinct new from ("
            "select new, row({cells})::text from {relation} join renamed on {by} = old except all "
            "select new, row({cells})::text from {staged} join renamed on {by} = new) as lacking"
        ).format(
            new=sql.Literal(list(names)), old=sql.Literal(list(names.values())), cells=cells, by=sql.Identifier(by.landed),
            relation=relation, staged=self._relation,
        )  # fmt: skip
        with self._refusals():
            return {name for (name,) in self._writer.execute(query)}

    @property
    def _relation(self) -> sql.Identifier:
        return sql.Identifier(staging_of(self._dataset), self._table.landed if self._table else "")

    def _write(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size >= (_KEPT_BYTES if self._sending is None else PIECE_BYTES):
            if self._sending is None:
                self._begin()
            self._flush()

    def _begin(self) -> None:
        """Make the table, and begin to copy into it: one transaction, so that there is never half of it.

        Rows are frozen as they come, which only the transaction that made the table may do: no later reader and no vacuum has
        to write them again.
        """
        table = self._table
        if table is None:
            raise ValueError("no table is open")
        columns = [sql.SQL("{} {}").format(sql.Identifier(one.landed), sql.SQL(one.type_name)) for one in table.columns]
        names = sql.SQL(", ").join(sql.Identifier(one.landed) for one in table.columns)
        form = sql.SQL("format binary" if self._is_binary else "format csv, header")
        with self._refusals(), contextlib.ExitStack() as until_the_end:
            until_the_end.enter_context(self._writer.transaction())
            schema = sql.Identifier(staging_of(self._dataset))
            made = sql.SQL("create schema if not exists {}; create table {} ({})")
            self._writer.execute(made.format(schema, self._relation, sql.SQL(", ").join(columns)))
            statement = sql.SQL("copy {} ({}) from stdin ({}, freeze)").format(self._relation, names, form)
            cursor = until_the_end.enter_context(self._writer.cursor())
            self._send = until_the_end.enter_context(cursor.copy(statement)).write
            self._sending = until_the_end.pop_all()

    def _flush(self) -> None:
        piece = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        if piece:
            with self._refusals():
                self._send(piece)

    @contextmanager
    def _ending(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:  # it may be the source's, which is not ours to explain
            self._end(error)
            raise
        self._end(None)

    def _end(self, error: BaseException | None) -> None:
        sending, self._sending = self._sending, None
        if sending is None:
            return
        # What made the reading end is told, not that the copy was broken off for it.
        with contextlib.suppress(psycopg.Error) if error else self._refusals():
            sending.__exit__(type(error) if error else None, error, error.__traceback__ if error else None)
        self._is_filled = error is None

    def _drop_repeated(self, key: tuple[str, ...]) -> None:
        """Of rows with the same key, the last one stays: a page that was asked for later, a newer file.

        Rows without any value of it are no such versions of one row: their key is called otherwise by now, or they lie elsewhere.
        """
        without = sql.SQL("select count(*) from (select from {} where num_nonnulls({}) = 0 limit 2) as keyless")
        keys = sql.SQL(", ").join(map(sql.Identifier, key))
        if self._writer.execute(without.format(self._relation, keys)).fetchone() == (2,):
            message = f"Rows of {self._dataset}.{self._table.landed if self._table else ''} have no value of {', '.join(key)}."
            hint = "Correct `primary_key` in the source's file, or the rows at the source: one would replace the other."
            raise SourceRejected(message, hint=hint)
        repeated = sql.SQL(
            "delete from {0} where ctid in (select ctid from ("
            "select ctid, row_number() over (partition by {1} order by ctid desc) as nth from {0}) as numbered where nth > 1)"
        )
        self._writer.execute(repeated.format(self._relation, keys))

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """What the marts' server says is told as its own: who reads a source may take any psycopg.Error for the source's."""
        table = self._table.landed if self._table else ""
        with database_errors(), told_refusals(f"Rows of {self._dataset}.{table} cannot be kept in marts"):
            yield
