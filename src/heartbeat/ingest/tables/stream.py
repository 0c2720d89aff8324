"""The stream of a COPY, read as it comes: a message for each row, a few of Python's steps for each message.

psycopg's own reader runs a generator for each row, which takes more time than the server needs to write it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.abc import PQGen
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Wait

from heartbeat.ingest.tables.model import Column

MOST_MARKS = 100_000  # rows that are compared with what stands in marts; more than that count as new
PIECE_BYTES = 1 << 18  # rows are gathered to pieces of this size
_TELL_EVERY = 100_000  # rows
_HEADER_BYTES = 19  # before the first row of a binary COPY, in the same message
# Types whose binary form is one for each value, the same on every server that can be read. An array remembers that it once held
# a NULL, an endless interval is a long one for an older server; they and what is rare are copied as text.
_PLAIN = frozenset({
    "smallint", "integer", "bigint", "numeric", "real", "double precision", "boolean", "text", "character varying", "character",
    "date", "timestamp without time zone", "timestamp with time zone", "time without time zone", "uuid", "bytea", "json", "jsonb",
})  # fmt: skip


def is_binary(columns: Iterable[Column]) -> bool:
    """Whether rows of these columns are copied in binary form, which takes half the time of text."""
    return all(_without_width(column.type_name) in _PLAIN for column in columns)


def read_copy(
    connection: psycopg.Connection[Any],
    query: sql.Composable,
    *,
    binary: bool,
    write: Callable[[bytes], object] = lambda _: None,
    heard: Callable[[int], None] = lambda _: None,
) -> tuple[int, Counter[int] | None]:
    """COPY the rows of a query, as CSV with a header or in binary form; return how many there are, and a mark for each.

    Args:
        connection: nothing else happens on it meanwhile.
        query: what is copied.
        binary: the form; equal rows are equal bytes in both.
        write: is given the bytes, in pieces.
        heard: hears now and then how many rows there were so far.
    """
    form = sql.SQL("format binary" if binary else "format csv, header")
    stream = _Stream(write, heard)
    with connection.cursor() as cursor, cursor.copy(sql.SQL("copy ({}) to stdout ({})").format(query, form)):
        connection.wait(stream.read(connection.pgconn))  # what fails here, the cursor's copy cleans up after
    return stream.rows, stream.marked(binary=binary)


@dataclass
class _Stream:
    write: Callable[[bytes], object]
    heard: Callable[[int], None]
    rows: int = 0
    first: bytes = b""
    marks: list[int] = field(default_factory=list)  # of messages, not yet of rows

    def read(self, source: PGconn) -> PQGen[None]:
        """All of it, waiting where nothing is there."""
        next_row, mark, messages, told = source.get_copy_data, self.marks.append, 0, 0
        piece = bytearray()
        while True:
            size, row = next_row(1)
            if size > 0:
                piece += row
                if messages <= MOST_MARKS:
                    self.first = self.first or bytes(row)
                    mark(hash(bytes(row)))
                messages += 1
                if len(piece) >= PIECE_BYTES:
                    self.write(bytes(piece))
                    piece.clear()
                    if messages > told + _TELL_EVERY:
                        told = messages - 1
                        self.heard(told)
            elif size == 0:
                yield from _more(source)
            else:
                break
        self.write(bytes(piece))
        self.rows = (yield from _result(source)).command_tuples or 0

    def marked(self, *, binary: bool) -> Counter[int] | None:
        """A mark for each row. CSV has its header in a message before them, binary a trailer behind them."""
        if self.rows > MOST_MARKS:
            return None
        rows = self.marks[:-1] if binary else self.marks[1:]
        if binary and rows:
            rows[0] = hash(self.first[_HEADER_BYTES:])
        # Between us and the server somebody may put rows together; then nothing is known of single ones.
        return Counter(rows) if len(rows) == self.rows else None


def _more(source: PGconn) -> PQGen[None]:
    while not (yield Wait.R):
        continue
    source.consume_input()


def _result(source: PGconn) -> PQGen[PGresult]:
    """How the COPY ended, after its last row."""
    while source.is_busy():
        yield from _more(source)
    result = source.get_result()
    while source.get_result() is not None:
        continue
    if result is None:
        raise psycopg.OperationalError("the COPY ended without a result")
    if result.status != ExecStatus.COMMAND_OK:
        raise error_from_result(result, encoding="utf-8")
    return result


def _without_width(type_name: str) -> str:
    """`timestamp(3) without time zone` -> `timestamp without time zone`."""
    head, _, tail = type_name.partition("(")
    return head.strip() + tail.partition(")")[2]
