"""The key `expect` of a test: what the metric has to give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from heartbeat.definitions.metric_tests.model import Expectation
from heartbeat.definitions.parse.fields import Fields

FORM = "Write what the metric has to give: {value: 0.5, n: 2}; or {health: no_data}; or {error: a part of the message}."
HEALTHS = ("ok", "no_data", "error")
STATUSES = ("red", "amber", "green")
REASONS = ("alert_crossed", "norm_crossed", "within", "too_few", "no_data")
_SAID = ("value", "n", "health", "error", "status", "reason", "history")
_HOW = ("tolerance", "crosscheck")
_ERROR = "Write a part of the message, which tells one error from another; or `health: error` for any."
_NUMBER = r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
_VALUE = re.compile(rf"({_NUMBER})(?: ?/ ?({_NUMBER}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LARGEST_COUNT = 2**63 - 1


def read_expectation(fields: Fields) -> Expectation:
    """Read every key; what is wrong or contradicts another one is a finding."""
    value = _value(fields, "value")
    if not fields.has("value") and "value" in fields.keys():  # noqa: SIM118 - not a dict
        fields.reject("value", "{key} holds nothing.", "Write `health: no_data` where the metric has no value.")
    found = Expectation(
        value=value,
        tolerance=_tolerance(fields),
        n=fields.whole("n", least=0, most=_LARGEST_COUNT),
        health=fields.choice("health", HEALTHS),
        error=fields.text("error", check=lambda said: None if said else _ERROR),
        status=fields.choice("status", STATUSES),
        reason=fields.choice("reason", REASONS),
        history=_history(fields),
        crosscheck=fields.flag("crosscheck", default=True),
    )
    fields.refuse_unknown({"no_data": ("{key} is a kind of health.", "Write `health: no_data`.")})
    _refuse_contradictions(fields, found)
    return found


def number_of(text: str) -> float | None:
    """A number, or one number over another: `2/3`. None for what is none, and for what is no finite number."""
    match = _VALUE.fullmatch(text)
    try:
        above, below = (float((part or "1").replace("_", "")) for part in match.groups()) if match else (0.0, 0.0)
        value = above / below
    except (ZeroDivisionError, OverflowError):
        return None
    return value if abs(value) < float("inf") else None


def _check_value(text: str) -> str | None:
    return None if number_of(text) is not None else "Write a number in the metric's unit, or one over another: 0.95, 2/3."


def _value(fields: Fields, key: str) -> float | None:
    text = fields.text(key, check=_check_value)
    return number_of(text) if text else None


def _tolerance(fields: Fields) -> float | None:
    tolerance = fields.number("tolerance")
    if tolerance is not None and tolerance < 0:
        fields.reject("tolerance", "{key} is below zero.", "Write how far the value may be from the one expected: 0.001.")
    if tolerance is not None and not (fields.has("value") or fields.has("history")):
        fields.reject("tolerance", "{key} stands without `value` and `history`.", "Add the value expected, or remove it.")
    return tolerance


def _history(fields: Fields) -> Mapping[date, float | None]:
    """Values by day; a day with nothing behind it is one without a value."""
    form = "Write days with their values: {2026-03-01: 5, 2026-03-02: null}; null is a day without a value."
    inside = fields.mapping("history", form)
    if fields.is_mapping("history") and not inside.keys():
        fields.reject("history", "{key} names no day.", form)
    found: dict[date, float | None] = {}
    for key in inside.keys():  # noqa: SIM118 - not a dict
        day = _day(key)
        if day is None:
            inside.reject(key, f"`{key}` is no day.", form)
        else:
            found[day] = _value(inside, key)
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _refuse_contradictions(fields: Fields, found: Expectation) -> None:
    said = [key for key in _SAID if fields.has(key)]
    if not said and all(key in _SAID or key in _HOW for key in fields.keys()):  # noqa: SIM118 - not a dict
        fields.findings.error(fields.line, "The test expects nothing.", FORM)
    if "error" in said and found.health not in (None, "error"):
        fields.reject("health", "{key} contradicts `error`.", "Keep one of the two.")
    lacks_value = "error" if "error" in said else found.health
    if lacks_value in ("no_data", "error") and "value" in said:
        fields.reject("value", f"{{key}} contradicts {lacks_value}: a metric without a value has none.", "Keep one of the two.")
    if lacks_value == "error" and "n" in said:
        fields.reject("n", "{key} contradicts an error: no row was counted.", "Remove it.")
