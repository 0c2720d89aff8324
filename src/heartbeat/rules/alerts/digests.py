"""When a digest is due: once a day or once a week at a time on the clock of a zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from heartbeat.rules.days import day_end, instant_of, zone

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


def due_digest(at: time, timezone: str, *, weekday: int | None = None, last: datetime | None, now: datetime) -> datetime | None:
    """The instant of the digest that is to be made now, in UTC; `None` when there is none to make.

    It is the newest up to now. One that was missed by a day, or a weekly one by a week, is not made up for.

    Args:
        at: when, on the clock. A time that it jumps over is at the jump; of one that it shows twice the first counts.
        timezone: of the clock.
        weekday: of a weekly one, from 0 (Monday); unset for a daily one.
        last: the instant of the last digest that was made, in UTC.
        now: a moment.
    """
    tick = _newest(at, zone(timezone), weekday, now)
    oldest = now - (_DAY if weekday is None else _WEEK)
    return tick if tick and tick >= oldest and (last is None or tick > last) else None


def _newest(at: time, there: ZoneInfo, weekday: int | None, now: datetime) -> datetime | None:
    today = now.astimezone(there).date()
    for back in range(-1, 9):  # where midnight is played twice, the next day may have begun before
        d = today - back * _DAY
        if (weekday is None or d.weekday() == weekday) and _is_there(d, there):
            tick = instant_of(d, at, there)
            if tick <= now:
                return tick
    return None


def _is_there(d: date, there: ZoneInfo) -> bool:
    """Not where a zone went over to the other side of the date line and left a day out."""
    return day_end(d - _DAY, there) < day_end(d, there)
