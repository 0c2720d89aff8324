"""Laws of judging: priority, monotony, unknown is never green, one class for every tile, one order for every wall."""

from __future__ import annotations

import itertools
import math
import statistics
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from hypothesis import assume, given
from hypothesis import strategies as st

from heartbeat.definitions.model import Direction, Period, worse
from heartbeat.rules.freshness import Freshness, freshness
from heartbeat.rules.placement import Standing, TileClass, display_order, place
from heartbeat.rules.status import SEVERITY, Health, Lines, Side, Status, TypicalBand, contradiction, health_of, judge
from heartbeat.rules.typical import typical_band

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
values = st.floats(allow_nan=False, allow_infinity=False)
unknown_values = st.sampled_from([None, float("nan"), float("inf"), float("-inf")])
directions = st.sampled_from(get_args(Direction))
statuses = st.sampled_from(get_args(Status))
sides = st.sampled_from(get_args(Side))
bands = st.none() | st.builds(TypicalBand, values, values, st.integers(0, 100))
counts = st.none() | st.integers(0, 1000)


@st.composite
def lines(draw: st.DrawFn) -> Lines:
    drawn = Lines(draw(directions), *(draw(st.none() | values) for _ in range(3)))
    assume(contradiction(drawn) is None)
    return drawn


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "lines": draw(lines()),
        "typical": draw(bands),
        "side": draw(sides),
        "min_n": draw(counts),
        "last_status": draw(st.none() | statuses),
    }


@given(unknown_values, counts, cases())
def test_unknown_keeps_the_last_status_and_is_never_green_by_itself(value: Any, n: int | None, case: dict[str, Any]) -> None:
    verdict = judge(value, n, **case)
    assert verdict.reason == "no_data"
    assert verdict.status == (case["last_status"] or "amber")


@given(values | unknown_values)
def test_a_failure_is_an_error_whatever_came_of_it(value: Any) -> None:
    assert health_of(value, failed=True) == "error"


@given(values, unknown_values, counts, cases())
def test_a_computation_is_well_exactly_when_there_is_a_value_to_judge(
    value: float, unknown: Any, n: int | None, case: dict[str, Any]
) -> None:
    assert (health_of(value, failed=False), health_of(unknown, failed=False)) == ("ok", "no_data")
    assert judge(value, n, **case).reason != "no_data"
    assert judge(unknown, n, **case).reason == "no_data"


@given(values, cases(), st.integers(1, 1000))
def test_too_few_rows_change_nothing(value: float, case: dict[str, Any], min_n: int) -> None:
    for n in (None, 0, min_n - 1):
        verdict = judge(value, n, **{**case, "min_n": min_n})
        assert (verdict.status, verdict.reason) == (case["last_status"] or "amber", "too_few")
    assert judge(value, min_n, **{**case, "min_n": min_n}).reason != "too_few"


@given(values, cases())
def test_the_first_rule_that_applies_speaks(value: float, case: dict[str, Any]) -> None:
    verdict = judge(value, None, **{**case, "min_n": None})
    law: Lines = case["lines"]
    if law.alert_value is not None and worse(value, law.alert_value, law.direction):
        assert (verdict.status, verdict.reason) == ("red", "alert_crossed")
    elif law.norm_value is not None and worse(value, law.norm_value, law.direction):
        assert (verdict.status, verdict.reason) == ("amber", "norm_crossed")
    else:
        assert (verdict.status, verdict.reason) in {("red", "typical_2s"), ("amber", "typical_1s"), ("green", "within")}


@given(values, values, cases())
def test_a_worse_value_is_never_judged_better(one: float, other: float, case: dict[str, Any]) -> None:
    law: Lines = case["lines"]
    bad, good = (one, other) if worse(one, other, law.direction) else (other, one)
    # On both sides an unusually good value is unusual too; and a crossed norm line speaks before typical, which might say red.
    assume(case["typical"] is None or law.norm_value is None)
    case = {**case, "min_n": None, "side": "bad"}
    assert SEVERITY[judge(bad, None, **case).status] >= SEVERITY[judge(good, None, **case).status]


