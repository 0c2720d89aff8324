"""The verdict over one value, by fixed priority, and the class of its tile."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest

from heartbeat.definitions.model import Period
from heartbeat.rules.freshness import Freshness, freshness, overdue
from heartbeat.rules.placement import Standing, TileClass, display_order, distance_to_red, place
from heartbeat.rules.status import (
    Health,
    Lines,
    Status,
    TypicalBand,
    Verdict,
    contradiction,
    is_target_hit,
    is_target_overdue,
    judge,
    z_score,
)
from heartbeat.rules.typical import typical_band

DOWN = Lines("down", norm_value=5, alert_value=10)
UP = Lines("up", norm_value=0.95, alert_value=0.90)
BAND = TypicalBand(mean=100, stddev=10, n=30)
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


def verdict(value: float | None, lines: Lines = DOWN, band: TypicalBand | None = None, **more: object) -> Verdict:
    facts = {"n": None, "side": "both", "min_n": None, "last_status": None, **more}
    return judge(value, facts.pop("n"), lines=lines, typical=band, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "lines", "expected"),
    [
        (10, DOWN, Verdict("amber", "norm_crossed")),  # on the line is not over it
        (10.001, DOWN, Verdict("red", "alert_crossed")),
        (5, DOWN, Verdict("green", "within")),
        (0.9, UP, Verdict("amber", "norm_crossed")),
        (0.899, UP, Verdict("red", "alert_crossed")),
        (0.95, UP, Verdict("green", "within")),
        (99, Lines("down"), Verdict("green", "within")),
        (99, Lines("down", target_value=1), Verdict("green", "within")),
    ],
)
def test_crossed_is_strictly_worse(value: float, lines: Lines, expected: Verdict) -> None:
    assert verdict(value, lines) == expected


@pytest.mark.parametrize(
    ("value", "side", "direction", "expected"),
    [
        (120, "both", "down", "typical_2s"),
        (80, "both", "down", "typical_2s"),
        (110, "both", "down", "typical_1s"),
        (109.9, "both", "down", "within"),
        (80, "bad", "down", "within"),
        (120, "bad", "up", "within"),
        (80, "bad", "up", "typical_2s"),
    ],
)
def test_typical_speaks_after_the_lines(value: float, side: str, direction: str, expected: str) -> None:
    assert verdict(value, Lines(direction), BAND, side=side).reason == expected  # type: ignore[arg-type]


def test_a_line_speaks_before_typical() -> None:
    assert verdict(500, Lines("down", norm_value=400), BAND) == Verdict("amber", "norm_crossed")


@pytest.mark.parametrize("band", [TypicalBand(100, 10, 13), TypicalBand(100, 0, 30), TypicalBand(100, float("inf"), 30)])
def test_typical_is_silent_without_a_spread(band: TypicalBand) -> None:
    assert z_score(500, band) is None
    assert verdict(500, Lines("down"), band).reason == "within"


def test_typical_needs_fourteen_days_that_differ() -> None:
    assert typical_band([1.0, 2.0] * 6 + [1.0]) is None
    assert typical_band([0.1] * 30) is None
    assert typical_band([1.79e308, -1.79e308] * 7) is None  # too far apart for a number
    band = typical_band([1.0, 2.0] * 7)
    assert band is not None
    assert (band.mean, round(band.stddev, 4), band.n) == (1.5, 0.5189, 14)


@pytest.mark.parametrize("last", [None, "green", "red"])
def test_too_few_rows_keep_the_last_status(last: Status | None) -> None:
    for n in (None, 0, 49):
        assert verdict(99, n=n, min_n=50, last_status=last) == Verdict(last or "amber", "too_few")
    assert verdict(99, n=50, min_n=50, last_status=last).status == "red"


@pytest.mark.parametrize("lines", [Lines("up", 0.90, 0.95), Lines("down", 10, 5), Lines("down", float("nan"))])
def test_lines_that_contradict_the_direction_are_named(lines: Lines) -> None:
    assert "norm_value" in (contradiction(lines) or "")


@pytest.mark.parametrize("lines", [UP, DOWN, Lines("down", 5, 5), Lines("down", None, 5), Lines("up")])
def test_lines_that_agree_are_left_alone(lines: Lines) -> None:
    assert contradiction(lines) is None


def test_a_target_is_hit_by_a_green_value_at_least_as_good() -> None:
    lines = Lines("up", 0.95, 0.90, 0.98)
    assert is_target_hit(0.98, "green", lines)
    assert not is_target_hit(0.9799, "green", lines)
    assert not is_target_hit(0.99, "amber", lines)
    assert not is_target_hit(0.99, "green", Lines("up"))


def test_a_target_is_overdue_the_day_after_it_was_due_unless_it_is_reached() -> None:
    lines, due, after = Lines("up", 0.95, 0.90, 0.98), date(2026, 6, 30), date(2026, 7, 1)
    assert is_target_overdue(0.97, lines, due, today=after)
    assert is_target_overdue(None, lines, due, today=after)
    assert not is_target_overdue(0.97, lines, due, today=due)
    assert not is_target_overdue(0.98, lines, due, today=after)
    assert not is_target_overdue(0.97, lines, None, today=after)
    assert not is_target_overdue(0.97, Lines("up"), due, today=after)


@pytest.mark.parametrize(
    ("period", "amber", "red"), [("24h", 36, 72), ("7d", 72, 144), ("30d", 168, 336), ("funnel", 168, 336), ("snapshot", 24, 48)]
)
def test_age_turns_amber_and_red_just_after_its_limits(period: Period, amber: int, red: int) -> None:
    moment = timedelta(microseconds=1)
    for hours, before, after in ((amber, "green", "amber"), (red, "amber", "red")):
        read_at = NOON - timedelta(hours=hours)
        assert freshness(period, read_at, NOON) == before
        assert freshness(period, read_at, NOON + moment) == after
    assert overdue(period, NOON - timedelta(hours=red), NOON) == 1


def test_never_read_is_red() -> None:
    for period in get_args(Period):
        assert freshness(period, None, NOON) == "red"


def test_every_combination_of_the_three_signals_has_one_class() -> None:
    for status, age, health in itertools.product(get_args(Status), get_args(Freshness), get_args(Health)):
        tile_class = place(status, age, health)
        assert tile_class in get_args(TileClass)
        assert (tile_class == status) == (status != "green")
        assert (tile_class == "normal") == (status == "green" and age != "red" and health == "ok")


def standing(metric_id: str, tile_class: TileClass, place_in_catalog: int = 1, **more: object) -> Standing:
    plain = {"verified": True, "priority": 5, "since": NOON, "distance": 1.0, "overdue": 0.0}
    return Standing(metric_id, tile_class, catalog_position=place_in_catalog, **{**plain, **more})  # type: ignore[arg-type]


def test_the_wall_stands_in_its_order() -> None:
    hour = timedelta(hours=1)
    tiles = [
        standing("red_first", "red", 9, priority=1, since=NOON),
        standing("red_longest", "red", 8, since=NOON - hour),
        standing("red_newest", "red", 1, since=NOON),
        standing("red_unverified", "red", 0, priority=1, since=NOON - 9 * hour, verified=False),
        standing("amber_near", "amber", 9, distance=0.1),
        standing("amber_far", "amber", 1, distance=0.9),
        standing("amber_unread", "amber", 0, distance=float("inf")),
        standing("stale_never", "stale", 9, overdue=float("inf")),
        standing("stale_old", "stale", 8, overdue=3.0),
        standing("stale_less", "stale", 0, overdue=1.2),
        standing("normal_first", "normal", 1),
        standing("normal_second", "normal", 2),
        standing("normal_unverified", "normal", 0, verified=False),
    ]
    assert display_order(reversed(tiles)) == tiles


def test_nearness_to_red_has_no_unit() -> None:
    assert distance_to_red(9, DOWN, None, "both") == pytest.approx(0.2)
    assert distance_to_red(0.91, UP, None, "both") == pytest.approx(0.2)
    assert distance_to_red(115, Lines("down"), BAND, "both") == 0.5
    assert distance_to_red(7, Lines("down", norm_value=5), None, "both") == float("inf")
    assert distance_to_red(None, DOWN, None, "both") == float("inf")
