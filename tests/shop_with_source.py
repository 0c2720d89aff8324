"""The small shop with its source: a real source database, a deployed workspace, and a worker over both."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from heartbeat.clock import Clock
from heartbeat.config import Settings
from heartbeat.db import Database, Role
from heartbeat.definitions.workspace import load_workspace
from heartbeat.readings import beats
from heartbeat.readings.amend import amend
from heartbeat.readings.board import read_board
from heartbeat.readings.registry import deploy
from heartbeat.worker import Worker
from machine_time import system_clock
from small_shop import CUSTOMERS, DAYS, ORDERS_PER_DAY, fill_shop, write_workspace

ORDERS = ORDERS_PER_DAY * DAYS
COMPLETE = {"orders_day": 4, "orders_all": ORDERS, "customers": CUSTOMERS, "late_orders": ORDERS, "nothing": None, "broken": None}
"""What a whole board of the shop shows."""

Row = dict[str, Any]


@dataclass
class ShopWithSource:
    """The shop from its source to its board."""

    database: Database
    source_url: str
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    clock: Clock | None = None

    def open(self) -> None:
        """Fill the source and write the workspace."""
        fill_shop(self.source_url, until=(self.clock or system_clock)())
        write_workspace(self.folder)
        self.environment = {"SHOP_URL": self.source_url}

    def deploy(self) -> None:
        """Deploy the workspace as its files are now."""
        with self.database.connect(Role.CONFIG) as connection:
            deploy(connection, load_workspace(self.folder).workspace, now=(self.clock or system_clock)())

    def worker(self, **changes: Any) -> Worker:
        """A worker that looks at its queue ten times a second."""
        settings = changes.pop("settings", Settings(workspace=self.folder))
        return Worker(self.database, settings, self.environment, **({"clock": self.clock, "poll_seconds": 0.1} | changes))

    def ask(self, requested: Any = "all", *, ingest: bool = True) -> Any:
        """Ask for a beat as the browser does."""
        with self.database.connect(Role.APP, autocommit=True) as connection:
            return beats.request(connection, requested, trigger="ui", ingest=ingest, now=(self.clock or system_clock)())

    def verify(self, *metric_ids: str) -> None:
        """Have somebody verify metrics."""
        with self.database.connect(Role.APP, autocommit=True) as connection:
            for metric_id in metric_ids:
                changes, now = {"verification_state": "verified"}, (self.clock or system_clock)()
                amend(connection, metric_id, changes, changed_by="eva", reason=None, now=now)

    def board(self) -> dict[str, Any]:
        """The published document, empty before the first."""
        with self.database.connect(Role.APP) as connection:
            return dict(read_board(connection).document or {})

    def values(self) -> dict[str, float | None]:
        """What the board shows, by metric."""
        return {metric["metric_id"]: metric["value"] for metric in self.board().get("metrics", [])}

    def beats(self) -> list[Row]:
        """The ledger, oldest first."""
        return self.rows("select * from heartbeat.beat order by beat_id")

    def landed(self, table: str) -> int:
        """Rows of a table in marts, each counted once; a row that is there twice is an error."""
        (row,) = self.rows(f"select count(*) as rows, count(distinct id) as ids from shop_public.{table}", role=Role.QUERY)
        assert row["rows"] == row["ids"]
        return int(row["rows"])

    def is_settled(self) -> bool:
        """Whether the last beat is done and none waits."""
        states = [beat["state"] for beat in self.beats()]
        return bool(states) and states[-1] == "done" and "queued" not in states

    def rows(self, query: str, *values: Any, role: Role = Role.WORKER) -> list[Row]:
        """What a query says, as dictionaries."""
        with self.database.connect(role) as connection, connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
            return cursor.execute(query, values).fetchall()


@pytest.fixture
def undeployed(database: Database, source_database: str, tmp_path: Path) -> ShopWithSource:
    """The shop with its source, and nothing deployed."""
    opened = ShopWithSource(database, source_database, tmp_path)
    opened.open()
    return opened


@pytest.fixture
def shop(undeployed: ShopWithSource) -> ShopWithSource:
    """The shop with its source, deployed, and nothing measured."""
    undeployed.deploy()
    return undeployed


@contextmanager
def in_thread(worker: Worker) -> Iterator[threading.Thread]:
    """Run a worker beside the test and end it in order; what it dies of fails the test by its warning."""
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield thread
    finally:
        worker.stop.set()
        thread.join(20)
    assert not thread.is_alive()
