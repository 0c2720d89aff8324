"""Many moments in one statement: the same values as one by one for every metric of the example, and how long both take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from heartbeat.definitions.workspace import load_workspace
from heartbeat.errors import MeasureError
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.execute import execute_at_each, execute_at_once
from heartbeat.measure.past.ask import ask
from heartbeat.measure.past.plan import can_backfill
from integration.bank.bank_marts import a_bank, land_directly
from postgres_fixtures import Cluster, cloned_house

METRICS = {
    metric.metric_id: metric
    for metric in load_workspace(Path(__file__).parents[3] / "examples" / "bank").workspace.metrics
    if can_backfill(metric) and metric.metric_id != "chargebacks_won"  # of a table that never landed
}
NEWEST = datetime(2026, 11, 15, 22, tzinfo=UTC)
MOMENTS = [NEWEST - back * timedelta(days=4, hours=1) for back in range(100)]


@pytest.fixture(scope="module")
def sandbox(cluster: Cluster) -> Iterator[Sandbox]:
    with cloned_house(cluster) as marts:
        land_directly(marts, a_bank(rows=8_000))
        yield Sandbox(marts, timeout_seconds=60)


@pytest.mark.parametrize("metric_id", sorted(METRICS))
def test_together_is_as_one_by_one(sandbox: Sandbox, metric_id: str) -> None:
    metric = METRICS[metric_id]
    started = time.perf_counter()
    singly = [(value.value, value.n) for value in execute_at_each(metric, sandbox, MOMENTS)]
    between = time.perf_counter()
    answers = execute_at_once(metric, sandbox, MOMENTS)
    ended = time.perf_counter()
    assert not any(isinstance(answer, MeasureError) for answer in answers)
    assert [(answer.value, answer.n) for answer in answers if not isinstance(answer, MeasureError)] == singly
    one, many = ((seconds / len(MOMENTS) * 1000) for seconds in (between - started, ended - between))
    print(f"{metric_id}: {one:.2f} ms a moment one by one, {many:.2f} ms together, {one / many:.1f} times as fast")


def asked(sandbox: Sandbox, sql: str, moments: list[datetime]) -> list[object]:
    """What is told of each moment: its value, or the word `failed`."""
    metric = METRICS["open_tickets"]
    odd = replace(metric, sql=replace(metric.sql, value=sql))
    told = list(ask(odd, sandbox, moments))
    assert [one.moment for one in told] == moments
    return ["failed" if one.value is None else one.value.value for one in told]


MANY = [NEWEST - back * timedelta(hours=1) for back in range(300)]


@pytest.mark.parametrize("bad", [(0,), (1,), (2, 3), (150,), (297, 298, 299), tuple(range(100, 130))])
def test_a_moment_that_fails_is_told_alone(sandbox: Sandbox, bad: tuple[int, ...]) -> None:
    failing = ", ".join(f"'{MANY[at]}'::timestamptz" for at in bad)
    sql = f"select 1 / (case when :as_of in ({failing}) then 0 else 1 end) as value"
    assert asked(sandbox, sql, MANY) == ["failed" if at in bad else 1 for at in range(len(MANY))]


def test_several_rows_at_some_moments_are_told_by_those_alone(sandbox: Sandbox) -> None:
    sql = f"select 1 as value from generate_series(1, case when :as_of = '{MANY[40]}' then 2 else 1 end)"
    assert asked(sandbox, sql, MANY) == ["failed" if at == 40 else 1 for at in range(len(MANY))]


def test_a_statement_that_cannot_be_put_together_is_asked_one_by_one(sandbox: Sandbox) -> None:
    sql = "select extract(epoch from max(:as_of)) as value"
    assert asked(sandbox, sql, MANY[:50]) == [moment.timestamp() for moment in MANY[:50]]


def test_no_moments_are_no_work(sandbox: Sandbox) -> None:
    assert asked(sandbox, "select 1 / 0 as value", []) == []
