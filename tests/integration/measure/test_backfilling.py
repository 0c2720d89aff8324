"""The days before a definition was first measured."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from heartbeat.db import Role
from heartbeat.measure import turn
from heartbeat.measure.past.first import FirstFill, first_fill
from heartbeat.measure.past.plan import Past, Reach
from integration.measure.ended import end_statement
from landed_shop import BERLIN, LandedShop
from small_shop import write_metric

HISTORY = """select (created_at at time zone 'Europe/Berlin')::date as d, count(*) as value
from shop_public.orders where created_at < :as_of group by 1"""


def test_the_last_thirty_days_are_filled_from_the_same_sql(shop: LandedShop) -> None:
    line = shop.measure("orders_all")["orders_all"]
    assert line["why"].startswith("it is new; 30 of 30 days of history filled in ")
    history = shop.history("orders_all")
    assert [day["d"] for day in history] == [date(2026, 10, 21) + timedelta(days=n) for n in range(31)]
    assert [day["origin"] for day in history] == ["backfill"] * 30 + ["observed"]
    # Orders lie six hours apart, the newest at 11:17 UTC; the day before ended at 23:00 UTC, two orders earlier.
    assert [day["value"] for day in history[-3:]] == [153, 157, 160]


def test_a_past_day_ends_with_the_first_instant_of_the_next_in_the_zone_of_the_workspace(shop: LandedShop) -> None:
    shop.measure("orders_all")
    ends = {day["d"]: day["as_of"] for day in shop.history("orders_all")}
    assert ends[date(2026, 10, 24)] == datetime(2026, 10, 24, 22, tzinfo=UTC)  # summer time
    assert ends[date(2026, 10, 25)] == datetime(2026, 10, 25, 23, tzinfo=UTC)  # 25 hours long


@pytest.mark.parametrize("metric_id", ["customers", "late_orders"])
def test_a_metric_whose_sql_cannot_be_put_into_the_past_gets_no_history(shop: LandedShop, metric_id: str) -> None:
    assert "history" not in shop.measure(metric_id)[metric_id]["why"]
    assert [day["origin"] for day in shop.history(metric_id)] == ["observed"]


def test_a_metric_that_refuses_a_backfill_gets_none(shop: LandedShop) -> None:
    write_metric(
        shop.folder,
        "orders_all",
        "select count(*) as value from shop_public.orders where created_at < :as_of",
        code="OALL",
        more="backfill: no\n",
    )
    shop.deploy()
    shop.measure("orders_all")
    assert [day["origin"] for day in shop.history("orders_all")] == ["observed"]


def test_the_history_section_tells_the_past_where_there_is_one(shop: LandedShop) -> None:
    sql = f"select 1 as value from shop_public.orders where created_at < :as_of limit 1;\n\n-- history\n{HISTORY}"
    write_metric(shop.folder, "told", sql, code="TOLD")
    shop.deploy()
    shop.measure("told")
    assert [day["value"] for day in shop.history("told")] == [4] * 30 + [1]


def test_a_new_day_with_an_old_definition_is_not_filled_again(shop: LandedShop) -> None:
    shop.measure("orders_all")
    shop.now += timedelta(days=2)
    shop.land("orders", [], checked_at=shop.now)
    assert "history" not in shop.measure("orders_all")["orders_all"]["why"]


def test_a_changed_definition_fills_its_past_anew_but_leaves_observed_days(shop: LandedShop) -> None:
    shop.measure("orders_all")
    shop.now += timedelta(days=1)
    shop.land("orders", [], checked_at=shop.now)
    write_metric(
        shop.folder,
        "orders_all",
        "select 2 * count(*) as value from shop_public.orders where created_at < :as_of",
        code="OALL",
        period="snapshot",
    )
    shop.deploy()
    shop.measure("orders_all")
    assert [day["value"] for day in shop.history("orders_all")[-4:]] == [306, 314, 160, 320]


def test_a_backfill_that_takes_too_long_is_cut_short_and_said(shop: LandedShop) -> None:
    reach = Reach(BERLIN, budget_seconds=0.0)
    ledger = shop.measure("orders_all", reach=reach)
    assert "1 of 30 days of history filled" in ledger["orders_all"]["why"]
    assert ledger["orders_all"]["why"].endswith("then its time was over")
    assert shop.states()["orders_all"]["value"] == 160


def test_a_backfill_that_fails_does_not_touch_the_value(shop: LandedShop) -> None:
    sql = "select 5 as value from shop_public.orders where created_at < :as_of limit 1;\n\n-- history\nselect 1 / 0 as value, "
    write_metric(shop.folder, "half", f"{sql}current_date as d from shop_public.orders where created_at < :as_of", code="HALF")
    shop.deploy()
    line = shop.measure("half")["half"]
    assert (line["outcome"], shop.states()["half"]["value"]) == ("executed", 5)
    assert "then: Postgres refused" in line["why"]


@pytest.mark.parametrize(
    ("history", "zone", "told"),
    [
        (
            "select (:as_of - n * interval '1 day')::date as d, 1 as value from generate_series(4000, 0, -1) n",
            "Europe/Berlin",
            "The history statement gave more than 4,000 days. Bound it",
        ),
        (
            "select '0001-01-01 00:00+00'::timestamptz as d, 1 as value",
            "America/New_York",
            "The history statement gave 0001-01-01 00:00:00+00:00, which is on no day of a calendar in America/New_York.",
        ),
    ],
)
def test_a_history_that_cannot_be_read_is_said_and_does_not_touch_the_value(
    shop: LandedShop, history: str, zone: str, told: str
) -> None:
    sql = f"select 5 as value from shop_public.orders where created_at < :as_of limit 1;\n\n-- history\n{history}"
    write_metric(shop.folder, "endless", sql, code="ENDL")
    shop.deploy()
    line = shop.measure("endless", reach=Reach(ZoneInfo(zone)))["endless"]
    assert (line["outcome"], line["error"]) == ("executed", None)
    assert f", then: {told}" in line["why"]
    assert (shop.states()["endless"]["value"], shop.states()["endless"]["health"]) == (5, "ok")
    assert [day["origin"] for day in shop.history("endless")] == ["observed"]


def test_a_time_that_stands_for_never_leaves_every_day_out_and_does_not_touch_the_value(shop: LandedShop) -> None:
    with shop.database.connect(Role.LOADER) as connection:
        connection.execute("update shop_public.orders set created_at = '9999-12-31 12:00+00'")
    line = shop.measure("orders_day")["orders_day"]
    assert (line["outcome"], line["error"]) == ("executed", None)
    assert "the oldest row of shop_public.orders is of 9999-12-31 12:00 UTC" in line["why"]
    assert [(day["origin"], day["value"]) for day in shop.history("orders_day")] == [("observed", 0)]


def test_a_history_of_four_thousand_days_is_read_to_its_newest(shop: LandedShop) -> None:
    history = "select (:as_of - n * interval '1 day')::date as d, n as value from generate_series(4000, 1, -1) n"
    sql = f"select 5 as value from shop_public.orders where created_at < :as_of limit 1;\n\n-- history\n{history}"
    write_metric(shop.folder, "long", sql, code="LONG")
    shop.deploy()
    shop.measure("long")
    assert [day["value"] for day in shop.history("long")] == [*range(30, 0, -1), 5]


def test_a_backfill_whose_session_is_ended_keeps_what_it_found_and_ends_nothing_else(
    shop: LandedShop, superuser_url: str
) -> None:
    rows = "generate_series(1, case when :as_of < '2026-11-18' then 10000000000 else 1 end)"
    sql = f"select count(*) as value from shop_public.orders, {rows} where created_at < :as_of"
    write_metric(shop.folder, "slow", sql, code="SLOW")
    shop.deploy()
    end = threading.Thread(target=end_statement, args=(superuser_url, "%generate_series%"))
    end.start()
    ledger = shop.measure("slow", "customers")
    end.join()
    assert ledger["slow"]["outcome"] == "executed"
    assert ledger["slow"]["why"].startswith("it is new; 2 of 30 days of history filled in ")
    assert ", then: Postgres went away while the SQL of slow ran: terminating connection" in ledger["slow"]["why"]
    assert [day["value"] for day in shop.history("slow")] == [153, 157, 160]
    assert ledger["customers"]["outcome"] == "executed"


@pytest.fixture
def without_a_place(superuser_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """No connection is left for metric SQL when a backfill begins, and what the list holds is executed then."""
    statements: list[str] = []

    def run_out(*wanted: Any) -> FirstFill:
        for statement in ("alter role hb_query connection limit 0", *statements):
            admin.execute(statement.encode())
        return first_fill(*wanted)

    monkeypatch.setattr(turn, "first_fill", run_out)
    with psycopg.connect(superuser_url, autocommit=True) as admin:
        yield statements
        admin.execute("alter role hb_query connection limit 30")


@pytest.mark.usefixtures("without_a_place")
def test_a_backfill_that_gets_no_session_is_said_and_does_not_touch_the_value(shop: LandedShop) -> None:
    line = shop.measure("orders_all")["orders_all"]
    assert (line["outcome"], shop.states()["orders_all"]["value"]) == ("executed", 160)
    assert line["why"].startswith("it is new; 0 of 30 days of history filled in ")
    assert "too many connections for role" in line["why"]


def test_a_backfill_that_gets_no_session_while_postgres_is_away_ends_the_beat(
    shop: LandedShop, without_a_place: list[str]
) -> None:
    without_a_place.append(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity "
        "where datname = current_database() and application_name = 'heartbeat measure'"
    )
    with pytest.raises(psycopg.OperationalError, match="terminating connection"):
        shop.measure("orders_all")
    assert shop.states() == {}


def test_days_are_counted_back_from_the_day_of_the_reading() -> None:
    past = Past(datetime(2026, 11, 20, 23, 0, tzinfo=UTC), BERLIN, 2)  # midnight in Berlin ends the 20th
    assert past.days() == (date(2026, 11, 19), date(2026, 11, 18))
