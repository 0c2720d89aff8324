"""A backup made by the owner role is whole: restored elsewhere it opens, with its grants and its guard."""

from __future__ import annotations

import subprocess
from pathlib import Path

import psycopg
import pytest

from guard_rows import METRIC_FILE, fill_registries
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.postgres.house import DATABASE, ensure_roles, house_server
from heartbeat.postgres.server.account import Account
from heartbeat.postgres.server.binaries import find_binaries


def run_program(name: str, *arguments: str) -> None:
    done = subprocess.run([find_binaries(Account()).program(name), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_backup_by_the_owner_restores_into_a_prepared_database(workspace_folder: Path, tmp_path: Path) -> None:
    before, after, dump = workspace_folder / "before", workspace_folder / "after", tmp_path / "heartbeat.dump"
    with open_database(Settings(workspace=before)) as database:
        fill_registries(database)
        with database.connect(Role.LOADER) as loader:
            loader.execute("create schema shop_core")
            loader.execute("create table shop_core.sale as select 7 as id")
            loader.execute("grant usage on schema shop_core to hb_query")
        run_program("pg_dump", "--format=custom", f"--file={dump}", database.url(Role.OWNER))

    server = house_server(after)
    with server.join(prepare=lambda: ensure_roles(server, "hb_")):
        run_program("pg_restore", "--clean", "--if-exists", f"--dbname={server.url(DATABASE)}", str(dump))

    said: list[str] = []
    with open_database(Settings(workspace=after), announce=said.append) as database:
        assert not [line for line in said if "migration" in line]
        with database.connect(Role.QUERY) as query:
            assert query.execute("select id from shop_core.sale").fetchall() == [(7,)]
        with database.connect(Role.OWNER) as owner, pytest.raises(psycopg.errors.InsufficientPrivilege, match=METRIC_FILE):
            owner.execute("update heartbeat.metric_registry set name = 'x'")
