"""When a digest is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from heartbeat.rules.alerts.digests import due_digest
from heartbeat.rules.days import day_end, instant_of

BERLIN = "Europe/Berlin"
EIGHT = time(8)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TICK = datetime(2026, 11, 20, 7, tzinfo=UTC)  # a Friday


def test_a_daily_digest_is_due_from_its_time_on_and_once() -> None:
    assert due_digest(EIGHT, BERLIN, last=TICK - DAY, now=TICK - MINUTE) is None
    assert due_digest(EIGHT, BERLIN, last=TICK - DAY, now=TICK) == TICK
    assert due_digest(EIGHT, BERLIN, last=TICK - DAY, now=TICK + 9 * HOUR) == TICK
    assert due_digest(EIGHT, BERLIN, last=TICK, now=TICK + 9 * HOUR) is None
    assert due_digest(EIGHT, BERLIN, last=None, now=TICK + HOUR) == TICK


def test_of_those_that_were_missed_the_newest_alone_is_due() -> None:
    assert due_digest(EIGHT, BERLIN, last=TICK - 30 * DAY, now=TICK + HOUR) == TICK


@pytest.mark.parametrize("weekday", range(7))
def test_a_weekly_digest_is_due_on_its_weekday(weekday: int) -> None:
    tick = due_digest(EIGHT, BERLIN, weekday=weekday, last=None, now=TICK)
    assert tick is not None
    assert tick.weekday() == weekday
    assert TICK - 7 * DAY < tick <= TICK
    assert due_digest(EIGHT, BERLIN, weekday=weekday, last=tick, now=TICK + DAY) in (None, TICK + DAY)


def test_a_daily_digest_is_never_older_than_a_day() -> None:  # 25 October 2026 has 25 hours
    tick = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # 00:30 of the 25th
    assert due_digest(time(0, 30), BERLIN, last=None, now=tick + DAY) == tick
    assert due_digest(time(0, 30), BERLIN, last=None, now=tick + DAY + MINUTE) is None
    assert due_digest(time(0, 30), BERLIN, last=None, now=tick + DAY + HOUR) == tick + DAY + HOUR


def test_a_weekly_digest_is_never_older_than_a_week() -> None:
    tick = datetime(2026, 10, 18, 22, 30, tzinfo=UTC)  # Monday the 19th, 00:30
    assert due_digest(time(0, 30), BERLIN, weekday=0, last=None, now=tick + 7 * DAY) == tick
    assert due_digest(time(0, 30), BERLIN, weekday=0, last=None, now=tick + 7 * DAY + MINUTE) is None


@pytest.mark.parametrize(
    "zone", [BERLIN, "America/Havana", "Australia/Lord_Howe", "Pacific/Apia", "America/Nuuk", "Africa/Cairo"]
)
@pytest.mark.parametrize("at", [time(0), time(0, 30), time(2, 30), time(23, 30)])
def test_each_day_has_exactly_one_digest(zone: str, at: time) -> None:
    days = [date(2011, 1, 1) + number * DAY for number in range(366)]
    expected = [instant_of(d, at, zone) for d in days if day_end(d - DAY, zone) < day_end(d, zone)]  # Apia left one out
    made, last, now = [], expected[0] - MINUTE, expected[0]
    while now <= expected[-1]:
        tick = due_digest(at, zone, last=last, now=now)
        if tick is not None:
            made.append(tick)
            last = tick
        now += 3 * HOUR
    assert made == expected
