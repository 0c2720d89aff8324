"""A long first load that is killed, and beats that go on beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from heartbeat.db import Role
from heartbeat.marts.loads import read_source_conditions
from heartbeat.postgres.roles import key_of
from heartbeat.worker import Wish
from shop_with_source import ORDERS, ShopWithSource
from small_shop import CUSTOMERS
from waiting import eventually

pytestmark = pytest.mark.faults

_BRANCH = "kind: postgres\nurl: ${SHOP_URL}\nschemas: [branch]\n"


@pytest.fixture
def chain(undeployed: ShopWithSource) -> ShopWithSource:
    """The shop with three tables whose sizes its server knows, and a branch beside it."""
    with psycopg.connect(undeployed.source_url, autocommit=True) as source:
        source.execute("create table visits (page text, created_at timestamptz not null default now())")
        source.execute("insert into visits select 'page ' || i from generate_series(1, 50) i")
        source.execute("create schema branch; create table branch.shops as select 'north' as name")
        source.execute("analyze")
    (undeployed.folder / "sources" / "branch.yaml").write_text(_BRANCH)
    undeployed.deploy()
    return undeployed


@contextmanager
def backfilling(shop: ShopWithSource, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own."""
    roles = {key_of(role): shop.database.url(role) for role in Role}
    process = subprocess.Popen(
        [sys.executable, "-m", "heartbeat", "-w", str(shop.folder), "backfill-source", "shop", *arguments],
        env={**os.environ, **shop.environment, **roles, "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def backfilled(shop: ShopWithSource, *arguments: str) -> tuple[int, str]:
    """The command to its end: exit code, and what it said."""
    with backfilling(shop, *arguments) as process:
        said, _ = process.communicate(timeout=60)
        return process.returncode, said


@contextmanager
def kept_open(shop: ShopWithSource, table: str) -> Iterator[None]:
    """Nobody can read this table of the source meanwhile."""
    with psycopg.connect(shop.source_url) as source:
        source.execute(f"lock table {table} in access exclusive mode")
        yield


def states(shop: ShopWithSource) -> dict[str, str]:
    rows = shop.rows("select table_name, state from landing.backfill order by started_at nulls last, table_name")
    return {row["table_name"]: row["state"] for row in rows}


def load_ids(shop: ShopWithSource) -> dict[str, list[str]]:
    rows = shop.rows(
        "select table_name, array_agg(load_id) as ids from landing.table_load where dataset = 'shop_public' group by 1"
    )
    return {row["table_name"]: row["ids"] for row in rows}


def test_a_killed_backfill_goes_on_and_other_sources_are_read_meanwhile(chain: ShopWithSource) -> None:
    with kept_open(chain, "visits"), backfilling(chain) as process:
        eventually(lambda: states(chain) == {"customers": "ok", "visits": "running", "orders": "waiting"})
        job = chain.worker().run_once(Wish())
        told = {source["dataset"]: (source["state"], source["note"]) for source in job["sources"]}
        assert told["shop_public"] == ("waiting", "a backfill of it goes on: 1 of 3 tables")
        assert told["branch_branch"][0] == "ok"
        with chain.database.connect(Role.WORKER) as connection:
            conditions = {one.dataset: one.state for one in read_source_conditions(connection)}
        assert conditions == {"shop_public": "running", "branch_branch": "ok"}
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    first = load_ids(chain)
    assert (set(first), states(chain)["visits"]) == ({"customers"}, "running")
    code, said = backfilled(chain)
    assert (code, states(chain)) == (0, dict.fromkeys(("customers", "visits", "orders"), "ok")), said
    assert "goes on: 1 of 3 tables loaded, 2 tables to load" in said
    assert "reads what is new in 3 tables" in said
    assert load_ids(chain)["customers"] == first["customers"]
    assert (chain.landed("customers"), chain.landed("orders")) == (CUSTOMERS, ORDERS)
