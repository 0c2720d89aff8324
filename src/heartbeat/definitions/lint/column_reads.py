"""Whether a statement reads a column of a table, and whether it asks for its NULLs, as far as its text tells."""

from __future__ import annotations

from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from heartbeat.definitions.lint.tables import spelled

_ASKING = (exp.Is, exp.Coalesce, exp.Count, exp.NullSafeEQ, exp.NullSafeNEQ)


def reads_column(sql: str, table: str, column: str) -> bool:
    """Whether the SQL of a metric may read `column` of `table` ('dataset.table').

    A `*`, a whole row, and whatever else leaves it open count as read: who asks wants to be told once too often rather than
    once too seldom.
    """
    names = _names_of(sql, table)
    if names is None:
        return True
    return bool(names) and any(_reads(node, column, names) for node in _parsed(sql).walk())


def asks_for_null(sql: str, table: str, column: str) -> bool:
    """Whether the SQL of a metric says what becomes of a NULL in `column` of `table`: `is null`, `coalesce`, `count(column)`.

    Where its text leaves that open, it does not.
    """
    names = _names_of(sql, table)
    if not names:
        return False
    asked = (part for node in _parsed(sql).find_all(*_ASKING) for part in (node.this, *node.expressions))
    return any(isinstance(part, exp.Column) and _names(part, column, names) for part in asked)


@lru_cache(maxsize=16)
def _parsed(sql: str) -> exp.Expr:
    """One statement is asked about many columns; nobody changes its tree."""
    return sqlglot.parse_one(sql, dialect="postgres")


def _names_of(sql: str, table: str) -> set[str] | None:
    """The names by which a statement calls a table, none where it does not name it; null where that cannot be told."""
    try:
        tree = _parsed(sql)
    except (SqlglotError, RecursionError):
        return None
    found = [each for each in tree.find_all(exp.Table) if f"{spelled(each.args.get('db'))}.{spelled(each.this)}" == table]
    aliases = [alias for each in found if isinstance(alias := each.args.get("alias"), exp.TableAlias)]
    if any(alias.columns for alias in aliases):
        return None  # its columns go by other names there
    return {spelled(each.this) for each in found} | {spelled(alias.this) for alias in aliases}


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
