"""Snapshots of segments: taken in the sandbox, kept whole or not at all, and told how they ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.errors import QueryFailed, QueryTimedOut
from heartbeat.errors.audit import SegmentFailed, SegmentNotFound
from heartbeat.marts.loads import read_table_states
from heartbeat.marts.sandbox import Sandbox
from heartbeat.marts.segments import write
from heartbeat.measure.segments.run import Studio, past_days, take_due, take_past
from heartbeat.readings.audit.segments import read_segments, read_states
from integration.segments.shop_segments import ALL, CHECKED, NOW, TIER, daily, land_orders, register

GOLD, PLAIN = "gold", "plain"


@pytest.fixture
def shop(database: Database) -> Database:
    land_orders(database)
    register(database, TIER, ALL)
    return database


def test_the_tick_takes_every_segment_as_of_when_its_tables_were_read(shop: Database) -> None:
    taken = list(take_due(shop, now=NOW, timezone="Europe/Vilnius"))
    assert [(one.segment, one.d, one.entities, one.moved, one.error) for one in taken] == [
        ("all_clients", date(2026, 3, 10), 3, 0, None),
        ("client_tier", date(2026, 3, 10), 3, 0, None),
    ]
    assert daily(shop) == {"2026-03-10": {"1": GOLD, "2": PLAIN, "3": GOLD}}
    with shop.connect(Role.WORKER) as connection:
        assert connection.execute("select distinct as_of, taken_at from segments.snapshot").fetchall() == [(CHECKED, NOW)]
        states = {one.segment: one for one in read_states(connection)}
    assert (states["client_tier"].d, states["client_tier"].entities, states["client_tier"].error) == (date(2026, 3, 10), 3, None)


def test_the_day_is_that_of_the_workspace(shop: Database) -> None:
    late = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
    assert [one.d.day for one in take_due(shop, now=late, timezone="Europe/Vilnius", names=["client_tier"])] == [11]


def test_who_moved_is_counted_and_a_day_that_is_repeated_is_replaced(shop: Database) -> None:
    list(take_due(shop, now=NOW, timezone="UTC"))
    with shop.connect(Role.LOADER, autocommit=True) as loader:
        loader.execute("insert into shop.orders values (2, 900, '2026-03-10 10:00+00')")
        loader.execute("delete from shop.orders where client_id = 3")
    (taken,) = take_due(shop, now=NOW + timedelta(days=1), timezone="UTC", names=["client_tier"])
    assert (taken.entities, taken.moved) == (2, 1)
    (taken,) = take_due(shop, now=NOW + timedelta(days=1, hours=1), timezone="UTC", names=["client_tier"])
    assert (taken.entities, taken.moved) == (2, 1)
    assert daily(shop) == {"2026-03-10": {"1": GOLD, "2": PLAIN, "3": GOLD}, "2026-03-11": {"1": GOLD, "2": GOLD}}
    with shop.connect(Role.QUERY) as query:
        found = query.execute(
            "select entity, value, from_d::text, to_d::text from segments.membership where segment = 'client_tier'"
        )
        assert sorted(found.fetchall(), key=str) == [
            ("1", GOLD, "2026-03-10", None),
            ("2", GOLD, "2026-03-11", None),
            ("2", PLAIN, "2026-03-10", "2026-03-11"),
            ("3", GOLD, "2026-03-10", "2026-03-11"),
        ]


def test_a_day_that_nobody_looked_at_holds_what_the_day_before_it_told(shop: Database) -> None:
    list(take_due(shop, now=NOW, timezone="UTC", names=["client_tier"]))
    list(take_due(shop, now=NOW + timedelta(days=3), timezone="UTC", names=["client_tier"]))
    with shop.connect(Role.QUERY) as query:
        assert query.execute("select count(*) from segments.membership where to_d is null").fetchone() == (3,)
        assert query.execute("select count(distinct d) from segments.daily").fetchone() == (2,)


def test_past_days_are_taken_as_of_their_ends_newest_first(shop: Database) -> None:
    list(take_due(shop, now=NOW, timezone="UTC", names=["client_tier"]))
    with shop.connect(Role.WORKER, autocommit=True) as connection:
        studio = Studio(connection, Sandbox(shop, timeout_seconds=5))
        days = past_days(connection, TIER, since=date(2026, 2, 28), today=NOW.date())
        assert days == tuple(date(2026, 3, 10) - timedelta(days=back) for back in range(1, 11))
        taken = list(take_past(studio, TIER, days, now=NOW, timezone="UTC"))
        assert [one.entities for one in taken] == [3] * 9 + [0]
        assert past_days(connection, TIER, since=date(2026, 2, 28), today=NOW.date()) == ()
        assert len(past_days(connection, TIER, since=date(2026, 2, 28), today=NOW.date(), again=True)) == 10
        state = {one.segment: one for one in read_states(connection)}["client_tier"]
    assert state.d == date(2026, 3, 10)
    told = daily(shop)
    assert [told[f"2026-03-0{day}"]["1"] for day in (1, 4, 5, 9)] == [PLAIN, PLAIN, GOLD, GOLD]
    assert "2026-02-28" not in told
    with shop.connect(Role.QUERY) as query:
        assert query.execute("select count(*) from segments.membership").fetchone() == (4,)


def test_sql_without_a_moment_has_no_past(shop: Database) -> None:
    with shop.connect(Role.WORKER) as connection, pytest.raises(SegmentFailed, match="does not use :as_of"):
        past_days(connection, ALL, since=date(2026, 3, 1), today=NOW.date())


WRONG = [
    ("select client_id as entity, 'plain' as value from shop.orders", "client_tier gives entities more than once: 1"),
    ("select null::int as entity, 'plain' as value from shop.orders", r"rows without an entity \(NULL\): 4"),
    ("select '' as entity, 'plain' as value", "rows with an empty entity: 1"),
    ("select 7 as entity, null::text as value", r"entities without a value \(NULL\): 1"),
    ("select repeat('x', 201) as entity, 'plain' as value", "entities of more than 200 characters: 1"),
    ("select 7 as entity, 'silver' as value", "values that its file does not declare: “silver” \\(1\\)"),
    ("select 7 as id, 'gold' as value", "gives no column entity"),
]


@pytest.mark.parametrize(("sql", "message"), WRONG, ids=[row[1] for row in WRONG])
def test_what_is_no_snapshot_is_refused_and_nothing_is_lost(shop: Database, sql: str, message: str) -> None:
    list(take_due(shop, now=NOW, timezone="UTC"))
    before = daily(shop)
    register(shop, replace(TIER, sql=sql))
    tomorrow = NOW + timedelta(days=1)
    others, failed = take_due(shop, now=tomorrow, timezone="UTC")
    assert others.error is None
    assert isinstance(failed.error, SegmentFailed)
    with pytest.raises(SegmentFailed, match=message):
        raise failed.error
    assert daily(shop) == before
    with shop.connect(Role.WORKER) as connection:
        state = {one.segment: one for one in read_states(connection)}["client_tier"]
    assert (state.error_code, state.tried_at, state.taken_at, state.d) == ("segment-failed", tomorrow, NOW, date(2026, 3, 10))
    register(shop, TIER)
    list(take_due(shop, now=tomorrow, timezone="UTC"))
    with shop.connect(Role.WORKER) as connection:
        assert {one.error for one in read_states(connection)} == {None}


def test_a_table_that_has_not_landed_and_sql_that_fails_are_told(shop: Database) -> None:
    register(shop, replace(TIER, tables=("shop.payments",)))
    (taken,) = take_due(shop, now=NOW, timezone="UTC", names=["client_tier"])
    assert "reads shop.payments, which has not landed yet" in str(taken.error)
    register(shop, replace(TIER, sql="select client_id as entity,\n nothing as value from shop.orders"))
    (taken,) = take_due(shop, now=NOW, timezone="UTC", names=["client_tier"])
    assert isinstance(taken.error, QueryFailed)
    assert "at line 2 of the statement" in taken.error.message
    register(shop, replace(TIER, sql="select 1 as entity, 'gold' as value from shop.orders where 1 / (client_id - 3) = 0"))
    (taken,) = take_due(shop, now=NOW, timezone="UTC", names=["client_tier"])
    assert "division by zero" in str(taken.error)
    register(shop, replace(TIER, sql="select count(*) as entity, 'gold' as value from generate_series(1, 1000000000)"))
    (taken,) = take_due(shop, now=NOW, timezone="UTC", timeout_seconds=0.3, names=["client_tier"])
    assert isinstance(taken.error, QueryTimedOut)


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 as entity, 'gold' as value) to stdout; drop table shop.orders; --",
        "delete from shop.orders returning client_id as entity, 'gold' as value",
    ],
)
def test_a_segment_cannot_leave_the_sandbox(shop: Database, sql: str) -> None:
    register(shop, replace(TIER, sql=sql))
    (taken,) = take_due(shop, now=NOW, timezone="UTC", names=["client_tier"])
    assert isinstance(taken.error, QueryFailed)
    with shop.connect(Role.LOADER) as loader:
        assert loader.execute("select count(*) from shop.orders").fetchone() == (4,)


def test_more_entities_than_are_kept_are_refused(shop: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "MOST_ENTITIES", 2)
    (taken,) = take_due(shop, now=NOW, timezone="UTC", names=["client_tier"])
    assert "more than 2 entities" in str(taken.error)


def test_a_name_that_is_not_deployed_is_answered_with_the_nearest(shop: Database) -> None:
    with shop.connect(Role.WORKER) as connection, pytest.raises(SegmentNotFound, match="Did you mean client_tier"):
        read_segments(connection, ["client_teir"])


def test_metric_sql_may_read_and_not_write(shop: Database) -> None:
    with shop.connect(Role.QUERY, autocommit=True) as query:
        query.execute("set default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            query.execute("delete from segments.membership")


def test_a_segment_is_a_table_that_was_read_when_its_snapshot_says(shop: Database) -> None:
    with shop.connect(Role.WORKER, autocommit=True) as connection:
        assert not [table for table in read_table_states(connection) if table.startswith("segments.")]
        list(take_due(shop, now=NOW, timezone="UTC", names=["client_tier"]))
        states = read_table_states(connection)
        assert states["segments.client_tier"].checked_at == states["segments.daily"].checked_at == CHECKED
        before = states["segments.client_tier"].load_id
        list(take_due(shop, now=NOW + timedelta(minutes=1), timezone="UTC", names=["client_tier"]))
        assert read_table_states(connection)["segments.client_tier"].load_id != before
