"""A server with secrets planted in it, and a look at all of it that shows the smallest effect."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from heartbeat.db import Database, Role
from heartbeat.definitions.model import MetricDefinition, MetricSql
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.execute import execute_value
from heartbeat.postgres.embedded import EmbeddedServer, ServerOptions
from heartbeat.postgres.roles import password_in
from postgres_fixtures import FOR_TESTS, make_house, running_server

AS_OF = datetime(2026, 3, 1, 12, tzinfo=UTC)
CELL = "cell_of_a_client"
PLANTED = "kept-from-metrics"
NUMBER = 20261
CHANNEL = "hostile"
_OPTIONS = ServerOptions(
    memory_limit_kb=700_000,  # a quarter of the machine otherwise; a bomb then shows the same limit sooner
    settings={**FOR_TESTS.settings, "autovacuum": "off"},  # so that nothing but a statement changes a catalog
)

_TABLES = f"""
create schema shop;
create schema shop_staging;
create table shop.orders (id int, at timestamptz, amount numeric, note text, secret int);
create index orders_brin on shop.orders using brin (at);
create index orders_gin on shop.orders using gin (to_tsvector('simple', note));
insert into shop.orders select i, '2026-03-01 11:00+00'::timestamptz + i * interval '1 minute', i, '{CELL}', {NUMBER}
  from generate_series(1, 2000) i;
create table shop.cards (number text);
insert into shop.cards values ('{PLANTED}');
create table shop_staging.orders (note text);
insert into shop_staging.orders values ('{PLANTED}');
create sequence shop.ids;
create function shop.wipe() returns int language plpgsql security definer as $$
begin delete from shop.orders; return 0; end $$;
create function shop.shout() returns int language plpgsql as $$
begin perform pg_notify('{CHANNEL}', 'x'); return 0; end $$;
grant usage on schema shop to hb_query;
revoke select on shop.cards, shop_staging.orders from hb_query
"""
_HOUSE = f"""
create table public.notes (note text);
insert into public.notes values ('{PLANTED}');
alter role hb_query set temp_file_limit = '32MB';
insert into heartbeat.beat (state, trigger, requested, ingest, requested_at, pressing)
  values ('done', 'cli', '["{PLANTED}"]', false, now(), '[]');
