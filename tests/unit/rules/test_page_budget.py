"""The line that is proposed to the owner of a metric that pages too often."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartbeat.rules.alerts.paging import Paging
from heartbeat.rules.backtest.budget import MOST_TRIED, PastValue, budget_window, line_within, pages_allowed, pages_over
from heartbeat.rules.status import Lines

DOWN, UP = Lines("down", 5, 10), Lines("up", 0.95, 0.9)
RED = Paging()


def past(*values: float, n: int | None = None) -> list[PastValue]:
    return [PastValue(value, n) for value in values]


CALM = [3] * 25  # flapping is another matter
TROUBLES = past(11, *CALM, 14, *CALM, 12, *CALM, 20, *CALM)


def test_each_trouble_is_a_page() -> None:
    assert pages_over(TROUBLES, DOWN, RED, None) == 4
    assert pages_over(past(11, 3, 11, 3, n=2), DOWN, RED, 10) == 0


@pytest.mark.parametrize(("most", "line"), [(4, None), (3, 11), (2, 12), (1, 14), (0, None)])
def test_the_nearest_line_within_the_budget(most: int, line: float | None) -> None:
    assert line_within(TROUBLES, DOWN, RED, None, most=most) == line


def test_a_metric_that_is_better_when_higher() -> None:
    troubles = past(0.8, 1, 1, 0.7, 1, 1, 0.85, 1, 1)
    assert line_within(troubles, UP, RED, None, most=2) == 0.85
    assert line_within(troubles, UP, RED, None, most=1) == 0.8


def test_where_amber_pages_the_amber_line_moves() -> None:
    amber = Paging(page_on="amber")
    assert line_within(past(6, 3, 3, 7, 3, 3), DOWN, amber, None, most=1) == 6


def test_without_a_line_there_is_nothing_to_propose() -> None:
    assert line_within(TROUBLES, Lines("down"), RED, None, most=0) is None


@given(st.lists(st.floats(0, 1000), max_size=120), st.integers(0, 5))
def test_what_is_proposed_keeps_the_budget_and_is_milder(values: list[float], most: int) -> None:
    line = line_within(past(*values), DOWN, RED, None, most=most)
    if line is not None:
        assert line > 10
        assert pages_over(past(*values), Lines("down", 5, line), RED, None) <= most < pages_over(past(*values), DOWN, RED, None)


def test_a_long_past_is_tried_on_a_few_lines() -> None:
    troubles = past(*(value for height in range(200) for value in (11 + height, *CALM)))
    line = line_within(troubles, DOWN, RED, None, most=50)
    assert line is not None
    assert 160 <= line <= 160 + 200 / MOST_TRIED + 1


def test_a_page_in_several_weeks_is_counted_over_all_of_them() -> None:
    assert (budget_window(1).days, budget_window(3).days, budget_window(0.25).days) == (7, 7, 28)
    assert (pages_allowed(1), pages_allowed(3.5), pages_allowed(0.25)) == (1, 3, 1)
