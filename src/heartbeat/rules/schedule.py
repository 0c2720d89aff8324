"""Schedule: the ticks of a cron expression in a time zone, as UTC instants.

On the nights when clocks change an hourly schedule has 23 or 25 ticks and a daily one exactly one: an hour that is skipped is
made up for at once, an hour that is played twice counts once for schedules that name their hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from heartbeat.rules.days import day_of, zone

_LONGEST_REPEAT = timedelta(hours=3)


def ticks(cron: str, timezone: str | ZoneInfo, *, after: datetime) -> Iterator[datetime]:
    """Every tick strictly after a moment, oldest first, in UTC.

    Raises:
        ValueError: not a cron expression, or no such time zone.
    """
    return (tick for tick in _walk(cron, timezone, after, reverse=False) if tick > after)


def latest_tick(cron: str, timezone: str | ZoneInfo, *, until: datetime) -> datetime:
    """The newest tick at or before a moment, in UTC."""
    # The walk goes by the local clock, which shows some hours twice: it starts behind any such hour and comes back.
    for tick in _walk(cron, timezone, until + _LONGEST_REPEAT, reverse=True):
        if tick <= until:
            return tick
    raise ValueError(f"{cron!r} never ticks.")


def due_tick(cron: str, timezone: str | ZoneInfo, *, since: datetime, now: datetime) -> datetime | None:
    """The tick that is to run now: the newest after `since` and up to `now`. Older ones that were missed are not made up for."""
    newest = latest_tick(cron, timezone, until=now)
    return newest if newest > since else None


def two_intervals(cron: str, timezone: str | ZoneInfo, *, now: datetime) -> timedelta:
    """From the newest tick to the second one after now: how long a screen may go without a new board."""
    following = ticks(cron, timezone, after=now)
    next(following)
    return next(following) - latest_tick(cron, timezone, until=now)


def is_due(frequency: str, timezone: str | ZoneInfo, *, last_at: datetime | None, now: datetime) -> bool:
    """Whether something of this frequency (`hourly`: each beat, `daily`, or cron) is to run, given when it last ran."""
    if last_at is None or frequency == "hourly":
        return True
    if frequency == "daily":
        return day_of(last_at, timezone) < day_of(now, timezone)
    return due_tick(frequency, timezone, since=last_at, now=now) is not None


def _walk(cron: str, timezone: str | ZoneInfo, start: datetime, *, reverse: bool) -> Iterator[datetime]:
    try:
        walk = CronSim(cron, start.astimezone(zone(timezone)), reverse=reverse)
    except CronSimError as error:
        raise ValueError(f"{cron!r} is not a cron expression: {error}.") from error
    return (local.astimezone(UTC) for local in walk)
