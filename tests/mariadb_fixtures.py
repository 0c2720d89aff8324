"""A MariaDB server of the tests' own, where the machine has one: a folder of its own, a port of its own, the current user."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymysql
import pytest

from postgres_fixtures import free_port, fresh_name, short_folder

_TOOLS = ("mariadbd", "mariadb-install-db")
_SEARCHED = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
_PATIENCE_SECONDS = 30
_SMALL = ("--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=0")
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class MariaDb:
    """A running server. `root` has no password and may everything."""

    port: int

    def url(self, database: str = "", login: str = "root") -> str:
        """A URL of SQLAlchemy."""
        return f"mysql+pymysql://{login}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def connected(self, database: str | None = None, **options: Any) -> Iterator[Any]:
        """A cursor of the plain driver, in autocommit."""
        options = {"user": "root", "charset": "utf8mb4", **options}
        with closing(
            pymysql.connect(host="127.0.0.1", port=self.port, database=database, autocommit=True, **options)
        ) as connection:
            yield connection.cursor()

    def execute(self, *statements: str, database: str | None = None) -> list[tuple[Any, ...]]:
        """Carry out statements; the rows of the last one."""
        with self.connected(database) as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDb]:
    """One server per test process."""
    found = {tool: shutil.which(tool, path=_SEARCHED) for tool in _TOOLS}
    if missing := [tool for tool, path in found.items() if path is None]:
        pytest.skip(f"no MariaDB on this machine: {', '.join(missing)} not found (tools/mariadb.py installs Debian's)")
    folder = short_folder("hbm-")
    try:
        with _running(folder, {tool: str(path) for tool, path in found.items()}) as server:
            yield server
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def crm_database(mariadb: MariaDb) -> Iterator[str]:
    """The name of an empty database."""
    name = fresh_name("crm")
    mariadb.execute(f"create database {name} character set utf8mb4")
    yield name
    mariadb.execute(f"drop database if exists {name}")


@contextmanager
def _running(folder: Path, tools: dict[str, str]) -> Iterator[MariaDb]:
    user = ("--user=root",) if os.geteuid() == 0 else ()
    shared = ("--no-defaults", f"--datadir={folder / 'rows'}", *user, *_SMALL)
    install = (tools["mariadb-install-db"], *shared, "--auth-root-authentication-method=normal", "--skip-test-db")
    with (folder / "install.log").open("wb") as log:
        subprocess.run(install, check=True, stdout=log, stderr=log, timeout=_PATIENCE_SECONDS)
    port = free_port()
    listens = (f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder / 'socket'}", f"--pid-file={folder / 'pid'}")
    with (folder / "server.log").open("wb") as log:
        command = (tools["mariadbd"], *shared, *listens, "--skip-log-bin")
        process = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=_end_with_parent)  # noqa: PLW1509 - one thread
    try:
        server = MariaDb(port)
        _wait_for(server, process, folder / "server.log")
        yield server
    finally:
        process.kill()  # what it has kept is thrown away
        process.wait()


def _wait_for(server: MariaDb, process: subprocess.Popen[bytes], log: Path) -> None:
    ends_at = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            server.execute("select 1")
        except pymysql.err.OperationalError:
            if process.poll() is not None or time.monotonic() > ends_at:
                raise AssertionError(f"MariaDB did not start: {log.read_text(errors='replace')[-2000:]}") from None
            time.sleep(0.05)
        else:
            return


def _end_with_parent() -> None:
    """A test process that is killed leaves no server behind (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
