from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from heartbeat.db import Database, Role
from heartbeat.errors import MigrationFailed
from heartbeat.postgres.migrations import Migration, apply_migrations, house_migrations, pending_migrations, read_migrations

MORE = Migration("0900_more", "create table heartbeat.more (id int); grant select on heartbeat.more to hb_app;")


def apply(database: Database, migrations: tuple[Migration, ...]) -> tuple[str, ...]:
    with database.connect(Role.OWNER, autocommit=True) as connection:
        return apply_migrations(connection, migrations, prefix=database.prefix)


def has_table(database: Database, name: str) -> bool:
    with database.connect(Role.OWNER) as connection:
        return connection.execute("select to_regclass(%s) is not null", (name,)).fetchone() == (True,)


def test_migrating_again_changes_nothing(database: Database) -> None:
    assert apply(database, house_migrations()) == ()


def test_a_new_file_is_applied_once(database: Database) -> None:
    every = (*house_migrations(), MORE)
    assert apply(database, every) == ("0900_more",)
    assert apply(database, every) == ()


def test_two_processes_at_once_apply_a_file_once(database: Database) -> None:
    every = (*house_migrations(), MORE, replace(MORE, name="0901_last", text="create table heartbeat.last (id int)"))
    with ThreadPoolExecutor(6) as pool:
        applied = [name for names in pool.map(lambda _: apply(database, every), range(6)) for name in names]
    assert sorted(applied) == ["0900_more", "0901_last"]


def test_a_broken_migration_changes_nothing_and_is_named(database: Database) -> None:
    broken = replace(MORE, text=MORE.text + " select 1 / 0;")
    with pytest.raises(MigrationFailed, match=r"0900_more.*division by zero"):
        apply(database, (*house_migrations(), broken))
    assert not has_table(database, "heartbeat.more")
    assert apply(database, (*house_migrations(), MORE)) == ("0900_more",)


def test_a_full_disk_is_told_with_the_way_out(database: Database) -> None:
    full = "do $$ begin raise exception using errcode = '53100', message = 'No space left on device'; end $$"
    with pytest.raises(MigrationFailed, match="No space left") as failed:
        apply(database, (*house_migrations(), replace(MORE, text=full)))
    assert failed.value.hint.startswith("Free some space")


def test_an_edited_file_is_refused(database: Database) -> None:
    first, *rest = house_migrations()
    with pytest.raises(MigrationFailed, match=f"edited: {first.name}"):
        apply(database, (replace(first, text=first.text + "-- a later thought"), *rest))


def test_a_database_newer_than_the_program_is_refused(database: Database) -> None:
    apply(database, (*house_migrations(), MORE))
    with pytest.raises(MigrationFailed, match=r"newer.*0900_more"):
        apply(database, house_migrations())


@pytest.mark.parametrize("role", [Role.APP, Role.WORKER, Role.CONFIG])
def test_roles_of_the_house_see_that_nothing_is_pending(database: Database, role: Role) -> None:
    with database.connect(role) as connection:
        assert pending_migrations(connection, house_migrations()) == ()


def test_only_sql_files_are_migrations_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("0002_b.sql", "0001_a.sql", "notes.md"):
        (tmp_path / name).write_text("select 1")
    assert [migration.name for migration in read_migrations(tmp_path)] == ["0001_a", "0002_b"]
