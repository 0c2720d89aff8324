"""kill -9 at each named moment of a beat, then a start, and nobody lifts a hand."""

from __future__ import annotations

import psycopg
import pytest

from faults.worker_process import running_worker
from heartbeat.checkpoints import CHECKPOINTS
from heartbeat.db import Role
from heartbeat.worker import Wish
from machine_time import system_clock
from shop_with_source import COMPLETE, ORDERS, ShopWithSource
from small_shop import CUSTOMERS, add_orders
from waiting import eventually

IN_A_LOAD = ("extract", "staging", "before-load-publish")
IN_A_COMPARISON = ("compared", "before-repair", "repaired")  # which no beat of these makes: all was just loaded
OF_ALERTS = ("incident-moved", "alert-claimed", "alert-sent")  # which no beat of these has, see test_kill_alerts.py
OF_CUTS = ("cut-taken", "cut-computed")  # which are computed beside beats, see test_kill_cuts.py
IN_A_BEAT = tuple(moment for moment in CHECKPOINTS if moment not in IN_A_COMPARISON + OF_ALERTS + OF_CUTS)

pytestmark = pytest.mark.faults


@pytest.fixture(autouse=True)
def visits(shop: ShopWithSource) -> None:
    """A table without a key: nothing but the load itself keeps its rows from being there twice."""
    visit(shop, 50)


def visit(shop: ShopWithSource, count: int) -> None:
    with psycopg.connect(shop.source_url, autocommit=True) as source:
        source.execute("create table if not exists visits (page text, created_at timestamptz not null default now())")
        source.execute("insert into visits select 'page ' || i %% 3 from generate_series(1, %s) i", [count])


def kill_at(shop: ShopWithSource, checkpoint: str) -> None:
    """Let a worker run until it is killed there; a load is killed together with its worker, as a power cut would."""
    stop_at = f"{checkpoint}+parent" if checkpoint in IN_A_LOAD else checkpoint
    with running_worker(shop.database, shop.environment, stop_at=stop_at) as process:
        assert process.wait(60) == -9


def start_again(shop: ShopWithSource) -> None:
    with running_worker(shop.database, shop.environment):
        eventually(shop.is_settled, within_seconds=60)


def assert_whole(shop: ShopWithSource, orders: int) -> None:
    """A complete and correct board, no row of a source twice, no reading that no board shows, nothing left behind."""
    expected = {**COMPLETE, "orders_all": orders, "late_orders": orders}
    values = shop.values()
    assert {key: value for key, value in values.items() if key != "orders_day"} == {
        key: value for key, value in expected.items() if key != "orders_day"
    }
    assert values["orders_day"] == 4 + orders - ORDERS
    assert (shop.landed("orders"), shop.landed("customers")) == (orders, CUSTOMERS)
    assert shop.rows("select * from heartbeat.reading where board_version is null") == []
    assert shop.rows("select * from heartbeat.history where board_version is null") == []
    assert shop.rows("select metric_id, beat_id from heartbeat.reading group by 1, 2 having count(*) > 1") == []
    query = "select page, created_at from {}.visits order by 1, 2"
    with psycopg.connect(shop.source_url) as source:
        there = source.execute(query.format("public")).fetchall()
    assert [tuple(row.values()) for row in shop.rows(query.format("shop_public"), role=Role.QUERY)] == there
    assert shop.rows("select nspname from pg_namespace where nspname = 'shop_public_staging'") == []


@pytest.mark.parametrize("checkpoint", IN_A_BEAT)
def test_a_first_beat_that_is_killed_is_made_whole_by_the_next_start(shop: ShopWithSource, checkpoint: str) -> None:
    kill_at(shop, checkpoint)
    assert shop.board().get("metrics", []) == []
    start_again(shop)
    assert [beat["state"] for beat in shop.beats()] == ["abandoned", "done"]
    assert_whole(shop, ORDERS)


@pytest.mark.parametrize("checkpoint", IN_A_BEAT)
def test_a_later_beat_that_is_killed_keeps_the_board_until_the_next_start(shop: ShopWithSource, checkpoint: str) -> None:
    shop.worker().run_once(Wish())
    board = shop.board()
    add_orders(shop.source_url, 2, until=system_clock())
    visit(shop, 3)
    shop.ask()
    kill_at(shop, checkpoint)
    assert shop.board() == board
    start_again(shop)
    assert [beat["state"] for beat in shop.beats()] == ["done", "abandoned", "done"]
    assert_whole(shop, ORDERS + 2)


@pytest.mark.parametrize("checkpoint", IN_A_LOAD)
def test_a_load_that_is_killed_alone_is_an_error_of_its_source_and_the_next_beat_reads_it(
    shop: ShopWithSource, checkpoint: str
) -> None:
    with running_worker(shop.database, shop.environment, stop_at=checkpoint):
        eventually(shop.is_settled, within_seconds=60)
    (noted,) = shop.rows("select * from heartbeat.beat_source")
    assert (noted["state"], "ended by itself" in noted["error"]) == ("error", True)
    shop.ask()
    start_again(shop)
    assert [beat["state"] for beat in shop.beats()] == ["done", "done"]
    assert_whole(shop, ORDERS)


def test_a_beat_that_kills_every_process_is_not_tried_for_ever(shop: ShopWithSource) -> None:
    for _ in range(3):
        kill_at(shop, "before-metric-commit")
    with running_worker(shop.database, shop.environment):
        eventually(lambda: [beat["state"] for beat in shop.beats()].count("abandoned") == 3)
        assert [beat["state"] for beat in shop.beats()] == ["abandoned"] * 3  # what is asked anew commits with that
    shop.worker().run_once(Wish(["customers"]))
    assert shop.beats()[-1]["state"] == "done"
