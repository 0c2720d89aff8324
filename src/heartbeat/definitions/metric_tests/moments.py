"""A moment as a test writes it: a day, or a day and a time, with an offset or in the workspace's time zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from heartbeat.definitions.parse.fields import Fields

_MOMENT = re.compile(
    r"""
    (?P<day> \d{4}-\d{2}-\d{2})
    (?: [ T] (?P<time> \d{2}:\d{2} (?: :\d{2} (?: \.\d{1,6})? )? ) )?
    [ ]? (?P<offset> Z | UTC | [+-]\d{2}:?(?:\d{2})? )?
    """,
    re.VERBOSE,
)
FORM = "Write a day and a time, with an offset where it is not the workspace's zone: 2026-03-01 12:00, 2026-03-01T10:00Z."


def read_moment(fields: Fields, key: str, zone: ZoneInfo) -> datetime | None:
    """The moment under a key, in the workspace's zone; None when it is absent or wrong, which is a finding then."""
    text = fields.text(key, check=lambda written: _moment(written, zone)[1])
    moment = _moment(text, zone)[0] if text else None
    return moment.astimezone(zone) if moment else None


def _moment(text: str, zone: ZoneInfo) -> tuple[datetime | None, str | None]:
    """The moment in UTC, or the hint that says why there is none."""
    match = _MOMENT.fullmatch(text)
    try:
        local = datetime.fromisoformat(f"{match['day']} {match['time'] or '00:00'}") if match else None
        if match is None or local is None:
            return None, FORM
        if match["offset"]:
            moment = (local - _offset(match["offset"])).replace(tzinfo=UTC)
            moment.astimezone(zone)  # the first and the last day of the calendar are not there in every zone
            return moment, None
        return _in_zone(local, zone)
    except (ValueError, OverflowError):
        return None, FORM


def _offset(text: str) -> timedelta:
    if text in ("Z", "UTC"):
        return timedelta(0)
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 15 or minutes > 59:
        raise ValueError(text)
    return (1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes)


def _in_zone(local: datetime, zone: ZoneInfo) -> tuple[datetime | None, str | None]:
    """A time that the clocks show twice, or never, names no moment."""
    first, second = local.replace(tzinfo=zone, fold=0), local.replace(tzinfo=zone, fold=1)
    moment = first.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local:
        hint = f"The clocks of {zone.key} skip this time; write one that they show, or with an offset: {moment:%Y-%m-%d %H:%M}Z."
        return None, hint
    if first.utcoffset() != second.utcoffset():
        both = " or ".join(f"{one.isoformat(' ', 'minutes')}" for one in (first, second))
        return None, f"The clocks of {zone.key} show this time twice; write which: {both}."
    return moment, None
