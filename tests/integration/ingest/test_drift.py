"""A source that changes its shape, or loses its rows."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from heartbeat.db import Role
from heartbeat.marts.loads import read_changed_columns, read_table_states
from integration.ingest.landing_site import LandingSite, only, told_of

ACCOUNT = "create table core.account (id int primary key, balance numeric, note text, updated_at timestamptz default now())"
ROWS = "insert into core.account select g, g, 'n', now() - g * interval '1 hour' from generate_series(1, 200) g"


def test_a_changed_type_is_refused_and_the_old_rows_stay(site: LandingSite) -> None:
    site.at_source(ACCOUNT, ROWS, "create table core.other (id int)")
    site.run()
    site.at_source("alter table core.account alter balance type text", "insert into core.other values (1)")
    report = site.run()
    account = next(table for table in report.tables if table.table == "account")
    assert account.error_code == "schema-drift"
    for told in ("webbank_core.account", "balance", "numeric", "text"):
        assert told in (account.error or "")
    assert site.marts("select sum(balance) from webbank_core.account") == [(20100,)]
    assert site.marts("select count(*) from webbank_core.other") == [(1,)], "another table of the run is published"
    assert site.landing("select count(*) from landing.table_load where table_name = 'account'") == [(1,)]
    assert report.changed_columns == {"webbank_core.account": {"balance": "was numeric and is text"}}


def test_a_wider_type_is_loaded_anew_with_a_note(site: LandingSite) -> None:
    site.at_source(ACCOUNT, ROWS)
    site.run()
    site.at_source("alter table core.account alter id type bigint")
    report = site.run()
    assert "id was integer and is bigint" in (only(report).note or "")
    assert report.changed_columns == {"webbank_core.account": {"id": "was integer and is bigint"}}
    assert site.equal("account", key="id")


def test_a_new_column_is_added_with_its_values_in_old_rows(site: LandingSite) -> None:
    site.at_source(ACCOUNT, ROWS)
    site.run()
    site.at_source("alter table core.account add currency text default 'EUR'")
    report = site.run()
    assert "new at the source: currency" in (only(report).note or "")
    assert report.changed_columns == {}
    assert site.marts("select distinct currency from webbank_core.account") == [("EUR",)]


def test_a_column_that_is_gone_is_told(site: LandingSite) -> None:
    site.at_source(ACCOUNT, ROWS)
    site.run()
    site.at_source("alter table core.account drop note", "insert into core.account values (999, 1)")
    report = site.run_in_child()
    assert "no longer at the source: note" in (only(report).note or "")
    assert report.changed_columns == {"webbank_core.account": {"note": "is no longer at the source"}}
    assert site.marts("select count(*), count(note) from webbank_core.account") == [(201, 200)]


def test_what_a_run_found_changed_commits_with_its_rows(site: LandingSite) -> None:
    site.at_source(ACCOUNT, ROWS)
    site.run()
    with site.database.connect(Role.WORKER) as worker:
        assert read_changed_columns(worker) == []
    site.at_source("alter table core.account alter id type bigint, drop note")
    site.run()
    with site.database.connect(Role.WORKER) as worker:
        found = read_changed_columns(worker)
        checked_at = read_table_states(worker)["webbank_core.account"].checked_at
    assert [(one.column, one.what) for one in found] == [
        ("id", "was integer and is bigint"),
        ("note", "is no longer at the source"),
    ]
    assert {(one.table, one.found_at) for one in found} == {("webbank_core.account", checked_at)}


def test_a_column_that_stays_gone_is_one_finding_from_when_it_began(site: LandingSite) -> None:
    site.at_source(ACCOUNT, ROWS)
    site.run()
    site.at_source("alter table core.account drop note")
    site.run()
    with site.database.connect(Role.WORKER) as worker:
        began_at = read_table_states(worker)["webbank_core.account"].checked_at
        site.run()
        (found,) = read_changed_columns(worker)
    assert found == ("webbank_core.account", "note", "is no longer at the source", began_at)


def test_a_table_that_is_no_longer_at_the_source_is_told_and_fails_no_run(site: LandingSite) -> None:
    site.at_source(ACCOUNT, ROWS, "create table core.other (id int)", "create table core.lock_table (id int)")
    site.run()
    site.at_source("drop table core.account")
    report = site.run_in_child(skip_tables=("lock_table",))
    account = told_of(report, "account")
    assert (account.outcome, account.total_rows, report.state) == ("gone", 200, "ok")
    assert "webbank_core.account is no longer at the source; its rows stay as they were read last" in (account.note or "")
    assert "drop table webbank_core.account" in account.hint
    assert {table.table for table in report.tables} == {"account", "other"}, "what the file leaves out is not told"
    assert site.marts("select count(*) from webbank_core.account") == [(200,)]
    assert site.landing("select count(*) from landing.table_load where table_name = 'account'") == [(1,)]
    assert {table.table for table in site.run(tables=["other"]).tables} == {"other"}, "nobody asked for it"
    with site.database.connect(Role.LOADER, autocommit=True) as loader:
        loader.execute("drop table webbank_core.account")
    assert {table.table for table in site.run().tables} == {"other", "lock_table"}


@pytest.mark.parametrize("returns", ["at the source", "in the file"])
def test_a_column_that_comes_again_is_read_in_full_once(site: LandingSite, returns: str) -> None:
    site.at_source(
        "create table core.t (id int primary key, v int, updated_at timestamptz not null)",
        "insert into core.t select g, g, now() - g * interval '1 day' from generate_series(0, 3) g",
    )
    site.run()
    if returns == "at the source":
        site.at_source("alter table core.t drop column v")
        assert "no longer at the source: v" in (only(site.run()).note or "")
        site.at_source("alter table core.t add column v int default 7")
    else:
        site.run(drop_columns={"t": ("v",)})
        site.at_source("update core.t set v = 7")
    report = only(site.run())
    assert (report.rows, report.note) == (4, "loaded in full once: v was not read for a while")
    assert site.equal("t", "id, v", key="id")
    assert only(site.run()).note is None


def test_a_column_that_has_only_null_now_is_told(site: LandingSite) -> None:
    site.at_source("create table core.t (id int, v text)", "insert into core.t select g, 'x' from generate_series(1, 50) g")
    site.run()
    site.at_source("update core.t set v = null")
    assert "only NULL now: v" in (only(site.run()).note or "")


def test_a_load_that_empties_a_table_is_held_until_it_is_accepted(site: LandingSite) -> None:
    site.at_source("create table core.t (id int)", "insert into core.t select generate_series(1, 100)")
    site.run()
    site.at_source("delete from core.t where id > 10")
    report = site.run()
    assert report.state == "held"
    assert only(report).error_code == "load-held"
    assert "from 100 to 10" in (report.error or "")
    assert site.marts("select count(*) from webbank_core.t") == [(100,)]
    (ledger,) = site.landing("select state, error_code, failures -> 't' from landing.source_run order by id desc limit 1")
    told = only(report)
    assert ledger == ("held", "load-held", {"state": "held", "code": "load-held", "error": told.error, "hint": told.hint})
    assert only(site.run(accept_shrink=True)).total_rows == 10
    assert site.marts("select count(*) from webbank_core.t") == [(10,)]


def test_an_append_whose_source_was_emptied_is_held(site: LandingSite) -> None:
    site.at_source(
        "create table core.log (created_at timestamptz)", "insert into core.log select now() from generate_series(1, 10)"
    )
    site.run()
    site.at_source("truncate core.log")
    assert site.run().state == "held"
    assert site.marts("select count(*) from webbank_core.log") == [(10,)]


def test_a_view_that_somebody_built_on_a_landed_table_survives_a_reload(site: LandingSite, superuser_url: str) -> None:
    site.at_source("create table core.t (id int)", "insert into core.t values (1)")
    site.run()
    with psycopg.connect(superuser_url, autocommit=True) as admin:
        admin.execute("create view public.t_seen as select * from webbank_core.t")
    site.at_source("insert into core.t values (2)")
    assert site.run().state == "ok"
    assert site.marts("select count(*) from webbank_core.t") == [(2,)]


def test_a_declared_key_that_is_not_unique_is_told(site: LandingSite) -> None:
    site.at_source("create table core.t (id int, updated_at timestamptz)", "insert into core.t values (1, now()), (1, now())")
    report = site.run(primary_key={"t": ("id",)})
    assert "key of webbank_core.t is not unique" in (report.error or "")


def test_a_declared_key_that_comes_twice_in_an_increment_is_told(site: LandingSite) -> None:
    key = {"t": ("client",)}
    site.at_source("create table core.t (client int, updated_at timestamptz default now())", "insert into core.t values (1)")
    site.run(primary_key=key)
    site.at_source("insert into core.t values (2), (2)")
    report = only(site.run(primary_key=key))
    assert report.error == "The key of webbank_core.t is not unique: a merge met two rows with the same one."
    assert "primary_key" in report.hint


def test_a_declared_key_that_comes_twice_is_told_where_one_of_the_rows_stands_already(site: LandingSite) -> None:
    key = {"t": ("code",)}
    site.at_source(
        "create table core.t (code text, v int, updated_at timestamptz default now())", "insert into core.t values ('A', 1)"
    )
    site.run(primary_key=key)
    site.at_source("insert into core.t values ('A', 2)", "create table core.u (code text primary key, updated_at timestamptz)")
    report = site.run(primary_key=key)
    assert told_of(report, "t").error == "The key of webbank_core.t is not unique: a merge met two rows with the same one."
    assert told_of(report, "u").outcome == "loaded"
    assert site.marts("select v from webbank_core.t") == [(1,)]
    site.at_source("delete from core.t where v = 1")
    assert site.run(primary_key=key).state == "ok"
    assert site.marts("select v from webbank_core.t") == [(2,)]


def test_a_declared_key_of_all_columns_hides_no_row_that_is_there_twice(site: LandingSite) -> None:
    how: dict[str, Any] = {"primary_key": {"t": ("code", "at")}, "cursor": {"t": "at"}}
    site.at_source("create table core.t (code text, at timestamptz default now())", "insert into core.t values ('A')")
    site.run(**how)
    site.at_source("insert into core.t select * from core.t")
    assert "is not unique" in (only(site.run(**how)).error or "")