insert into landing.source_log (dataset, log, position, noted_at) values ('shop', '{PLANTED}', '0/1', now())
"""

# What no statement may change; nothing but a statement changes one here.
_CATALOGS = (
    "pg_am", "pg_attribute", "pg_auth_members", "pg_authid", "pg_cast", "pg_class", "pg_collation", "pg_constraint",
    "pg_database", "pg_db_role_setting", "pg_default_acl", "pg_depend", "pg_description", "pg_enum",
    "pg_event_trigger", "pg_extension", "pg_foreign_data_wrapper", "pg_foreign_server", "pg_index", "pg_language",
    "pg_largeobject", "pg_largeobject_metadata", "pg_namespace", "pg_operator", "pg_policy", "pg_proc",
    "pg_publication", "pg_replication_origin", "pg_rewrite", "pg_shdepend", "pg_statistic", "pg_subscription",
    "pg_tablespace", "pg_trigger", "pg_type", "pg_user_mapping",
)  # fmt: skip
_STATES = {
    "sequences": "select string_agg(s::text, ',') from pg_sequences s",
    "settings": "select string_agg(name || setting, ',' order by name) from pg_settings where name <> 'application_name'",
    "advisory locks": "select count(*)::text from pg_locks where locktype = 'advisory'",
    "prepared transactions": "select count(*)::text from pg_prepared_xacts",
    "replication slots": "select coalesce(string_agg(s::text, ','), '') from pg_replication_slots s",
    "statistics": "select string_agg(coalesce(stats_reset::text, '-'), ',' order by datname) from pg_stat_database",
    "statistics of the log": "select coalesce(max(stats_reset)::text, '-') from pg_stat_wal",
    "transactions": "select pg_snapshot_xmax(pg_current_snapshot())::text",
    "log file": "select pg_walfile_name(pg_current_wal_insert_lsn())",
    "server": "select pg_postmaster_start_time()::text",
    "configuration": "select pg_conf_load_time()::text",
}


@dataclass
class World:
    """The server with its secrets. `places` are what statements may name: folders, a large object, a session."""

    server: EmbeddedServer
    database: Database
    admin: psycopg.Connection[tuple[object, ...]]
    victim: psycopg.Connection[tuple[object, ...]]
    listener: psycopg.Connection[tuple[object, ...]]
    secrets: tuple[str, ...]
    places: dict[str, str]
    look: str = field(default="", repr=False)

    def snapshot(self) -> dict[str, str]:
        """All of the cluster that an effect would show in: rows, catalogs, settings, locks, files, messages."""
        rows = self.admin.execute(self.look).fetchall()
        told = [f"{message.channel}: {message.payload}" for message in self.listener.notifies(timeout=0)]
        return {
            **{str(name): str(state) for name, state in rows},
            **self._files(),
            "messages": str(told),
            "the other session": self._victim(),
        }

    def _victim(self) -> str:
        try:
            return str(self.victim.execute(f"select '{PLANTED}', pg_backend_pid()").fetchone())
        except psycopg.OperationalError:
            return "ended"

    def plain_value(self) -> float | None:
        """What the next metric says; 2000 as long as nothing was done to it."""
        return execute_value(metric("select count(*) as value from shop.orders where id > 0"), self.sandbox(5), AS_OF).value

    def sandbox(self, timeout_seconds: float) -> Sandbox:
        return Sandbox(self.database, timeout_seconds=timeout_seconds)

    def sessions(self) -> int:
        """Sessions of metric SQL that are still in the server."""
        asked = self.admin.execute("select count(*) from pg_stat_activity where usename = 'hb_query'").fetchone()
        return int(str(asked[0])) if asked else -1

    def _files(self) -> dict[str, str]:
        """Files that are there, and the content of those that configure the server. The log of writes and caches come and go."""
        seen = {}
        for top in (self.server.data, self.places["BESIDE"]):
            for folder, _, names in os.walk(top):
                for name in names:
                    if not folder.endswith("/pg_wal") and not name.endswith(("pg_internal.init", "_fsm", "_vm")):
                        path = Path(folder, name)
                        seen[str(path)] = _content(path) if path.suffix in {".conf", ".txt"} else ""
        return seen


def _content(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def metric(value: str) -> MetricDefinition:
    """A metric with this statement, as no linter has seen it."""
    said = MetricSql(value, None, None, (), uses_as_of=True, uses_now=False)
    return MetricDefinition(
        "hostile", "", "metrics/hostile.sql", "HOST", "Hostile", "snapshot", "count", "up", "For tests.", "For tests.", said
    )


@contextmanager
def hostile_world() -> Iterator[World]:
    """A server of its own with the real roles, for as long as the caller wants it."""
    with running_server(_OPTIONS) as server:
        house = replace(make_house(server, "heartbeat"), break_off=server.break_off)
        beside = server.folder / "beside"
        for folder in (beside, server.data):
            folder.mkdir(exist_ok=True)
            (folder / "secret.txt").write_text(PLANTED)
            (folder / "secret.txt").chmod(0o644)
        beside.chmod(0o777)
        with house.connect(Role.LOADER, autocommit=True) as loader:
            loader.execute(_TABLES)
        with (
            psycopg.connect(server.url("heartbeat"), autocommit=True) as admin,
            house.connect(Role.APP, autocommit=True) as victim,
            house.connect(Role.WORKER, autocommit=True) as listener,
        ):
            yield _planted(World(server, house, admin, victim, listener, _secrets(server, house), {"BESIDE": str(beside)}))


def _planted(world: World) -> World:
    world.admin.execute(_HOUSE)
    blob = world.admin.execute("select lo_from_bytea(0, convert_to(%s, 'UTF8'))", [PLANTED]).fetchone()
    world.listener.execute(f"listen {CHANNEL}")
    world.places |= {"DATA": str(world.server.data), "BLOB": str(blob[0] if blob else 0)}
    world.places["VICTIM"] = str(world.victim.info.backend_pid)
    world.look = _look(world.admin)
    return world


def _secrets(server: EmbeddedServer, house: Database) -> tuple[str, ...]:
    """Whatever an answer or an error may not hold: what was planted, all passwords, the first user of the machine."""
    passwords = [password_in(house.url(role)) for role in Role]
    first_user = Path("/etc/passwd").read_text().split("\n")[0]
    return (PLANTED, *passwords, password_in(server.url("postgres")), "SCRAM-SHA-256$", first_user, os.fspath(server.data))


def _look(admin: psycopg.Connection[tuple[object, ...]]) -> str:
    """One query that says the state of everything, by name."""
    tables = admin.execute(
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')"
    ).fetchall()
    rows = sql.SQL("select {0}, coalesce(md5(string_agg(t::text, chr(10) order by t::text)), 'empty') from {1} t")
    marks = sql.SQL("select {0}, count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) from {1}")  # rows, and their last change
    every = [
        query.format(sql.Literal(name), sql.SQL(name)).as_string(None)
        for query, names in ((rows, [str(name) for (name,) in tables]), (marks, _CATALOGS))
        for name in names
    ]
    every += [f"select '{name}', ({query})" for name, query in _STATES.items()]
    return " union all ".join(every)
