"""A backup and a restore that are not alone: what was begun by another writes into nothing, and no name is ever missing."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import psycopg

from heartbeat.errors import BackupFailed
from heartbeat.postgres.backup.dump import dump, read_through
from heartbeat.postgres.backup.programs import program_for
from heartbeat.postgres.backup.restore import Target, restore
from heartbeat.postgres.house import house_plan, open_house
from heartbeat.postgres.roles import Role
from integration.postgres.test_backup_commands import PREFIX, backed_up, databases, filled, script
from waiting import eventually

__all__ = ["filled"]


def test_a_dump_that_was_given_up_and_writes_on_does_not_reach_the_next_one(filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "whole.dump"
    with open_house(filled, PREFIX, lambda _: None) as (_, urls), (tmp_path / "whole.dump.partial").open("wb") as given_up:
        dump(urls[Role.OWNER], file)
        given_up.write(b"late" * 10_000)
        given_up.flush()
        read_through(program_for("pg_dump", urls[Role.OWNER]), file)


def test_what_was_given_up_a_day_ago_is_removed_by_the_script(filled: Path, tmp_path: Path) -> None:
    old, new = (tmp_path / f"heartbeat-2025010{day}T000000Z.dump.a1b2c3d4.partial" for day in (1, 2))
    for partial in (old, new):
        partial.write_text("half")
    os.utime(old, (time.time() - 3 * 86400,) * 2)
    assert script("backup.sh", filled, tmp_path).returncode == 0
    assert not old.exists()
    assert new.exists()


def test_the_database_is_there_at_every_moment_of_an_exchange(filled: Path, tmp_path: Path) -> None:
    file = backed_up(filled, tmp_path / "whole.dump")
    with (
        open_house(filled, PREFIX, lambda _: None) as (server, _),
        psycopg.connect(server.url("postgres"), autocommit=True) as looking,
    ):
        seen: list[set[str]] = []

        def names() -> set[str]:
            seen.append({name for (name,) in looking.execute("select datname from pg_database")})
            return seen[-1]

        refused: list[BackupFailed] = []

        def work() -> None:
            try:
                restore(Target(house_plan(server, PREFIX), lambda _: None), file)
            except BackupFailed as error:
                refused.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        eventually(lambda: any("_new_" in name for name in names()))
        (fresh,) = (name for name in seen[-1] if "_new_" in name)
        with psycopg.connect(server.url(fresh), autocommit=True):  # the exchange waits for it for five seconds
            while thread.is_alive():
                names()
                thread.join(0.1)
    assert [str(error) for error in refused if "Nothing was changed" in str(error)]
    assert all("heartbeat" in each for each in seen)
    assert databases(filled) == ["heartbeat"]
