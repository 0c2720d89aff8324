"""A deploy removes what is being asked for, computed or taken at that moment: nobody else's work ends by it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.measure.cuts.keeper import Keeper
from heartbeat.measure.cuts.queue import Desk, run_queued
from heartbeat.readings.audit import refreshes
from integration.app.audited import declare_cut, declare_page
from integration.app.served import app_over, client_of
from integration.measure.cut_site import NOW, cut_of
from integration.readings.small_house import apply, metric, rows, workspace
from integration.segments.shop_segments import ALL, register
from waiting import eventually

BARS = 'return {"unit": "count", "bars": [{"label": window.key, "value": 1}]}'
REMOVE = "delete from heartbeat.audit_cut_registry where cut_id = 'fees'"
BLOCKED = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"


@pytest.fixture
def house(database: Database) -> Database:
    apply(database, workspace(metric("payments", "P-1")))
    declare_page(database, "revenue")
    for cut_id in ("fees", "refunds"):
        declare_cut(database, cut_id, "revenue", module=cut_of(BARS).text, windows=["30d"])
    return database


def raised_when_removed(
    house: Database, superuser_url: str, work: Callable[[], object], *, begun: Callable[[], object] = lambda: True
) -> list[BaseException]:
    """What `work` raises when a deploy removes `fees` after it has begun, and ends when it has come to wait for that deploy."""
    raised: list[BaseException] = []

    def try_work() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test tells of it
            raised.append(error)

    thread = threading.Thread(target=try_work)
    with house.connect(Role.CONFIG) as deploying, psycopg.connect(superuser_url, autocommit=True) as looking:
        if begun():
            deploying.execute(REMOVE)
            thread.start()
        else:
            thread.start()
            eventually(begun)
            deploying.execute(REMOVE)
        eventually(lambda: looking.execute(BLOCKED).fetchone())
    thread.join(30)
    assert not thread.is_alive()
    return raised


def waiting(house: Database) -> list[Any]:
    return rows(house, "select cut_id, state from heartbeat.audit_refresh order by refresh_id")


def test_the_schedule_asks_for_what_is_left(house: Database, superuser_url: str) -> None:
    def tick() -> None:
        with house.connect(Role.WORKER, autocommit=True) as worker, worker.transaction():
            refreshes.request_all(worker, now=NOW)

    assert raised_when_removed(house, superuser_url, tick) == []
    assert waiting(house) == [("refunds", "queued")]


def test_a_press_for_a_page_asks_for_what_is_left(house: Database, superuser_url: str) -> None:
    answers: list[httpx.Response] = []
    with client_of(app_over(house)) as client:

        def press() -> None:
            answers.append(client.post("/api/audit/pages/revenue/refresh", json={}))

        assert raised_when_removed(house, superuser_url, press) == []
    assert [(answer.status_code, answer.json().get("cuts")) for answer in answers] == [
        (202, [{"cut_id": "refunds", "windows": ["30d"]}])
    ]
    assert waiting(house) == [("refunds", "queued")]


@pytest.mark.parametrize("end", [BARS, "return 1 / 0"])
def test_what_is_computed_of_a_removed_cut_is_dropped_and_the_next_is_computed(
    house: Database, superuser_url: str, end: str
) -> None:
    with house.connect(Role.CONFIG) as config:
        module = cut_of(f"time.sleep(1)\n{end}", before="import time").text
        config.execute("update heartbeat.audit_cut_registry set module = %s where cut_id = 'fees'", (module,))
    with house.connect(Role.APP) as app:
        refreshes.request(app, ["fees", "refunds"], None, trigger="ui", by=None, now=NOW)

    def work() -> None:
        with house.connect(Role.WORKER, autocommit=True) as worker:
            assert refreshes.queue_lock(worker)
            run_queued(worker, Desk(house))

    assert raised_when_removed(house, superuser_url, work, begun=lambda: ("fees", "running") in waiting(house)) == []
    assert rows(house, "select cut_id from heartbeat.audit_cut_snapshot") == [("refunds",)]
    assert waiting(house) == []


def test_a_segment_that_is_removed_before_its_snapshot_does_not_end_the_keeper(house: Database, superuser_url: str) -> None:
    register(house, ALL)
    stop = threading.Event()
    keeper = threading.Thread(target=Keeper(Desk(house, stop=stop), stop, poll_seconds=0.1).run)
    with psycopg.connect(superuser_url) as holding, psycopg.connect(superuser_url, autocommit=True) as looking:
        holding.execute("lock table landing.table_load in access exclusive mode")
        keeper.start()
        eventually(lambda: looking.execute(BLOCKED).fetchone())
        with house.connect(Role.CONFIG) as config:
            config.execute("delete from heartbeat.segment_registry")
    with house.connect(Role.APP) as app:
        refreshes.request(app, ["refunds"], None, trigger="ui", by=None, now=NOW)
    eventually(lambda: rows(house, "select cut_id from heartbeat.audit_cut_snapshot"))
    stop.set()
    keeper.join(10)
