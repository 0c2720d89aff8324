"""One beat from a real source to the board."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from heartbeat.db import Role
from heartbeat.definitions.workspace import load_workspace
from heartbeat.ingest.run_one import run_one
from heartbeat.postgres.roles import make_url
from heartbeat.worker import Wish
from machine_time import system_clock
from shop_with_source import COMPLETE, ORDERS, ShopWithSource
from small_shop import add_orders

VERIFIED = ["customers", "orders_all"]


def test_one_beat_goes_from_the_source_to_the_board(shop: ShopWithSource) -> None:
    job = shop.worker().run_once(Wish())
    assert shop.values() == COMPLETE
    assert (shop.landed("orders"), shop.landed("customers")) == (ORDERS, COMPLETE["customers"])
    assert (job["state"], job["trigger"]) == ("done", "cli")
    (source,) = job["sources"]
    assert (source["state"], source["tables"], source["rows"]) == ("ok", 2, ORDERS + 7)
    outcomes = {line["metric_id"]: line["outcome"] for line in job["metrics"]}
    assert outcomes == dict.fromkeys(COMPLETE, "executed") | {"broken": "error"}
    assert [error["where"] for error in job["errors"]] == ["broken"]


def test_a_second_beat_over_an_unchanged_source_works_only_for_the_clock(shop: ShopWithSource) -> None:
    shop.worker().run_once(Wish())
    job = shop.worker().run_once(Wish())
    outcomes = {line["metric_id"]: line["outcome"] for line in job["metrics"]}
    assert outcomes["customers"] == "carried"
    assert outcomes["orders_day"] == "executed"  # its window moved
    assert job["sources"][0]["rows"] == 0


def test_new_rows_of_the_source_are_on_the_next_board(shop: ShopWithSource) -> None:
    shop.worker().run_once(Wish())
    add_orders(shop.source_url, 3, until=system_clock())
    shop.worker().run_once(Wish())
    assert shop.values()["orders_all"] == ORDERS + 3
    assert shop.landed("orders") == ORDERS + 3


def test_a_list_of_metrics_reads_only_their_tables_and_measures_who_else_reads_them(shop: ShopWithSource) -> None:
    shop.worker().run_once(Wish())
    job = shop.worker().run_once(Wish(["orders_day"]))
    assert [(source["dataset"], source["tables"]) for source in job["sources"]] == [("shop_public", 1)]
    assert {line["metric_id"] for line in job["metrics"]} == set(COMPLETE) - {"customers"}


def test_without_ingest_no_source_is_read_and_only_the_wish_is_measured(shop: ShopWithSource) -> None:
    shop.worker().run_once(Wish())
    job = shop.worker().run_once(Wish(["late_orders"], ingest=False))
    assert job["sources"] == []
    assert [(line["metric_id"], line["outcome"]) for line in job["metrics"]] == [("late_orders", "executed")]


def test_a_source_that_fails_is_noted_and_stops_nothing_else(shop: ShopWithSource) -> None:
    shop.worker().run_once(Wish())
    with psycopg.connect(shop.source_url, autocommit=True) as source:
        source.execute("alter table orders rename to orders_gone")
    shop.environment = {**shop.environment, "SHOP_URL": shop.source_url + "_not_there"}
    job = shop.worker().run_once(Wish())
    assert (job["state"], job["sources"][0]["state"]) == ("done", "error")
    assert job["sources"][0]["error"]
    assert shop.values() == COMPLETE
    lines = {line["metric_id"]: (line["outcome"], line["why"]) for line in job["metrics"]}
    assert lines["orders_day"] == ("stood_still", "no table it reads has been read since")


def test_a_source_without_its_address_is_noted_and_stops_nothing_else(shop: ShopWithSource) -> None:
    shop.environment = {key: value for key, value in shop.environment.items() if key != "SHOP_URL"}
    job = shop.worker().run_once(Wish())
    assert job["state"] == "done"
    assert "SHOP_URL" in job["sources"][0]["error"]
    assert set(shop.values().values()) == {None}


def test_a_loader_that_may_not_log_in_stops_no_measuring(shop: ShopWithSource) -> None:
    wrong = make_url(user="hb_nobody", password="wrong", **where(shop.database.url(Role.LOADER)))
    urls = {**shop.database.urls, Role.LOADER: wrong}
    shop.database = replace(shop.database, urls=urls)
    job = shop.worker().run_once(Wish())
    assert (job["state"], job["sources"][0]["state"]) == ("done", "error")
    assert len(job["metrics"]) == len(COMPLETE)
    del urls[Role.LOADER]
    assert "HEARTBEAT_DB_LOADER_URL" in shop.worker().run_once(Wish())["sources"][0]["error"]


def test_a_click_on_a_metric_of_a_daily_source_reads_it_also_in_a_beat_for_all(shop: ShopWithSource) -> None:
    source = shop.folder / "sources" / "shop.yaml"
    source.write_text(source.read_text() + "\nschedule: daily\n")
    shop.deploy()
    shop.worker().run_once(Wish())
    add_orders(shop.source_url, 3, until=system_clock())
    shop.ask("all")
    shop.ask(["orders_all"])
    job = shop.worker().run_once(Wish())
    assert [(each["dataset"], each["tables"]) for each in job["sources"]] == [("shop_public", 1)]
    assert shop.values()["orders_all"] == ORDERS + 3
    assert shop.worker().run_once(Wish())["sources"] == []


def where(url: str) -> dict[str, Any]:
    """Host, port and database of a connection string."""
    known = conninfo_to_dict(url)
    return {"host": str(known["host"]), "port": int(known["port"] or 5432), "database": str(known["dbname"])}


def test_a_column_that_changes_its_type_ends_the_verification_of_what_reads_it_on_the_same_board(shop: ShopWithSource) -> None:
    shop.worker().run_once(Wish())
    shop.verify("customers", "orders_all")
    with psycopg.connect(shop.source_url, autocommit=True) as source:
        source.execute("alter table orders alter created_at type timestamp")
    shop.worker().run_once(Wish())
    shown = {metric["metric_id"]: metric["verification_state"] for metric in shop.board()["metrics"]}
    assert (shown["customers"], shown["orders_all"]) == ("verified", "changed")
    (logged,) = shop.rows("select metric_id, reason from heartbeat.operator_change where value_to = 'changed'")
    assert logged["metric_id"] == "orders_all"
    assert logged["reason"].startswith("shop_public.orders.created_at was timestamp with time zone and is timestamp")


def test_a_change_that_a_process_found_and_could_not_tell_ends_the_verification_with_the_next_beat(shop: ShopWithSource) -> None:
    shop.worker().run_once(Wish())
    shop.verify("customers", "orders_all")
    change_column(shop, "timestamptz(0)")
    land_alone(shop)
    assert states(shop) == {"customers": "verified", "orders_all": "verified"}
    shop.worker().run_once(Wish(["customers"], ingest=False))
    assert states(shop) == {"customers": "verified", "orders_all": "changed"}


def test_a_column_that_changes_again_ends_the_verification_again(shop: ShopWithSource) -> None:
    shop.worker().run_once(Wish())
    for type_name in ("timestamptz(0)", "timestamptz", "timestamptz(0)"):  # the third change reads like the first
        shop.verify("orders_all")
        change_column(shop, type_name)
        shop.worker().run_once(Wish())
        assert states(shop)["orders_all"] == "changed"
    shop.verify("orders_all")
    shop.worker().run_once(Wish())
    assert states(shop)["orders_all"] == "verified"  # whoever verified it knew


def test_a_table_dropped_at_the_source_does_not_keep_a_daily_source_due(shop: ShopWithSource) -> None:
    source = shop.folder / "sources" / "shop.yaml"
    source.write_text(source.read_text() + "\nschedule: daily\n")
    shop.deploy()
    shop.worker().run_once(Wish())
    with psycopg.connect(shop.source_url, autocommit=True) as opened:
        opened.execute("drop table customers")
    tomorrow = system_clock() + timedelta(days=1)
    shop.clock = lambda: tomorrow
    land_alone(shop)
    assert shop.worker().run_once(Wish())["sources"] == []


def test_what_a_source_lost_is_noted_though_it_was_read_well(shop: ShopWithSource) -> None:
    shop.worker().run_once(Wish())
    with psycopg.connect(shop.source_url, autocommit=True) as opened:
        opened.execute("drop table customers")
    (read,) = shop.worker().run_once(Wish())["sources"]
    assert (read["state"], read["error"]) == ("ok", None)
    assert read["note"] == "shop_public.customers is no longer at the source"


def change_column(shop: ShopWithSource, type_name: str) -> None:
    with psycopg.connect(shop.source_url, autocommit=True) as source:
        source.execute(f"alter table orders alter created_at type {type_name}".encode())


def land_alone(shop: ShopWithSource) -> None:
    """Read the source as a beat would whose process ends right after its load."""
    (source,) = load_workspace(shop.folder).workspace.sources
    url = shop.database.url(Role.LOADER)
    run_one(source, "public", database_url_of_loader=url, environment=shop.environment, now=shop.clock)


def states(shop: ShopWithSource) -> dict[str, str]:
    rows = shop.rows("select metric_id, verification_state from heartbeat.metric_registry where metric_id = any(%s)", VERIFIED)
    return {row["metric_id"]: row["verification_state"] for row in rows}
