"""`heartbeat db backup` and `restore`, and the scripts of deploy/ that use them, on a workspace with readings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from guard_rows import fill_registries
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.errors import BackupFailed, MigrationFailed
from heartbeat.postgres.backup.dump import dump
from heartbeat.postgres.backup.restore import Target, restore
from heartbeat.postgres.house import house_plan, house_server, open_house

ROOT = Path(__file__).resolve().parents[3]
PREFIX = "hb_"


@pytest.fixture
def filled(workspace_folder: Path) -> Path:
    """A workspace with registries and a dataset in its embedded Postgres, which has stopped again."""
    folder = workspace_folder / "company"
    folder.mkdir()
    (folder / "heartbeat.yaml").write_text("name: Shop\n")
    with open_database(Settings(workspace=folder)) as database:
        fill_registries(database)
        with database.connect(Role.CONFIG) as config:
            config.execute('update heartbeat.workspace set settings = settings || \'{"name": "Shop"}\'')
        with database.connect(Role.LOADER) as loader:
            loader.execute("create schema shop_core")
            loader.execute("create table shop_core.sale as select id from generate_series(1, 500) id")
            loader.execute("grant usage on schema shop_core to hb_query")
    return folder


def script(name: str, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {key: value for key, value in os.environ.items() if not key.startswith("HEARTBEAT")}
    variables |= {"HEARTBEAT": str(Path(sys.executable).with_name("heartbeat")), **environment}
    command = [str(ROOT / "deploy" / name), *map(str, arguments)]
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=120)


def sales(folder: Path) -> list[tuple[int, ...]]:
    with open_database(Settings(workspace=folder)) as database, database.connect(Role.QUERY) as query:
        return query.execute("select count(*), min(id) from shop_core.sale").fetchall()


def lose_rows(folder: Path) -> None:
    with open_database(Settings(workspace=folder)) as database, database.connect(Role.LOADER) as loader:
        loader.execute("delete from shop_core.sale where id < 400")


def backed_up(folder: Path, file: Path) -> Path:
    with open_house(folder, PREFIX, lambda _: None) as (_, urls):
        assert dump(urls[Role.OWNER], file) == file.stat().st_size
    return file


def databases(folder: Path) -> list[str]:
    with open_house(folder, PREFIX, lambda _: None) as (server, _), psycopg.connect(server.url("postgres")) as admin:
        return [name for (name,) in admin.execute("select datname from pg_database where datname ~ '^heartbeat' order by 1")]


def test_the_scripts_bring_back_what_was_lost_and_keep_what_stood(filled: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copied"
    said = script("backup.sh", filled, tmp_path / "backups", AFTER_BACKUP=f"cp -t {tmp_path} --")
    assert said.returncode == 0, said.stderr
    (file,) = (tmp_path / "backups").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / file.name).read_bytes() == file.read_bytes()
    assert not copied.exists()

    lose_rows(filled)
    assert sales(filled) == [(101, 400)]
    said = script("restore.sh", filled, tmp_path / "backups")
    assert said.returncode == 0, said.stderr
    assert "migrations are applied" in said.stdout
    assert sales(filled) == [(500, 1)]
    now, before = databases(filled)
    assert now == "heartbeat"
    with open_house(filled, PREFIX, lambda _: None) as (server, _), psycopg.connect(server.url(before)) as admin:
        assert admin.execute("select count(*) from shop_core.sale").fetchone() == (101,)


def test_a_backup_restores_into_a_workspace_that_was_never_started(filled: Path, tmp_path: Path) -> None:
    file = backed_up(filled, tmp_path / "whole.dump")
    elsewhere = filled.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "heartbeat.yaml").write_text("name: Shop\n")
    said = script("restore.sh", elsewhere, file)
    assert said.returncode == 0, said.stderr
    assert sales(elsewhere) == [(500, 1)]


def test_without_datasets_the_readings_are_there_and_the_rows_are_not(filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "small.dump"
    with open_house(filled, PREFIX, lambda _: None) as (server, urls):
        dump(urls[Role.OWNER], file, with_datasets=False)
        restore(Target(house_plan(server, PREFIX), lambda _: None), file)
    with open_database(Settings(workspace=filled)) as database, database.connect(Role.OWNER) as owner:
        assert owner.execute("select to_regclass('shop_core.sale')").fetchone() == (None,)
        assert owner.execute("select count(*) > 0 from heartbeat.metric_registry").fetchone() == (True,)


def test_old_backups_are_forgotten_and_nothing_else(filled: Path, tmp_path: Path) -> None:
    for name in ("heartbeat-20250101T000000Z.dump", "heartbeat-20250102T000000Z.dump", "heartbeat-of-friday.dump", "notes.txt"):
        (tmp_path / name).write_text("")
    assert script("backup.sh", filled, tmp_path, "2").returncode == 0
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept[0] == "heartbeat-20250102T000000Z.dump"
    assert len(kept) == 4
    assert {"heartbeat-of-friday.dump", "notes.txt"} < set(kept)


def test_a_backup_that_fails_forgets_nothing(tmp_path: Path) -> None:
    (tmp_path / "heartbeat-20250101T000000Z.dump").write_text("")
    (tmp_path / "heartbeat-20250102T000000Z.dump").write_text("")
    nowhere = tmp_path / "no workspace"
    assert script("backup.sh", nowhere, tmp_path, "1").returncode != 0
    assert len(list(tmp_path.glob("heartbeat-*.dump"))) == 2


@pytest.mark.parametrize("arguments", [(), ("a",), ("a", "b", "0"), ("a", "b", "x"), ("a", "b", "1", "c")])
def test_the_script_says_how_it_is_used(arguments: tuple[str, ...]) -> None:
    said = script("backup.sh", *arguments)
    assert said.returncode == 2
    assert "WORKSPACE FOLDER [KEEP]" in said.stderr


def test_a_file_that_is_there_is_never_written_over(filled: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken.dump"
    taken.write_text("precious")
    with open_house(filled, PREFIX, lambda _: None) as (_, urls), pytest.raises(BackupFailed, match="is there already"):
        dump(urls[Role.OWNER], taken)
    assert taken.read_text() == "precious"


@pytest.mark.parametrize("damage", ["cut off", "no backup"])
def test_a_damaged_backup_is_refused_and_nothing_is_touched(filled: Path, tmp_path: Path, damage: str) -> None:
    file = backed_up(filled, tmp_path / "whole.dump")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) - 2000] if damage == "cut off" else b"not one")
    with open_house(filled, PREFIX, lambda _: None) as (server, _), pytest.raises(BackupFailed, match="no whole backup"):
        restore(Target(house_plan(server, PREFIX), lambda _: None), file)
    assert databases(filled) == ["heartbeat"]


def test_a_database_in_use_is_not_replaced_and_its_users_are_named(filled: Path, tmp_path: Path) -> None:
    file = backed_up(filled, tmp_path / "whole.dump")
    with (
        open_database(Settings(workspace=filled)) as database,
        database.connect(Role.WORKER, application_name="heartbeat worker"),
        pytest.raises(BackupFailed, match="in use by: heartbeat worker"),
    ):
        restore(Target(house_plan(house_server(filled), PREFIX), lambda _: None), file)
    assert databases(filled) == ["heartbeat"]


def test_a_backup_of_a_newer_version_takes_no_place(filled: Path, tmp_path: Path) -> None:
    with open_house(filled, PREFIX, lambda _: None) as (server, _), psycopg.connect(server.url("heartbeat")) as admin:
        admin.execute("insert into heartbeat.migration (name, checksum) values ('9999_later', 'x')")
    file = backed_up(filled, tmp_path / "newer.dump")
    with open_house(filled, PREFIX, lambda _: None) as (server, _):
        with psycopg.connect(server.url("heartbeat")) as admin:
            admin.execute(sql.SQL("delete from heartbeat.migration where name = '9999_later'"))
        with pytest.raises(MigrationFailed):
            restore(Target(house_plan(server, PREFIX), lambda _: None), file)
    assert databases(filled) == ["heartbeat"]
