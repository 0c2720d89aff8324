"""How complete a landed table is: rows, NULLs of the columns asked for, repeated keys, and its oldest and newest row."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from psycopg import sql

from heartbeat.errors import DatabaseUnavailable, MeasureError
from heartbeat.marts.sandbox import Sandbox

COUNTED_BYTES = 400_000_000
"""A table up to this size is read whole; of a larger one a part, which takes about as long."""

_OF_A_LIFE = re.compile(r"birth|deceased|(?:^|_)(?:born|dob|died|death)(?:_|$)")


@dataclass(frozen=True)
class TableProfile:
    """What counting a table gave. `oldest` and `newest` are of the column `moment`, as Postgres writes them.

    `counted` rows were looked at, `nulls` of them per column; `total_rows` is null where nobody knows it. `share` is the part
    of the table in percent that was looked at. `doubled` rows repeat a key; null where that was not counted. `trouble`: why
    there is nothing of this.
    """

    total_rows: int | None
    counted: int = 0
    nulls: Mapping[str, int] = field(default_factory=dict)
    share: float = 100.0
    doubled: int | None = None
    moment: str | None = None
    oldest: str | None = None
    newest: str | None = None
    trouble: str | None = None

    def null_share(self, column: str) -> float:
        """The share of NULL in a column, 0 to 1; 0 of nothing."""
        return self.nulls.get(column, 0) / self.counted if self.counted else 0.0


@dataclass(frozen=True)
class Request:
    """What to count. `key` is empty where it is known to be unique, or unknown; `moment` is a column of a time, or null.

    `size` in bytes decides how much is read; `known_rows` is what the last load recorded, null where another pipeline loads.
    """

    table: str  # 'dataset.table'
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    moment: str | None = None
    size: int = 0
    known_rows: int | None = None


def profile_table(sandbox: Sandbox, request: Request) -> TableProfile:
    """Count a table as the query role sees it, within the sandbox's time. A table that cannot be counted says why."""
    share = min(100.0, 100.0 * COUNTED_BYTES / request.size) if request.size else 100.0
    is_whole = share == 100.0
    query = _query(request, share).as_string(None)
    try:
        answer = sandbox.run(query, as_of=None, label=f"the audit of {request.table}", limit=1)
    except (MeasureError, DatabaseUnavailable) as error:
        return TableProfile(request.known_rows, share=share, moment=request.moment, trouble=error.message)
    counted, doubled, oldest, newest, *filled = answer.rows[0]
    return TableProfile(
        total_rows=counted if is_whole else request.known_rows,
        counted=counted,
        nulls={column: counted - count for column, count in zip(request.columns, filled, strict=True)},
        share=share,
        doubled=None if doubled is None else int(doubled),
        moment=request.moment,
        oldest=oldest,
        newest=newest,
    )


def _query(request: Request, share: float) -> sql.Composed:
    """One pass over the table. A sample has a seed, so that the same rows are looked at while the table stays as it is."""
    is_whole = share == 100.0
    doubled: sql.Composable = sql.SQL("null")
    if request.key and is_whole:
        key = sql.SQL(", ").join(sql.Identifier(column) for column in request.key)
        doubled = sql.SQL("count(*) - count(distinct ({}))").format(key)
    moments: list[sql.Composable] = [sql.SQL("null::text")] * 2
    if request.moment:
        moments = [sql.SQL(f"{end}({{}})::text").format(sql.Identifier(request.moment)) for end in ("min", "max")]
    cells = [sql.SQL("count(*)"), doubled, *moments, *(sql.SQL("count({})").format(sql.Identifier(c)) for c in request.columns)]
    named = [sql.SQL("{} as {}").format(cell, sql.Identifier(f"c{at}")) for at, cell in enumerate(cells)]
    table = sql.Identifier(*request.table.split(".", 1))
    part = sql.SQL("") if is_whole else sql.SQL(" tablesample system ({}) repeatable (0)").format(sql.Literal(share))
    return sql.SQL("select {} from {}{}").format(sql.SQL(", ").join(named), table, part)


def choose_moment(moments: Collection[str], read: Collection[str]) -> str | None:
    """The column of a time by which rows are oldest and newest: the first that the SQL reads, and that is nobody's birth."""
    return next((column for column in moments if column in read and not is_of_a_life(column)), None)


def is_of_a_life(column: str) -> bool:
    """Whether a time belongs to a person, by its name: the oldest one is then the cell of somebody, and is never told."""
    return bool(_OF_A_LIFE.search(column.lower()))
