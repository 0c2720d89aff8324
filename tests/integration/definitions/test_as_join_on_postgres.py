"""The join that the lint writes gives what the sub-select gave, row for row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import sqlglot
from sqlglot import exp

from heartbeat.db import Database, Role
from heartbeat.definitions.lint.as_join import as_join
from heartbeat.definitions.lint.correlation import correlated

_TABLES = """
create schema shop;
create table shop.orders (id int, kind int, at timestamptz);
insert into shop.orders select i, nullif(i % 3, 0), timestamptz '2026-03-01' - i * interval '1 day' from generate_series(1, 12) i;
create table shop.payments (id int, order_id int, kind int, a numeric, at timestamptz, "paidAt" timestamptz);
insert into shop.payments select i, nullif(i % 8, 0), nullif(i % 2, 0), nullif(i % 5, 0),
       timestamptz '2026-03-01' - i * interval '7 hours',
       timestamptz '2026-03-01' - i * interval '1 hour' from generate_series(1, 40) i;
"""
SCALARS = [
    "(select count(*) from shop.payments p where p.order_id = o.id and p.kind = o.kind)",
    "(select count(p.a) as paid from shop.payments p where o.id = p.order_id and p.at < timestamptz '2026-02-27')",
    "(select coalesce(sum(p.a), 0) from shop.payments p where p.order_id = o.id)",
    "(select max(p.a) * 2 - min(p.a) from shop.payments p where p.order_id = o.id)",
    "(select extract(epoch from max(p.\"paidAt\") - min(p.at)) from shop.payments p where p.order_id = o.id)",
    "(select sum(p.a) filter (where p.kind = 1)::float8 from shop.payments p where p.order_id = o.id)",
    "(select avg(p.a) from shop.payments p join shop.orders q on q.id = p.order_id where q.id = o.id and (p.id = 1 or p.a > 2))",
    "(select p.a from shop.payments p where p.order_id = o.id order by p.at desc limit 1)",
    "(select p.a + 1 as order_id from shop.payments p where p.order_id = o.id order by p.a desc nulls last, p.id limit 1)",
    "(select max(p.id) from shop.payments p where p.order_id = o.id + 1)",
]  # fmt: skip


@pytest.fixture
def connection(database: Database) -> Iterator[psycopg.Connection[Any]]:
    with database.connect(Role.LOADER, autocommit=True) as connection:
        connection.execute(_TABLES)
        yield connection


def test_joined_and_correlated_give_the_same_rows(connection: psycopg.Connection[Any]) -> None:
    for scalar in SCALARS:
        sql = f"select o.id, {scalar} as found from shop.orders o"
        tree = sqlglot.parse_one(sql, dialect="postgres")
        assert isinstance(tree, exp.Query)
        (sub_select,) = correlated(tree)
        written = as_join(sub_select.inner, sub_select.around)
        assert written is not None, scalar
        joined = f"select o.id, {written.instead} as found from shop.orders o {written.join}"
        expected = connection.execute(f"{sql} order by o.id").fetchall()
        assert connection.execute(f"{joined} order by o.id").fetchall() == expected, joined
        assert len({found for _, found in expected}) > 1, "the rows tell answers apart"
