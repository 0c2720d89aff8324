"""One Postgres process: started apart from the terminal, found again by its pid file, stopped without losing anything."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from heartbeat.postgres.server.account import Account

# The shell sets the limit, starts the server behind itself and ends: whoever started a server is not its parent, so it
# survives that process and nobody has to collect it. A system without that limit starts without it.
_LAUNCH = 'ulimit -v "$1" 2>/dev/null; shift; "$@" >&2 & echo $!'
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C",
    "TZ": "UTC",
    # when memory runs out, the kernel takes a backend (Postgres recovers) rather than the server or its neighbours
    "PG_OOM_ADJUST_FILE": "/proc/self/oom_score_adj",
    "PG_OOM_ADJUST_VALUE": "300",
}


def launch(command: Sequence[str], *, account: Account, log: Path, memory_limit_kb: int) -> int:
    """Start a server in a session of its own (the terminal's Ctrl-C is not for it) and return its process id."""
    with log.open("ab") as stream:
        log.chmod(0o600)
        started = subprocess.run(
            ["/bin/sh", "-c", _LAUNCH, "sh", str(memory_limit_kb), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stream,
            cwd="/",
            env=_ENVIRONMENT,
            umask=0o077,
            start_new_session=True,
            check=True,
            **account.identity(),
        )
    return int(started.stdout)


def read_pid(data: Path) -> int | None:
    """The process id in the pid file of a data folder, whether it lives or not."""
    try:
        first = (data / "postmaster.pid").read_text().split("\n", 1)[0]
    except FileNotFoundError:
        return None
    return int(first) if first.strip().isdigit() else None


def serves(pid: int, data: Path) -> bool | None:
    """Whether process `pid` lives and is the server of this data folder, and not another program that got its number.

    None when nothing can be known about it: such a process must neither be signalled nor taken for gone.
    """
    if not is_alive(pid):
        return False
    if not Path("/proc/self").exists():
        said = subprocess.run(["/bin/ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
        return str(data) in said
    # Root in a container may not look at the working folder of another user's process, but everybody may read its arguments.
    told = _told_by_arguments(Path(f"/proc/{pid}/cmdline"), data)
    return told or _told_by_working_folder(Path(f"/proc/{pid}/cwd"), data, otherwise=told)


def _told_by_arguments(arguments: Path, data: Path) -> bool | None:
    try:
        words = os.fsdecode(arguments.read_bytes()).split("\0")
    except OSError:
        return None
    if "-D" not in words[:-1]:
        return False
    folder = Path(words[words.index("-D") + 1])
    if folder.resolve() == data.resolve():
        return True
    return False if folder.exists() else None  # a folder that was moved under its server


def _told_by_working_folder(link: Path, data: Path, *, otherwise: bool | None) -> bool | None:
    """A server works in its data folder, wherever that was moved to."""
    try:
        return link.resolve(strict=True) == data.resolve()
    except OSError:
        return otherwise


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not collected yet does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:  # no /proc, or one that hides the processes of others: it took the signal, so it is there
        return True


def interrupt(pid: int) -> None:
    """Ask for a fast shutdown: open transactions are rolled back, everything committed is on disk."""
    _send(pid, signal.SIGINT)


def abort(pid: int) -> None:
    """Ask for an immediate shutdown; the next start recovers from the log."""
    _send(pid, signal.SIGQUIT)


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
