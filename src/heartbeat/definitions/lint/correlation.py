"""Sub-selects that run once for every row.

One of them over a million rows is a metric that takes minutes; the same question as a join takes a second.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from heartbeat.definitions.lint.tables import line_of, spelled
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.sql.text import Statement

_JOIN = "Rewrite it as a join: left join (select key, … from … group by key) x on x.key = …."
_SOURCES = (exp.Table, exp.Subquery, exp.Lateral, exp.Unnest, exp.Values)


def refuse_correlated(tree: exp.Query, statement: Statement, findings: Findings) -> None:
    """Note each scalar sub-select of a select list or a WHERE that names a column of the query around it.

    Only what can be told without the database: the outer column must carry the outer table's name. EXISTS is fine, since
    Postgres plans it as a join; IN over an outer column is doubted.
    """
    for inner in _inner_queries(tree):
        outer = _outer_column(inner)
        if outer is None or inner.parent_select is None:
            continue
        place = _place(inner)
        line = line_of(inner, statement)
        if place == "in":
            findings.warn(line, f"The sub-select of IN names `{outer}` of the query around it.", "Write EXISTS, or join.")
        elif place == "scalar":
            findings.error(line, f"A sub-select that runs for every row: it names `{outer}` of the query around it.", _JOIN)


def _inner_queries(tree: exp.Query) -> Iterator[exp.Query]:
    return (node for node in tree.find_all(exp.Select, exp.SetOperation) if node.parent and not _is_branch(node))


def _is_branch(node: exp.Expr) -> bool:
    return isinstance(node.parent, exp.SetOperation)


def _place(inner: exp.Query) -> str:
    """Where a sub-select stands: 'exists', 'in', 'from', 'scalar', or 'elsewhere'."""
    child: exp.Expr = inner
    while child.parent is not None:
        parent = child.parent
        if isinstance(parent, exp.Exists):
            return "exists"
        if isinstance(parent, exp.In) and child.arg_key == "query":
            return "in"
        if isinstance(parent, exp.From | exp.Join | exp.Lateral | exp.CTE) and child.arg_key == "this":
            return "from"
        if isinstance(parent, exp.Select):
            return "scalar" if child.arg_key in ("expressions", "where") else "elsewhere"
        child = parent
    return "elsewhere"


def _outer_column(inner: exp.Query) -> str | None:
    """The first column in a sub-select whose table is named outside of it."""
    for column in inner.find_all(exp.Column):
        table = spelled(column.args.get("table"))
        if table and not _is_local(column, table, inner):
            return f"{table}.{column.name}"
    return None


def _is_local(column: exp.Column, table: str, inner: exp.Query) -> bool:
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
