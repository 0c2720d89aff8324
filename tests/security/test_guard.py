"""Every write path x every role against the guarded tables: what a file declares changes only through deploy.

Each path is tried twice: with the grants as shipped, and after somebody granted everything to everybody. In the second case the
grants no longer refuse, the guard does, and its message names the file to edit.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
import pytest

from guard_rows import METRIC_COLUMNS, METRIC_FILE, SOURCE_FILE, copy_row, fill_registries, grant_everything, insert_metric
from heartbeat.db import Database, Role

Refused = psycopg.errors.InsufficientPrivilege
EVERYBODY = ", ".join(f"hb_{role.value}" for role in Role)
EVERY_OTHER_ROLE = tuple(role for role in Role if role is not Role.CONFIG)


@dataclass(frozen=True)
class WritePath:
    """One way to write. `file` is what the refusal has to name, `rows` is what COPY gets."""

    name: str
    statement: str
    file: str = METRIC_FILE
    before: str = "select 1"
    rows: str = ""

    def __str__(self) -> str:
        return self.name

    def walk(self, connection: psycopg.Connection) -> None:
        connection.execute(self.before.encode())
        if not self.rows:
            connection.execute(self.statement.encode())
            return
        with connection.cursor().copy(self.statement.encode()) as copy:
            copy.write(self.rows)


_MERGE = "merge into heartbeat.{} t using (values ('{}')) s(id) on t.{} = s.id when {}"
_METRIC_MERGE = ("metric_registry", "revenue", "metric_id")
_INSERT_BY_MERGE = insert_metric(metric_id="moved", code="MOVE").partition("values ")[2]

PATHS = (
    WritePath("update", "update heartbeat.metric_registry set name = 'x'"),
    WritePath("update beside an operator column", "update heartbeat.metric_registry set owner = 'a@b', priority = 1"),
    WritePath("update of a file's own line", "update heartbeat.metric_registry set file_norm_value = 1"),
    WritePath("update of the key", "update heartbeat.metric_registry set metric_id = 'moved'"),
    WritePath("update of the place", "update heartbeat.metric_registry set file = 'metrics/else.sql'"),
    WritePath("insert", insert_metric(metric_id="moved", code="MOVE")),
    WritePath("upsert", insert_metric() + " on conflict (metric_id) do update set value_sql = 'select 2'"),
    WritePath("merge update", _MERGE.format(*_METRIC_MERGE, "matched then update set unit = 'count'")),
    WritePath("merge delete", _MERGE.format(*_METRIC_MERGE, "matched then delete")),
    WritePath(
        "merge insert",
        _MERGE.format("metric_registry", "nothing", "metric_id", "not matched then insert")
        + f" ({METRIC_COLUMNS}) values {_INSERT_BY_MERGE}",
    ),
    WritePath("delete", "delete from heartbeat.metric_registry"),
    WritePath("truncate", "truncate heartbeat.metric_registry", file="metrics/"),
    WritePath("truncate of several", "truncate heartbeat.metric_registry, heartbeat.source_registry cascade", file="metrics/"),
    WritePath("truncate of a parent", "truncate public.parent cascade", file="metrics/"),
    WritePath(
        "copy",
        f"copy heartbeat.metric_registry ({METRIC_COLUMNS}) from stdin",
        rows=copy_row(metric_id="moved", code="MOVE"),
    ),
    WritePath("custom setting", "update heartbeat.metric_registry set name = 'x'", before="set heartbeat.deploying = 'on'"),
    WritePath("cascading delete", "delete from public.parent where id = 'revenue'"),
    WritePath("cascading update", "update public.parent set id = 'else' where id = 'revenue'"),
    WritePath("view of the owner", "update public.metric_view set name = 'x'"),
    WritePath("rule of the owner", "insert into public.ruled values ('x')"),
    WritePath("function with the owner's rights", "select public.rename_metric()"),
    WritePath("source update", "update heartbeat.source_registry set definition = '{}'", file=SOURCE_FILE),
    WritePath("source delete", "delete from heartbeat.source_registry", file=SOURCE_FILE),
    WritePath("source merge", _MERGE.format("source_registry", "bank", "source_id", "matched then delete"), file=SOURCE_FILE),
    WritePath("source truncate", "truncate heartbeat.source_registry", file="sources/"),
    WritePath("workspace update", "update heartbeat.workspace set settings = '{}'", file="heartbeat.yaml"),
    WritePath("workspace delete", "delete from heartbeat.workspace", file="heartbeat.yaml"),
    WritePath("workspace truncate", "truncate heartbeat.workspace", file="heartbeat.yaml"),
)
# foreign keys and ordinary rules do nothing under that setting, so these never reach the registry
_NOT_RUN_AS_REPLICA = {"cascading delete", "cascading update", "rule of the owner"}

_RENAMING = "$$ update heartbeat.metric_registry set name = 'x' $$"
_CASCADING = "references public.parent on delete cascade on update cascade"
_CARRIERS = (
    "create table public.parent (id text primary key)",
    "insert into public.parent values ('revenue'), ('moved')",
    "alter table heartbeat.metric_registry add foreign key (metric_id) " + _CASCADING,
    "create view public.metric_view as select * from heartbeat.metric_registry",
    "create table public.ruled (name text)",
    "create rule writes as on insert to public.ruled do instead update heartbeat.metric_registry set name = new.name",
    "create function public.rename_metric() returns void language sql security definer as " + _RENAMING,
    f"grant usage on schema public to {EVERYBODY}",
    f"grant all on public.parent, public.metric_view, public.ruled to {EVERYBODY}",
)


@pytest.fixture
def guarded(database: Database) -> Database:
    """Registries with one row each, and everything around them that could carry a write past grants."""
    fill_registries(database)
    with database.connect(Role.OWNER) as owner:
        for statement in _CARRIERS:
            owner.execute(statement.encode())
    return database


def writing(database: Database, role: Role) -> psycopg.Connection:
    """A connection that means to write, also for the role whose transactions are read-only unless it says otherwise."""
    connection = database.connect(role)
    connection.read_only = False
    return connection


def snapshot(database: Database) -> list[object]:
    with database.connect(Role.CONFIG) as connection:
        tables = ("metric_registry", "source_registry", "workspace")
        return [row for table in tables for row in connection.execute(f"select to_jsonb(t) from heartbeat.{table} t".encode())]


@pytest.mark.parametrize("role", EVERY_OTHER_ROLE)
def test_with_the_shipped_grants_every_path_is_refused(guarded: Database, role: Role) -> None:
    before = snapshot(guarded)
    for path in PATHS:
        with writing(guarded, role) as connection, pytest.raises(Refused):
            path.walk(connection)
        assert snapshot(guarded) == before, path.name


@pytest.mark.parametrize("role", EVERY_OTHER_ROLE)
def test_with_every_privilege_granted_the_guard_refuses_and_names_the_file(
    guarded: Database, superuser_url: str, role: Role
) -> None:
    grant_everything(superuser_url)
    before = snapshot(guarded)
    for path in PATHS:
        with writing(guarded, role) as connection, pytest.raises(Refused, match=path.file) as refused:
            path.walk(connection)
        assert "heartbeat deploy" in (refused.value.diag.message_hint or ""), path.name
        assert snapshot(guarded) == before, path.name


def test_the_superuser_under_the_replica_role_is_refused_too(guarded: Database, superuser_url: str) -> None:
    before = snapshot(guarded)
    for path in PATHS:
        if path.name in _NOT_RUN_AS_REPLICA:
            continue
        as_replica = psycopg.connect(superuser_url, options="-c session_replication_role=replica")
        with as_replica as connection, pytest.raises(Refused, match=path.file):
            path.walk(connection)
        assert snapshot(guarded) == before, path.name


_WAYS_TO_TAKE_IT_AWAY = (
    "set session_replication_role = replica",
    "select set_config('session_replication_role', 'replica', false)",
    "set role hb_owner",
    "set role hb_config",
    "set session authorization hb_config",
    "alter table heartbeat.metric_registry disable trigger all",
    "alter table heartbeat.metric_registry disable trigger guard_rows",
    "alter table heartbeat.metric_registry enable replica trigger guard_rows",
    "drop trigger guard_rows on heartbeat.metric_registry",
    "alter table heartbeat.metric_registry alter column name set default 'x'",
    "alter table heartbeat.metric_registry alter column name type varchar using 'x'",
    "alter table heartbeat.metric_registry drop column name",
    "alter table heartbeat.metric_registry owner to hb_app",
    "drop table heartbeat.metric_registry",
    "drop schema heartbeat cascade",
    "create or replace function heartbeat.guard_metric_registry() returns trigger language plpgsql as 'begin return null; end'",
    "create function heartbeat.mine() returns void language sql security definer as 'delete from heartbeat.metric_registry'",
    "create table heartbeat.child () inherits (heartbeat.metric_registry)",
    "create rule mine as on update to heartbeat.metric_registry do instead nothing",
    "create trigger a before update on heartbeat.metric_registry execute function suppress_redundant_updates_trigger()",
    "alter role hb_app superuser",
    "grant hb_config to hb_app",
)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_nobody_but_the_owner_can_take_the_guard_away(guarded: Database, role: Role) -> None:
    own_role = f"set role hb_{role.value}", f"set session authorization hb_{role.value}"
    for statement in _WAYS_TO_TAKE_IT_AWAY:
        if statement in own_role:
            continue
        with writing(guarded, role) as connection, pytest.raises(Refused):
            connection.execute(statement.encode())


@pytest.mark.parametrize("role", EVERY_OTHER_ROLE)
def test_the_owner_may_not_become_deploy_and_nobody_else_either(guarded: Database, role: Role) -> None:
    for statement in ("set role hb_config", "set session authorization hb_config"):
        with writing(guarded, role) as connection, pytest.raises(Refused):
            connection.execute(statement.encode())


@pytest.mark.parametrize("role", EVERY_OTHER_ROLE)
def test_a_column_added_later_is_protected_from_its_first_day(guarded: Database, superuser_url: str, role: Role) -> None:
    with guarded.connect(Role.OWNER) as owner:
        owner.execute("alter table heartbeat.metric_registry add column colour text")
    grant_everything(superuser_url)
    with writing(guarded, role) as connection, pytest.raises(Refused, match="metrics/sales/revenue"):
        connection.execute("update heartbeat.metric_registry set colour = 'blue'")
