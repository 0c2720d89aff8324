"""A hot standby: a second server that replays what the first one does, and answers meanwhile."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg

from heartbeat.postgres.embedded import EmbeddedServer, ServerOptions
from heartbeat.postgres.server.account import account_for
from postgres_fixtures import FOR_TESTS, running_server, short_folder

REPLICATED = {**FOR_TESTS.settings, "wal_level": "replica", "max_wal_senders": "4"}


@contextmanager
def server_with_standby(settings: Mapping[str, str]) -> Iterator[tuple[EmbeddedServer, EmbeddedServer]]:
    """A server, and a standby of it that has these settings besides; nothing of either stays."""
    folder = short_folder("hbs-")
    standby = EmbeddedServer(folder / "pg", ServerOptions(settings={**REPLICATED, **settings}))
    try:
        with running_server(ServerOptions(settings=REPLICATED)) as primary:
            copy_data(primary, standby)
            standby.start()
            yield primary, standby
    finally:
        standby.stop()
        shutil.rmtree(folder)


def copy_data(primary: EmbeddedServer, standby: EmbeddedServer) -> None:
    """All that a standby begins with: a base backup by hand, as not every server comes with the program that takes one."""
    with psycopg.connect(primary.url("postgres"), autocommit=True) as connection:
        connection.execute("select pg_backup_start('standby', true)")
        shutil.copytree(primary.data, standby.data, ignore=_left_out)
        label = connection.execute("select labelfile from pg_backup_stop(false)").fetchone()
    assert label is not None
    (standby.data / "backup_label").write_text(label[0])
    (standby.data / "standby.signal").touch()
    with (standby.data / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"primary_conninfo = '{primary.url('postgres')}'\n")
    standby.data.chmod(0o700)
    account = account_for(primary.folder)
    for path in (standby.data, *standby.data.rglob("*")):
        account.own(path)
    password = "superuser.password"
    shutil.copy(primary.folder / password, standby.folder / password)


def _left_out(folder: str, names: list[str]) -> set[str]:
    """The log comes from the primary; a file that says which process runs there would say so here."""
    is_log = folder.endswith("/pg_wal")
    return {name for name in names if is_log or name.startswith(("postmaster.", "pgsql_tmp"))}


def wait_until_replayed(primary: EmbeddedServer, standby: EmbeddedServer) -> None:
    """Wait until the standby shows what the primary shows now."""
    with psycopg.connect(primary.url("postgres")) as there, psycopg.connect(standby.url("postgres"), autocommit=True) as here:
        written = there.execute("select pg_current_wal_insert_lsn()::text").fetchone()
        until = time.monotonic() + 30
        while here.execute("select pg_last_wal_replay_lsn() >= %s::pg_lsn", written).fetchone() != (True,):
            assert time.monotonic() < until, "the standby does not follow"
            time.sleep(0.02)
