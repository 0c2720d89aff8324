"""Cursors that change their kind, that hold what no order should follow, or that have no value at all."""

from __future__ import annotations

import pytest

from heartbeat.db import Role
from heartbeat.ingest.tables.stream import MOST_MARKS
from integration.ingest.landing_site import LandingSite, only


def at_marts(site: LandingSite, *statements: str) -> None:
    with site.database.connect(Role.LOADER, autocommit=True) as loader:
        for statement in statements:
            loader.execute(statement)


AN_HOUR_LATER = "update landing.table_load set checked_at = checked_at - interval '1 hour'"


def test_a_cursor_that_loses_its_nulls_leaves_no_row_twice(site: LandingSite) -> None:
    site.at_source(
        "create table core.log (v text, created_at timestamptz)",
        "insert into core.log select 'n' || g, null from generate_series(1, 3) g",
        "insert into core.log values ('a', now() - interval '1 minute')",
    )
    site.run()
    site.at_source(
        "update core.log set created_at = now() - interval '3 days' where v = 'n1'",
        "update core.log set created_at = now() where created_at is null",
        "alter table core.log alter created_at set not null",
    )
    report = only(site.run())
    assert (report.disposition, report.total_rows) == ("append", 4)
    assert site.equal("log", key="v")
    site.at_source("insert into core.log values ('b', now())")
    assert only(site.run()).note is None
    assert site.equal("log", key="v")


def test_a_number_that_used_to_be_a_time_is_read_from_numbers_alone(site: LandingSite) -> None:
    site.at_source(
        "create table core.event (id int primary key, updated_at timestamptz not null default now())",
        "insert into core.event select generate_series(1, 10)",
    )
    site.run()
    site.at_source(
        "alter table core.event alter updated_at drop default, "
        "alter updated_at type bigint using extract(epoch from updated_at)::bigint"
    )
    cursor = {"event": "updated_at"}
    assert only(site.run(cursor=cursor)).error_code == "schema-drift"
    at_marts(site, "drop table webbank_core.event", AN_HOUR_LATER)
    for turn in range(3):
        site.at_source(f"insert into core.event values ({20 + turn}, extract(epoch from now())::bigint)")
        assert only(site.run(cursor=cursor)).outcome == "loaded"
    assert site.equal("event", key="id")


def test_a_sequence_that_began_anew_with_its_table_hides_no_row(site: LandingSite) -> None:
    site.at_source("create table core.event (n bigint primary key)", "insert into core.event values (1000)")
    cursor = {"event": "n"}
    site.run(cursor=cursor)
    at_marts(site, "drop table webbank_core.event", AN_HOUR_LATER)
    site.at_source("truncate core.event", "insert into core.event values (1)")
    for number in (2, 3):
        site.run(cursor=cursor)
        site.at_source(f"insert into core.event values ({number})")
    site.run(cursor=cursor)
    assert site.equal("event", key="n")


def test_a_full_read_for_want_of_an_earlier_number_does_not_begin_the_table_anew(site: LandingSite) -> None:
    site.at_source("create table core.event (n bigint primary key)", "insert into core.event select generate_series(1, 5)")
    rows = []
    for number in range(6, 10):
        rows.append(only(site.run(cursor={"event": "n"})).rows)
        at_marts(site, AN_HOUR_LATER)
        site.at_source(f"insert into core.event values ({number})")
    assert rows == [5, 6, 3, 3], "all, all again, and then what came since the run before the last one"


