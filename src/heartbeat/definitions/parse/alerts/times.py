"""When messages go out: quiet hours, escalation, digests. All is kept as written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from heartbeat.definitions.alerting.times import is_off, weekly_of
from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.alerts.routes import read_names
from heartbeat.definitions.parse.fields import Fields

_HOURS = "Write from and to, '22:00-07:00', or {hours: '22:00-07:00', red: sends}."
_STEPS = "Write a list of steps: [{after: 30m, channels: [ops]}]."
_OFF = "off"
_CLOCK = "Write a time on a 24-hour clock, in quotes: '09:00', or off."
_DIGEST = "Write {daily: '09:00', weekly: 'mon 09:00'}."


def read_quiet_hours(fields: Fields, key: str = "quiet_hours") -> str | dict[str, str] | None:
    """A span of the day, and where it says so whether red waits for its end."""
    if not fields.is_mapping(key):
        return fields.text(key, check=formats.hours)
    inside = fields.mapping(key, _HOURS)
    found = {
        "hours": inside.required("hours", _HOURS, check=formats.hours),
        "red": inside.choice("red", ("sends", "waits"), "Write sends, or waits for the end of the hours."),
    }
    inside.refuse_unknown()
    return {name: text for name, text in found.items() if text}


def read_escalation(alerts: Fields, channels: Sequence[str]) -> list[dict[str, Any]]:
    """The steps, each later than the one before it."""
    steps, before = [], ""
    for step in alerts.mappings("escalation", _STEPS):
        after = step.required("after", "Write how long nobody acknowledged: 30m.", check=formats.duration)
        if after and formats.seconds_of(after) <= (formats.seconds_of(before) if before else 0):
            what = f"is no longer than the {before} of the step before" if before else "is no time at all"
            step.reject("after", f"{{key}}: {after} {what}.", "Times count from the first message, so they ascend: 30m, then 2h.")
        before = after or before
        steps.append({"after": after, "channels": read_names(step, "channels", channels)})
        step.refuse_unknown()
    return steps


def read_digest(alerts: Fields) -> str | dict[str, str] | None:
    """The time of the daily digest, or of the daily and the weekly one; the word `off` for none."""
    if not alerts.is_mapping("digest"):
        return _daily(alerts, "digest")
    inside = alerts.mapping("digest", _DIGEST)
    found = {"daily": _daily(inside, "daily"), "weekly": inside.text("weekly", check=_weekly)}
    inside.refuse_unknown()
    return {name: text for name, text in found.items() if text}


def _daily(fields: Fields, key: str) -> str | None:
    text = fields.text(key, check=_clock_or_off)
    return _OFF if is_off(text) else text


def _clock_or_off(text: str) -> str | None:
    return None if is_off(text) or formats.clock(text) is None else _CLOCK


def _weekly(text: str) -> str | None:
    return None if weekly_of(text) else "Write a weekday and a time, in quotes: 'mon 09:00'."
