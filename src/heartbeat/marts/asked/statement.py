"""A statement on its way to the server: described alone, then put into a query of ours that reads only what is picked of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import errors as refusals
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from heartbeat.definitions.sql.names import quoted
from heartbeat.definitions.sql.tokens import bind_as_of

_SHORT_NUMERIC = (
    "case when abs({0}) < 1e400 then trim_scale(round({0}, 400)) when {0} = 'NaN' then {0} else sign({0}) * 1e400 end"
)
"""What a double can tell apart of a numeric, which may have 147,000 digits."""
_MOMENT = "heartbeat_moment"


@dataclass(frozen=True)
class Column:
    """A column of a statement's answer, known before the statement runs. `type` is the name that SQL has for it."""

    name: str
    type: str


Pick = Callable[[Sequence[Column]], Sequence[Column]]
"""Says which columns of an answer are read. It may raise a MeasureError instead; then the statement does not run."""
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Most:
    """How much of an answer is wanted: rows, and characters of a cell."""

    rows: int
    characters: int


class Statement:
    """A statement on its way to the server: at first as its author wrote it, then narrowed to what is read of it."""

    def __init__(self, sql: str, limit: int, pick: Pick | None, opening: str = "") -> None:
        self._written = sql.strip().rstrip(";")
        self._bound = bind_as_of(self._written)
        self._limit = limit
        self._pick = pick
        self._opening = opening
        self._picked: Sequence[Column] | None = None
        self.has_moment = self._bound != self._written
        self.text = f"\n{self._bound}"  # what Postgres gets; the author's lines count from 1 after this break

    def read(self, connection: psycopg.Connection[Any], as_of: datetime | None) -> tuple[tuple[str, ...], Rows]:
        """The names of the columns and the rows, inside a transaction of the caller."""
        self._describe(connection)
        return _fetch(connection, self.text, [as_of] if self.has_moment else None)

    def read_together(
        self, connection: psycopg.Connection[Any], moments: Sequence[datetime]
    ) -> tuple[tuple[str, ...], list[Rows]]:
        """The same as of many moments by one statement: the names of the columns, and the rows of each moment."""
        self._describe(connection)
        name = _apart_from(self._written)
        bound = bind_as_of(self._written, f"{name}.as_of::timestamptz")
        self.text = _narrowed(bound, self._picked or (), self._limit, at_each=name)
        (_, *columns), found = _fetch(connection, self.text, [list(moments)])
        rows: list[Rows] = [[] for _ in moments]
        for at, *cells in found:
            rows[at - 1].append(tuple(cells))
        return tuple(columns), rows

    def _describe(self, connection: psycopg.Connection[Any]) -> None:
        if self._picked is None:
            # Described alone, so that it is one complete statement: no parenthesis of its own ends the one it is put into.
            columns = _describe(connection, self.text)
            self._picked = self._pick(columns) if self._pick and columns else ()
            self.text = self._opening + _narrowed(self._bound, self._picked, self._limit)


def _describe(connection: psycopg.Connection[Any], text: str) -> tuple[Column, ...]:
    """The columns that a statement would give. Postgres parses it for that and runs nothing."""
    server = connection.pgconn
    _refuse_failed(server.prepare(b"", text.encode()))
    answer = _refuse_failed(server.describe_prepared(b""))
    return tuple(Column((answer.fname(at) or b"").decode(), _type_name(answer.ftype(at))) for at in range(answer.nfields))


def _refuse_failed(answer: PGresult) -> PGresult:
    if answer.status != ExecStatus.COMMAND_OK:
        raise refusals.error_from_result(answer)
    return answer


def _type_name(oid: int) -> str:
    known = psycopg.adapters.types.get(oid)
    if known is None:
        return "user-defined"
    return known.regtype if oid == known.oid else f"{known.regtype}[]"


def copied(connection: psycopg.Connection[Any], bound: str, pick: Pick, most: Most) -> str:
    """The COPY around a statement without parameters: the picked columns, each as text, with one row and one character too many.

    What stands between our parentheses is described alone, for the same reason as above.
    """
    picked = pick(_describe(connection, f"\n{bound}"))
    cells = ", ".join(f"left(q.{quoted(column.name)}::text, {int(most.characters) + 1})" for column in picked)
    return f"copy (select {cells} from (\n{bound}\n) q limit {int(most.rows) + 1}) to stdout"


def _apart_from(written: str) -> str:
    """A name for the moments that the author's statement does not use: a table of its own by that name would hide them."""
    name = _MOMENT
    while name in written.lower():
        name += "_"
    return name


def _narrowed(bound: str, columns: Sequence[Column], limit: int, *, at_each: str = "") -> str:
    """The query around a statement. The limit has a level of its own, or Postgres would compute a cell once for each mention.

    `at_each`: the name of the moments, where it is for every one of an array instead of one; the first cell of a row is then the
    number of its moment.
    """
    cells = []
    for column in columns:
        name = quoted(column.name)
        cells.append(f"{_SHORT_NUMERIC.format(f'q.{name}')} as {name}" if column.type == "numeric" else f"q.{name}")
    told, limited = ", ".join(cells) or "q.*", f"(select * from (\n{bound}\n) q limit {int(limit)}) q"
    if not at_each:
        return f"select {told} from {limited}"
    moments = f"unnest($1::timestamptz[]) with ordinality as {at_each} (as_of, number)"
    return f"select {at_each}.number, {told} from {moments} cross join lateral {limited}"


def _fetch(connection: psycopg.Connection[Any], query: str, parameters: list[Any] | None) -> tuple[tuple[str, ...], Rows]:
    with psycopg.RawCursor(connection) as cursor:
        # A parameter or binary=True makes psycopg take the extended protocol, which refuses a second statement. The simple
        # protocol would let `select 1; commit; ...` leave the transaction and its timeout.
        cursor.execute(query.encode(), parameters, binary=parameters is None, prepare=False)
        columns = tuple(column.name for column in cursor.description or ())
        return columns, cursor.fetchall()
