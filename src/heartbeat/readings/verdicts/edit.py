"""What an operator may change of a metric, and whether a change makes sense."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from heartbeat.definitions.parse import formats
from heartbeat.errors import ChangeRefused
from heartbeat.rules.status import Lines, contradiction

COLUMNS = ("owner", "verification_state", "norm_value", "alert_value", "target_value", "target_due_date")
_LONGEST, _LONGEST_BITS = 60, 200


def checked(changes: Mapping[str, object]) -> dict[str, Any]:
    """The changes as the columns hold them.

    Raises:
        ChangeRefused: naming the column that may not be changed here, or that cannot hold the value.
    """
    values = {}
    for column, value in changes.items():
        if column not in COLUMNS:
            hint = "Edit the metric's file and run `heartbeat deploy`; in the browser one changes " + ", ".join(COLUMNS) + "."
            raise ChangeRefused(f"{column} may not be changed here.", hint=hint)
        values[column] = None if value is None and column != "verification_state" else _CHECKS[column](column, value)
    return values


def refuse_contradiction(metric_id: str, row: Mapping[str, Any]) -> None:
    """Refuse operator columns whose lines contradict each other.

    Raises:
        ChangeRefused: saying which line is on the wrong side.
    """
    lines = Lines(row["direction"], row["norm_value"], row["alert_value"], row["target_value"])
    if problem := contradiction(lines):
        hint = "The red line lies beyond the amber one, on the bad side. Nothing was changed."
        raise ChangeRefused(f"The lines of {metric_id} would contradict each other: {problem}.", hint=hint)


def logged(value: object) -> str | None:
    """A value as the log of operator changes keeps it."""
    return None if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)


def _number(column: str, value: object) -> float:
    try:
        number = math.nan if isinstance(value, bool) or not isinstance(value, int | float) else float(value)
    except OverflowError:  # a whole number with more than 308 digits
        number = math.inf
    if not math.isfinite(number):
        hint = "Give a number in the metric's unit, or none to unset it."
        raise ChangeRefused(f"{column} is not a number: {_told(value)}.", hint=hint)
    return number


def _email(column: str, value: object) -> str:
    """An address by the rule of the files: an owner may be written into one."""
    if not isinstance(value, str) or not value.isprintable() or formats.email(value.strip()) is not None:
        raise ChangeRefused(
            f"{column} is not an email address: {_told(value)}.", hint="Give the address of the person who is told."
        )
    return value.strip()


def _verification(column: str, value: object) -> str:
    if value not in ("verified", "unverified"):  # a set refuses what has no hash
        hint = "A person verifies or withdraws; `changed` is set by a deploy that changes a verified definition."
        raise ChangeRefused(f"{column} is neither verified nor unverified: {_told(value)}.", hint=hint)
    return str(value)


def _date(column: str, value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ChangeRefused(f"{column} is not a date: {_told(value)}.", hint="Write it as 2026-12-31.") from None


def _told(value: object) -> str:
    """A wrong value as a message quotes it: in one short line, and Python refuses to write endless whole numbers."""
    return "a number without end" if isinstance(value, int) and value.bit_length() > _LONGEST_BITS else repr(value)[:_LONGEST]


_CHECKS: Mapping[str, Callable[[str, object], Any]] = {
    "owner": _email,
    "verification_state": _verification,
    "norm_value": _number,
    "alert_value": _number,
    "target_value": _number,
    "target_due_date": _date,
}
