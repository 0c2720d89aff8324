"""Laws of a backtest: strictness, nesting, counting, scale, and that no line tells nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

from hypothesis import assume, given
from hypothesis import strategies as st

from heartbeat.definitions.model import Direction
from heartbeat.rules.alerts.paging import Paging
from heartbeat.rules.backtest.days import DayValue, Ruling, Window, count_windows, judge_days
from heartbeat.rules.backtest.trial import Record, backtest
from heartbeat.rules.status import Lines, Side, contradiction

THROUGH = date(2026, 11, 20)
numbers = st.integers(-40, 40).map(lambda quarter: quarter / 4)  # many of them meet, and halving and doubling them is exact
directions = st.sampled_from(get_args(Direction))
pagings = st.builds(
    Paging,
    page_on=st.sampled_from(["red", "amber"]),
    page_on_typical=st.booleans(),
    for_readings=st.integers(1, 4),
    keep_readings=st.integers(1, 4),
    clear_value=st.none() | numbers,
)


@st.composite
def rulings(draw: st.DrawFn) -> Ruling:
    lines = Lines(draw(directions), draw(st.none() | numbers), draw(st.none() | numbers))
    assume(contradiction(lines) is None)
    typical, side = draw(st.none() | st.integers(14, 40)), draw(st.sampled_from(get_args(Side)))
    return Ruling(lines, draw(pagings), typical, side, draw(st.none() | st.integers(1, 5)))


@st.composite
def histories(draw: st.DrawFn) -> tuple[DayValue, ...]:
    """Up to 60 of the last 80 days, some over few rows and some of an older definition."""
    back = draw(st.lists(st.integers(0, 80), max_size=60, unique=True))
    return tuple(
        DayValue(
            THROUGH - timedelta(days=at),
            draw(numbers),
            draw(st.none() | st.integers(0, 8)),
            draw(st.sampled_from(["v1:now"] * 4 + ["v1:old"])),
        )
        for at in sorted(back, reverse=True)
    )


def tried(history: tuple[DayValue, ...], ruling: Ruling) -> tuple[Window, ...]:
    return backtest(Record(history, "v1:now", THROUGH), ruling)


def towards(line: float, direction: Direction, by: float) -> float:
    """A line that is stricter by so much: crossed earlier."""
    return line + by if direction == "up" else line - by


@given(histories(), rulings(), st.integers(0, 40))
def test_a_stricter_red_line_never_has_fewer_red_days(history: tuple[DayValue, ...], ruling: Ruling, by: int) -> None:
    assume(ruling.lines.alert_value is not None)
    stricter = replace(ruling.lines, alert_value=towards(ruling.lines.alert_value or 0, ruling.lines.direction, by / 4))
    assume(contradiction(stricter) is None)
    for loose, strict in zip(tried(history, ruling), tried(history, replace(ruling, lines=stricter)), strict=True):
        assert strict.red >= loose.red


@given(histories(), rulings(), st.integers(0, 40))
def test_a_stricter_amber_line_never_has_more_green_days(history: tuple[DayValue, ...], ruling: Ruling, by: int) -> None:
    assume(ruling.lines.norm_value is not None)
    stricter = replace(ruling.lines, norm_value=towards(ruling.lines.norm_value or 0, ruling.lines.direction, by / 4))
    for loose, strict in zip(tried(history, ruling), tried(history, replace(ruling, lines=stricter)), strict=True):
        assert strict.green <= loose.green


@given(histories(), rulings())
def test_windows_nest(history: tuple[DayValue, ...], ruling: Ruling) -> None:
    windows = tried(history, ruling)
    for short, long in pairwise(windows):
        for name in ("red", "amber", "green", "missing", "too_few", "older", "pages"):
            assert getattr(short, name) <= getattr(long, name)
        assert short.longest_red is None or (long.longest_red and short.longest_red.days <= long.longest_red.days)


@given(histories(), rulings())
def test_every_day_of_a_window_is_counted_once(history: tuple[DayValue, ...], ruling: Ruling) -> None:
    for window in tried(history, ruling):
        assert window.red + window.amber + window.green + window.missing == window.days
        assert window.too_few + window.older <= window.missing
        assert window.pages <= window.red + window.amber
        assert (window.longest_red is None) == (window.red == 0)


@given(histories(), rulings(), st.sampled_from([0.25, 0.5, 2.0, 64.0]))
def test_another_unit_of_measure_changes_nothing(history: tuple[DayValue, ...], ruling: Ruling, by: float) -> None:
    def scaled(number: float | None) -> float | None:
        return None if number is None else number * by

    lines = replace(ruling.lines, norm_value=scaled(ruling.lines.norm_value), alert_value=scaled(ruling.lines.alert_value))
    paging = replace(ruling.paging, clear_value=scaled(ruling.paging.clear_value))
    larger = tuple(day._replace(value=day.value * by) for day in history)
    assert tried(larger, replace(ruling, lines=lines, paging=paging)) == tried(history, ruling)


@given(histories(), rulings())
def test_up_and_down_are_mirror_images(history: tuple[DayValue, ...], ruling: Ruling) -> None:
    def mirrored(number: float | None) -> float | None:
        return None if number is None else -number

    other: Direction = "down" if ruling.lines.direction == "up" else "up"
    lines = Lines(other, mirrored(ruling.lines.norm_value), mirrored(ruling.lines.alert_value))
    paging = replace(ruling.paging, clear_value=mirrored(ruling.paging.clear_value))
    negated = tuple(day._replace(value=-day.value) for day in history)
    assert tried(negated, replace(ruling, lines=lines, paging=paging)) == tried(history, ruling)


@given(histories(), rulings())
def test_without_lines_and_typical_nothing_is_red_and_nobody_is_told(history: tuple[DayValue, ...], ruling: Ruling) -> None:
    silent = replace(ruling, lines=Lines(ruling.lines.direction), typical_days=None)
    for window in tried(history, silent):
        assert (window.red, window.amber, window.pages, window.first_crossed) == (0, 0, 0, None)


@given(histories(), rulings())
def test_the_worst_value_itself_is_beyond_no_line(history: tuple[DayValue, ...], ruling: Ruling) -> None:
    values = [day.value for day in history] or [0.0]
    worst = min(values) if ruling.lines.direction == "up" else max(values)
    lines = Lines(ruling.lines.direction, alert_value=worst)
    for window in tried(history, replace(ruling, lines=lines, typical_days=None)):
        assert (window.red, window.pages) == (0, 0)


@given(histories(), rulings(), st.lists(st.integers(1, 400), min_size=1, max_size=5))
def test_any_windows_may_be_asked_for(history: tuple[DayValue, ...], ruling: Ruling, lengths: list[int]) -> None:
    own = tuple(day for day in history if day.definition_hash == "v1:now")
    windows = count_windows(judge_days(own, ruling), through=THROUGH, lengths=lengths)
    assert [window.days for window in windows] == lengths
