"""A backtest by hand: which days are red, which of them page, and what a missing day does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from heartbeat.rules.alerts.paging import Paging, clear_contradiction, clear_line, paging_line
from heartbeat.rules.backtest.day_incident import DayIncident
from heartbeat.rules.backtest.days import DayValue, JudgedDay, Ruling, Stretch, count_windows, judge_days
from heartbeat.rules.backtest.trial import Record, backtest, last_day
from heartbeat.rules.status import Lines

FIRST = date(2026, 10, 1)
LINES = Lines("up", norm_value=0.95, alert_value=0.90)


def days(values: Sequence[float | None], *, first: date = FIRST, n: int | None = 100) -> tuple[DayValue, ...]:
    """One day after another; `None` leaves one out."""
    dated = ((first + timedelta(days=at), value) for at, value in enumerate(values))
    return tuple(DayValue(d, value, n, "v1:a") for d, value in dated if value is not None)


def judged(values: Sequence[float | None], ruling: Ruling) -> list[JudgedDay]:
    return list(judge_days(days(values), ruling))


def paged_days(values: Sequence[float | None], paging: Paging, lines: Lines = LINES) -> list[int]:
    """The days of October on which an incident opens."""
    return [day.d.day for day in judged(values, Ruling(lines, paging)) if day.pages]


def test_each_day_gets_the_colour_of_its_lines() -> None:
    told = judged([0.96, 0.95, 0.949, 0.90, 0.899], Ruling(LINES))
    assert [day.status for day in told] == ["green", "green", "amber", "amber", "red"]
    assert [day.is_crossed for day in told] == [False, False, True, True, True]


def test_a_page_is_an_incident_that_opens_and_two_good_days_close_it() -> None:
    assert paged_days([0.8, 0.8, 0.96, 0.8, 0.96, 0.96, 0.8], Paging()) == [1, 7]
    assert paged_days([0.8, 0.96, 0.8, 0.96, 0.8], Paging(keep_readings=1)) == [1, 3, 5]


def test_an_incident_waits_for_as_many_bad_days_as_the_metric_says() -> None:
    assert paged_days([0.8, 0.96, 0.8, 0.8, 0.8], Paging(for_readings=2)) == [4]
    assert paged_days([0.8, 0.96, 0.8, 0.8], Paging(for_readings=3)) == []


def test_between_the_line_and_the_clear_line_nothing_changes() -> None:
    """The clear line is 0.905: 10 % of the way from 0.90 to 0.95."""
    assert paged_days([0.8, 0.904, 0.904, 0.8], Paging()) == [1]
    assert paged_days([0.8, 0.906, 0.904, 0.906, 0.8], Paging()) == [1, 5]
    assert paged_days([0.8, 0.904, 0.8], Paging(for_readings=2)) == [3]


def test_a_clear_line_of_the_file_holds_an_incident_open() -> None:
    assert paged_days([0.8, 0.94, 0.94, 0.8], Paging(clear_value=0.97)) == [1]
    assert paged_days([0.8, 0.94, 0.94, 0.8], Paging()) == [1, 4]


def test_a_missing_day_and_one_over_too_few_rows_recover_nothing() -> None:
    assert paged_days([0.8, 0.96, None, None, 0.8], Paging()) == [1]
    few = (*days([0.8]), *days([0.99, 0.99], first=FIRST + timedelta(days=1), n=3), *days([0.8], first=FIRST + timedelta(days=3)))
    told = judge_days(few, Ruling(LINES, min_n=50))
    assert [(day.status, day.pages) for day in told] == [("red", True), (None, False), (None, False), ("red", False)]


def test_amber_pages_only_where_the_metric_says_so() -> None:
    values = [0.93, 0.93, 0.89, 0.93]
    assert paged_days(values, Paging()) == [3]
    assert paged_days(values, Paging(page_on="amber")) == [1]
    assert paged_days([0.93], Paging(page_on="amber"), Lines("up", alert_value=0.94)) == [1]
    assert paged_days([0.93], Paging(), Lines("up", norm_value=0.94)) == []


def test_typical_colours_and_pages_only_where_the_metric_says_so() -> None:
    values = [10.0, 12.0] * 8 + [30.0, 11.0, 11.0]
    ruling = Ruling(Lines("down"), typical_days=30)
    assert [day.status for day in judged(values, ruling)][-3:] == ["red", "green", "green"]
    assert not any(day.pages for day in judged(values, ruling))
    paging = Paging(page_on_typical=True)
    assert [day.d.day for day in judged(values, replace(ruling, paging=paging)) if day.pages] == [17]


def test_an_incident_of_typical_is_over_once_values_are_within_one_deviation() -> None:
    """Mean 11 and deviation 1: 12.5 is usual enough for no page, and too unusual to be good again."""
    ruling = Ruling(Lines("down"), Paging(page_on_typical=True, keep_readings=1), typical_days=365)
    quiet = [10.0, 12.0] * 100

    def paged(between: float) -> int:
        return sum(day.pages for day in judged([*quiet, 15.0, between, 15.0], ruling))

    assert (paged(12.5), paged(11.5)) == (1, 2)


def test_typical_never_contains_the_day_it_judges_nor_days_over_too_few_rows() -> None:
    quiet = days([10.0, 12.0] * 7)
    few = days([500.0], first=FIRST + timedelta(days=14), n=1)
    loud = days([30.0], first=FIRST + timedelta(days=15))
    told = judge_days((*quiet, *few, *loud), Ruling(Lines("down"), typical_days=30, min_n=50))
    assert [day.status for day in told] == [*["green"] * 14, None, "red"]


def test_the_band_reaches_as_far_back_as_the_metric_says() -> None:
    """Fourteen days are the least that a band needs: after a gap of two of them there is none."""
    values: list[float | None] = [10.0, 12.0] * 7
    assert judged([*values, 99.0], Ruling(Lines("down"), typical_days=14))[-1].status == "red"
    assert judged([*values, None, 99.0], Ruling(Lines("down"), typical_days=14))[-1].status == "green"


@pytest.mark.parametrize(
    ("lines", "paging", "pages_beyond", "clear_from"),
    [
        (LINES, Paging(), 0.90, 0.905),
        (LINES, Paging(page_on="amber"), 0.95, 0.955),
        (Lines("down", 20, 40), Paging(), 40, 38),
        (Lines("down", 20, 40), Paging(page_on="amber"), 20, 18),
        (Lines("down", alert_value=40), Paging(), 40, 40),
        (Lines("up", norm_value=0.95), Paging(), None, None),
        (LINES, Paging(clear_value=0.93), 0.90, 0.93),
    ],
)
def test_lines_say_where_an_incident_opens_and_where_it_is_over(
    lines: Lines, paging: Paging, pages_beyond: float | None, clear_from: float | None
) -> None:
    assert paging_line(lines, paging) == pages_beyond
    assert clear_line(lines, paging) == (clear_from if clear_from is None else pytest.approx(clear_from))


def test_a_clear_line_on_the_bad_side_is_named() -> None:
    assert (
        clear_contradiction(LINES, Paging(clear_value=0.8)) == "direction is up, so clear 0.8 is on the bad side of the line 0.9"
    )
    assert clear_contradiction(LINES, Paging(clear_value=0.9)) is None
    assert clear_contradiction(Lines("down", norm_value=5), Paging(clear_value=6)) is not None


def test_days_are_counted_in_windows() -> None:
    record = Record(
        (
            DayValue(date(2026, 9, 1), 0.5, 100, "v1:old"),
            DayValue(date(2026, 10, 2), 0.5, 100, "v1:old"),
            *days([0.8, 0.8, None, 0.8, 0.96, 0.94, 0.8], first=date(2026, 10, 3)),
            DayValue(date(2026, 10, 10), 0.1, 3, "v1:a"),
        ),
        "v1:a",
        through=date(2026, 10, 12),
    )
    month, quarter, year = backtest(record, Ruling(LINES, min_n=10))
    assert (month.days, month.first, month.last) == (30, date(2026, 9, 13), date(2026, 10, 12))
    assert (month.red, month.amber, month.green, month.missing) == (4, 1, 1, 24)
    assert (month.too_few, month.older, quarter.older, month.pages) == (1, 1, 2, 2)
    assert month.longest_red == Stretch(date(2026, 10, 3), date(2026, 10, 6))
    assert month.longest_red.days == 4  # the missing day between two red ones is one of them
    assert (month.first_crossed, month.last_crossed) == (date(2026, 10, 3), date(2026, 10, 9))
    assert (year.days, year.red) == (365, 4)


def test_a_day_over_too_few_rows_ends_no_red_stretch() -> None:
    few = (*days([0.8]), DayValue(date(2026, 10, 2), 0.99, 3, "v1:a"), *days([0.8], first=date(2026, 10, 3)))
    (window,) = count_windows(judge_days(few, Ruling(LINES, min_n=50)), through=date(2026, 10, 3), lengths=[30])
    assert window.longest_red == Stretch(date(2026, 10, 1), date(2026, 10, 3))


def test_the_later_of_two_equal_stretches_is_told() -> None:
    (window,) = count_windows(judged([0.8, 0.96, 0.8], Ruling(LINES)), through=date(2026, 10, 3), lengths=[30])
    assert window.longest_red == Stretch(date(2026, 10, 3), date(2026, 10, 3))


def test_an_incident_that_is_open_when_a_window_begins_is_no_page_of_it() -> None:
    told = judged([0.8, 0.8, 0.8], Ruling(LINES))
    short, long = count_windows(told, through=date(2026, 10, 3), lengths=[2, 3])
    assert (short.red, short.pages, long.pages) == (2, 0, 1)


def test_windows_end_yesterday_or_today_where_it_has_a_value() -> None:
    today = date(2026, 10, 10)
    assert last_day((), today) == date(2026, 10, 9)
    assert last_day(days([1.0], first=date(2026, 10, 3)), today) == date(2026, 10, 9)
    assert last_day(days([1.0], first=today), today) == today
    assert last_day(days([1.0], first=date(2026, 10, 11)), today) == today


def test_an_incident_needs_good_days_to_close_and_counts_anew_after_a_bad_one() -> None:
    paging = Paging(keep_readings=2)
    open_, once = DayIncident(is_open=True), DayIncident(is_open=True, good=1)
    assert open_.after("good", paging) == once
    assert once.after("bad", paging) == open_
    assert once.after("between", paging) == once
    assert once.after("good", paging) == DayIncident()
