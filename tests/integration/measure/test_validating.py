"""Audits of the small shop: what stands against a value when there is no cross-check, and what may happen meanwhile."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from heartbeat.db import Role
from heartbeat.errors import ConfigError
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.validation.audit import Audit, audit, prepare_folder
from heartbeat.measure.validation.gather import Office
from heartbeat.measure.validation.tables import read_landscape
from heartbeat.measure.validation.telling.markdown import as_markdown
from heartbeat.postgres.server.waiting import wait_until
from heartbeat.readings.registry import read_metrics, read_workspace
from landed_shop import LandedShop
from small_shop import write_metric

ORDERS_DAY = (
    "select count(*) as value from shop_public.orders where created_at >= :as_of - interval '24 hours' and created_at < :as_of"
)
BY_DAY = """select day::date as d, count(o.id){tail} as value
from generate_series((:as_of at time zone 'Europe/Berlin')::date - 20, (:as_of at time zone 'Europe/Berlin')::date - 1,
                     interval '1 day') as day
left join shop_public.orders o on o.created_at >= day::timestamp at time zone 'Europe/Berlin'
  and o.created_at < (day::timestamp + interval '1 day') at time zone 'Europe/Berlin'
group by day"""


def audited(shop: LandedShop, metric_id: str) -> Audit:
    """The audit of one deployed metric at the shop's own time."""
    prepare_folder(shop.folder)
    with shop.database.connect(Role.WORKER, autocommit=True) as connection:
        office = Office(connection, Sandbox(shop.database, timeout_seconds=20), shop.folder, read_workspace(connection))
        metric = next(one for one in read_metrics(connection) if one.metric_id == metric_id)
        return audit(office, metric, read_landscape(connection, frozenset(metric.sql.tables), now=shop.now))


def measured(shop: LandedShop, sql: str) -> LandedShop:
    """The shop with one more metric, `seen`, that has been measured."""
    write_metric(shop.folder, "seen", sql, code="SEEN")
    shop.deploy()
    shop.measure()
    return shop


def levels(found: Audit) -> dict[str, str]:
    return {reason.code: reason.level for reason in found.verdict.reasons}


def test_a_history_that_tells_what_the_value_tells_stands_for_a_crosscheck(shop: LandedShop) -> None:
    found = levels(audited(measured(shop, f"{ORDERS_DAY};\n-- history\n{BY_DAY.format(tail='')}"), "seen"))
    assert found["history_agrees"] == "pass"
    assert "no_second_formulation" not in found


def test_a_history_of_another_formula_fails(shop: LandedShop) -> None:
    found = audited(measured(shop, f"{ORDERS_DAY};\n-- history\n{BY_DAY.format(tail=' + 1')}"), "seen")
    assert levels(found)["history_differs"] == "fail"
    assert "| 2026-11-19 | 5 | 4 | 1 |" in as_markdown(found.blocks)


def test_a_history_that_fails_is_told_and_compares_nothing(shop: LandedShop) -> None:
    measured(shop, f"{ORDERS_DAY};\n-- history\nselect current_date as d, 1 / 0 as value")
    found = audited(shop, "seen")
    assert levels(found)["history_not_compared"] == "warn"
    assert "division by zero" in as_markdown(found.blocks)


def test_a_crosscheck_that_fails_is_told(shop: LandedShop) -> None:
    found = audited(measured(shop, f"{ORDERS_DAY};\n-- crosscheck\nselect nothing_such as value from shop_public.orders"), "seen")
    assert levels(found)["crosscheck_fails"] == "warn"
    assert "nothing_such" in as_markdown(found.blocks)


def test_without_a_second_formulation_nothing_passes(shop: LandedShop) -> None:
    found = audited(measured(shop, ORDERS_DAY), "seen")
    assert levels(found)["no_second_formulation"] == "warn"
    assert found.verdict.level == "warn"


def test_no_data_on_both_sides_agrees(shop: LandedShop) -> None:
    amount = "select max(amount) as value from shop_public.orders where amount < 0 and created_at < :as_of"
    found = audited(measured(shop, f"{amount};\n-- crosscheck\n{amount.replace('max', 'min')}"), "seen")
    assert levels(found)["crosscheck_agrees"] == "pass"
    assert levels(found)["no_value"] == "warn"


def test_rows_that_arrive_late_are_told_as_the_likely_reason(shop: LandedShop) -> None:
    measured(shop, ORDERS_DAY)
    late = [(5000 + at, 1, shop.now - timedelta(days=1, hours=1, minutes=at)) for at in range(3)]
    shop.land("orders", late, checked_at=shop.now)
    text = as_markdown(audited(shop, "seen").blocks)
    assert "Likely: rows of the newest days arrived after the days had been computed." in text
    assert "| 2026-11-19 | 4 | 7 | 3 |" in text


def test_a_metric_of_the_wall_clock_is_asked_now_and_its_past_not_at_all(shop: LandedShop) -> None:
    shop.measure()
    found = audited(shop, "late_orders")
    assert "not_reproduced" not in levels(found)
    assert "Not possible: its SQL cannot tell a past day." in as_markdown(found.blocks)


