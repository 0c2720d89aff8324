"""An embedded Postgres: started by the first process that needs it, shared by all, stopped by the last.

One object stands for one folder. It holds `data` (the cluster), the two locks, the log, the superuser's password and the place
of the socket. Several servers run side by side, each with its own folder; Heartbeat's own is `<workspace>/.heartbeat/postgres`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from heartbeat.errors import EmbeddedServerFailed
from heartbeat.postgres.roles import make_url, write_secret
from heartbeat.postgres.server import postmaster, stuck
from heartbeat.postgres.server.account import account_for, make_folder, settle
from heartbeat.postgres.server.binaries import Binaries, find_binaries
from heartbeat.postgres.server.cluster import create_cluster
from heartbeat.postgres.server.shared_use import SharedUse
from heartbeat.postgres.server.tuning import command_line_settings, memory_limit_kb
from heartbeat.postgres.server.waiting import wait_until

Announce = Callable[[str], None]
SUPERUSER = "postgres"
_ORPHANS = "shared memory block"  # Postgres names it when processes of a killed server still hold it
_LONGEST_SOCKET_PATH = 100  # bytes; the system's limit is 107 on Linux, 103 on macOS


def silent(_line: str) -> None:
    """Announce nothing."""


@dataclass(frozen=True)
class ServerOptions:
    """How a server differs from the usual one. `settings` are Postgres settings and win over ours.

    `memory_limit_kb` is the address space of each of its processes; unset: a share of the machine's memory.
    """

    port: int = 5432
    memory_limit_kb: int | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    binaries: Binaries | None = None


class EmbeddedServer:
    """A Postgres server of our own in one folder."""

    def __init__(self, folder: Path, options: ServerOptions | None = None) -> None:
        self.folder = settle(folder)
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self._options = options or ServerOptions()
        make_folder(self.folder)
        self._use = SharedUse(self.folder)
        self._launched: int | None = None

    @contextmanager
    def join(self, announce: Announce = silent, *, prepare: Callable[[], None] = lambda: None) -> Iterator[EmbeddedServer]:
        """Use the server: started if nobody did, stopped after the last one left, this process or another.

        `prepare` runs once the server answers and before anybody else may enter.
        """

        def enter() -> None:
            self._ensure_running(announce)
            prepare()

        with self._use.joined(enter, self._ensure_stopped):
            yield self

    def start(self, announce: Announce = silent) -> None:
        """Start the server, or adopt the one a killed process left, without joining: nobody stops it but `stop`."""
        with self._use.gate():
            self._ensure_running(announce)

    def stop(self) -> None:
        """Stop the server whoever uses it, until `start` or a new user brings it back at the same address."""
        with self._use.gate():
            self._stopped_on_purpose().touch()
            self._ensure_stopped()

    def revive(self) -> bool:
        """Start the server again if it died by itself; True when it answers afterwards. Never waits for another process."""
        with self._use.gate_if_free() as alone:
            if not alone or self._stopped_on_purpose().exists():
                return False
            self._ensure_running(silent)
            return True

    def break_off(self, pid: int, user: str) -> bool:
        """End a terminated session of a role that computes on without noticing; True when that was needed and done."""
        server = self._running_pid()
        return server is not None and stuck.break_off(pid, user=user, server=server)

    def remove(self) -> None:
        """Stop the server and delete its folder with all its data."""
        self.stop()
        if (self.folder / "socket.folder").exists():
            shutil.rmtree(self._socket_folder(), ignore_errors=True)
        shutil.rmtree(self.folder)

    def in_use(self) -> bool:
        """Whether any process has joined."""
        return self._use.in_use()

    def answers(self) -> bool:
        """Whether the server answers a query now."""
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=2, autocommit=True) as connection:
                return connection.execute("select 1").fetchone() == (1,)
        except (psycopg.OperationalError, FileNotFoundError):
            return False

    def url(self, database: str) -> str:
        """Connection string of the superuser, for making roles and databases and nothing else."""
        return self.url_of(SUPERUSER, self._password_file().read_text().strip(), database)

    def url_of(self, user: str, password: str, database: str) -> str:
        """Connection string of a login role."""
        host = str(self._socket_folder())
        return make_url(user=user, password=password, host=host, port=self._options.port, database=database)

    def _stopped_on_purpose(self) -> Path:
        return self.folder / "stopped"

    def _password_file(self) -> Path:
        return self.folder / "superuser.password"

    def _socket_folder(self) -> Path:
        return Path((self.folder / "socket.folder").read_text().strip())

    def _ensure_running(self, announce: Announce) -> None:
        self._refuse_other_owner()
        account = account_for(self.folder)
        binaries = self._options.binaries or find_binaries(account)
        if not (self.data / "PG_VERSION").exists():
            announce("Making an embedded Postgres …")
            create_cluster(self.data, binaries, account, self._password_file())
        self._stopped_on_purpose().unlink(missing_ok=True)
        self._ensure_socket_folder()
        if self._running_pid() is None:
            announce("Starting the embedded Postgres …")
            self._launch(binaries)
        self._wait_for_answer()

    def _refuse_other_owner(self) -> None:
        if self.data.exists() and not os.access(self.data, os.R_OK | os.X_OK):
            message = f"The embedded Postgres in {self.data} belongs to {self.data.owner()}."
            raise EmbeddedServerFailed(message, hint="Run Heartbeat as the user who ran it here first, or use another workspace.")

    def _launch(self, binaries: Binaries) -> None:
        """Start a process; orphans of a killed server hold its memory for a moment, so a refusal is tried again."""
        self._forget_crashed()
        changed = {"port": str(self._options.port), **self._options.settings}
        settings = command_line_settings(changed, major=binaries.major())
        command = [binaries.program("postgres"), "-D", str(self.data), "-k", str(self._socket_folder()), *settings]
        limit_kb = self._options.memory_limit_kb or memory_limit_kb()
        self._begin_log()

        def settled() -> bool:
            pid = postmaster.launch(command, account=account_for(self.folder), log=self.log, memory_limit_kb=limit_kb)
            self._launched = pid
            wait_until(lambda: not postmaster.is_alive(pid) or self.answers(), timeout_seconds=60)
            return postmaster.is_alive(pid) or _ORPHANS not in self._log_tail()

        wait_until(settled, timeout_seconds=20, every_seconds=0.2)

    def _forget_crashed(self) -> None:
        """A crash left these files, and Postgres believes them until the dead process is collected.

        Where nothing can be known about the process that they name, Postgres judges itself: two servers would ruin the data.
        """
        pid = postmaster.read_pid(self.data)
        if pid is not None and postmaster.serves(pid, self.data) is None:
            return
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self._socket_folder() / f".s.PGSQL.{self._options.port}.lock").unlink(missing_ok=True)

    def _wait_for_answer(self) -> None:
        """A server that recovers from a crash may take minutes; one that died does not come back."""
        wait_until(lambda: self.answers() or self._running_pid() is None, timeout_seconds=300)
        if self._running_pid() is not None and self.answers():
            return
        message = f"The embedded Postgres in {self.data} did not start.\n{self._log_tail()}"
        raise EmbeddedServerFailed(message, hint=f"See {self.log}.")

    def _ensure_stopped(self) -> None:
        pid = self._running_pid()
        if pid is None:
            return
        postmaster.interrupt(pid)
        if wait_until(lambda: self._running_pid() is None, timeout_seconds=30):
            wait_until(lambda: not postmaster.is_alive(pid), timeout_seconds=5)  # it takes its file away a moment before it ends
            return
        postmaster.abort(pid)
        if not wait_until(lambda: self._running_pid() is None, timeout_seconds=30):
            raise EmbeddedServerFailed(
                f"The embedded Postgres in {self.data} (process {pid}) does not stop.", hint=f"See {self.log}."
            )

    def _running_pid(self) -> int | None:
        pid = postmaster.read_pid(self.data)
        if pid is None:
            return None
        is_ours = postmaster.serves(pid, self.data)
        if is_ours is None:  # a stranger has not our number, and does not answer at our socket with our password
            is_ours = pid == self._launched or self.answers()
        return pid if is_ours else None

    def _ensure_socket_folder(self) -> None:
        """Keep the socket beside the data when the path is short enough, else in a short folder of its own."""
        record = self.folder / "socket.folder"
        beside = self.folder / "socket"
        known = Path(record.read_text().strip()) if record.exists() else None
        if known is not None and known.is_dir() and (known == beside or known.parent != beside.parent):
            return
        if len(bytes(beside / f".s.PGSQL.{self._options.port}.lock")) <= _LONGEST_SOCKET_PATH:
            beside.mkdir(exist_ok=True)
            chosen = beside
        else:
            chosen = Path(tempfile.mkdtemp(prefix="heartbeat-", dir="/tmp"))
        chosen.chmod(0o700)
        account_for(self.folder).own(chosen)
        write_secret(record, f"{chosen}\n")

    def _begin_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > 10_000_000:
            self.log.replace(self.log.with_suffix(".log.1"))

    def _log_tail(self) -> str:
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])
