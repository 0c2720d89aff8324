"""A worker in a child process beside a server, so that neither a busy nor a dead worker can slow or blank the screen."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from subprocess import PIPE, Popen, TimeoutExpired

from pydantic import SecretStr

from heartbeat.config import Settings
from heartbeat.log import get_logger

_RESTART_SECONDS = 2.0
_END_SECONDS = 10.0


@contextlib.contextmanager
def worker_beside(settings: Settings) -> Iterator[None]:
    """Keep a worker running in a child process while the context lasts; one that dies is started again.

    The child ends with the context, and within a second of this process's death, however it died.
    """
    leaving = threading.Event()
    keeper = threading.Thread(target=_keep_child, args=(settings, leaving), name="worker keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        leaving.set()
        keeper.join(_END_SECONDS + 1)


def _keep_child(settings: Settings, leaving: threading.Event) -> None:
    while not leaving.is_set():
        # A process group of its own: Ctrl-C in a terminal reaches the server alone, which ends the child in order.
        try:
            child = Popen([sys.executable, "-m", "heartbeat.worker"], stdin=PIPE, env=_environment(settings), process_group=0)
        except OSError as error:  # no memory, no process left: a moment that passes, and nobody else starts a worker
            get_logger().warning("the worker cannot be started and is tried again", error=str(error))
            leaving.wait(_RESTART_SECONDS)
            continue
        while child.poll() is None and not leaving.wait(0.2):
            pass
        _end(child)
        if not leaving.is_set():
            get_logger().warning("the worker ended and is started again", exit_code=child.returncode)
            leaving.wait(_RESTART_SECONDS)


def _end(child: Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(_END_SECONDS)
    except TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdin:
        child.stdin.close()


def _environment(settings: Settings) -> dict[str, str]:
    """This process's environment, with the settings as they were made of it and of the command line."""
    known = {f"HEARTBEAT_{name.upper()}": value for name, value in settings}  # one that this process did without leaves it
    rest = {key: value for key, value in os.environ.items() if key.upper() not in known}  # noqa: TID251 - a child has no command line
    told = {key: value for key, value in known.items() if value is not None}
    return rest | {key: value.get_secret_value() if isinstance(value, SecretStr) else str(value) for key, value in told.items()}
