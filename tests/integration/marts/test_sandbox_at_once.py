"""One statement as of many moments: the same answers as one by one, behind the same walls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from heartbeat.db import Database, Role
from heartbeat.errors import MeasureError, QueryFailed, QueryTimedOut
from heartbeat.marts.sandbox import Sandbox

MOMENTS = [datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=back) for back in range(5)]


@pytest.fixture
def sandbox(database: Database) -> Sandbox:
    with database.connect(Role.LOADER) as connection:
        connection.execute("create schema shop_public")
        connection.execute("create table shop_public.orders (id int, created_at timestamptz)")
        rows = "select n, timestamptz '2026-11-01 12:00+00' + n * interval '1 day' from generate_series(0, 9) n"
        connection.execute(f"insert into shop_public.orders {rows}".encode())
        connection.execute(f"grant usage on schema shop_public to {database.prefix}query")
        connection.execute(f"grant select on shop_public.orders to {database.prefix}query")
    return Sandbox(database, timeout_seconds=5)


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) as value, count(*) as n from shop_public.orders where created_at < :as_of",
        "select id as value from shop_public.orders where created_at < :as_of",  # no row, one row, several
        "with past as (select * from shop_public.orders where created_at<:as_of) select avg(id) as value from past -- a comment",
        "select (select max(id) from shop_public.orders where created_at < :as_of) as value, ':as_of' as n",
        "select extract(epoch from :as_of::date - :as_of) as value",
        """with heartbeat_moment (as_of) as (select timestamptz '2026-11-05')
           select count(*) as value from shop_public.orders, heartbeat_moment where created_at < :as_of""",
        "select sum(id) over () as value from shop_public.orders where created_at < :as_of order by id limit 1;",
    ],
)
def test_the_answers_are_those_of_single_runs(sandbox: Sandbox, sql: str) -> None:
    one_by_one = list(sandbox.run_at_each(sql, MOMENTS, label="m"))
    together = sandbox.run_at_once(sql, MOMENTS, label="m")
    assert [(answer.columns, answer.rows) for answer in together] == [(answer.columns, answer.rows) for answer in one_by_one]


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 as value) q cross join (select :as_of",
        "select 1 as value) q; commit; create table public.mine (id int); select * from (select 1 as value",
        "select 1 as value; select 2",
        "select 1 as value /* where :as_of",
        "select heartbeat_moment.number as value",
        "insert into shop_public.orders values (1) returning id as value",
    ],
)
def test_what_is_not_one_reading_statement_by_itself_is_refused(sandbox: Sandbox, sql: str) -> None:
    with pytest.raises(QueryFailed):
        sandbox.run_at_once(sql, MOMENTS, label="m")


def test_an_aggregate_of_the_moment_alone_cannot_be_put_so(sandbox: Sandbox) -> None:
    sql = "select extract(epoch from max(:as_of)) as value from shop_public.orders where created_at < :as_of"
    assert len(list(sandbox.run_at_each(sql, MOMENTS, label="m"))) == len(MOMENTS)
    with pytest.raises(MeasureError):
        sandbox.run_at_once(sql, MOMENTS, label="m")


def test_it_ends_within_its_own_timeout_and_never_a_longer_one(sandbox: Sandbox) -> None:
    sql = "select count(*) as value from generate_series(1, 100000000) g where :as_of is not null"
    with pytest.raises(QueryTimedOut, match=r"took longer than 0\.3 s"):
        sandbox.within(0.3).run_at_once(sql, MOMENTS, label="m")
    with pytest.raises(QueryTimedOut, match=r"took longer than 0\.2 s"):
        sandbox.within(0.2).within(30).run_at_once(sql, MOMENTS, label="m")
