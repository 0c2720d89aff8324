"""Quiet hours: until when a message is held, on the clock of the person whom it is for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from heartbeat.definitions.alerting.model import AlertRules, QuietHours, Severity
from heartbeat.rules.days import instant_of, zone

_DAY = timedelta(days=1)


def quiet_until(hours: QuietHours, timezone: str, now: datetime) -> datetime | None:
    """When the quiet hours end in which a moment lies, in UTC; `None` when it lies in none.

    Of a time that the clocks show twice, quiet begins with the first and ends with the second; one that they jump over is at the
    jump. Hours that end when they begin are none: a message held by them would never go out.
    """
    if hours.start == hours.end:
        return None
    there = zone(timezone)
    d = now.astimezone(there).date()
    until = now
    for number in range(-2, 3):  # a night ends on the next day, and a zone may leave out one of them
        start, end = _of_day(hours, d + number * _DAY, there)
        if start <= until < end:  # also where the clocks let one night begin before the other ends
            until = end
    return until if until > now else None


def held_until(rules: AlertRules, *, person: str | None, severity: Severity, now: datetime) -> datetime | None:
    """Until when a message for a person waits, by their own quiet hours or else the workspace's; `None`: it goes out now.

    Args:
        rules: of the workspace.
        person: by email; none for a message that is for nobody in particular.
        severity: of the message: a red one waits as well, unless the hours let it through.
        now: a moment.
    """
    known = rules.people.get(person.casefold()) if person else None
    hours = (known.quiet_hours if known else None) or rules.quiet_hours
    if hours is None or (severity == "red" and hours.red_sends):
        return None
    return quiet_until(hours, (known.timezone if known else None) or rules.timezone, now)


def _of_day(hours: QuietHours, d: date, there: ZoneInfo) -> tuple[datetime, datetime]:
    """The quiet hours that begin on a day."""
    ends_on = d if hours.end > hours.start else d + _DAY
    return instant_of(d, hours.start, there), instant_of(ends_on, hours.end, there, again=True)
