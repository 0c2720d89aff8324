"""Laws of what is kept: wishes of beats, the reading of a day, lines through deploys."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import Any, get_args

from hypothesis import assume, given
from hypothesis import strategies as st

from heartbeat.definitions.model import Direction, MetricDefinition, MetricSql, Period
from heartbeat.readings.deployed.plan import make_plan
from heartbeat.readings.ledger.wishes import Wish, as_requested, beyond, together
from heartbeat.rules.days import DayPoint, day_end, row_began_at, stands_for_day
from heartbeat.rules.status import SEVERITY, Lines, Status, Verdict, contradiction, judge

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
IDS = ("a", "b", "c", "d")
SELDOM = {"c", "d"}  # they read sources with a schedule of their own
by_id = st.builds(
    lambda ids, ingest: Wish(as_requested(ids), ingest, tuple(sorted(ids & SELDOM)) if ingest else ()),
    st.sets(st.sampled_from(IDS)),
    st.booleans(),
)
every = st.builds(Wish, st.just("all"), st.booleans())
wishes = st.recursive(by_id | every, lambda each: st.builds(together, each, each), max_leaves=3)


def _metrics(wish: Wish) -> set[str]:
    return {*IDS, "another"} if wish.requested == "all" else set(wish.requested)


def _read_now(wish: Wish) -> set[str]:
    """Metrics whose tables a beat reads for sure: for "all" those of sources that are read in each beat, and the pressing."""
    if not wish.ingest:
        return set()
    return set(IDS) - SELDOM | set(wish.pressing) if wish.requested == "all" else set(wish.requested)


@given(by_id, wishes)
def test_who_asks_for_a_metric_has_its_sources_read(asked: Wish, other: Wish) -> None:
    rest = beyond(asked, other)
    assert _read_now(asked) <= _read_now(other) | (_read_now(rest) if rest else set())
    assert _read_now(asked) <= _read_now(together(asked, other))


@given(wishes, wishes)
def test_a_running_beat_and_its_follow_up_cover_all_that_was_asked(asked: Wish, running: Wish) -> None:
    rest = beyond(asked, running)
    covering = [wish for wish in (running, rest) if wish is not None and (wish.ingest or not asked.ingest)]
    assert _metrics(asked) <= {metric for wish in covering for metric in _metrics(wish)}
    assert rest is None or _metrics(rest) <= _metrics(asked)


@given(wishes, wishes, wishes)
def test_waiting_wishes_merge_in_any_order(one: Wish, two: Wish, three: Wish) -> None:
    assert together(one, two) == together(two, one)
    assert together(together(one, two), three) == together(one, together(two, three))
    assert beyond(one, together(one, two)) is None


points = st.builds(
    DayPoint,
    value=st.floats(-100, 100),
    n=st.none() | st.integers(0, 100),
    as_of=st.integers(0, 10**6).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    status=st.sampled_from(get_args(Status)),
    definition_hash=st.just("v1:a"),
)


@given(
    st.lists(points, min_size=1, max_size=6, unique_by=lambda point: point.as_of),
    st.randoms(),
    st.sampled_from(get_args(Period)),
    st.sampled_from(get_args(Direction)),
    st.none() | st.integers(0, 100),
)
def test_the_reading_of_a_day_does_not_depend_on_the_order_of_arrival(
    day: list[DayPoint], random: Any, period: Period, direction: Direction, min_n: int | None
) -> None:
    def keep(first: DayPoint, second: DayPoint) -> DayPoint:
        return stands_for_day(first, second, period=period, direction=direction, min_n=min_n)

    shuffled = list(day)
    random.shuffle(shuffled)
    kept = reduce(keep, day)
    assert reduce(keep, shuffled) == kept
    enough = [point for point in day if min_n is None or (point.n is not None and point.n >= min_n)]
    if enough:
        assert kept in enough
        if period == "snapshot":
            assert SEVERITY[kept.status] == max(SEVERITY[point.status] for point in enough)
        else:
            assert kept.as_of == max(point.as_of for point in enough)


lines = st.none() | st.sampled_from([1.0, 2.0, 3.0])


def _metric(norm: float | None, alert: float | None) -> MetricDefinition:
    sql = MetricSql("select 1 as value", None, None, (), uses_as_of=False, uses_now=False)
    return MetricDefinition(
        "m_one", "", "metrics/m_one.sql", "MONE", "m", "24h", "count", "down", "d", "h", sql, norm_value=norm, alert_value=alert
    )


@given(lines, lines, lines, lines, lines)
def test_a_deploy_twice_is_a_deploy_once_and_no_tuned_line_is_lost(
    norm: float | None, alert: float | None, tuned: float | None, new_norm: float | None, new_alert: float | None
) -> None:
    for pair in ((norm, alert), (tuned, alert), (new_norm, new_alert), (tuned, new_alert)):
        assume(contradiction(Lines("down", *pair)) is None)
    first = make_plan({}, [_metric(norm, alert)]).rows[0]
    common = {"git_commit": None, "deployed_at": NOON}
    live = {**common, **first, "norm_value": tuned}
    plan = make_plan({"m_one": live}, [_metric(new_norm, new_alert)])
    after = {**common, **plan.rows[0]}
    assert after["norm_value"] == (new_norm if tuned == norm else tuned)
    assert bool(plan.kept) == (tuned != norm and new_norm not in {norm, tuned})
    again = make_plan({"m_one": after}, [_metric(new_norm, new_alert)])
    assert {**common, **again.rows[0]} == after
    assert (again.kept, again.changed, again.to_judge_again) == ([], [], [])


pasts = st.dictionaries(st.integers(1, 40), st.floats(-10, 10), max_size=40)


@given(st.floats(-10, 10), pasts, st.floats(-10, 10), st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_a_status_never_began_before_a_day_that_says_otherwise_and_no_day_after_it_does(
    value: float, past: dict[int, float], line: float, d: date
) -> None:
    def verdict(of: float) -> Verdict:
        lines = Lines("down", alert_value=line)
        return judge(of, None, lines=lines, typical=None, side="both", min_n=None, last_status=None)

    day, today = timedelta(days=1), verdict(value)
    began_at = row_began_at(today, d, {d - day * ago: verdict(old) for ago, old in past.items()}, "Europe/Vilnius")
    row = (
        0 if began_at is None else next(ago for ago in range(1, 41) if day_end(d - day * (ago + 1), "Europe/Vilnius") == began_at)
    )
    assert all(verdict(past[ago]) == today for ago in range(1, row + 1))
    assert row + 1 not in past or verdict(past[row + 1]) != today