def test_a_number_that_is_none_or_endless_hides_no_row(site: LandingSite) -> None:
    site.at_source(
        "create table core.rate (id int primary key, seq numeric not null)",
        "create table core.gauge (id int primary key, seq double precision not null)",
        "insert into core.rate values (1, 1), (2, 'NaN')",
        "insert into core.gauge values (1, 1), (2, 'NaN'), (3, 'Infinity')",
    )
    cursor = {"rate": "seq", "gauge": "seq"}
    for number in range(10, 13):
        site.run(cursor=cursor, lag_seconds=0)
        site.at_source(*(f"insert into core.{table} values ({number}, {number})" for table in cursor))
    site.run(cursor=cursor, lag_seconds=0)
    assert [table for table in cursor if not site.equal(table, "id, seq::text", key="id")] == []
    newest = site.landing("select distinct on (table_name) cursor_value from landing.table_load order by table_name, id desc")
    assert newest == [("12",), ("12",)]


def test_a_table_that_was_stuck_behind_a_number_that_is_none_is_read_again(site: LandingSite) -> None:
    site.at_source("create table core.rate (id int primary key, seq numeric)", "insert into core.rate values (1, 1)")
    cursor = {"rate": "seq"}
    site.run(cursor=cursor, lag_seconds=0)
    at_marts(site, "update landing.table_load set cursor_value = 'NaN'")
    for number in (2, 3):
        site.at_source(f"insert into core.rate values ({number}, {number})")
        site.run(cursor=cursor, lag_seconds=0)
    assert site.equal("rate", key="id")


def test_a_declared_cursor_that_marts_keep_as_text_is_refused_at_once(site: LandingSite) -> None:
    site.at_source("create table core.x (id int primary key, rv xid8 not null)", "insert into core.x values (1, '7')")
    report = only(site.run(cursor={"x": "rv"}))
    assert report.error_code == "source-rejected"
    for told in ("sources/webbank.yaml", "`cursor` of x", "rv", "text"):
        assert told in (report.error or "")
    assert "leave `cursor` out" in report.hint


@pytest.mark.parametrize("kind", ["uuid", "boolean", "jsonb", "bytea"])
def test_a_declared_cursor_without_a_highest_value_is_refused_at_once(site: LandingSite, kind: str) -> None:
    site.at_source(f"create table core.x (id int primary key, v {kind})")
    report = only(site.run(cursor={"x": "v"}))
    assert (report.error_code, report.error) == (
        "source-rejected",
        f"sources/webbank.yaml: `cursor` of x names the column v, of type {kind}, which has no highest value.",
    )


def test_a_table_without_any_cursor_value_is_not_loaded_again_and_again(site: LandingSite) -> None:
    site.at_source(
        "create table core.empty (id int primary key, updated_at timestamptz not null)",
        "create table core.unset (id int primary key, updated_at timestamptz)",
        "create table core.log (v text, created_at timestamptz)",
        "insert into core.unset select generate_series(1, 20)",
        "insert into core.log values ('a', null)",
    )
    assert site.run().load_id is not None
    again = site.run()
    assert (again.load_id, {table.outcome for table in again.tables}) == (None, {"unchanged"})
    assert not [table.note for table in again.tables if "once" in (table.note or "")]
    site.at_source(
        "insert into core.empty values (1, now())",
        "update core.unset set updated_at = now() where id = 7",
        "insert into core.log values ('b', now())",
    )
    site.run()
    assert [name for name, key in (("empty", "id"), ("unset", "id"), ("log", "v")) if not site.equal(name, key=key)] == []
    assert {table.outcome for table in site.run().tables} == {"unchanged"}


def test_a_row_that_gets_an_old_cursor_value_is_not_lost_among_more_rows_than_are_compared(site: LandingSite) -> None:
    site.at_source(
        "create table core.log (v text, created_at timestamptz)",
        "insert into core.log values ('a', now() - interval '1 minute'), ('late', null)",
        f"insert into core.log select 'n' || g, null from generate_series(1, {MOST_MARKS}) g",
    )
    site.run()
    site.at_source("insert into core.log values ('b', now())")
    assert only(site.run()).note is None
    site.at_source("update core.log set created_at = now() - interval '3 days' where v = 'late'")
    assert "loaded in full once" in (only(site.run()).note or "")
    assert site.equal("log", key="v")
