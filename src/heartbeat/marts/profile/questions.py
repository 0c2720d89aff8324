"""The statements that a profile asks, composed of names that Postgres itself gave.

They go through the sandbox like the SQL of a metric: one read statement, as `hb_query`, within a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from heartbeat.marts.profile.model import Column
from heartbeat.marts.profile.privacy import MOST_VALUES
from heartbeat.marts.profile.roles import NUMBERS, TEXTS, TIMES

SAMPLE_ROWS = 30_000
_THINGS = 3_000
"""Things of a state log whose whole way is looked at."""
_COMPARABLE = (*NUMBERS, *TEXTS, *TIMES, "boolean", "uuid", "jsonb")
_NAMEABLE = "between '0001-01-01' and '9999-12-31'"
"""Times that Python can tell; Postgres knows others, and 'infinity'."""


@dataclass(frozen=True)
class Place:
    """A table, and how many rows it is known to have."""

    dataset: str
    table: str
    rows: int

    @property
    def identifier(self) -> sql.Identifier:
        """Its quoted name."""
        return sql.Identifier(self.dataset, self.table)

    def sample(self, limit: int = SAMPLE_ROWS) -> sql.Composed:
        """What to read from: the table, or blocks of it by chance, and always the same ones."""
        if self.rows <= limit:
            return sql.SQL("{}").format(self.identifier)
        percent = min(100.0, 150.0 * limit / self.rows)
        return sql.SQL("{} tablesample system ({}) repeatable (1)").format(self.identifier, sql.Literal(round(percent, 6)))


def statistics(dataset: str) -> str:
    """What Postgres has learned about each column: table, column, share of NULL, distinct values (negative: per row)."""
    asked = "select tablename, attname, null_frac::float8, n_distinct::float8 from pg_catalog.pg_stats where schemaname = {}"
    return _text(sql.SQL(asked).format(sql.Literal(dataset)))


def shares(place: Place, columns: Sequence[Column]) -> str:
    """One row: how many rows, and for each column those that are not NULL, distinct, empty and negative."""
    cells: list[sql.Composable] = [sql.SQL("count(*)")]
    for column in columns:
        name = sql.Identifier(column.name)
        cells.append(sql.SQL("count({})").format(name))
        cells.append(_cell("count(distinct {})", name, asked=column.base_type in _COMPARABLE))
        cells.append(_cell("count(*) filter (where {} = '')", name, asked=column.base_type in TEXTS))
        cells.append(_cell("count(*) filter (where {} < 0)", name, asked=column.base_type in NUMBERS))
    named = sql.SQL(", ").join(sql.SQL("{} as {}").format(cell, sql.Identifier(f"c{at}")) for at, cell in enumerate(cells))
    rows = sql.SQL("select {} from (select * from {} limit {}) looked_at")
    return _text(rows.format(named, place.sample(), sql.Literal(SAMPLE_ROWS)))


def _cell(asked_for: str, name: sql.Identifier, *, asked: bool) -> sql.Composed:
    return sql.SQL(asked_for).format(name) if asked else sql.SQL("null::bigint").format()


def values(place: Place, columns: Sequence[str]) -> str:
    """Rows of column, value and count, for each column one value more than may be shown; the most frequent first."""
    part = sql.SQL(
        "(select {} as c, {}::text as v, count(*) as n from looked_at where {} is not null group by "
        "2 order by 3 desc, 2 limit {})"
    )
    limit = sql.Literal(MOST_VALUES + 1)
    parts = [part.format(sql.Literal(name), sql.Identifier(name), sql.Identifier(name), limit) for name in columns]
    whole = sql.SQL("with looked_at as materialized (select * from {} limit {}) {}")
    return _text(whole.format(place.sample(), sql.Literal(SAMPLE_ROWS), sql.SQL(" union all ").join(parts)))


def ranges(place: Place, columns: Sequence[str]) -> str:
    """One row: the oldest and the newest of each time, over the whole table, as UTC; without those that nobody can name."""
    part = "min({0}) filter (where {0} {1})::timestamptz as {2}, max({0}) filter (where {0} {1})::timestamptz as {3}"
    cells = [
        sql.SQL(part).format(sql.Identifier(name), sql.SQL(_NAMEABLE), sql.Identifier(f"o{at}"), sql.Identifier(f"n{at}"))
        for at, name in enumerate(columns)
    ]
    return _text(sql.SQL("select {} from {}").format(sql.SQL(", ").join(cells), place.identifier))


def recent(place: Place, start: str) -> str:
    """One row: how many rows began in the last 30 and 90 days before `:as_of`."""
    counted = (
        "select count(*) filter (where {0} >= :as_of - interval '30 days') as last_30, count(*) as last_90 from {1} "
        "where {0} >= :as_of - interval '90 days' and {0} < :as_of"
    )
    return _text(sql.SQL(counted).format(sql.Identifier(start), place.identifier))


def lapses(place: Place, start: str, ends: Sequence[str]) -> str:
    """One row: for each end the seconds from the start to it that half, and 95 of 100 rows, stay below."""
    part = (
        "percentile_disc(array[0.5, 0.95]) within group (order by extract(epoch from "
        "{0}::timestamptz - {1}::timestamptz)::float8) "
        "filter (where {0} >= {1} and {0} {2} and {1} {2}) as {3}"
    )
    cells = [
        sql.SQL(part).format(sql.Identifier(end), sql.Identifier(start), sql.SQL(_NAMEABLE), sql.Identifier(f"l{at}"))
        for at, end in enumerate(ends)
    ]
    rows = sql.SQL("select {} from (select * from {} limit {}) looked_at")
    return _text(rows.format(sql.SQL(", ").join(cells), place.sample(), sql.Literal(SAMPLE_ROWS)))


def contained(place: Place, column: str, target: Place, key: str) -> str:
    """One row: which share of some values of a column are keys of another table, and how many were looked at."""
    asked = (
        "select avg((t.found is not null)::int)::float8 as contained, count(*) as looked_at "
        "from (select distinct {0} as v from (select {0} from {1} where {0} is not null limit 5000) held limit 500) looked_at "
        "left join (select distinct {2} as found from {3}) t on t.found = looked_at.v"
    )
    names = (sql.Identifier(column), place.sample(), sql.Identifier(key), target.identifier)
    return _text(sql.SQL(asked).format(*names))


def names(place: Place, key: str, label: str) -> str:
    """Rows of key and name of a lookup table, as text."""
    asked = sql.SQL("select {}::text as key, {}::text as name from {} order by 1")
    return _text(asked.format(sql.Identifier(key), sql.Identifier(label), place.identifier))


def ways(place: Place, reference: str, state: str, time: str) -> str:
    """A row per state of a log: the state, things that reached it, that began with it, all things, and how long it took."""
    asked = (
        "with things as materialized (select distinct {0} as thing from (select {0} from {3} limit {5}) held limit {5}), "
        "ways as materialized (select l.{0} as thing, l.{1} as state, l.{2} as at, "
        "row_number() over (partition by l.{0} order by l.{2}, l.{1}) as place, min(l.{2}) over (partition by l.{0}) as began "
        "from {4} l join things on things.thing = l.{0} where l.{2} {6}) "
        "select state::text as state, count(distinct thing) as reached, count(*) filter (where place = 1) as began, "
        "(select count(*) from things) as things, percentile_disc(array[0.5, 0.95]) within group "
        "(order by extract(epoch from at - began)::float8) filter (where place > 1) as lapse from "
        "ways group by 1 order by 2 desc, 1"
    )
    names = (sql.Identifier(reference), sql.Identifier(state), sql.Identifier(time), place.sample(_THINGS * 3))
    return _text(sql.SQL(asked).format(*names, place.identifier, sql.Literal(_THINGS), sql.SQL(_NAMEABLE)))


def _text(composed: sql.Composed) -> str:
    return composed.as_string(None)
