"""Moments as people read them in a message, in their own time zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment_text(moment: object, timezone: str) -> str | None:
    """`28 Nov 2026, 09:12 CET`; `None` for what is no moment. The day always stands there: a message may be read days later."""
    at = _read(moment)
    if at is None:
        return None
    local = at.astimezone(_zone(timezone))
    name = local.strftime("%Z")
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H:%M} {name if name.isalpha() else _offset(local)}"


def _read(moment: object) -> datetime | None:
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            return None
    if not isinstance(moment, datetime):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a message in another zone is better than none
        return ZoneInfo("UTC")


def _offset(local: datetime) -> str:
    """`UTC+05:30`, where a zone has no letters of its own."""
    text = local.strftime("%z")
    return f"UTC{text[:3]}:{text[3:5]}"
