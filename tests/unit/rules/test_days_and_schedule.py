"""Calendar days and cron ticks on the nights when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from heartbeat.rules.days import DayPoint, day_end, day_of, past_of, row_began_at, stands_for_day, zone
from heartbeat.rules.schedule import due_tick, is_due, latest_tick, ticks, two_intervals
from heartbeat.rules.status import Verdict

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR, DAY, MOMENT = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("timezone", "d", "end"),
    [
        ("UTC", date(2026, 6, 10), utc(2026, 6, 11)),
        ("Europe/Berlin", date(2026, 6, 10), utc(2026, 6, 10, 22)),
        ("Europe/Berlin", date(2026, 3, 29), utc(2026, 3, 29, 22)),  # 23 hours
        ("Europe/Berlin", date(2026, 10, 25), utc(2026, 10, 25, 23)),  # 25 hours
        ("America/Havana", date(2026, 3, 7), utc(2026, 3, 8, 5)),  # midnight does not exist
        ("America/Havana", date(2026, 10, 31), utc(2026, 11, 1, 4)),  # midnight comes twice: the first counts
        ("Pacific/Apia", date(2011, 12, 29), utc(2011, 12, 30, 10)),  # the next day was left out
        ("Pacific/Apia", date(2011, 12, 30), utc(2011, 12, 30, 10)),
        ("America/Toronto", date(1919, 3, 30), utc(1919, 3, 31, 4, 30)),  # clocks jumped from 23:30 to 0:30
    ],
)
def test_a_day_ends_at_the_first_instant_of_the_next(timezone: str, d: date, end: datetime) -> None:
    assert day_end(d, timezone) == end
    assert day_end(d, zone(timezone)) == end


def test_a_reading_belongs_to_the_day_just_before_it() -> None:
    end = day_end(date(2026, 6, 10), "Europe/Berlin")
    assert day_of(end, "Europe/Berlin") == date(2026, 6, 10)
    assert day_of(end + MOMENT, "Europe/Berlin") == date(2026, 6, 11)


def test_an_evening_that_is_played_twice_belongs_to_one_day() -> None:
    """In St John's clocks went back from 0:01 to 23:01: the second evening comes after the day has begun."""
    end = day_end(date(2010, 11, 6), "America/St_Johns")
    assert {day_of(end + minutes * timedelta(minutes=1), "America/St_Johns") for minutes in range(1, 70)} == {date(2010, 11, 7)}


def test_an_unknown_time_zone_is_said_so() -> None:
    with pytest.raises(ValueError, match="Mars"):
        day_of(NOON, "Mars/Olympus")


