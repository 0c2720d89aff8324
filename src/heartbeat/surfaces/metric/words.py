"""Every number of a metric's page as people read it, by the rules that made the number on its tile: one number, one text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.readings.tiles.tile import lines_of
from heartbeat.rules.backtest.words import day_text
from heartbeat.rules.numbers import Style, distance_text, line_text, value_text
from heartbeat.rules.status import Lines
from heartbeat.wire.edits import people_of

_LINES = ("norm_value", "alert_value", "target_value")


def with_texts(page: dict[str, Any], settings: WorkspaceSettings) -> dict[str, Any]:
    """The page with a `text` beside each value, and the people who may own it.

    Rounding never moves a value to the other side of a line of today; a line itself is told exactly. A day has the unit of the
    definition that gave it, and is held against lines only where that is the unit of today.
    """
    metric = page["metric"]
    style = Style(metric["unit"], metric["decimals"], settings.currency, settings.locale)
    units = {definition["definition_hash"]: definition["unit"] for definition in page["definitions"]}
    held, free = lines_of(metric), Lines(metric["direction"])

    @cache  # days repeat themselves
    def text(value: float | None, unit: str = style.unit, lines: Lines = held) -> str | None:
        if value is None:
            return None
        return value_text(value, style if unit == style.unit else replace(style, unit=unit), lines)

    def day(told: dict[str, Any]) -> dict[str, Any]:
        unit, band = units.get(told["definition_hash"], style.unit), told["typical"]
        typical = band and {**band, "text": f"{text(band['low'], unit, free)} to {text(band['high'], unit, free)}"}
        return {**told, "text": text(told["value"], unit, held if unit == style.unit else free), "typical": typical}

    return {
        **page,
        "history": [day(each) for each in page["history"]],
        "readings": [{**reading, "text": text(reading["value"])} for reading in page["readings"]],
        "typical_text": _typical(metric["typical"], text),
        "target_distance_text": None if metric["target_hit"] else distance_text(metric["value"], metric["target_value"], style),
        "lines": [{**stretch, **_line_texts(stretch, style)} for stretch in page["lines"]],
        "operator_changes": [_told(change, style) for change in page["operator_changes"]],
        "people": people_of(settings),
    }


def _typical(band: Mapping[str, float] | None, text: Callable[[float], str | None]) -> dict[str, str | None] | None:
    if band is None:
        return None
    return {"low": text(band["mean"] - band["stddev"]), "high": text(band["mean"] + band["stddev"])}


def _line_texts(stretch: Mapping[str, Any], style: Style) -> dict[str, str | None]:
    return {name.removesuffix("_value"): line_text(stretch[name], style) for name in _LINES}


def _told(change: Mapping[str, Any], style: Style) -> dict[str, Any]:
    """An edit with its values as people read them: a line in the unit of today, a day in words."""
    tell = _teller(change["column"], style)
    return {**change, **{f"text_{side}": None if change[side] is None else tell(change[side]) for side in ("from", "to")}}


def _teller(column: str, style: Style) -> Callable[[str], str | None]:
    if column in _LINES:
        return lambda logged: line_text(float(logged), style)
    return _day if column == "target_due_date" else str


def _day(logged: str) -> str:
    d = date.fromisoformat(logged)
    return f"{day_text(d)} {d.year}"
