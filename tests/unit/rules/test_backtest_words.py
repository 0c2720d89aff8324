"""A backtest in words: dates as people write them, and no sentence that says more than is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from heartbeat.rules.backtest.days import Stretch, Window
from heartbeat.rules.backtest.words import range_text, stretch_text, window_text

WINDOW = Window(
    days=90,
    first=date(2026, 8, 1),
    last=date(2026, 10, 29),
    red=4,
    amber=0,
    green=86,
    missing=0,
    too_few=0,
    older=0,
    pages=2,
    longest_red=Stretch(date(2026, 10, 12), date(2026, 10, 14)),
    first_crossed=date(2026, 9, 1),
    last_crossed=date(2026, 10, 14),
)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 10, 12), date(2026, 10, 12), "12 Oct"),
        (date(2026, 10, 12), date(2026, 10, 14), "12–14 Oct"),
        (date(2026, 9, 30), date(2026, 10, 2), "30 Sep–2 Oct"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 Dec 2025–2 Jan 2026"),
        (date(2025, 10, 1), date(2026, 10, 2), "1 Oct 2025–2 Oct 2026"),
    ],
)
def test_a_range_of_days_is_written_as_short_as_it_can_be(first: date, last: date, text: str) -> None:
    assert range_text(first, last) == text


def test_a_stretch_counts_both_ends() -> None:
    assert stretch_text(Stretch(date(2026, 10, 12), date(2026, 10, 12))) == "1 day (12 Oct)"
    assert stretch_text(Stretch(date(2026, 9, 30), date(2026, 10, 2))) == "3 days (30 Sep–2 Oct)"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "red on 4 of the last 90 days, 2 pages, longest 3 days (12–14 Oct)"),
        ({"amber": 5, "green": 81}, "red on 4 and amber on 5 of the last 90 days, 2 pages, longest 3 days (12–14 Oct)"),
        ({"red": 1, "pages": 1}, "red on 1 of the last 90 days, 1 page"),
        ({"red": 0, "amber": 4, "pages": 0, "longest_red": None}, "amber on 4 of the last 90 days, no page"),
        ({"red": 0, "green": 90, "longest_red": None}, "green on all of the last 90 days"),
        ({"red": 1, "green": 30, "missing": 59}, "red on 1 of the 31 days with a value in the last 90 days, 2 pages"),
        ({"red": 0, "green": 1, "missing": 89}, "green on the 1 day with a value in the last 90 days"),
        ({"red": 0, "green": 0, "missing": 90}, "unknown: none of the last 90 days has a value to judge"),
    ],
)
def test_a_window_is_one_sentence(changes: dict[str, object], text: str) -> None:
    assert window_text(replace(WINDOW, **changes)) == text  # type: ignore[arg-type]
