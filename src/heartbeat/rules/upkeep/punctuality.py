"""Whether a table is read as often as its source's schedule says."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Literal
from zoneinfo import ZoneInfo

from heartbeat.definitions.model import Frequency
from heartbeat.rules.schedule import ticks

Punctuality = Literal["current", "late", "never"]

_WATCHED = timedelta(weeks=4)
_ENOUGH = 700  # ticks that tell how often it is: each hour of four weeks, or half a day of minutes


def punctuality(
    schedule: Frequency, beat: str, timezone: str | ZoneInfo, *, checked_at: datetime | None, now: datetime
) -> Punctuality:
    """`late` when two times have passed at which it should have been read; one may be the one that goes on now.

    Args:
        schedule: of the source.
        beat: the cron expression of beats.
        timezone: of the workspace.
        checked_at: up to when the source's table has been read, UTC; null if it never was.
        now: UTC.
    """
    if checked_at is None:
        return "never"
    second = next(islice(ticks(cron_of(schedule, beat), timezone, after=checked_at), 1, None), None)
    return "late" if second is not None and second <= now else "current"


def cron_of(schedule: Frequency, beat: str) -> str:
    """The cron expression behind `hourly` (each beat) and `daily` (the first beat of a day)."""
    return {"hourly": beat, "daily": "0 0 * * *"}.get(schedule, schedule)


def times_per_hour(schedule: Frequency, beat: str, timezone: str | ZoneInfo, *, now: datetime) -> float:
    """How often a source is read in an hour, on the average of the weeks that follow; a beat has to run for it each time."""
    return min(_times_per_hour(cron, timezone, now) for cron in {cron_of(schedule, beat), beat})


def _times_per_hour(cron: str, timezone: str | ZoneInfo, now: datetime) -> float:
    counted = list(islice(takewhile(lambda tick: tick <= now + _WATCHED, ticks(cron, timezone, after=now)), _ENOUGH))
    watched = counted[-1] - now if len(counted) == _ENOUGH else _WATCHED
    return len(counted) * 3600 / watched.total_seconds()
