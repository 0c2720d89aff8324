"""Connections and pools of the workspace's own database, also while its server is away."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_database
from heartbeat.errors import DatabaseRefused, DatabaseUnavailable, RolesMissing
from heartbeat.postgres.house import house_server
from heartbeat.postgres.isolation import find_gaps
from heartbeat.postgres.roles import make_url_for, read_role_urls, with_database, write_role_urls
from heartbeat.postgres.server.postmaster import read_pid
from heartbeat.postgres.server.waiting import wait_until


def test_first_start_makes_everything_and_the_next_continues_with_the_data(workspace_folder: Path) -> None:
    said: list[str] = []
    with open_database(Settings(workspace=workspace_folder), announce=said.append) as database:
        with database.connect(Role.OWNER) as connection:
            connection.execute("create table heartbeat.kept (id int)")
        with database.connect(Role.APP) as connection:
            assert find_gaps(connection, prefix="hb_") == ()
    assert said[0].startswith("Making an embedded Postgres")
    assert read_pid(house_server(workspace_folder).data) is None
    with open_database(Settings(workspace=workspace_folder)) as database, database.connect(Role.OWNER) as connection:
        assert connection.execute("select count(*) from heartbeat.kept").fetchone() == (0,)


def test_what_a_later_version_closes_is_closed_in_a_cluster_that_an_earlier_one_made(workspace_folder: Path) -> None:
    server = house_server(workspace_folder)
    with open_database(Settings(workspace=workspace_folder)) as database:
        with psycopg.connect(server.url("heartbeat"), autocommit=True) as admin:
            admin.execute("grant execute on function ts_rewrite(tsquery, text), txid_current() to public")
        with database.connect(Role.APP) as connection:
            assert any("2 functions" in gap for gap in find_gaps(connection, prefix="hb_"))
    (server.folder / "provisioned").write_text("by an earlier version")
    for _ in range(2):
        with open_database(Settings(workspace=workspace_folder)) as database, database.connect(Role.APP) as connection:
            assert find_gaps(connection, prefix="hb_") == ()


def test_another_role_prefix_names_every_role_and_guards_as_well(workspace_folder: Path) -> None:
    with open_database(Settings(workspace=workspace_folder, role_prefix="acme_")) as database:
        with database.connect(Role.CONFIG) as connection:
            assert connection.execute("select session_user").fetchone() == ("acme_config",)
            connection.execute("delete from heartbeat.source_registry")
        with database.connect(Role.OWNER) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("truncate heartbeat.source_registry")


def test_passwords_are_in_files_that_only_we_may_read(workspace_folder: Path) -> None:
    with open_database(Settings(workspace=workspace_folder)) as database:
        folder = house_server(workspace_folder).folder
        for name in ("roles.env", "superuser.password"):
            assert (folder / name).stat().st_mode & 0o777 == 0o600
        assert "password" not in repr(database)
        assert database.url(Role.QUERY) not in repr(database)


def test_a_moved_workspace_keeps_its_data(workspace_folder: Path) -> None:
    with open_database(Settings(workspace=workspace_folder / "before")) as database, database.connect(Role.OWNER) as connection:
        connection.execute("create table heartbeat.kept (id int)")
    (workspace_folder / "before").rename(workspace_folder / "after")
    with open_database(Settings(workspace=workspace_folder / "after")) as database, database.connect(Role.OWNER) as connection:
        assert connection.execute("select to_regclass('heartbeat.kept') is not null").fetchone() == (True,)
    with open_database(Settings(workspace=workspace_folder / "before")) as database:
        assert database.url(Role.APP).startswith("postgresql://hb_app:")


def test_a_pool_survives_an_outage(workspace_folder: Path) -> None:
    server = house_server(workspace_folder)
    with open_database(Settings(workspace=workspace_folder)) as database, database.pool(Role.APP, size=2) as pool:
        with pool.connection() as connection:
            connection.execute("select 1")
        server.stop()
        with pytest.raises(DatabaseUnavailable):
            database.connect(Role.APP)
        with pytest.raises(DatabaseUnavailable), pool.connection(timeout=0.5):
            pass
        server.start()
        assert wait_until(lambda: pool_answers(pool), timeout_seconds=20)


def pool_answers(pool: object) -> bool:
    try:
        with pool.connection(timeout=1) as connection:  # type: ignore[attr-defined]
            return bool(connection.execute("select 1").fetchone())
    except DatabaseUnavailable:
        return False


def test_a_connection_revives_a_server_that_died(workspace_folder: Path) -> None:
    with open_database(Settings(workspace=workspace_folder)) as database:
        pid = read_pid(house_server(workspace_folder).data)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        with database.connect(Role.APP) as connection:
            assert connection.execute("select version from heartbeat.board").fetchone() == (0,)


def test_a_server_that_died_and_cannot_start_again_is_an_outage(workspace_folder: Path) -> None:
    with open_database(Settings(workspace=workspace_folder)) as database:
        data = house_server(workspace_folder).data
        control, hidden = data / "global" / "pg_control", data / "global" / "pg_control.hidden"
        os.kill(read_pid(data) or 0, signal.SIGKILL)
        control.rename(hidden)
        with pytest.raises(DatabaseUnavailable, match="could not be started again") as away:
            database.connect(Role.APP)
        assert away.value.retryable
        hidden.rename(control)
        with database.connect(Role.APP) as connection:
            assert connection.execute("select version from heartbeat.board").fetchone() == (0,)


@pytest.mark.parametrize("wrong", ["password", "role", "database"])
def test_a_refused_login_is_another_error_than_a_server_that_is_away(database: Database, wrong: str) -> None:
    url = database.url(Role.APP)
    spoiled = {
        "password": make_url_for(url, "hb_app", "wrong"),
        "role": make_url_for(url, "nobody_here", "x"),
        "database": with_database(url, "none_such"),
    }
    with pytest.raises(DatabaseRefused, match="refuses the login") as refused:
        Database("hb_", {Role.APP: spoiled[wrong]}).connect(Role.APP)
    assert not refused.value.retryable
    assert "heartbeat db init" in refused.value.hint
    assert isinstance(refused.value, DatabaseUnavailable), "what runs already waits for it"


def test_a_role_that_may_not_look_at_the_schema_is_not_enough_to_open_it(database: Database) -> None:
    alone = Settings(db_query_url=SecretStr(database.url(Role.QUERY)))
    with pytest.raises(RolesMissing, match="HEARTBEAT_DB_QUERY_URL") as missing, open_database(alone):
        pass
    assert "HEARTBEAT_DB_APP_URL" in missing.value.hint


def test_a_lost_connection_is_another_error_than_a_query_that_fails(database: Database) -> None:
    with database.connect(Role.APP) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("select * from nothing_there")
    elsewhere = Database("hb_", {Role.APP: "postgresql://hb_app:x@127.0.0.1:1/nowhere"})
    with pytest.raises(DatabaseUnavailable) as away:
        elsewhere.connect(Role.APP)
    assert away.value.retryable


def test_role_urls_survive_a_write_and_a_read(tmp_path: Path, database: Database) -> None:
    write_role_urls(tmp_path / "roles.env", database.urls, "hb_")
    assert read_role_urls(tmp_path / "roles.env", "hb_") == dict(database.urls)


def test_what_the_loader_makes_is_readable_by_metric_sql_once_its_schema_is_opened(database: Database) -> None:
    with database.connect(Role.LOADER) as loader:
        loader.execute("create schema shop_core")
        loader.execute("create table shop_core.sale (id int)")
    with database.connect(Role.QUERY) as query, pytest.raises(psycopg.errors.InsufficientPrivilege):
        query.execute("select * from shop_core.sale")
    with database.connect(Role.LOADER) as loader:
        loader.execute("grant usage on schema shop_core to hb_query")
    with database.connect(Role.QUERY) as query:
        assert query.execute("select * from shop_core.sale").fetchall() == []


@pytest.mark.parametrize("table", ["heartbeat.board", "heartbeat.metric_registry", "landing.table_load", "landing.source_run"])
def test_metric_sql_sees_nothing_but_datasets(database: Database, table: str) -> None:
    with database.connect(Role.QUERY) as query, pytest.raises(psycopg.errors.InsufficientPrivilege):
        query.execute(f"select * from {table}".encode())


@pytest.mark.parametrize(
    "call",
    [
        "set_config('work_mem', '1GB', false)",
        "pg_advisory_lock(1)",
        "pg_try_advisory_xact_lock(1)",
        "pg_notify('a', 'b')",
        "lo_create(0)",
        "pg_sleep(0)",
        "pg_terminate_backend(pg_backend_pid())",
        "query_to_xml('select 1', true, true, '')",
    ],
)
def test_metric_sql_may_not_call_functions_with_effects(database: Database, call: str) -> None:
    with database.connect(Role.QUERY) as query, pytest.raises(psycopg.errors.InsufficientPrivilege):
        query.execute(f"select {call}".encode())
