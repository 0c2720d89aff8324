"""Each metric of the example, run over marts, against the value told in plain Python from the rows that were made up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bank_source.seasons import DAY
from bank_source.truth import told
from bank_source.truth.bank import Bank
from heartbeat.db import Database
from heartbeat.definitions.workspace import load_workspace
from heartbeat.errors import QueryFailed
from heartbeat.marts.sandbox import Sandbox
from integration.bank.bank_marts import a_bank, land_directly
from postgres_fixtures import Cluster, cloned_house

BANK_FOLDER = Path(__file__).parents[3] / "examples" / "bank"
DEFINITIONS = {metric.metric_id: metric for metric in load_workspace(BANK_FOLDER).workspace.metrics}
WITH_PAST = sorted(told.TELLERS.keys() - told.WITHOUT_PAST)
DAYS_AGO = (1, 2, 6, 13, 29)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return a_bank()


@pytest.fixture(scope="module")
def marts(cluster: Cluster, bank: Bank) -> Iterator[Database]:
    with cloned_house(cluster) as database:
        land_directly(database, bank)
        yield database


def asked(marts: Database, metric_id: str, as_of: float, *, section: str = "value") -> tuple[float | None, int | None]:
    moment = datetime.fromtimestamp(as_of, UTC)
    statement = getattr(DEFINITIONS[metric_id].sql, section)
    answer = Sandbox(marts, timeout_seconds=30).run(statement, as_of=moment, label=metric_id)
    assert len(answer.rows) == 1
    found = dict(zip(answer.columns, answer.rows[0], strict=True))
    value = found["value"]
    return (None if value is None else float(value)), found.get("n")


def read_at(bank: Bank, metric_id: str) -> float:
    """Up to when the metric's source has been read: a little after its newest row."""
    return (bank.desk.until if metric_id in told.OF_THE_STALE_SOURCE else bank.world.until) + 7.25


def test_every_metric_of_the_workspace_has_a_truth() -> None:
    assert told.TELLERS.keys() | told.NO_TABLE_YET == DEFINITIONS.keys()


def test_what_cannot_be_rebuilt_says_so() -> None:
    assert {name for name, metric in DEFINITIONS.items() if not metric.backfill} == told.WITHOUT_PAST


@pytest.mark.parametrize("metric_id", sorted(told.TELLERS.keys() - told.FAILS_NOW))
def test_the_value_now_equals_the_truth(marts: Database, bank: Bank, metric_id: str) -> None:
    as_of = read_at(bank, metric_id)
    value, n = asked(marts, metric_id, as_of)
    truth = told.tell(metric_id, bank, as_of)
    assert value == pytest.approx(truth.value, rel=1e-9, abs=1e-9)
    assert n == truth.n


@pytest.mark.parametrize("metric_id", WITH_PAST)
def test_the_values_of_past_days_equal_the_truth(marts: Database, bank: Bank, metric_id: str) -> None:
    midnight = read_at(bank, metric_id) // DAY * DAY
    for days in DAYS_AGO:
        as_of = midnight - (days - 1) * DAY
        value, n = asked(marts, metric_id, as_of)
        truth = told.tell(metric_id, bank, as_of)
        assert value == pytest.approx(truth.value, rel=1e-9, abs=1e-9), f"{days} days ago"
        assert n == truth.n


@pytest.mark.parametrize("metric_id", [name for name, metric in DEFINITIONS.items() if metric.sql.crosscheck])
def test_a_crosscheck_agrees(marts: Database, bank: Bank, metric_id: str) -> None:
    as_of = read_at(bank, metric_id)
    value, _ = asked(marts, metric_id, as_of, section="crosscheck")
    assert value == pytest.approx(told.tell(metric_id, bank, as_of).value)


def test_a_mistyped_merchant_category_fails_its_metric_as_it_fails_the_truth(marts: Database, bank: Bank) -> None:
    (metric_id,) = told.FAILS_NOW
    as_of = read_at(bank, metric_id)
    with pytest.raises(QueryFailed, match="invalid input syntax for type integer"):
        asked(marts, metric_id, as_of)
    with pytest.raises(ValueError, match="59I2"):
        told.tell(metric_id, bank, as_of)
