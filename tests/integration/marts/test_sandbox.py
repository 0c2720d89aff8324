"""Metric SQL is untrusted: what it may do, what it may not, and what its author is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.errors import DatabaseUnavailable, QueryFailed, QueryTimedOut
from heartbeat.marts import sandbox as room
from heartbeat.marts.sandbox import Sandbox

AS_OF = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def sandbox(database: Database) -> Sandbox:
    with database.connect(Role.LOADER, autocommit=True) as loader:
        loader.execute("create schema shop")
        loader.execute("grant usage on schema shop to hb_query")
        loader.execute("create table shop.orders (id int, at timestamptz)")
        loader.execute("insert into shop.orders values (1, '2026-03-01 11:00+00'), (2, '2026-03-01 13:00+00')")
        loader.execute("grant select on shop.orders to hb_query")
    return Sandbox(database, timeout_seconds=5)


def test_an_answer_has_names_values_and_seconds(sandbox: Sandbox) -> None:
    answer = sandbox.run("select 0.5::float8 as value, count(*) as n from shop.orders where at < :as_of;", as_of=AS_OF, label="m")
    assert answer.columns == ("value", "n")
    assert answer.rows == [(0.5, 1)]
    assert 0 < answer.seconds < 5


def test_an_answer_tells_how_many_rows_were_read_for_it(sandbox: Sandbox, database: Database) -> None:
    with database.connect(Role.LOADER, autocommit=True) as loader:
        loader.execute("create table shop.items (id int primary key, price int)")
        loader.execute("insert into shop.items select id, id % 7 from generate_series(1, 100000) id")
        loader.execute("analyze shop.items")
        loader.execute("grant select on shop.items to hb_query")
    whole, one = "select sum(price) as value from shop.items", "select price as value from shop.items where id = 7"
    assert sandbox.run(whole, as_of=None, label="m").rows_read == 100_000  # by this session: no parallel worker took a share
    assert 1 <= sandbox.run(one, as_of=None, label="m").rows_read <= 2  # an entry of the index, and the row
    assert sandbox.run("select 1 as value", as_of=None, label="m").rows_read == 0
    each = sandbox.run_at_each(f"{whole} where now() > :as_of", [AS_OF] * 3, label="m")
    assert [answer.rows_read for answer in each] == [100_000] * 3


def test_a_statement_without_a_moment_runs_too(sandbox: Sandbox) -> None:
    answer = sandbox.run("select 1.5::numeric, date '2026-01-02', null, true, 'ä' -- the end", as_of=None, label="m")
    assert [str(value) for value in answer.rows[0]] == ["1.5", "2026-01-02", "None", "True", "ä"]
    assert sandbox.run("select 7::numeric as value", as_of=AS_OF, label="m").rows == [(7,)]


def test_many_moments_are_asked_for_on_one_connection_each_in_a_transaction_of_its_own(sandbox: Sandbox) -> None:
    sql = "select count(*), pg_backend_pid(), now() from shop.orders where at < :as_of;"
    moments = [AS_OF + timedelta(hours=hours) for hours in (-2, 0, 2)]
    answers = [answer.rows[0] for answer in sandbox.run_at_each(sql, moments, label="m")]
    assert [count for count, _, _ in answers] == [0, 1, 2]
    assert len({backend for _, backend, _ in answers}) == 1
    assert len({began for _, _, began in answers}) == 3
    other = sandbox.run("select pg_backend_pid()", as_of=None, label="m")
    assert other.rows[0][0] != answers[0][1]


def test_whoever_has_seen_enough_leaves_no_connection_behind(sandbox: Sandbox, database: Database) -> None:
    answers = sandbox.run_at_each("select pg_backend_pid() where now() > :as_of", [AS_OF] * 9, label="m")
    backend = next(answers).rows[0][0]
    answers.close()
    with database.connect(Role.OWNER) as connection:
        deadline = time.monotonic() + 5
        while connection.execute("select 1 from pg_stat_activity where pid = %s", [backend]).fetchall():
            assert time.monotonic() < deadline


def test_a_moment_that_fails_ends_the_row(sandbox: Sandbox) -> None:
    answers = sandbox.run_at_each("select 1 / (extract(day from :as_of)::int - 2)", [AS_OF, AS_OF + timedelta(days=1)], label="m")
    assert next(answers).rows == [(-1,)]
    with pytest.raises(QueryFailed, match="division by zero"):
        next(answers)


def test_no_more_rows_than_asked_for_are_read(sandbox: Sandbox) -> None:
    assert len(sandbox.run("select generate_series(1, 1000000)", as_of=None, label="m").rows) == 2
    assert len(sandbox.run("select generate_series(1, 1000000)", as_of=None, label="m", limit=400).rows) == 400


def test_a_moment_that_is_read_and_not_known_is_no_guess(sandbox: Sandbox) -> None:
    with pytest.raises(QueryFailed, match="orders_late reads :as_of"):
        sandbox.run("select :as_of", as_of=None, label="orders_late")


HOSTILE = [
    "insert into shop.orders values (9)",
    "select 1; commit; delete from shop.orders",
    "select 1) q; commit; begin; delete from shop.orders; select * from (select 1",
    "with gone as (delete from shop.orders returning id) select * from gone",
    "select * from heartbeat.metric_registry",
    "select * from landing.table_load",
    "select set_config('statement_timeout', '0', false)",
    "select pg_sleep(0)",
    "select pg_terminate_backend(1)",
    "select lo_create(0)",
    "select pg_read_file('/etc/passwd')",
    "select * from pg_authid",
    "copy shop.orders to stdout",
    "select pg_advisory_lock(1)",
    "select pg_notify('x', 'y')",
    "select query_to_xml('select 1', true, true, '')",
    "select * from shop.orders for update",
    "set role hb_loader",
    "insert into shop.orders values (9, :as_of)",
    "with gone as (delete from shop.orders where at < :as_of returning id) select * from gone",
    "select set_config('statement_timeout', '0', :as_of is null)",
    "select * from shop.orders where at < :as_of for update",
]


@pytest.mark.parametrize("sql", HOSTILE)
def test_what_is_not_a_read_of_datasets_is_refused(sandbox: Sandbox, database: Database, sql: str) -> None:
    with pytest.raises(QueryFailed, match="Postgres refused the SQL of hostile"):
        sandbox.run(sql, as_of=AS_OF if ":as_of" in sql else None, label="hostile")
    with database.connect(Role.LOADER) as loader:
        assert loader.execute("select count(*) from shop.orders").fetchone() == (2,)


def test_a_bound_moment_does_not_open_a_second_statement(sandbox: Sandbox) -> None:
    with pytest.raises(QueryFailed, match="multiple commands"):
        sandbox.run("select :as_of; commit; select 1", as_of=AS_OF, label="m")


def test_a_statement_does_not_end_the_parenthesis_around_it(sandbox: Sandbox) -> None:
    with pytest.raises(QueryFailed, match=r'syntax error at or near "\)" .* at line 2 of the statement: \) q; commit'):
        sandbox.run("select :as_of\n) q; commit; select * from (select 1", as_of=AS_OF, label="m")
    with pytest.raises(QueryFailed, match="syntax error"):
        sandbox.run("select 1 as value) q union all select 2 from (select 1", as_of=None, label="m")


def test_staging_is_closed(sandbox: Sandbox, database: Database) -> None:
    with database.connect(Role.LOADER, autocommit=True) as loader:
        loader.execute("create schema shop_staging")
        loader.execute("create table shop_staging.orders (id int)")
    with pytest.raises(QueryFailed, match="permission denied for schema shop_staging"):
        sandbox.run("select * from shop_staging.orders", as_of=None, label="m")


def test_a_mistake_is_told_with_its_line_and_what_postgres_said(sandbox: Sandbox) -> None:
    sql = "select count(*) as value\nfrom shop.orders o\nwhere o.att < :as_of"
    with pytest.raises(QueryFailed) as caught:
        sandbox.run(sql, as_of=AS_OF, label="orders_late")
    for told in ("orders_late", "column o.att does not exist", "42703", "line 3", "where o.att <"):
        assert told in caught.value.message
    assert "o.at" in caught.value.hint


def test_of_a_long_line_only_what_is_near_the_mistake_is_told(sandbox: Sandbox) -> None:
    terms = " + 1" * 10_000
    with pytest.raises(QueryFailed) as caught:
        sandbox.run(f"select 1{terms} + nothing{terms}", as_of=None, label="m")
    assert 'column "nothing" does not exist' in caught.value.message
    assert "+ 1 + nothing + 1" in caught.value.message.partition("of the statement: … ")[2]
    assert caught.value.message.endswith(" …")
    assert len(caught.value.message) < 500


@pytest.mark.parametrize("sql", ['select U&"\\001b]0;title\\0007" as value', 'select 1 as value from U&"\\001b[2J".t'])
def test_a_name_that_orders_a_terminal_about_is_told_without_its_signs(sandbox: Sandbox, sql: str) -> None:
    with pytest.raises(QueryFailed) as refused:
        sandbox.run(sql, as_of=None, label="shop")
    assert "\N{REPLACEMENT CHARACTER}" in refused.value.message
    assert "\x1b" not in str(refused.value)


def test_a_statement_of_a_hundred_thousand_characters_is_the_longest(sandbox: Sandbox) -> None:
    longest = f"select 7 as value -- {'x' * 99_979}"
    assert sandbox.run(longest, as_of=None, label="m").rows == [(7,)]
    with pytest.raises(QueryFailed, match=r"m has 100,001 characters; 100,000 are the most"):
        sandbox.run(f"{longest}x", as_of=None, label="m")


def test_a_query_that_takes_too_long_is_stopped(database: Database) -> None:
    slow = "select count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b"
    started = time.monotonic()
    with pytest.raises(QueryTimedOut, match=r"longer than 0\.5 s"):
        Sandbox(database, timeout_seconds=0.5).run(slow, as_of=None, label="m")
    assert time.monotonic() - started < 4


def test_a_server_that_does_not_stop_a_query_is_left_by_the_client(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "GRACE_SECONDS", -4.0)  # hangs up after one second, four before the server would end it
    slow = "select count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b"
    started = time.monotonic()
    with pytest.raises(QueryTimedOut):
        Sandbox(database, timeout_seconds=5).run(slow, as_of=None, label="m")
    assert time.monotonic() - started < 4


@pytest.fixture
def blocker(database: Database) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with database.connect(Role.LOADER) as connection:
        yield connection


def test_a_table_that_somebody_holds_locked_is_no_endless_wait(
    sandbox: Sandbox, database: Database, blocker: psycopg.Connection[tuple[object, ...]]
) -> None:
    blocker.execute("lock table shop.orders in access exclusive mode")
    with pytest.raises(QueryTimedOut):
        Sandbox(database, timeout_seconds=1).run("select * from shop.orders", as_of=None, label="m")


def test_a_backend_that_is_ended_is_an_outage_not_a_mistake(database: Database, superuser_url: str) -> None:
    end = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'heartbeat metric'"
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            slow = "select count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b"
            Sandbox(database, timeout_seconds=30).run(slow, as_of=None, label="m")
        except DatabaseUnavailable as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    with psycopg.connect(superuser_url, autocommit=True) as admin:
        while thread.is_alive():
            admin.execute(end)
    thread.join()
    assert len(caught) == 1