@pytest.mark.parametrize(("night", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
@pytest.mark.parametrize("daily", ["23 2 * * *", "30 2 * * *", "0 3 * * *", "45 4 * * *", "0 0 * * *"])
def test_an_hourly_schedule_follows_the_clock_and_a_daily_one_runs_once(night: date, hours: int, daily: str) -> None:
    start, end = day_end(night - DAY, "Europe/Berlin") - MOMENT, day_end(night, "Europe/Berlin") - MOMENT

    def count(cron: str) -> int:
        return sum(1 for _ in _until(cron, start, end))

    assert (count("17 * * * *"), count(daily)) == (hours, 1)


def _until(cron: str, start: datetime, end: datetime) -> list[datetime]:
    found: list[datetime] = []
    for tick in ticks(cron, "Europe/Berlin", after=start):
        if tick > end:
            return found
        found.append(tick)
    return found


def test_only_the_newest_missed_tick_is_due() -> None:
    assert due_tick("17 * * * *", "UTC", since=NOON - 9 * HOUR, now=NOON) == utc(2026, 6, 10, 11, 17)
    assert due_tick("17 * * * *", "UTC", since=utc(2026, 6, 10, 11, 17), now=NOON) is None
    assert next(ticks("17 * * * *", "UTC", after=NOON)) == utc(2026, 6, 10, 12, 17)


def test_a_tick_in_the_hour_that_comes_twice_is_found_again() -> None:
    first = utc(2026, 10, 25, 0, 23)  # 2:23 summer time
    for minutes in (0, 10, 60, 100):
        assert latest_tick("23 2 * * *", "Europe/Berlin", until=first + minutes * timedelta(minutes=1)) == first


def test_a_board_may_be_as_old_as_two_intervals() -> None:
    assert two_intervals("17 * * * *", "Europe/Berlin", now=NOON) == 2 * HOUR
    assert two_intervals("*/15 * * * *", "Europe/Berlin", now=NOON) == timedelta(minutes=30)
    friday = utc(2026, 6, 12, 18, 30)
    assert two_intervals("17 8-18 * * 1-5", "UTC", now=friday) == utc(2026, 6, 15, 9, 17) - utc(2026, 6, 12, 18, 17)


@pytest.mark.parametrize("cron", ["", "* * *", "61 * * * *", "soon"])
def test_what_is_no_schedule_is_said_so(cron: str) -> None:
    with pytest.raises(ValueError, match="cron"):
        ticks(cron, "UTC", after=NOON)


def test_a_source_is_due_by_its_frequency() -> None:
    assert is_due("daily", "UTC", last_at=None, now=NOON)
    assert is_due("hourly", "UTC", last_at=NOON - MOMENT, now=NOON)
    assert is_due("daily", "UTC", last_at=NOON - 13 * HOUR, now=NOON)
    assert not is_due("daily", "UTC", last_at=NOON - HOUR, now=NOON)
    assert is_due("0 6 * * *", "UTC", last_at=utc(2026, 6, 10, 5), now=NOON)
    assert not is_due("0 6 * * *", "UTC", last_at=utc(2026, 6, 10, 7), now=NOON)


def point(value: float, hours: int, status: str = "green", n: int | None = None, definition: str = "a") -> DayPoint:
    return DayPoint(value, n, NOON + hours * HOUR, status, definition)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "period", "min_n", "winner"),
    [
        (point(9, 0), point(1, 1), "24h", None, 1),  # the last one
        (point(9, 1), point(1, 0), "24h", None, 9),
        (point(9, 0), point(1, 1), "snapshot", None, 9),  # the worst one
        (point(1, 0, "red"), point(9, 1), "snapshot", None, 1),  # red is worse than any number
        (point(9, 0, n=60), point(1, 1, n=3), "24h", 50, 9),  # a last one over too few rows is no evidence
        (point(9, 0, n=3), point(1, 1, n=60), "snapshot", 50, 1),
        (point(9, 0), point(1, 1, definition="b"), "snapshot", None, 1),  # another definition: not comparable
    ],
)
def test_one_reading_stands_for_its_day(first: DayPoint, second: DayPoint, period: str, min_n: int | None, winner: float) -> None:
    kept = stands_for_day(first, second, period=period, direction="down", min_n=min_n)  # type: ignore[arg-type]
    assert kept.value == winner


RED, GREEN, TOO_FEW = Verdict("red", "alert_crossed"), Verdict("green", "within"), Verdict("red", "too_few")
TENTH = date(2026, 6, 10)


def back(*verdicts: Verdict | None) -> dict[date, Verdict]:
    """Days before the tenth, the nearest first; `None` leaves a gap."""
    return {TENTH - DAY * number: verdict for number, verdict in enumerate(verdicts, 1) if verdict is not None}


@pytest.mark.parametrize(
    ("past", "began_at"),
    [
        (back(), None),
        (back(GREEN, RED, RED), None),
        (back(None, RED, RED), None),
        (back(TOO_FEW, RED), None),
        (back(RED, RED, RED), utc(2026, 6, 6, 22)),
        (back(RED, RED, GREEN, RED), utc(2026, 6, 7, 22)),
        (back(RED, RED, None, RED), utc(2026, 6, 7, 22)),
        (back(RED, Verdict("red", "typical_2s")), utc(2026, 6, 7, 22)),  # whichever rule spoke
    ],
)
def test_a_status_began_with_the_unbroken_row_of_days_before(past: dict[date, Verdict], began_at: datetime | None) -> None:
    assert row_began_at(RED, TENTH, past, "Europe/Berlin") == began_at


def test_a_verdict_for_want_of_rows_goes_on_with_no_row() -> None:
    assert row_began_at(TOO_FEW, TENTH, back(RED, RED), "Europe/Berlin") is None


def test_a_row_across_the_night_of_the_clocks_begins_at_the_first_instant_of_its_day() -> None:
    past = {date(2026, 3, 30): RED, date(2026, 3, 29): RED}
    assert row_began_at(RED, date(2026, 3, 31), past, "Europe/Berlin") == utc(2026, 3, 28, 23)


@pytest.mark.parametrize(
    ("uses_as_of", "uses_now", "told"),
    [(True, False, "same_sql"), (True, True, "none"), (False, True, "none"), (False, False, "none")],
)
def test_the_same_sql_tells_a_past_day_only_when_bound_to_it(uses_as_of: bool, uses_now: bool, told: str) -> None:  # noqa: FBT001
    assert past_of(backfill=True, has_history=False, uses_as_of=uses_as_of, uses_now=uses_now) == told
    assert past_of(backfill=True, has_history=True, uses_as_of=uses_as_of, uses_now=uses_now) == "history"
    for has_history in (True, False):
        assert past_of(backfill=False, has_history=has_history, uses_as_of=uses_as_of, uses_now=uses_now) == "none"
