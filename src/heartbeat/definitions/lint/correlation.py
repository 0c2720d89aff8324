"""Sub-selects that name a column of the query around them, so that they run once for each of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from heartbeat.definitions.lint.tables import spelled

Place = Literal["scalar", "in", "join", "having"]
_SOURCES = (exp.Table, exp.Subquery, exp.Lateral, exp.Unnest, exp.Values)
_PLACES: dict[str | None, Place] = {"expressions": "scalar", "where": "scalar", "joins": "join", "having": "having"}


@dataclass(frozen=True)
class Correlated:
    """A sub-select, the query around it, the column of that one that it names, and where it stands there.

    `in` is that of IN, ANY and ALL; `join` the condition of a join.
    """

    inner: exp.Query
    around: exp.Select
    column: str
    place: Place


def correlated(tree: exp.Query) -> Iterator[Correlated]:
    """The sub-selects that name a column of the query around them, where that costs one run for each row.

    Only what can be told without the database: the outer column must carry the outer table's name. EXISTS is fine, since
    Postgres plans it as a join, and so is what stands in `from`.
    """
    for inner in _inner_queries(tree):
        outer, around, place = _outer_column(inner), inner.parent_select, _place(inner)
        if outer is not None and isinstance(around, exp.Select) and place is not None:
            yield Correlated(inner, around, outer, place)


def _inner_queries(tree: exp.Query) -> Iterator[exp.Query]:
    return (node for node in tree.find_all(exp.Select, exp.SetOperation) if node.parent and not _is_branch(node))


def _is_branch(node: exp.Expr) -> bool:
    return isinstance(node.parent, exp.SetOperation)


def _place(inner: exp.Query) -> Place | None:
    """Where a sub-select stands; null where Postgres does not run it row by row."""
    child: exp.Expr = inner
    while child.parent is not None:
        parent = child.parent
        if isinstance(parent, exp.Exists):
            return None
        if (isinstance(parent, exp.In) and child.arg_key == "query") or isinstance(parent, exp.Any | exp.All):
            return "in"
        if isinstance(parent, exp.From | exp.Join | exp.Lateral | exp.CTE) and child.arg_key == "this":
            return None
        if isinstance(parent, exp.Select):
            return _PLACES.get(child.arg_key)
        child = parent
    return None


def _outer_column(inner: exp.Query) -> str | None:
    """The first column in a sub-select whose table is named outside of it."""
    for column in inner.find_all(exp.Column):
        table = spelled(column.args.get("table"))
        if table and not is_local(column, table, inner):
            return f"{table}.{column.name}"
    return None


def is_local(column: exp.Column, table: str, inner: exp.Query) -> bool:
    """Whether a column's table is named within a sub-select, rather than around it."""
    node: exp.Expr | None = column
    while node is not None:
        if isinstance(node, exp.Select) and table in names_in_from(node):
            return True
        node = None if node is inner else node.parent
    return False


def names_in_from(select: exp.Select) -> dict[str, exp.Expr]:
    """What a select reads, by the name its columns carry."""
    found: dict[str, exp.Expr] = {}
    for source in select.find_all(*_SOURCES):
        if source.parent_select is select:
            alias = source.args.get("alias")
            name = spelled(alias.this) if isinstance(alias, exp.TableAlias) else spelled(source.this)
            found.setdefault(name, source)
    return found
