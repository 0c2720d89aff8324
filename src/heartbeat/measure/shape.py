"""What an answer of Postgres must look like to be the value of a metric: its columns before it runs, its cells after."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from heartbeat.errors import WrongShape
from heartbeat.marts.sandbox import Column
from heartbeat.postgres.refusals import harmless

_LARGEST_COUNT = 2**63 - 1  # bigint, as the readings keep it
_NUMBERS = frozenset({"smallint", "integer", "bigint", "oid", "real", "double precision", "numeric"})
_DATES = frozenset({"date", "timestamp without time zone", "timestamp with time zone"})
_CAST = "Cast it to a number: a share as avg(condition::int), a duration as extract(epoch from …)."
_COUNT = "`n` is the number of rows behind the value: count(*) as n."


@dataclass(frozen=True)
class Value:
    """A value in the metric's unit and the number of rows behind it. `missing` says in words why there is no value.

    `rows_read`: how many rows its statement read from tables, whatever it made of them; null when it was not told.
    """

    value: float | None
    n: int | None = None
    missing: str | None = None
    rows_read: int | None = None


def pick_value(columns: Sequence[Column]) -> list[Column]:
    """Of the columns that a `value` statement gives, those that are read: `value` and, if it likes, `n`.

    Raises:
        WrongShape: no column `value`, two of one name, or one that holds no numbers.
    """
    names = [column.name for column in columns]
    value = columns[_only(names, "value")]
    if value.type not in _NUMBERS:
        raise WrongShape(f"The column `value` is not a number but of type {value.type}.", hint=_CAST)
    if "n" not in names:
        return [value]
    n = columns[_only(names, "n")]
    if n.type not in _NUMBERS:
        raise WrongShape(f"The column `n` is not a whole number of rows but of type {n.type}.", hint=_COUNT)
    return [value, n]


def pick_days(columns: Sequence[Column]) -> list[Column]:
    """Of the columns that a `history` statement gives, those that are read: `d`, `value` and, if it likes, `n`.

    Raises:
        WrongShape: no column `d` or `value`, two of one name, or one of a type that says no day or no number.
    """
    names = [column.name for column in columns]
    if "d" not in names or "value" not in names:
        hint = "One row per day: select … as d, … as value."
        raise WrongShape(f"The history statement needs columns d and value; it has: {harmless(', '.join(names))}.", hint=hint)
    day = columns[_only(names, "d")]
    if day.type not in _DATES:
        message = f"The column `d` of the history statement is not a date but of type {day.type}."
        raise WrongShape(message, hint="Cast it: …::date as d.")
    return [day, *pick_value(columns)]


def read_value(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Value:
    """Read the answer of a `value` statement: at most one row with `value` and, if it likes, `n`.

    No row, NULL, NaN and infinity are honest answers and mean "no data"; other columns are ignored.

    Raises:
        WrongShape: no column `value`, several rows, or something that is not a number.
    """
    at = _only(columns, "value")
    if not rows:
        return Value(None, missing="the statement gave no row")
    if len(rows) > 1:
        hint = "Aggregate, so that exactly one row is left; a row per day belongs into the section `-- history`."
        raise WrongShape("The value statement gave more than one row.", hint=hint)
    return read_number(rows[0][at], rows[0][_only(columns, "n")] if "n" in columns else None)


def read_number(raw: Any, raw_n: Any = None) -> Value:
    """Turn one cell, and the cell beside it that counts the rows, into a value.

    Raises:
        WrongShape: a cell holds something that is not a number.
    """
    n = _count(raw_n)
    if raw is None:
        return Value(None, n, "the value is NULL")
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise WrongShape(f"The column `value` is not a number but of type {_type_name(raw)}.", hint=_CAST)
    try:
        number = float(raw)
    except OverflowError:
        number = math.inf
    if math.isfinite(number):
        return Value(number, n)
    return Value(None, n, "the value is NaN" if math.isnan(number) else "the value is infinite")


def _only(columns: Sequence[str], name: str) -> int:
    count = columns.count(name)
    if count == 1:
        return columns.index(name)
    found = harmless(", ".join(columns)) or "none"
    number = "no" if count == 0 else "more than one"
    raise WrongShape(f"The statement has {number} column `{name}`; it has: {found}.", hint=f"Name it: select … as {name}.")


def _count(raw: Any) -> int | None:
    if raw is None:
        return None
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool) and math.isfinite(raw):
        whole = int(raw)
        if whole == raw and 0 <= whole <= _LARGEST_COUNT:
            return whole
    raise WrongShape(f"The column `n` is not a whole number of rows: {str(raw)[:40]}.", hint=_COUNT)


def _type_name(raw: Any) -> str:
    names = {"str": "text", "bool": "boolean", "datetime": "timestamp", "timedelta": "interval", "dict": "json", "list": "array"}
    name = type(raw).__name__
    return names.get(name, name)
