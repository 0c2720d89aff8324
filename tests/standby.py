"""A hot standby: a second server that replays what the first one does, and answers meanwhile."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg

from heartbeat.postgres.embedded import EmbeddedServer, ServerOptions
from heartbeat.postgres.server.account import account_for
from heartbeat.postgres.server.binaries import find_binaries
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
    """All that a standby begins with, owned by the user that the servers run as."""
    account = account_for(primary.folder)
    standby.data.mkdir(mode=0o700)
    account.own(standby.data)
    program = find_binaries(account).program("pg_basebackup")
    command = [program, "-d", primary.url("postgres"), "-D", str(standby.data), "-R", "-c", "fast"]
    subprocess.run(command, check=True, capture_output=True, cwd="/", **account.identity())
    password = "superuser.password"
    shutil.copy(primary.folder / password, standby.folder / password)


def wait_until_replayed(primary: EmbeddedServer, standby: EmbeddedServer) -> None:
    """Wait until the standby shows what the primary shows now."""
    with psycopg.connect(primary.url("postgres")) as there, psycopg.connect(standby.url("postgres"), autocommit=True) as here:
        written = there.execute("select pg_current_wal_insert_lsn()::text").fetchone()
        until = time.monotonic() + 30
        while here.execute("select pg_last_wal_replay_lsn() >= %s::pg_lsn", written).fetchone() != (True,):
            assert time.monotonic() < until, "the standby does not follow"
            time.sleep(0.02)
