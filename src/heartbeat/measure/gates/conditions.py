"""What a scan's filter compares: columns that an index could serve, and columns that an expression hides from one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from heartbeat.definitions.lint.tables import spelled
from heartbeat.definitions.sql.tokens import Kind, fold, tokenize

Comparison = Literal["equal", "range"]
# What Postgres writes for the answer of another step of the plan. That of an InitPlan is known before the scan begins.
_KNOWN_BEFORE = re.compile(r"\(InitPlan \d+\)(?:\.col\d+)?|\$\d+")
_KNOWN_BY_ROW = re.compile(r"\((?:hashed )?SubPlan \d+\)(?:\.col\d+)?")
_STAND_IN = "hb_known_before"
_EQUALITIES = (exp.EQ, exp.NullSafeEQ, exp.Is, exp.In)
_RANGES = (exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between)
_TEXT_CASTS = frozenset({"TEXT", "VARCHAR", "CHAR", "BPCHAR"})
_TEXT_COLUMNS = ("text", "character varying", "character", "name")


@dataclass(frozen=True)
class Condition:
    """A comparison of one bare column with what does not depend on the row. `sql` is as the plan has it.

    `is_constant` tells that it means the same outside of the plan; a value that another step of the plan gives does not.
    """

    column: str
    kind: Comparison
    sql: str
    is_constant: bool


@dataclass(frozen=True)
class Hidden:
    """A comparison of an expression over one column, which an index over the column cannot serve."""

    column: str
    expression: str
    is_day: bool  # the expression cuts a time down to its day or another unit


@dataclass(frozen=True)
class Conditions:
    """What can be told of a filter: the parts that all have to hold."""

    plain: tuple[Condition, ...] = ()
    hidden: tuple[Hidden, ...] = ()


def read_conditions(text: str | None, columns: Mapping[str, str]) -> Conditions:
    """Read a filter of a plan.

    Args:
        text: as Postgres writes it, columns with the table's alias before them.
        columns: those of the table, with their types.

    Returns:
        What is known of it; of a part that cannot be read, nothing.
    """
    tree = _parse(text) if text else None
    if tree is None:
        return Conditions()
    plain: list[Condition] = []
    hidden: list[Hidden] = []
    for part in _parts(tree):
        found = _condition(part, columns)
        if found:
            plain.append(found)
        elif covered := _hidden(part, columns):
            hidden.append(covered)
    return Conditions(tuple(plain), tuple(dict.fromkeys(hidden)))


def joined_column(text: str | None, alias: str) -> str | None:
    """The column of a table (by its alias) that a join's condition compares with another table's, where it is one alone."""
    tree = _parse(text) if text else None
    if tree is None:
        return None
    for part in _parts(tree):
        if isinstance(part, exp.EQ):
            for side in (part.this.unnest(), part.expression.unnest()):
                if isinstance(side, exp.Column) and spelled(side.args.get("table")) == alias:
                    return spelled(side.this)
    return None


def _parse(text: str) -> exp.Expr | None:
    readable = _KNOWN_BY_ROW.sub("hb_known_by_row", _KNOWN_BEFORE.sub(_STAND_IN, text))
    try:
        return sqlglot.parse_one(readable, dialect="postgres")
    except (SqlglotError, RecursionError):
        return None


def _parts(tree: exp.Expr) -> Iterator[exp.Expr]:
    bare = tree.unnest()
    if isinstance(bare, exp.And):
        yield from _parts(bare.this)
        yield from _parts(bare.expression)
    else:
        yield bare


def _condition(part: exp.Expr, columns: Mapping[str, str]) -> Condition | None:
    if isinstance(part, exp.Column) or (isinstance(part, exp.Not) and isinstance(part.this.unnest(), exp.Column)):
        name = _column(part.this.unnest() if isinstance(part, exp.Not) else part, columns)
        return Condition(name, "equal", part.sql("postgres"), is_constant=True) if name else None
    if not isinstance(part, (*_EQUALITIES, *_RANGES)) or part.args.get("negate"):
        return None
    kind: Comparison = "equal" if isinstance(part, _EQUALITIES) else "range"
    sides = [part.this, *(each for key, each in part.args.items() if key != "this" and isinstance(each, exp.Expr))]
    sides += part.args.get("expressions") or []
    for side in sides:
        name = _column(side, columns)
        others = [other for other in sides if other is not side]
        if name and not any(_columns_in(other) for other in others):
            return Condition(name, kind, part.sql("postgres"), is_constant=_STAND_IN not in part.sql())
    return None


def _column(node: exp.Expr, columns: Mapping[str, str]) -> str | None:
    """The column that a side of a comparison is, also behind a cast between texts, which costs no index."""
    bare = node.unnest()
    if isinstance(bare, exp.Cast) and isinstance(bare.this.unnest(), exp.Column):
        name = spelled(bare.this.unnest().this)
        is_text = bare.to.this.value in _TEXT_CASTS and columns.get(name, "").startswith(_TEXT_COLUMNS)
        return name if is_text else None
    if not isinstance(bare, exp.Column):
        return None
    name = spelled(bare.this)
    return name if name in columns else None


def _hidden(part: exp.Expr, columns: Mapping[str, str]) -> Hidden | None:
    if not isinstance(part, (exp.EQ, *_RANGES)):
        return None
    sides = [part.this, part.expression] if not isinstance(part, exp.Between) else [part.this]
    for side in sides:
        inside = _columns_in(side)
        names = {spelled(column.this) for column in inside}
        outside = [column for other in sides if other is not side for column in _columns_in(other)]
        if len(names) == 1 and not outside and names <= set(columns):
            bare = side.unnest()
            is_day = isinstance(bare, exp.TimestampTrunc | exp.DateTrunc | exp.Date | exp.TsOrDsToDate)
            is_day = is_day or (isinstance(bare, exp.Cast) and bare.to.this.value == "DATE")
            return Hidden(names.pop(), _short(bare), is_day)
    return None


def _columns_in(node: exp.Expr) -> list[exp.Column]:
    return [column for column in node.find_all(exp.Column) if spelled(column.this) != _STAND_IN]


def _short(node: exp.Expr) -> str:
    """An expression about as its author wrote it: without the table's alias and the casts that Postgres adds."""
    bare = node.transform(_bare)
    if isinstance(bare, exp.Cast):
        return f"{_lower(bare.this.unnest())}::{_lower(bare.to)}"
    return _lower(bare)


def _bare(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Column):
        return exp.column(node.this)
    is_added = isinstance(node, exp.Cast) and isinstance(node.this.unnest(), exp.Literal) and node.to.this.value != "INTERVAL"
    return node.this if is_added else node


def _lower(node: exp.Expr) -> str:
    tokens = tokenize(node.sql("postgres"))
    return "".join(fold(token.text) if token.kind is Kind.WORD else token.text for token in tokens)
