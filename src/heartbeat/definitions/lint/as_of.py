"""Whether the events a statement reads end at `:as_of`, as far as its text tells.

A statement that looks back from `:as_of` without an upper bound answers rightly today and wrongly for every past day, because
it sees what came later. Told are two cases that are wrong almost always: a table with a lower bound by `:as_of` and no upper
one; and a column of time (by its name) that is filtered or aggregated without any bound. A column that is compared with another
column is taken as bounded through that one, and a select that mixes tables and unqualified columns is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from heartbeat.definitions.lint.correlation import names_in_from
from heartbeat.definitions.lint.tables import line_of, spelled
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.sql.text import Statement

_OF_TIME = re.compile(r"(^|_)(at|time|ts|timestamp|datetime)$|^(created|updated|modified|happened|occurred)(_on)?$")
# times that lie ahead by their nature, or end a state that began before
_AHEAD = re.compile(r"expir|valid|due|until|deadline|matur|birth|end|close|delet", re.IGNORECASE)
_SMALLER = (exp.LT, exp.LTE)
_GREATER = (exp.GT, exp.GTE)


def doubt_unbounded(tree: exp.Query, statement: Statement, findings: Findings) -> None:
    """Note each table whose rows after `:as_of` would be seen. Says nothing of a statement without `:as_of`."""
    if not statement.uses_as_of:
        return
    for select in tree.find_all(exp.Select):
        sources = names_in_from(select)
        columns = _columns_by_source(select, sources)
        if columns is None:
            continue
        for name, source in sources.items():
            if isinstance(source, exp.Table) and source.args.get("db"):
                _judge(source, columns.get(name, []), statement, findings)


def _columns_by_source(select: exp.Select, sources: dict[str, exp.Expr]) -> dict[str, list[exp.Column]] | None:
    """The columns of one select by the table they belong to; None when that cannot be told."""
    found: dict[str, list[exp.Column]] = {}
    for column in select.find_all(exp.Column):
        if column.parent_select is not select:
            continue
        table = spelled(column.args.get("table"))
        if not table and len(sources) > 1 and _is_time(column):
            return None
        found.setdefault(table or next(iter(sources), ""), []).append(column)
    return found


def _judge(source: exp.Table, columns: list[exp.Column], statement: Statement, findings: Findings) -> None:
    bounds = {bound for column in columns for bound in _bounds(column)}
    table = f"{spelled(source.args.get('db'))}.{spelled(source.this)}"
    line = line_of(source, statement)
    if "upper" in bounds:
        return
    if "lower" in bounds:
        hint = "Add `and <its time> < :as_of`, or a past day will see what came after it."
        findings.warn(line, f"`{table}` is read from `:as_of` back, but without an end.", hint)
        return
    loose = next((column for column in columns if _is_time(column) and _decides(column)), None)
    if loose is not None:
        hint = f"Add `{loose.sql()} < :as_of`, or a past day will see what came after it."
        findings.warn(line, f"The events of `{table}` are not bounded by `:as_of`.", hint)


def _is_time(column: exp.Column) -> bool:
    return bool(_OF_TIME.search(column.name.lower())) and not _AHEAD.search(column.name)


def _decides(column: exp.Column) -> bool:
    """Whether a column takes part in a filter, an order or an aggregate, rather than being handed on."""
    place = column.find_ancestor(exp.Where, exp.Join, exp.Having, exp.Order, exp.AggFunc, exp.Select)
    return place is not column.parent_select and not isinstance(column.parent, exp.Is)


def _bounds(column: exp.Column) -> Iterator[str]:
    """'upper' and 'lower', as far as the comparisons around a column bound it."""
    child: exp.Expr = column
    while child.parent is not None and not isinstance(child.parent, exp.Where | exp.Select | exp.Join | exp.And | exp.Or):
        child = child.parent
        if isinstance(child, exp.Predicate | exp.Binary):
            yield from _bound_by(child, column)


def _bound_by(node: exp.Expr, column: exp.Column) -> Iterator[str]:
    if isinstance(node, (*_SMALLER, *_GREATER)):
        on_left = _holds(node.this, column)
        far = node.expression if on_left else node.this
        near = node.this if on_left else node.expression
        if _has_as_of(near):
            yield "upper"  # `:as_of - t < …`: bounded in a way of its own
        elif isinstance(node, _SMALLER) == on_left:
            if _has_as_of(far) or _is_bound_through(node, column):
                yield "upper"
        elif _has_as_of(far) and not isinstance(far.unnest(), exp.Placeholder):
            yield "lower"  # a bare `> :as_of` asks for what lies ahead, not for a window
    elif _has_as_of(node) or (isinstance(node, exp.Predicate) and _is_bound_through(node, column)):
        yield "upper"


def _holds(node: exp.Expr, column: exp.Column) -> bool:
    return any(found is column for found in node.find_all(exp.Column))


def _has_as_of(node: exp.Expr) -> bool:
    return any(True for _ in node.find_all(exp.Placeholder))


def _is_bound_through(node: exp.Expr, column: exp.Column) -> bool:
    """Whether a time is compared with another column, which carries the bound for both."""
    return _is_time(column) and any(found is not column for found in node.find_all(exp.Column))
