"""A week, simulated, in which one of two sources cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from heartbeat.db import Database, Role
from heartbeat.ingest.report import OnProgress, RunReport
from heartbeat.ingest.run_one import run_one
from heartbeat.rules.due import Due
from heartbeat.worker import Wish
from shop_with_source import ORDERS, ShopWithSource
from small_shop import add_orders, fill_shop, write_metric, write_workspace

pytestmark = [pytest.mark.faults, pytest.mark.slow]
STEP = timedelta(hours=4)


@dataclass
class SimulatedCompany(ShopWithSource):
    """The shop and a branch with the same tables, at a time that the test moves."""

    now: datetime = datetime(2026, 3, 26, 12, 17, tzinfo=UTC)  # the week holds a night with a change of clocks

    def beat(self) -> dict[str, dict[str, Any]]:
        """One beat at this time; returns the entries of the board by metric."""
        self.worker(clock=lambda: self.now, land=self._land).run_once(Wish())
        return {metric["metric_id"]: metric for metric in self.board()["metrics"]}

    def stop_branch(self) -> None:
        self.environment = {**self.environment, "BRANCH_URL": self.source_url + "_unreachable"}

    def start_branch(self) -> None:
        self.environment = {**self.environment, "BRANCH_URL": self.source_url}

    def _land(self, due: Due, on_progress: OnProgress) -> RunReport:
        loader = self.database.url(Role.LOADER)
        return run_one(
            due.source,
            due.schema,
            database_url_of_loader=loader,
            environment=self.environment,
            tables=due.tables,
            now=lambda: self.now,
            on_progress=on_progress,
        )


@pytest.fixture
def company(database: Database, source_database: str, tmp_path: Path) -> SimulatedCompany:
    company = SimulatedCompany(database, source_database, tmp_path)
    company.clock = lambda: company.now
    company.environment = {"SHOP_URL": source_database, "BRANCH_URL": source_database}
    fill_shop(source_database, until=company.now)
    write_workspace(tmp_path, sources={"shop": "SHOP_URL", "branch": "BRANCH_URL"})
    branch = "branch_public.orders"
    day = f"select count(*) as value from {branch} where created_at >= :as_of - interval '24 hours' and created_at < :as_of"
    everything = f"select count(*) as value from {branch} where created_at < :as_of"
    write_metric(tmp_path, "branch_day", day, code="BDAY", table=branch, more="alert_value: 1\n")
    write_metric(tmp_path, "branch_red", everything, code="BRED", table=branch, more="alert_value: 1000\n")
    write_metric(tmp_path, "branch_now", f"select count(*) as value from {branch}", code="BNOW", table=branch, period="snapshot")
    company.deploy()
    return company


def test_no_metric_of_a_source_that_is_stopped_for_a_week_changes_and_each_goes_stale_on_time(company: SimulatedCompany) -> None:
    first = company.beat()
    assert {name: (first[name]["value"], first[name]["status"]) for name in BRANCH} == {
        "branch_day": (4, "green"), "branch_red": (ORDERS, "red"), "branch_now": (ORDERS, "green"),
    }  # fmt: skip
    company.stop_branch()
    stopped_at = company.now
    while company.now < stopped_at + timedelta(days=7):
        company.now += STEP
        add_orders(company.source_url, 1, until=company.now)
        board = company.beat()
        for name, periods in BRANCH.items():
            entry, before = board[name], first[name]
            assert (entry["value"], entry["status"], entry["since"]) == (before["value"], before["status"], before["since"])
            assert entry["as_of"] == before["as_of"]
            assert entry["freshness"] == _freshness(company.now - stopped_at, *periods)
            assert entry["class"] == ("red" if name == "branch_red" else "stale" if entry["freshness"] == "red" else "normal")
        assert board["orders_all"]["freshness"] == "green"
    assert board["orders_all"]["value"] == ORDERS + 42
    company.start_branch()
    recovered = company.beat()
    assert {name: recovered[name]["freshness"] for name in BRANCH} == dict.fromkeys(BRANCH, "green")
    assert recovered["branch_red"]["value"] == recovered["branch_now"]["value"] == ORDERS + 42
    changes = company.rows("select distinct metric_id from heartbeat.status_change where status_from is not null")
    assert [change for change in changes if change["metric_id"] in BRANCH] == []


BRANCH = {
    "branch_day": (timedelta(hours=36), timedelta(hours=72)),
    "branch_red": (timedelta(hours=36), timedelta(hours=72)),
    "branch_now": (timedelta(hours=24), timedelta(hours=48)),
}
"""The metrics of the stopped source, with the ages at which they are amber and red."""


def _freshness(age: timedelta, amber: timedelta, red: timedelta) -> str:
    return "red" if age > red else "amber" if age > amber else "green"