def test_a_metric_without_its_table_fails_and_is_told_whole(shop: LandedShop) -> None:
    with shop.database.connect(Role.LOADER) as connection:
        connection.execute("drop table shop_public.customers")
    found = audited(shop, "customers")
    assert levels(found)["table_missing"] == "fail"
    assert "Not possible" in as_markdown(found.blocks)


def test_a_metric_that_was_never_measured_is_audited_all_the_same(shop: LandedShop) -> None:
    found = audited(shop, "orders_all")
    assert levels(found)["not_measured"] == "warn"
    assert "| computed again | 160 | 160 | 160 |" in as_markdown(found.blocks)


def test_a_failing_metric_tells_its_error_and_no_cell(shop: LandedShop) -> None:
    shop.measure()
    found = audited(shop, "broken")
    assert levels(found)["value_fails"] == "fail"
    assert "division by zero" in as_markdown(found.blocks)


def test_rows_that_arrive_between_the_statements_excuse_a_difference(shop: LandedShop) -> None:
    """A load after each moment of the slow cross-check, whose value is never that of the value."""
    pause = "(select count(*) from generate_series(1, 3000000)) pause"
    slow = f"select count(*) - 1 as value from shop_public.orders, {pause} where created_at < :as_of"
    measured(shop, f"select count(*) as value from shop_public.orders where created_at < :as_of;\n-- crosscheck\n{slow}")
    is_over = threading.Event()

    def load_on() -> None:
        at = 9000
        while not is_over.wait(0.1):
            at += 1
            shop.land("orders", [(at, 1, shop.now)], checked_at=shop.now)

    loading = threading.Thread(target=load_on)
    loading.start()
    try:
        found = audited(shop, "seen")
    finally:
        is_over.set()
        loading.join()
    assert levels(found)["crosscheck_disturbed"] == "warn"
    assert "crosscheck_differs" not in levels(found)


def test_a_load_between_the_two_is_no_difference_when_both_are_run_again(shop: LandedShop, superuser_url: str) -> None:
    """A load while the value is computed: the cross-check sees its rows, the value did not."""
    count = "select count(*) as value from shop_public.orders"
    slow = f"{count}, (select count(*) from generate_series(1, 3000000)) pause where created_at < :as_of"
    measured(shop, f"{slow};\n-- crosscheck\n{count} where created_at < :as_of")

    def load_once() -> None:
        asked = (
            "select count(*) from pg_stat_activity where state = 'active' and query like '%pause%' and pid <> pg_backend_pid()"
        )
        with psycopg.connect(superuser_url, autocommit=True) as watching:
            wait_until(lambda: watching.execute(asked).fetchone() == (1,), timeout_seconds=20)
        shop.land("orders", [(9000, 1, shop.now - timedelta(hours=2))], checked_at=shop.now)

    loading = threading.Thread(target=load_once)
    loading.start()
    found = audited(shop, "seen")
    loading.join()
    assert levels(found)["crosscheck_agrees"] == "pass"
    assert levels(found).keys().isdisjoint({"reproduced", "not_reproduced"})
    assert "They differ by 1: rows have arrived since it was computed, in shop_public.orders." in as_markdown(found.blocks)


def test_a_statement_that_costs_its_session_is_a_finding_and_the_audit_is_kept(shop: LandedShop, superuser_url: str) -> None:
    slow = "select count(*) as value from shop_public.orders, generate_series(1, 3000000) pause where created_at < :as_of"
    write_metric(shop.folder, "seen", slow, code="SEEN")
    shop.deploy()

    def end_once() -> None:
        ended = "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pause%' and pid <> pg_backend_pid()"
        with psycopg.connect(superuser_url, autocommit=True) as watching:
            wait_until(lambda: watching.execute(ended).fetchone() == (True,), timeout_seconds=20)

    ending = threading.Thread(target=end_once)
    ending.start()
    found = audited(shop, "seen")
    ending.join()
    assert levels(found)["value_fails"] == "fail"
    assert "Postgres went away while the SQL of seen ran" in as_markdown(found.blocks)
    assert [row["verdict"] for row in shop.rows("select * from heartbeat.metric_audit")] == ["fail"]


@pytest.mark.parametrize("change", ["edit", "remove", "none"])
def test_the_file_on_disk_is_compared_with_what_is_deployed(shop: LandedShop, change: str) -> None:
    file = shop.folder / "metrics/orders_all.sql"
    if change == "edit":
        file.write_text(file.read_text() + "-- a word\n")
    elif change == "remove":
        file.unlink()
    expected: dict[str, Any] = {"edit": {"file_differs"}, "remove": {"file_gone"}, "none": set()}
    assert levels(audited(shop, "orders_all")).keys() & {"file_differs", "file_gone"} == expected[change]


def test_a_folder_that_cannot_be_made_is_told_before_anything_runs(shop: LandedShop) -> None:
    (shop.folder / "docs").write_text("a file where a folder has to be")
    with pytest.raises(ConfigError, match="cannot be written to"):
        audited(shop, "orders_all")
    assert shop.rows("select * from heartbeat.metric_audit") == []
