"""Which columns a statement gives, where its select list can be read."""

from __future__ import annotations

from sqlglot import exp

from heartbeat.definitions.lint.tables import spelled
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.sql.text import Statement

_EXPECTED = {"value": ("value",), "crosscheck": ("value",), "history": ("d", "value"), "members": ("entity", "value")}
_MAY_COUNT = frozenset(("value", "crosscheck", "history"))


def check_columns(tree: exp.Query, statement: Statement, findings: Findings) -> None:
    """Note a column that is missing, doubled or of no use. A `*` cannot be read, so it is left to the database."""
    names = columns_of(tree)
    if names is None:
        return
    expected = _EXPECTED[statement.section]
    wanted = " and ".join(f"`{name}`" for name in expected)
    counts = statement.section in _MAY_COUNT
    more = ", and `n` (the number of rows behind it) where it is known" if counts else ""
    hint = f"The columns of `-- {statement.section}` are {wanted}{more}."
    for name in expected:
        if name not in names:
            findings.error(statement.line, f"The statement gives no column `{name}`.", f"Write `… as {name}`. {hint}")
    for name in dict.fromkeys(names):
        if name not in expected and not (counts and name == "n"):
            shown = f"A column `{name}`" if name else "A column without a name"
            findings.warn(statement.line, f"{shown} is read by nobody.", hint)
        elif names.count(name) > 1:
            findings.error(statement.line, f"The column `{name}` is given twice.", "Keep one of the two.")


def columns_of(tree: exp.Expr) -> list[str] | None:
    """The names of a query's columns, '' for one without a name; None when a `*` is among them."""
    node: exp.Expr = tree
    while not isinstance(node, exp.Select):
        if not isinstance(node, exp.SetOperation | exp.Subquery):
            return None
        node = node.this  # the first branch names the columns of a union
    if any(part.is_star and not isinstance(part, exp.Count) for part in node.expressions):
        return None
    return [_name(part) for part in node.expressions]


def _name(part: exp.Expr) -> str:
    """The name Postgres gives: of the alias, of a column, also through a cast."""
    if isinstance(part, exp.Alias):
        return spelled(part.args.get("alias"))
    if isinstance(part, exp.Column):
        return spelled(part.this)
    if isinstance(part, exp.Cast | exp.Paren):
        return _name(part.this)
    if isinstance(part, exp.Subquery) and part.args.get("alias"):
        return spelled(part.args["alias"].this)
    return ""
