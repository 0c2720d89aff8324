"""Whether a statement reads a column of a table, told by its text."""

from __future__ import annotations

import pytest

from heartbeat.definitions.lint.column_reads import asks_for_null, reads_column

ORDERS = "shop_public.orders"


@pytest.mark.parametrize(
    "sql",
    [
        "select sum(amount) as value from shop_public.orders",
        "select sum(o.amount) as value from shop_public.orders o where created_at < :as_of",
        "select sum(orders.amount) as value from shop_public.orders",
        "select sum(shop_public.orders.amount) as value from shop_public.orders",
        'select sum("amount") as value from shop_public.orders',
        "select sum(AMOUNT) as value from Shop_Public.ORDERS",
        "with paid as (select amount as paid from shop_public.orders) select sum(paid) as value from paid",
        "select sum(amount) as value from shop_public.orders o join shop_public.customers c on c.id = o.customer_id",
        "select count(*) as value from shop_public.orders join shop_public.customers using (amount)",
    ],
)
def test_a_column_that_is_named_is_read(sql: str) -> None:
    assert reads_column(sql, ORDERS, "amount")


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) as value from shop_public.orders where created_at < :as_of",
        "select sum(net_amount) as value from shop_public.orders",
        "select sum(c.amount) as value from shop_public.orders o join shop_public.customers c on c.id = o.customer_id",
        "select sum(amount) as value from shop_public.customers",
        "select count(*) filter (where kind = 'amount') as value from shop_public.orders -- amount",
        "select sum(price * pieces) as value from shop_public.orders",
    ],
)
def test_a_column_that_is_not_named_or_is_anothers_is_not_read(sql: str) -> None:
    assert not reads_column(sql, ORDERS, "amount")


@pytest.mark.parametrize(
    "sql",
    [
        "with all_of_it as (select * from shop_public.orders) select count(*) as value from all_of_it",
        "with all_of_it as (select o.* from shop_public.orders o) select count(*) as value from all_of_it",
        "select count(distinct o) as value from shop_public.orders o",
        "select sum((o).amount) as value from shop_public.orders o",
        "select sum(b) as value from shop_public.orders as o (a, b)",
        "select count(*) as value from shop_public.orders natural join shop_public.customers",
        "select this is not sql ((",
    ],
)
def test_what_cannot_be_told_counts_as_read(sql: str) -> None:
    assert reads_column(sql, ORDERS, "amount")


@pytest.mark.parametrize(
    "condition",
    [
        "paid_at is null",
        "o.paid_at is not null",
        "paid_at is null or paid_at >= :as_of",
        "coalesce(paid_at, :as_of) > :as_of",
        "paid_at is distinct from created_at",
    ],
)
def test_a_null_is_asked_for(condition: str) -> None:
    assert asks_for_null(f"select count(*) as value from shop_public.orders o where {condition}", ORDERS, "paid_at")


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) as value from shop_public.orders where paid_at < :as_of",
        "select coalesce(sum(amount) filter (where paid_at < :as_of), 0) as value from shop_public.orders",
        "select count(*) as value from shop_public.orders where amount is null and paid_at < :as_of",
        "select count(*) as value from shop_public.customers where paid_at is null",
        "select this is not sql ((",
    ],
)
def test_a_null_is_not_asked_for(sql: str) -> None:
    assert not asks_for_null(sql, ORDERS, "paid_at")


def test_counting_a_column_asks_for_its_nulls() -> None:
    assert asks_for_null("select count(paid_at) as value from shop_public.orders", ORDERS, "paid_at")
