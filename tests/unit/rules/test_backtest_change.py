"""A change of files: which metrics it judges otherwise, on which days, and by whose lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from heartbeat.definitions.model import MetricDefinition, MetricSql, Typical
from heartbeat.rules.backtest.change import Computed, MetricChange, Standing, compare, review, weekly_pages
from heartbeat.rules.backtest.days import DayValue, Ruling, count_windows, judge_days
from heartbeat.rules.backtest.trial import Record
from heartbeat.rules.status import Lines

THROUGH = date(2026, 10, 31)
SQL = MetricSql("select 1 as value", None, None, (), uses_as_of=True, uses_now=False)


def metric(metric_id: str = "delays", **more: Any) -> MetricDefinition:
    declared = MetricDefinition(
        metric_id=metric_id,
        area="core",
        file=f"metrics/core/{metric_id}.sql",
        code="DELA",
        name="Delays",
        period="24h",
        unit="count",
        direction="down",
        description="d",
        how_to_read="h",
        sql=SQL,
        norm_value=5.0,
        alert_value=10.0,
        definition_hash="v1:a",
    )
    return replace(declared, **more)


def standing(**more: Any) -> Standing:
    as_deployed = Standing(5.0, 10.0, 5.0, 10.0, "verified", "ada@example.com")
    return replace(as_deployed, **more)


def record(values: Sequence[float], definition_hash: str = "v1:a") -> Record:
    last = len(values) - 1
    days = (DayValue(THROUGH - timedelta(days=last - at), value, 1, definition_hash) for at, value in enumerate(values))
    return Record(tuple(days), definition_hash, THROUGH)


def change_of(before: MetricDefinition | None, after: MetricDefinition) -> MetricChange:
    (change,) = compare([before] if before else [], [after])
    return change


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"alert_value": 12.0}, ["alert_value"]),
        ({"norm_value": None, "clear_value": 4.0}, ["norm_value", "clear"]),
        ({"page_on": "amber", "for_readings": 2, "keep_readings": 3}, ["page_on", "for", "keep"]),
        ({"min_n": 5, "typical": Typical(), "page_on_typical": True}, ["page_on_typical", "min_n", "typical"]),
        ({"direction": "up", "norm_value": None, "alert_value": None}, ["norm_value", "alert_value", "direction"]),
        ({"period": "7d", "unit": "ratio"}, ["period", "unit"]),
    ],
)
def test_what_judges_a_metric_otherwise_is_named_as_in_its_file(changes: dict[str, Any], names: list[str]) -> None:
    change = change_of(metric(), metric(**changes))
    assert [field.name for field in change.fields] == names
    assert change.same_numbers


@pytest.mark.parametrize("changes", [{"name": "Late"}, {"target_value": 1.0}, {"owner": "a@b.cc"}, {"code": "LATE"}])
def test_what_judges_nothing_is_no_change(changes: dict[str, Any]) -> None:
    assert compare([metric()], [metric(**changes)]) == ()


def test_another_statement_gives_other_numbers_and_a_reformatted_one_does_not() -> None:
    other = replace(SQL, value="select 2 as value")
    reformatted = replace(SQL, value="SELECT 1\n  as value -- one")
    history = replace(SQL, history="select 1")
    assert compare([metric()], [metric(sql=reformatted)]) == ()
    assert not change_of(metric(), metric(sql=other)).same_numbers
    assert not change_of(metric(), metric(sql=history)).same_numbers


def test_new_and_removed_metrics_are_told() -> None:
    new, gone = compare([metric("gone")], [metric("fresh")])
    assert (new.before, new.metric.metric_id) == (None, "fresh")
    assert (gone.after, gone.metric.metric_id) == (None, "gone")


def test_the_days_are_judged_by_both_sides() -> None:
    told = review(change_of(metric(), metric(alert_value=7.0)), standing(), record([1, 8, 1, 1, 12, 1]))
    assert told.before
    assert told.after
    assert ([window.red for window in told.before], [window.red for window in told.after]) == ([1, 1, 1], [2, 2, 2])
    assert (told.before[0].pages, told.after[0].pages) == (1, 2)


def test_a_line_that_an_operator_set_stays_on_both_sides() -> None:
    told = review(change_of(metric(), metric(alert_value=7.0)), standing(alert_value=20.0), record([8, 12, 30]))
    assert told.before == told.after
    assert told.kept == ("alert_value",)
    assert told.after
    assert told.after[0].red == 1


def test_lines_that_contradict_one_of_an_operator_would_be_refused() -> None:
    change = change_of(metric(), metric(alert_value=30.0, norm_value=25.0))
    assert "norm_value 25 must not be above alert_value 20" in (
        review(change, standing(alert_value=20.0), record([1])).refused or ""
    )
    assert review(change, standing(), record([1])).refused is None


def test_values_of_another_statement_do_not_judge_the_new_one() -> None:
    after = metric(sql=replace(SQL, value="select 2 as value"), definition_hash="v1:b")
    told = review(change_of(metric(), after), standing(), record([12, 12]))
    assert told.after is None
    assert told.before
    assert told.before[0].red == 2


def test_computed_days_judge_the_new_statement() -> None:
    after = metric(sql=replace(SQL, value="select 2 as value"), definition_hash="v1:b")
    computed = Computed(record([1, 1, 12], "v1:b").days)
    told = review(change_of(metric(), after), standing(), record([12, 12]), computed)
    assert told.before
    assert told.after
    assert (told.before[0].red, told.after[0].red, told.after[0].green) == (2, 1, 2)


def test_a_turned_direction_judges_the_same_numbers() -> None:
    after = metric(direction="up", norm_value=10.0, alert_value=5.0, definition_hash="v1:b")
    turned = standing(norm_value=None, alert_value=None, file_norm_value=None, file_alert_value=None)
    told = review(change_of(metric(), after), turned, record([1, 12, 12]))
    assert told.before
    assert told.after
    assert (told.before[0].red, told.after[0].red) == (2, 1)


def test_a_new_metric_without_days_is_not_judged() -> None:
    assert review(change_of(None, metric()), None, Record((), "v1:a", THROUGH)).after is None
    known = review(change_of(None, metric()), None, record([12]))
    assert known.after
    assert known.after[0].red == 1


def test_pages_a_week_are_an_average_over_the_days_that_are_known() -> None:
    ruling = Ruling(Lines("down", alert_value=10.0))

    def weekly(values: Sequence[float]) -> float:
        return weekly_pages(count_windows(judge_days(record(values).days, ruling), through=THROUGH))

    assert weekly([12.0]) == 1  # as if it was the one of its week
    assert weekly([12.0, 1, 1, 12, 1, 1, 1]) == 2
    assert weekly([12.0, *[1.0] * 13]) == 0.5
    assert weekly([12.0, 1, 1, *[1.0] * 90]) == 0  # it opened before the window
    assert weekly([1.0, 12.0, 1, 1, *[1.0] * 86]) == pytest.approx(7 / 90)
