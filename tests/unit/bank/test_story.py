"""The story is the same at whatever hour somebody starts the demo: weekends, nights and month ends included."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bank_source.truth import told
from bank_source.truth.bank import Bank
from bank_source.world.plan import World
from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.workspace import load_workspace
from heartbeat.rules.status import Lines, Verdict, judge

METRICS = load_workspace(Path(__file__).parents[3] / "examples" / "bank").workspace.metrics
RED = {"unpaid_collateral", "oldest_unpaid_collateral", "outgoing_payments_approved", "alerts_overdue"}
AMBER = {
    "duplicate_payments", "missing_rates", "kyc_reviews_overdue", "card_payments_unsettled", "identity_checks_waiting",
    "cash_machines_nearly_empty",
}  # fmt: skip
STARTS = (
    datetime(2026, 11, 22, 4, 5, tzinfo=UTC),  # a Sunday before dawn
    datetime(2026, 11, 30, 0, 1, tzinfo=UTC),  # a minute into a Monday
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # the night when clocks go forward
    datetime(2027, 2, 27, 14, 30, tzinfo=UTC),  # payday, as rates are published
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
)


def verdict(metric: MetricDefinition, bank: Bank) -> Verdict:
    stale = metric.metric_id in told.OF_THE_STALE_SOURCE
    answer = told.tell(metric.metric_id, bank, (bank.desk.until if stale else bank.world.until) + 20)
    lines = Lines(metric.direction, metric.norm_value, metric.alert_value, metric.target_value)
    return judge(answer.value, answer.n, lines=lines, typical=None, side="both", min_n=metric.min_n, last_status=None)


@pytest.mark.parametrize("start", STARTS, ids=[f"{start:%a-%H-%M}" for start in STARTS])
def test_the_story_does_not_depend_on_the_hour_it_is_told(start: datetime) -> None:
    anchor = int(start.timestamp())
    bank = Bank(World(anchor=anchor, until=anchor))
    verdicts = {metric.metric_id: verdict(metric, bank) for metric in METRICS if metric.metric_id in told.TELLERS}
    assert {name for name, told_so in verdicts.items() if told_so.status == "red"} == RED
    assert {name for name, told_so in verdicts.items() if told_so.reason == "norm_crossed"} == AMBER
    assert {name for name, told_so in verdicts.items() if told_so.reason == "too_few"} == {"suspicions_reported_in_time"}
