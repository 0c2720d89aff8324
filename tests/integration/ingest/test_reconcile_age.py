"""Comparisons with a source that is older than what has landed of it: nothing that it merely lacks is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.definitions.model import SourceDefinition
from heartbeat.ingest.run_one import run_one
from heartbeat.marts.books.reconciliation import Comparison
from heartbeat.postgres.embedded import EmbeddedServer
from integration.ingest.landed import Landed
from integration.ingest.landing_site import LandingSite, compared
from standby import server_with_standby, wait_until_replayed

PAYMENT = "create table core.{t} (id int primary key, v text, updated_at timestamptz not null)"
DAYS_OLD = "insert into core.{t} select g, 'a', now() - interval '2 days' from generate_series(1, 1000) g"
OF_TODAY = "insert into core.{t} select 1000 + g, 'a', now() - make_interval(mins => 180 - g) from generate_series(1, 180) g"
OLDER = (
    "The source is older than what has landed, so nothing was compared: it stands at {here} of its log, "
    "a run had read it up to {there}."
)


@dataclass
class PoolSite(Landed):
    """A source of one server and its standby."""

    primary: EmbeddedServer
    standby: EmbeddedServer

    def at(self, server: EmbeddedServer, *statements: str) -> None:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("set synchronous_commit to on")
            for statement in statements:
                connection.execute(statement.encode())

    def source(self, server: EmbeddedServer) -> SourceDefinition:
        return SourceDefinition("bank", "sources/bank.yaml", "postgres", server.url("postgres"), ("core",))

    def run(self, server: EmbeddedServer) -> None:
        loader = self.database.url(Role.LOADER)
        report = run_one(self.source(server), "core", database_url_of_loader=loader, environment={})
        assert not [table.error for table in report.tables if table.error]

    def reconcile(self, server: EmbeddedServer, *, accept_shrink: bool = False) -> dict[str, Comparison]:
        return compared(self.database, self.source(server), "keyed", "other", accept_shrink=accept_shrink)

    def rows(self) -> list[int]:
        return [self.marts(f"select count(*) from bank_core.{table}")[0][0] for table in ("keyed", "other")]


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[EmbeddedServer, EmbeddedServer]]:
    with server_with_standby({}) as servers:
        yield servers


@pytest.fixture
def pool(database: Database, servers: tuple[EmbeddedServer, EmbeddedServer]) -> Iterator[PoolSite]:
    """Its standby replays nothing of what is written from now on."""
    pool = PoolSite(database, *servers)
    pool.at(pool.primary, "drop schema if exists core cascade", "create schema core")
    pool.at(pool.primary, *(PAYMENT.format(t=name) for name in ("keyed", "other")))
    pool.at(pool.primary, *(DAYS_OLD.format(t=name) for name in ("keyed", "other")))
    wait_until_replayed(pool.primary, pool.standby)
    pool.at(pool.standby, "select pg_wal_replay_pause()")
    yield pool
    pool.at(pool.standby, "select pg_wal_replay_resume()")


def test_a_replica_that_lags_takes_no_row_away_and_is_compared_once_it_keeps_up(pool: PoolSite) -> None:
    pool.at(pool.primary, *(OF_TODAY.format(t=name) for name in ("keyed", "other")))
    pool.run(pool.primary)
    told = pool.reconcile(pool.standby)
    with psycopg.connect(pool.standby.url("postgres")) as connection:
        (here,) = connection.execute("select pg_last_wal_replay_lsn()::text").fetchone() or ("",)
    ((there,),) = pool.landing("select position::text from landing.source_log")
    assert {one.state for one in told.values()} == {"held"}
    assert {one.error for one in told.values()} == {OLDER.format(here=here, there=there)}
    assert "one server that does not lag behind" in told["keyed"].hint
    assert pool.rows() == [1180, 1180]
    pool.at(pool.primary, "delete from core.keyed where id = 7")
    pool.at(pool.standby, "select pg_wal_replay_resume()")
    wait_until_replayed(pool.primary, pool.standby)
    told = pool.reconcile(pool.standby)
    assert [(one.state, one.deleted) for one in told.values()] == [("ok", 1), ("ok", 0)]
    assert pool.rows() == [1179, 1180]


def test_what_a_run_at_a_replica_that_lags_and_a_comparison_had_read_counts_as_well(pool: PoolSite) -> None:
    pool.run(pool.primary)
    pool.at(pool.primary, "insert into core.keyed values (2000, 'a', now() - interval '3 days')")
    assert pool.reconcile(pool.primary)["keyed"].missed == 1
    pool.run(pool.standby)
    assert {one.state for one in pool.reconcile(pool.standby).values()} == {"held"}
    assert pool.rows() == [1001, 1000]


def test_a_source_that_was_put_back_is_taken_as_it_is_once_somebody_says_so(pool: PoolSite) -> None:
    pool.at(pool.primary, OF_TODAY.format(t="keyed"))
    pool.run(pool.primary)
    told = pool.reconcile(pool.standby)
    assert "`heartbeat ingest bank --reconcile --accept-shrink`" in told["keyed"].hint
    assert pool.reconcile(pool.standby, accept_shrink=True)["keyed"].deleted == 180
    assert {one.state for one in pool.reconcile(pool.standby).values()} == {"ok"}, "what was accepted is not asked again"


def at_landing(site: LandingSite, statement: str) -> int:
    with site.database.connect(Role.LOADER) as connection:
        return connection.execute(statement.encode()).rowcount


@pytest.mark.parametrize("function", ["pg_control_system", "pg_control_checkpoint", "pg_current_wal_flush_lsn"])
def test_a_login_that_may_not_ask_is_compared_unchecked(site: LandingSite, function: str) -> None:
    name, secret = f"reader_{site.url.rpartition('/')[2]}", "of-the-reader"
    url = site.url.replace(site.url.partition("://")[2].rpartition("@")[0], f"{name}:{secret}")
    site.at_source(PAYMENT.format(t="p"), DAYS_OLD.format(t="p"), f"create role {name} login password '{secret}'")
    site.at_source(f"grant usage on schema core to {name}", f"grant select on all tables in schema core to {name}")
    site.run(url=url)
    assert at_landing(site, "delete from landing.source_log") == 1, "else it may ask"
    site.at_source(f"revoke execute on function {function}() from public")
    try:
        site.run(url=url)
        site.at_source("delete from core.p where id = 7")
        assert site.reconcile("p", url=url)["p"].deleted == 1
        assert site.landing("select * from landing.source_log") == []
        assert site.reconcile("p")["p"].state == "ok"
        assert site.landing("select count(*) from landing.source_log") == [(1,)]
    finally:
        site.at_source(f"grant execute on function {function}() to public", f"drop owned by {name}", f"drop role {name}")


def test_another_log_is_not_compared(site: LandingSite) -> None:
    site.at_source(PAYMENT.format(t="p"), DAYS_OLD.format(t="p"))
    site.run()
    at_landing(site, "update landing.source_log set position = 'FFFFFF/0'")
    assert site.reconcile("p")["p"].state == "held"
    at_landing(site, "update landing.source_log set log = '1/1'")
    assert site.reconcile("p")["p"].state == "ok"


NUMBERED = "create table core.t as select g::bigint as id, 'a' as v from generate_series(1, 1000) g"
LOCAL = "create table core.t as select g as id, localtimestamp - interval '2 days' as updated_at from generate_series(1, 999) g"
FROM_THE_FUTURE = "insert into core.t values (1000, '2206-01-01')"
KEY = "alter table core.t add primary key (id)"
NEW = PAYMENT.format(t="t")


@pytest.mark.parametrize(
    ("statements", "cursor", "gone"),
    [
        ((NUMBERED, KEY), {"t": "id"}, "id = 1000"),
        ((LOCAL, FROM_THE_FUTURE, KEY), {}, "id = 1000"),
        ((NEW, OF_TODAY.format(t="t")), {}, "updated_at > now() - interval '1 hour'"),
        ((NEW, DAYS_OLD.format(t="t"), "insert into core.t values (0, 'a', now())"), {}, "id = 0"),
    ],
    ids=["highest number", "a time from the future", "outbox", "newest of a quiet table"],
)
def test_newest_rows_that_were_deleted_are_removed(
    site: LandingSite, statements: tuple[str, ...], cursor: dict[str, str], gone: str
) -> None:
    site.at_source(*statements)
    declared: dict[str, Any] = {"cursor": cursor, "lag_seconds": 0} if cursor else {}
    for _ in range(2):
        site.run(**declared)
    site.at_source(f"delete from core.t where {gone}")
    site.run(**declared)
    found = site.reconcile("t", **declared)["t"]
    assert (found.state, (found.deleted or 0) > 0) == ("ok", True)
    assert site.equal("t", key="id")
