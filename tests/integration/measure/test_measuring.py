"""Metrics of one beat: what is executed, carried forward or stands still, and what the ledger says about it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from heartbeat.db import Role
from heartbeat.errors import FenceLost
from heartbeat.measure.run import measure
from heartbeat.postgres.server.waiting import wait_until
from heartbeat.readings import beats
from heartbeat.readings.registry import read_metrics
from integration.measure.ended import end_statement
from landed_shop import LandedShop
from memory import at_most_megabytes
from small_shop import write_metric


def test_every_metric_is_measured_and_a_failing_one_stops_no_other(shop: LandedShop) -> None:
    ledger = shop.measure()
    states = shop.states()
    values = {metric_id: state["value"] for metric_id, state in states.items()}
    assert values == {"orders_day": 4, "orders_all": 160, "customers": 7, "late_orders": 160, "nothing": None, "broken": None}
    assert (states["orders_all"]["n"], states["orders_all"]["health"]) == (160, "ok")
    assert (ledger["broken"]["outcome"], states["broken"]["health"]) == ("error", "error")
    assert "division by zero" in ledger["broken"]["error"]
    assert (ledger["nothing"]["outcome"], states["nothing"]["health"]) == ("executed", "no_data")
    assert "NULL" in states["nothing"]["error"]


def test_a_value_is_as_of_the_time_its_oldest_table_was_read(shop: LandedShop) -> None:
    earlier = shop.now - timedelta(hours=5)
    shop.land("customers", [], checked_at=earlier)
    write_metric(
        shop.folder,
        "both",
        "select count(*) as value from shop_public.orders o left join shop_public.customers c "
        "on c.id = o.id where o.created_at < :as_of",
        code="BOTH",
    )
    shop.deploy()
    shop.measure("both")
    (reading,) = shop.readings("both")
    assert reading["source_as_of"] == reading["as_of"] == earlier


def test_the_ledger_tells_what_a_metric_cost(shop: LandedShop) -> None:
    line = shop.measure()["orders_all"]
    assert line["seconds"] > 0
    assert line["rows_read"] == 160  # forty days of four orders
    assert {line["rows_read"] for line in shop.measure().values() if line["outcome"] == "stood_still"} == {None}


def test_nothing_new_means_no_work(shop: LandedShop) -> None:
    shop.measure()
    shop.now += timedelta(hours=1)
    ledger = shop.measure()
    outcomes = {metric_id: line["outcome"] for metric_id, line in ledger.items()}
    assert outcomes == {
        "orders_day": "stood_still", "orders_all": "stood_still", "customers": "stood_still",
        "late_orders": "executed", "nothing": "executed", "broken": "error",
    }  # fmt: skip
    assert ledger["orders_day"]["why"] == "no table it reads has been read since"
    assert ledger["late_orders"]["why"] == "it reads the wall clock"
    assert ledger["nothing"]["why"] == "it had no data last time; no data: the value is NULL"
    assert ledger["broken"]["why"] == "it failed last time"
    assert len(shop.readings("orders_day")) == 1


def test_a_metric_without_a_clock_is_carried_forward_when_its_tables_received_no_rows(shop: LandedShop) -> None:
    shop.measure("customers")
    shop.now += timedelta(hours=1)
    shop.land("customers", [], checked_at=shop.now)
    line = shop.measure("customers")["customers"]
    assert (line["outcome"], line["why"]) == ("carried", "its tables received no rows")
    first, second = shop.readings("customers")
    assert (second["carried"], second["value"], second["as_of"]) == (True, first["value"], shop.now)


def test_a_metric_without_a_clock_is_executed_when_rows_came_in_a_load_that_nobody_measured(shop: LandedShop) -> None:
    shop.measure("customers")
    shop.land("customers", [(8, "new")], checked_at=shop.now + timedelta(minutes=1))
    shop.land("customers", [], checked_at=shop.now + timedelta(minutes=2))
    line = shop.measure("customers")["customers"]
    assert (line["outcome"], line["why"]) == ("executed", "shop_public.customers received rows")
    assert shop.states()["customers"]["value"] == 8


def test_a_metric_without_a_clock_sees_new_rows_though_another_of_its_tables_was_not_read(shop: LandedShop) -> None:
    sql = "select count(*) as value from shop_public.orders o where exists (select 1 from shop_public.customers)"
    write_metric(shop.folder, "joined", sql, code="JOIN", period="snapshot")
    shop.deploy()
    shop.measure("joined")
    read_at, shop.now = shop.now, shop.now + timedelta(hours=1)
    shop.land("orders", [(1000, 1, read_at)], checked_at=shop.now)
    line = shop.measure("joined")["joined"]
    assert (line["outcome"], line["why"]) == ("executed", "shop_public.orders received rows")
    assert [reading["value"] for reading in shop.readings("joined")] == [160, 161]
    assert {reading["source_as_of"] for reading in shop.readings("joined")} == {read_at}
    assert [day["value"] for day in shop.history("joined")] == [160]  # a snapshot's day keeps its worst, and more is better
    line = shop.measure("joined")["joined"]
    assert line["outcome"] == "stood_still"
    assert line["why"] == "shop_public.customers has not been read since, and the others received no rows"


def test_a_metric_with_as_of_is_executed_when_its_tables_were_read_though_nothing_was_new(shop: LandedShop) -> None:
    shop.measure("orders_day")
    shop.now += timedelta(hours=12)
    shop.land("orders", [], checked_at=shop.now)
    assert shop.measure("orders_day")["orders_day"]["why"] == "its tables have been read since"
    assert shop.states()["orders_day"]["value"] == 2


def test_a_changed_definition_is_executed_though_nothing_is_new(shop: LandedShop) -> None:
    shop.measure("customers")
    write_metric(
        shop.folder,
        "customers",
        "select count(*) * 2 as value from shop_public.customers",
        code="CUST",
        period="snapshot",
        table="shop_public.customers",
    )
    shop.deploy()
    assert shop.measure("customers")["customers"]["why"].startswith("its definition changed")
    assert shop.states()["customers"]["value"] == 14


def test_a_table_that_has_not_landed_is_no_data_told_once(shop: LandedShop) -> None:
    write_metric(
        shop.folder,
        "later",
        "select count(*) as value from shop_public.later where at < :as_of",
        code="LTER",
        table="shop_public.later",
    )
    shop.deploy()
    waits = "table shop_public.later has not landed yet, though others of its dataset have"
    for _ in range(2):
        line = shop.measure("later")["later"]
        assert (line["outcome"], line["why"]) == ("stood_still", waits)
    (reading,) = shop.readings("later")
    assert (reading["health"], reading["error"]) == ("no_data", waits)


def test_a_statement_that_takes_too_long_is_an_error_and_the_others_go_on(shop: LandedShop) -> None:
    write_metric(
        shop.folder,
        "slow",
        "select count(*) as value from shop_public.orders, generate_series(1, 10000000000) where created_at < :as_of",
        code="SLOW",
    )
    shop.deploy()
    ledger = shop.measure("slow", "customers", timeout_seconds=0.3)
    assert "took longer than 0.3 s" in ledger["slow"]["error"]
    assert ledger["customers"]["outcome"] == "executed"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("created_at", "of type timestamp with time zone"),
        ("'many'", "of type text"),
        ("interval '1 hour'", "of type interval"),
        ("array[1]", "of type integer[]"),
        ("'{}'::jsonb", "of type jsonb"),
        ("true", "of type boolean"),
        ("null", "of type text"),
        ("generate_series(1, 2)", "more than one row"),
        ("'many' as n, 2", "`n` is not a whole number of rows but of type text"),
    ],
)
def test_a_value_that_is_no_number_is_an_error_of_its_metric(shop: LandedShop, value: str, words: str) -> None:
    write_metric(
        shop.folder, "odd", f"select {value} as value from shop_public.orders where id = 0 and created_at < :as_of", code="ODDM"
    )
    shop.deploy()
    line = shop.measure("odd")["odd"]
    assert (line["outcome"], words in line["error"]) == ("error", True)


def test_a_value_without_an_end_is_refused_before_it_is_computed(shop: LandedShop) -> None:
    write_metric(
        shop.folder, "fat", "select repeat('x', 300000000) as value from shop_public.orders", code="FATT", period="snapshot"
    )
    wide = "select count(*) as value, repeat('x', 300000000) as beside from shop_public.orders where created_at < :as_of"
    write_metric(shop.folder, "wide", wide, code="WIDE")
    shop.deploy()
    with at_most_megabytes(50):
        ledger = shop.measure("fat", "wide")
    assert (ledger["fat"]["outcome"], "of type text" in ledger["fat"]["error"]) == ("error", True)
    assert shop.states()["wide"]["value"] == 160


@pytest.mark.parametrize("value", ["1e308", "-1e308", "5e-324"])
def test_the_largest_and_smallest_numbers_are_values(shop: LandedShop, value: str) -> None:
    sql = f"select {value}::float8 as value from shop_public.orders where id = 0 and created_at < :as_of + interval '9 days'"
    write_metric(shop.folder, "odd", sql, code="ODDM", more="typical: true\n")
    shop.deploy()
    shop.measure("odd")
    assert shop.states()["odd"]["value"] == float(value)


def test_a_statement_whose_session_is_ended_is_an_error_and_the_others_go_on(shop: LandedShop, superuser_url: str) -> None:
    sql = "select count(*) as value from shop_public.orders, generate_series(1, 10000000000) where created_at < :as_of"
    write_metric(shop.folder, "slow", sql, code="SLOW")
    shop.deploy()
    ended = threading.Thread(target=end_statement, args=(superuser_url, "%generate_series%"))
    ended.start()
    ledger = shop.measure("slow", "customers")
    ended.join()
    assert "terminating connection" in ledger["slow"]["error"]
    assert ledger["customers"]["outcome"] == "executed"


def test_an_abandoned_beat_commits_nothing_more(shop: LandedShop) -> None:
    with shop.database.connect(Role.WORKER, autocommit=True) as connection:
        beats.request(connection, "all", trigger="cli", now=shop.now)
        beat = beats.take_next(connection, now=shop.now)
        assert beat is not None
        metrics = read_metrics(connection)
        beats.abandon_running(connection, now=shop.now)
        with pytest.raises(FenceLost):
            measure(beat.beat_id, metrics, shop.bench(), now=shop.now)
    assert shop.states() == {}


def test_four_metrics_are_measured_at_a_time(shop: LandedShop) -> None:
    waiting = "select count(*) as n from pg_locks where relation = 'shop_public.orders'::regclass and not granted"
    with shop.database.connect(Role.LOADER) as holder:
        holder.execute("lock table shop_public.orders in access exclusive mode")  # five metrics read it
        measuring = threading.Thread(target=shop.measure)
        measuring.start()
        try:
            assert wait_until(lambda: shop.rows(waiting) == [{"n": 4}], timeout_seconds=8)
            assert not wait_until(lambda: shop.rows(waiting) != [{"n": 4}], timeout_seconds=0.5), "and the fifth waits"
        finally:
            holder.rollback()
            measuring.join()
    assert shop.states()["orders_all"]["value"] == 160
