"""Which times bound the tables of a statement."""

from __future__ import annotations

import pytest

from heartbeat.definitions.reach.event_times import event_times

_ORDERS = "shop.orders"


@pytest.mark.parametrize(
    ("sql", "times"),
    [
        ("select count(*) from shop.orders where created_at < :as_of", {(_ORDERS, "created_at")}),
        ("select count(*) from shop.orders o where :as_of - interval '4 hours' > o.created_at", {(_ORDERS, "created_at")}),
        ("select count(*) from shop.orders where created_at >= :as_of - interval '7 days'", set()),
        ("select count(*) from shop.orders where closed_at is null or closed_at >= :as_of", set()),
        ("select count(*) from shop.orders where created_at < paid_at", set()),
        ("select count(*) from shop.orders where at time zone 'UTC' < :as_of", set()),
        (
            "select count(*) from shop.orders o left join shop.payments p on p.paid_at < :as_of where o.made < :as_of",
            {(_ORDERS, "made"), ("shop.payments", "paid_at")},
        ),
        (
            "with o as (select * from shop.orders where made < :as_of) select count(*) from o where made < :as_of",
            {(_ORDERS, "made")},
        ),
        (
            "select count(*) from shop.orders where (payload ->> 'at')::timestamptz < :as_of",
            {(_ORDERS, "CAST((payload ->> 'at') AS TIMESTAMPTZ)")},
        ),
        ("select count(*) from shop.orders o join shop.items i on i.id = o.id where greatest(o.made, i.made) < :as_of", set()),
        ('select count(*) from "Shop"."Orders" where "Made" < :as_of', {("Shop.Orders", '"Made"')}),
        ("select max(made) < :as_of from shop.orders", set()),
        ("select count(*) from shop.orders, generate_series(1, 9) n where made < :as_of", {(_ORDERS, "made")}),
        ("select count(*) from shop.orders join shop.items using (id) where made < :as_of", set()),
        ("select from where (", set()),
    ],
)
def test_a_time_that_ends_at_the_moment_is_found(sql: str, times: set[tuple[str, str]]) -> None:
    assert {(time.table, time.time_sql) for time in event_times(sql)} == times


def test_a_table_is_named_as_sql_needs_it() -> None:
    assert [time.from_sql for time in event_times('select 1 from "Shop"."Orders" o where o.made < :as_of')] == ['"Shop"."Orders"']
