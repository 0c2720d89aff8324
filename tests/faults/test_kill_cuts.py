"""kill -9 of a worker while it computes a cut: the next start computes it, and no child of the dead one lives on."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from faults.worker_process import running_worker
from heartbeat.db import Role
from heartbeat.postgres.embedded import EmbeddedServer
from heartbeat.readings.audit import refreshes
from integration.app.audited import declare_cut, declare_page
from integration.measure.cut_site import SLOW, cut_of
from machine_time import system_clock
from postgres_fixtures import make_house
from shop_with_source import ShopWithSource, in_thread
from waiting import eventually

pytestmark = pytest.mark.faults

BARS = 'return {"unit": "count", "bars": [{"label": window.key, "value": 1}]}'


def ask(shop: ShopWithSource, body: str) -> None:
    declare_page(shop.database, "revenue")
    declare_cut(shop.database, "fees", "revenue", windows=["30d"], module=cut_of(body, before="import time").text)
    with shop.database.connect(Role.APP) as connection:
        refreshes.request(connection, ["fees"], None, trigger="ui", by=None, now=system_clock())


def requests(shop: ShopWithSource) -> list[str]:
    return [row["state"] for row in shop.rows("select state from heartbeat.audit_refresh")]


def is_computed(shop: ShopWithSource) -> bool:
    return bool(shop.rows("select 1 from heartbeat.audit_cut_snapshot where payload is not null")) and requests(shop) == []


@pytest.mark.parametrize("checkpoint", ["cut-taken", "cut-computed"])
def test_a_cut_whose_worker_is_killed_is_computed_by_the_next(shop: ShopWithSource, checkpoint: str) -> None:
    ask(shop, BARS)
    with running_worker(shop.database, shop.environment, stop_at=checkpoint) as process:
        assert process.wait(60) == -9
    assert requests(shop) == ["running"]
    assert not is_computed(shop)
    with running_worker(shop.database, shop.environment):
        eventually(lambda: is_computed(shop), within_seconds=60)


@pytest.mark.parametrize("body", [f"conn.execute('{SLOW}')", "while True: pass"])
def test_a_worker_that_is_killed_in_the_middle_of_a_cut_takes_its_child_with_it(shop: ShopWithSource, body: str) -> None:
    ask(shop, body)
    sessions = "select pid from pg_stat_activity where application_name = 'heartbeat cut' and datname = current_database()"
    with running_worker(shop.database, shop.environment) as process:
        eventually(lambda: shop.rows(sessions), within_seconds=60)
        os.kill(process.pid, signal.SIGKILL)
        eventually(lambda: not shop.rows(sessions), within_seconds=10)
    assert requests(shop) == ["running"]


def test_a_cut_that_postgres_left_in_the_middle_is_computed_after_its_return(
    own_server: EmbeddedServer, source_database: str, tmp_path: Path
) -> None:
    shop = ShopWithSource(make_house(own_server, "house"), source_database, tmp_path)
    shop.open()
    shop.deploy()
    ask(shop, f"time.sleep(2)\nconn.execute('select 1')\n{BARS}")
    with in_thread(shop.worker()) as thread:
        eventually(lambda: requests(shop) == ["running"], within_seconds=60)
        own_server.stop()
        own_server.start()
        assert thread.is_alive()
        eventually(lambda: is_computed(shop), within_seconds=60)
    assert shop.rows("select error from heartbeat.audit_cut_snapshot") == [{"error": None}]
