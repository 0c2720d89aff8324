"""Postgres goes away under a running worker, and a worker freezes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest

from faults.worker_process import running_worker
from heartbeat.postgres.embedded import EmbeddedServer
from heartbeat.worker import Wish
from postgres_fixtures import make_house
from shop_with_source import COMPLETE, ShopWithSource, in_thread
from small_shop import write_metric
from waiting import eventually

pytestmark = pytest.mark.faults


@pytest.fixture
def stoppable(own_server: EmbeddedServer, source_database: str, tmp_path: Path) -> ShopWithSource:
    """The shop in a database that can be stopped; its source stays."""
    house = make_house(own_server, "house")
    shop = ShopWithSource(house, source_database, tmp_path)
    shop.open()
    shop.deploy()
    return shop


@pytest.mark.parametrize("seconds", [5, pytest.param(60, marks=pytest.mark.slow)])
def test_a_worker_works_again_within_thirty_seconds_of_the_return_of_postgres(
    own_server: EmbeddedServer, stoppable: ShopWithSource, seconds: int
) -> None:
    with in_thread(stoppable.worker()) as thread:
        eventually(stoppable.is_settled)
        board = stoppable.board()
        own_server.stop()
        threading.Event().wait(seconds)
        own_server.start()
        assert thread.is_alive()
        assert stoppable.board() == board
        asked = stoppable.ask(["customers"])
        eventually(lambda: stoppable.beats()[-1]["beat_id"] == asked.job_id and stoppable.is_settled(), within_seconds=30)


def test_a_beat_that_postgres_left_in_the_middle_is_covered_by_the_next(
    own_server: EmbeddedServer, stoppable: ShopWithSource
) -> None:
    went = threading.Event()

    def go_away(job: object) -> None:
        if not went.is_set():
            own_server.stop()
            went.set()

    with in_thread(stoppable.worker(on_progress=go_away)):
        assert went.wait(20)
        own_server.start()
        eventually(stoppable.is_settled)
    assert [beat["state"] for beat in stoppable.beats()] == ["abandoned", "done"]
    assert stoppable.values() == COMPLETE


def test_a_beat_that_postgres_left_while_it_measured_is_covered_by_the_next(
    own_server: EmbeddedServer, stoppable: ShopWithSource
) -> None:
    stoppable.worker().run_once(Wish())
    phases: list[str] = []
    came_back = threading.Event()

    def go_away(job: Mapping[str, Any]) -> None:
        phases.append(job["phase"])
        if len(phases) == 1:
            own_server.stop()
            own_server.start()
            came_back.set()

    write_metric(stoppable.folder, "newest", "select 7 as value where :as_of > '2020-01-01'", code="NEWM")
    stoppable.deploy()
    stoppable.ask(ingest=False)
    with in_thread(stoppable.worker(on_progress=go_away)):
        assert came_back.wait(30)
        eventually(stoppable.is_settled)
    assert phases[0] == "measure"
    assert [beat["state"] for beat in stoppable.beats()] == ["done", "abandoned", "done"]
    assert stoppable.values() == {**COMPLETE, "newest": 7}
    assert stoppable.rows("select * from heartbeat.reading where board_version is null") == []


def test_a_frozen_worker_that_wakes_up_after_its_beat_was_abandoned_changes_nothing(
    shop: ShopWithSource, superuser_url: str
) -> None:
    shop.worker().run_once(Wish())
    write_metric(shop.folder, "slow", _SLOW, code="SLOW", more="backfill: no\n")
    shop.deploy()
    with running_worker(shop.database, shop.environment) as frozen:
        shop.ask(["slow"], ingest=False)
        eventually(lambda: _outcome(shop, "slow") == "running")
        os.kill(frozen.pid, signal.SIGSTOP)
        _cut_lock(superuser_url)
        with running_worker(shop.database, shop.environment) as second:
            eventually(shop.is_settled, within_seconds=60)
            before = _everything(shop)
            os.kill(frozen.pid, signal.SIGCONT)
            eventually(lambda: _standing_by(shop) == 2)
            assert second.poll() is None
            assert frozen.poll() is None
    assert _everything(shop) == before
    assert [beat["state"] for beat in shop.beats()] == ["done", "abandoned", "done"]
    readings = shop.rows("select beat_id from heartbeat.reading where metric_id = 'slow'")
    assert [reading["beat_id"] for reading in readings] == [shop.beats()[-1]["beat_id"]]


_SLOW = "select count(*) as value from shop_public.orders, generate_series(1, 200000) where created_at < :as_of"


def _outcome(shop: ShopWithSource, metric_id: str) -> str | None:
    rows = shop.rows("select outcome from heartbeat.beat_metric where metric_id = %s order by beat_id desc limit 1", metric_id)
    return rows[0]["outcome"] if rows else None


def _cut_lock(superuser_url: str) -> None:
    """What a network does that lost a frozen machine: the server lets go of the session that holds the beat lock."""
    with psycopg.connect(superuser_url, autocommit=True) as admin:
        admin.execute(
            "select pg_terminate_backend(pid) from pg_locks join pg_database d on d.oid = database "
            "where locktype = 'advisory' and datname = current_database() and pid <> pg_backend_pid()"
        )


def _standing_by(shop: ShopWithSource) -> int:
    """Workers with a session, the active one included."""
    rows = shop.rows(
        "select pid from pg_stat_activity where application_name = 'heartbeat worker' and datname = current_database()"
    )
    return len(rows)


def _everything(shop: ShopWithSource) -> list[object]:
    tables = ("reading", "metric_state", "history", "status_change", "board", "beat", "beat_metric")
    return [shop.rows(f"select * from heartbeat.{table} order by 1, 2") for table in tables]
