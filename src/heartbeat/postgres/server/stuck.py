"""A session that does not look up: Postgres asks itself only here and there whether a statement was cancelled.

Comparing two arrays of 300,000 elements, or looking for one long text in another, takes minutes without such a moment, and
neither `statement_timeout` nor `pg_terminate_backend` ends it. To SIGFPE, though, each session of Postgres answers at once, by
raising an error where it stands; it then rolls back and meets the termination that waits for it. SIGKILL would end the
sessions of everybody else as well.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from heartbeat.postgres.server.waiting import wait_until

_WITHIN_SECONDS = 0.7  # what a session gets to notice by itself that it was terminated
_OBSERVED_SECONDS = 0.1  # for which it has to be seen computing, without a pause


def break_off(pid: int, *, user: str, server: int) -> bool:
    """Make a terminated session that computes without looking up raise an error; whether that was needed and done.

    Only a session that is seen computing is taken: one that waits for a lock, or for the disk, may hold what others need in
    order, and notices its termination by itself. Linux only, since it looks at /proc.

    Args:
        pid: the process of the session.
        user: the database role that it has to belong to, since a process id may be somebody else's by now.
        server: the process id of its server.
    """
    if wait_until(lambda: not _belongs(pid, user, server), timeout_seconds=_WITHIN_SECONDS, every_seconds=0.05):
        return False
    paused = wait_until(lambda: not _computes(pid), timeout_seconds=_OBSERVED_SECONDS)
    if paused or not _belongs(pid, user, server):
        return False
    try:
        os.kill(pid, signal.SIGFPE)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _belongs(pid: int, user: str, server: int) -> bool:
    """Whether the process is a session of this role in this server. Postgres writes the role into the process's title."""
    try:
        title = Path(f"/proc/{pid}/cmdline").read_bytes()
        return title.startswith(b"postgres: ") and f" {user} ".encode() in title and _stat(pid)[1] == str(server)
    except (OSError, IndexError):
        return False


def _computes(pid: int) -> bool:
    try:
        return _stat(pid)[0] == "R"
    except (OSError, IndexError):
        return False


def _stat(pid: int) -> list[str]:
    """The state of a process, then its parent, as proc(5) has them after the name."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
