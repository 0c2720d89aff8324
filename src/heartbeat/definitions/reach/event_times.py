"""By which times the tables of a statement are bounded: what tells how far back their rows go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from heartbeat.definitions.lint.correlation import names_in_from
from heartbeat.definitions.lint.tables import spelled


class EventTime(NamedTuple):
    """A table as 'dataset.table' and as SQL names it, and the SQL over its columns that ends at `:as_of`."""

    table: str
    from_sql: str
    time_sql: str


def event_times(sql: str) -> tuple[EventTime, ...]:
    """The times that a statement compares with `:as_of` from below, such as `created_at < :as_of`, each once.

    A table that is bounded through another one, or in a way that cannot be read here, has none.
    """
    try:
        tree = sqlglot.parse_one(sql, dialect="postgres")
    except (SqlglotError, RecursionError):
        return ()
    found = (time for select in tree.find_all(exp.Select) for time in _of_select(select))
    return tuple(dict.fromkeys(found))


def _of_select(select: exp.Select) -> Iterator[EventTime]:
    sources = names_in_from(select)
    for node in select.find_all(exp.LT, exp.LTE, exp.GT, exp.GTE):
        if node.parent_select is select:
            early, late = (node.this, node.expression) if isinstance(node, exp.LT | exp.LTE) else (node.expression, node.this)
            table = _table_of(early, sources)
            if table is not None and _is_moment(late):
                yield EventTime(_name(table), _from(table), _bare(early))


def _is_moment(node: exp.Expr) -> bool:
    """Whether this is `:as_of`, or a time before it, and names no column."""
    return bool(list(node.find_all(exp.Placeholder))) and not list(node.find_all(exp.Column))


def _table_of(node: exp.Expr, sources: dict[str, exp.Expr]) -> exp.Table | None:
    """The one table whose columns an expression reads, where it can be told."""
    if node.find(exp.Placeholder, exp.Query, exp.AggFunc, exp.Window):
        return None
    unnamed = [name for name, source in sources.items() if not _is_function(source)]  # whose columns need no name before them
    names = {
        spelled(column.args.get("table")) or (unnamed[0] if len(unnamed) == 1 else "") for column in node.find_all(exp.Column)
    }
    table = sources.get(names.pop()) if len(names) == 1 else None
    return table if isinstance(table, exp.Table) and table.args.get("db") and not _is_function(table) else None


def _is_function(source: exp.Expr) -> bool:
    """Whether this is a function that gives rows, such as generate_series: its one column carries its own name."""
    return isinstance(source, exp.Unnest) or (isinstance(source, exp.Table) and not isinstance(source.this, exp.Identifier))


def _name(table: exp.Table) -> str:
    return f"{spelled(table.args.get('db'))}.{spelled(table.this)}"


def _from(table: exp.Table) -> str:
    return exp.Table(this=table.this.copy(), db=table.args["db"].copy()).sql(dialect="postgres")


def _bare(node: exp.Expr) -> str:
    """The expression without the names of tables before its columns."""
    alone = node.copy()
    for column in alone.find_all(exp.Column):
        column.set("table", None)
    return alone.sql(dialect="postgres")
