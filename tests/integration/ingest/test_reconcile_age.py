"""Comparisons with a source that is older than what has landed of it: nothing that it merely lacks is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from heartbeat.db import Database
from heartbeat.postgres.roles import with_database
from integration.ingest.landing_site import LandingSite
from integration.ingest.sql_site import SqlSite, at_file

DAYS_OLD = "insert into core.{t} select g, 'a', now() - interval '2 days' from generate_series(1, 1000) g"
OF_TODAY = "insert into core.{t} select 1000 + g, 'a', now() - make_interval(mins => 180 - g) from generate_series(1, 180) g"
PAYMENT = "create table core.{t} (id int primary key, v text, updated_at {kind} not null)"
KINDS = ("timestamptz", "timestamp", "timestamptz(3)")


@pytest.fixture
def lagging_url(site: LandingSite, source_server: str) -> Iterator[str]:
    """A copy of the source as it is before a test changes it: what a replica shows that replays nothing any more."""
    site.at_source(*(PAYMENT.format(t=f"p{number}", kind=kind) for number, kind in enumerate(KINDS)))
    site.at_source(*(DAYS_OLD.format(t=f"p{number}") for number in range(len(KINDS))))
    copy, own = sql.Identifier("source_that_lags"), sql.Identifier(str(conninfo_to_dict(site.url)["dbname"]))
    with psycopg.connect(source_server, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {} template {}").format(copy, own))
    yield with_database(source_server, "source_that_lags")
    with psycopg.connect(source_server, autocommit=True) as admin:
        admin.execute(sql.SQL("drop database {} with (force)").format(copy))


def test_a_replica_that_lags_takes_no_row_away(site: LandingSite, lagging_url: str) -> None:
    tables = [f"p{number}" for number in range(len(KINDS))]
    site.at_source(*(OF_TODAY.format(t=table) for table in tables))
    site.run()
    from_the_future = "insert into core.p0 values (0, 'b', '2999-01-01')"
    site.at_source(from_the_future)
    with psycopg.connect(lagging_url, autocommit=True) as replica:
        replica.execute(from_the_future)
    site.run()
    found = site.reconcile(*tables, url=lagging_url)
    assert {one.state for one in found.values()} == {"held"}
    for table in tables:
        told = found[table].error or ""
        assert f"webbank_core.{table}: the source is older than what has landed, so nothing was mended." in told
        (here,) = site.marts(f"select max(updated_at)::text from webbank_core.{table} where updated_at < '2999-01-01'")[0]
        (there,) = site.marts(f"select max(updated_at)::text from webbank_core.{table} where id between 1 and 1000")[0]
        assert told.endswith(f"Its newest updated_at is {there}, landed is {here}.")
        assert "`heartbeat ingest webbank --reconcile --accept-shrink`" in found[table].hint
        assert site.equal(table, key="id")
    found = site.reconcile(*tables)
    assert {(one.state, one.repaired) for one in found.values()} == {("ok", 0)}


def test_newest_rows_that_were_deleted_are_held_until_somebody_accepts_it(site: LandingSite) -> None:
    site.at_source(PAYMENT.format(t="p", kind="timestamptz"), DAYS_OLD.format(t="p"), OF_TODAY.format(t="p"))
    site.run()
    site.at_source("delete from core.p where id > 1100")
    assert site.reconcile("p")["p"].state == "held"
    assert site.marts("select count(*) from webbank_core.p") == [(1180,)]
    found = site.reconcile("p", accept_shrink=True)["p"]
    assert (found.state, found.deleted) == ("ok", 80)
    site.at_source("delete from core.p where id = 7")
    assert site.reconcile("p")["p"].deleted == 1, "what was accepted is not asked again"
    assert site.equal("p", key="id")


def test_newest_rows_that_were_deleted_are_known_to_be_once_newer_ones_come(site: LandingSite) -> None:
    site.at_source(PAYMENT.format(t="p", kind="timestamptz"), DAYS_OLD.format(t="p"), OF_TODAY.format(t="p"))
    site.run()
    site.at_source("delete from core.p where id > 1100")
    assert site.reconcile("p")["p"].state == "held"
    site.at_source("insert into core.p values (0, 'new', now())")
    site.run()
    assert site.reconcile("p")["p"].deleted == 80
    assert site.equal("p", key="id")


def test_a_newer_row_of_another_table_tells_that_the_source_is_not_old(site: LandingSite) -> None:
    site.at_source(PAYMENT.format(t="outbox", kind="timestamptz(3)"), DAYS_OLD.format(t="outbox"), OF_TODAY.format(t="outbox"))
    site.at_source(PAYMENT.format(t="client", kind="timestamptz"), "insert into core.client values (1, 'a', now())")
    site.run()
    site.at_source("delete from core.outbox where id > 1000")
    found = site.reconcile("outbox", "client")
    assert (found["outbox"].state, found["outbox"].deleted, found["client"].state) == ("ok", 180, "ok")
    assert site.equal("outbox", key="id")


def test_a_number_tells_the_age_of_a_source_as_well_and_so_does_a_source_that_is_read_in_full(
    database: Database, tmp_path: Path
) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    for file, rows in ((old, 20), (new, 40)):
        numbers = f"with recursive n(i) as (values (1) union all select i + 1 from n where i < {rows}) "
        at_file(file, "create table entry (id integer primary key)", f"insert into entry {numbers} select i from n")
    site, cursor = SqlSite(database, f"sqlite:///{new}", tmp_path / "work"), {"entry": "id"}
    for _ in range(2):
        site.run(cursor=cursor, lag_seconds=0)
    found = site.reconcile("entry", cursor=cursor, url=f"sqlite:///{old}", lag_seconds=0)["entry"]
    assert found.state == "held"
    assert (found.error or "").endswith("Its newest id is 20, landed is 40.")
    assert site.marts("select count(*) from crm.entry") == [(40,)]
