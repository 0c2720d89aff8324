"""Whether a statement reads a column of a table, as far as its text tells."""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from heartbeat.definitions.lint.tables import spelled


def reads_column(sql: str, table: str, column: str) -> bool:
    """Whether the SQL of a metric may read `column` of `table` ('dataset.table').

    A `*`, a whole row, and whatever else leaves it open count as read: who asks wants to be told once too often rather than
    once too seldom.
    """
    try:
        tree = sqlglot.parse_one(sql, dialect="postgres")
    except (SqlglotError, RecursionError):
        return True
    found = [each for each in tree.find_all(exp.Table) if f"{spelled(each.args.get('db'))}.{spelled(each.this)}" == table]
    aliases = [alias for each in found if isinstance(alias := each.args.get("alias"), exp.TableAlias)]
    if any(alias.columns for alias in aliases):
        return True  # its columns go by other names there
    names = {spelled(each.this) for each in found} | {spelled(alias.this) for alias in aliases}
    return bool(found) and any(_reads(node, column, names) for node in tree.walk())


def _reads(node: exp.Expr, column: str, names: set[str]) -> bool:
    """Whether one node of the tree reads it; `names` are those that the table goes by."""
    if isinstance(node, exp.Column):
        return _names(node, column, names)
    if isinstance(node, exp.Star):
        return not isinstance(node.parent, exp.Count | exp.Column)
    if isinstance(node, exp.Join):
        return node.args.get("method") == "NATURAL" or column in map(spelled, node.args.get("using") or ())
    return False


def _names(node: exp.Column, column: str, names: set[str]) -> bool:
    owner, name = spelled(node.args.get("table")), spelled(node.this)
    if owner:
        return owner in names and (name == column or isinstance(node.this, exp.Star))
    return name == column or name in names  # a table's name alone is its whole row
