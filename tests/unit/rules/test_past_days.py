"""At which moments a past day is looked at, and which days the rows of a metric cover."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from heartbeat.definitions.model import Period
from heartbeat.rules.days import day_end, first_day_within, moments_of_day, whole_hours, window_begins


def test_a_day_has_as_many_whole_hours_as_its_clock_shows() -> None:
    assert [len(whole_hours(d, "Europe/Berlin")) for d in (date(2026, 3, 29), date(2026, 6, 1), date(2026, 10, 25))] == [
        23,
        24,
        25,
    ]
    hours = whole_hours(date(2026, 6, 1), "Asia/Kolkata")
    assert (hours[0], hours[-1]) == (datetime(2026, 5, 31, 19, 30, tzinfo=UTC), datetime(2026, 6, 1, 18, 30, tzinfo=UTC))


@pytest.mark.parametrize("d", [date(2026, 3, 29), date(2026, 6, 1), date(2026, 10, 25)])
@pytest.mark.parametrize("most", [None, 1, 2, 4, 24, 30])
def test_a_past_day_is_looked_at_evenly_and_always_at_its_end(d: date, most: int | None) -> None:
    hours = whole_hours(d, "Europe/Berlin")
    moments = moments_of_day(d, "Europe/Berlin", most)
    assert len(moments) == min(most or 99, len(hours))
    assert moments[-1] == hours[-1] == day_end(d, "Europe/Berlin")
    assert list(moments) == sorted(set(moments) & set(hours))


@pytest.mark.parametrize(
    ("period", "first"),
    [("24h", date(2026, 6, 11)), ("snapshot", date(2026, 6, 11)), ("7d", date(2026, 6, 17)), ("30d", date(2026, 7, 10))],
)
def test_a_metric_tells_of_days_whose_window_the_rows_cover(period: Period, first: date) -> None:
    assert first_day_within(datetime(2026, 6, 10, 9, 30, tzinfo=UTC), period, "Europe/Berlin") == first
    at_midnight = datetime(2026, 6, 9, 22, tzinfo=UTC)
    assert first_day_within(at_midnight, period, "Europe/Berlin") == first - timedelta(days=1)
    assert window_begins(first, period, "Europe/Berlin") == day_end(date(2026, 6, 10), "Europe/Berlin")


def test_on_the_night_of_a_change_the_longer_of_day_and_window_counts() -> None:
    assert window_begins(date(2026, 3, 29), "24h", "Europe/Berlin") == datetime(
        2026, 3, 28, 22, tzinfo=UTC
    )  # the day has 23 hours
    assert window_begins(date(2026, 10, 25), "24h", "Europe/Berlin") == datetime(2026, 10, 24, 22, tzinfo=UTC)  # and here 25