@given(values, lines(), st.none() | statuses)
def test_on_the_line_is_not_over_it(value: float, law: Lines, last: Status | None) -> None:
    on_it = replace(law, norm_value=value, alert_value=value)
    assert judge(value, None, lines=on_it, typical=None, side="both", min_n=None, last_status=last).status == "green"


@given(values, cases(), values)
def test_a_target_never_changes_the_status(value: float, case: dict[str, Any], target: float) -> None:
    with_target = {**case, "lines": replace(case["lines"], target_value=target)}
    assert judge(value, 1, **with_target) == judge(value, 1, **case)


@given(values, cases())
def test_the_last_status_of_a_known_value_does_not_matter(value: float, case: dict[str, Any]) -> None:
    judged = {judge(value, None, **{**case, "min_n": None, "last_status": last}) for last in (None, "red", "green")}
    assert len(judged) == 1


@given(st.lists(st.floats(), max_size=60))
def test_typical_needs_fourteen_points_and_a_spread(points: list[float]) -> None:
    band = typical_band(points)
    if band is not None:
        assert band.n >= 14
        assert band.stddev > 0
        assert abs(band.mean) < float("inf")


@given(st.lists(st.floats(-1e150, 1e150).map(lambda point: point if abs(point) > 1e-150 else 0.0), min_size=14, max_size=60))
def test_the_spread_is_that_of_exact_arithmetic(points: list[float]) -> None:
    band, exact = typical_band(points), statistics.stdev(points)
    assert band is None or math.isclose(band.stddev, exact, rel_tol=1e-7)
    assert band is not None or exact <= 1e-11 * abs(statistics.fmean(points))


@given(st.sampled_from(get_args(Period)), st.integers(0, 10**7), st.integers(0, 10**7))
def test_data_never_grows_fresher_by_waiting(period: Period, age: int, more: int) -> None:
    order = {"green": 0, "amber": 1, "red": 2}
    read_at = NOON - timedelta(seconds=age)
    assert order[freshness(period, read_at, NOON + timedelta(seconds=more))] >= order[freshness(period, read_at, NOON)]


@given(statuses, st.sampled_from(get_args(Freshness)), st.sampled_from(get_args(Health)))
def test_no_problem_is_ever_placed_as_normal(status: Status, age: Freshness, health: Health) -> None:
    tile_class = place(status, age, health)
    assert (tile_class == "normal") == (status == "green" and age != "red" and health == "ok")


standings = st.builds(
    Standing,
    metric_id=st.text("abc", min_size=1, max_size=6),
    tile_class=st.sampled_from(get_args(TileClass)),
    verified=st.booleans(),
    priority=st.integers(1, 9),
    since=st.integers(0, 5).map(lambda hours: NOON - timedelta(hours=hours)),
    distance=st.floats(0, allow_nan=False),
    overdue=st.floats(0, allow_nan=False),
    catalog_position=st.integers(0, 5),
)


@given(st.lists(standings, max_size=12, unique_by=lambda tile: tile.metric_id), st.randoms())
def test_the_order_of_the_wall_is_total(tiles: list[Standing], random: Any) -> None:
    shuffled = list(tiles)
    random.shuffle(shuffled)
    ordered = display_order(tiles)
    assert display_order(shuffled) == ordered
    rank = {name: place for place, name in enumerate(("red", "amber", "stale", "normal"))}
    for before, after in itertools.pairwise(ordered):
        assert (rank[before.tile_class], not before.verified) <= (rank[after.tile_class], not after.verified)
        if (before.tile_class, before.verified) == (after.tile_class, after.verified):
            _check_merit(before, after)


def _check_merit(before: Standing, after: Standing) -> None:
    if before.tile_class == "red":
        assert (before.priority, before.since) <= (after.priority, after.since)
    elif before.tile_class == "amber":
        assert before.distance <= after.distance
    elif before.tile_class == "stale":
        assert before.overdue >= after.overdue
    else:
        assert before.catalog_position <= after.catalog_position
