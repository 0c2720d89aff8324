"""For a statement that the server does not stop: we hang up, and its session is ended from outside."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from heartbeat.db import Database, Role
from heartbeat.errors import DatabaseError
from heartbeat.log import get_logger

_ENDED_WITHIN_SECONDS = 2.0  # what the session gets to be gone before the statement's caller goes on

# A process id may belong to somebody else by now, and a pooler makes its own up. When a session began is hidden from other roles.
_END = """select pg_terminate_backend(pid) from pg_stat_activity
          where pid = %s and usename = %s and application_name = %s and datname = current_database()"""


@dataclass(frozen=True)
class Session:
    """Which session of the server a connection has."""

    pid: int
    user: str
    application: str | None

    @classmethod
    def of(cls, connection: psycopg.Connection[Any]) -> Session:
        """The session of an open connection."""
        info = connection.info
        return cls(info.backend_pid, info.user, info.parameter_status("application_name"))


@contextmanager
def watched(
    connection: psycopg.Connection[Any], database: Database, *, seconds: float, hung_up: threading.Event
) -> Iterator[None]:
    """Hang up when the context lasts longer, so that a server that hangs never holds a thread, and end the session.

    Whoever leaves the context then waits up to two seconds more for the session's end: it takes nothing from what comes next.

    Args:
        connection: whose statement is watched.
        database: in which it runs.
        seconds: after which nobody waits for the server any more.
        hung_up: is set then; what the statement raises has no other cause.
    """
    session = Session.of(connection)

    def intervene() -> None:
        hung_up.set()
        _hang_up(connection)  # first: a server that hangs may not let the worker in either
        if end_session(database, session):
            unnoticed = database.break_off(session.pid, session.user)
            get_logger().warning("a statement overran and its session was ended", pid=session.pid, by_force=unnoticed)

    timer = threading.Timer(seconds, intervene)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if hung_up.is_set():
            timer.join(_ENDED_WITHIN_SECONDS)


def end_session(database: Database, session: Session) -> bool:
    """End a session as the worker, who may where `pg_signal_backend` was granted; where not, its statement timeout ends it."""
    try:
        with database.connect(Role.WORKER, autocommit=True, application_name="heartbeat watchdog") as worker:
            return worker.execute(_END, (session.pid, session.user, session.application)).fetchone() == (True,)
    except (psycopg.Error, DatabaseError):  # the server is away, or the grant is missing, which `db status` and /readyz tell
        return False


def _hang_up(connection: psycopg.Connection[Any]) -> None:
    with contextlib.suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
