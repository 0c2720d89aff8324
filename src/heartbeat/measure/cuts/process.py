"""The parent's side: start a child, give it one module, wait no longer than its deadline, and end it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from heartbeat.children import end, tell
from heartbeat.db import Database
from heartbeat.errors import AuditError
from heartbeat.marts.watchdog import Session, end_session
from heartbeat.measure.cuts.reading import APPLICATION

MOST_BYTES = 2 << 20
"""Of a payload as JSON. More is no picture."""

GRACE_SECONDS = 2.0  # beyond the deadline, which the server keeps for each statement by itself, and says where it was met
_ENVELOPE_BYTES = 64 << 10
_CHILD = "heartbeat.measure.cuts.child"
# What Python and the driver need to find themselves and the server; nothing of it is a secret.
_INHERITED = re.compile(
    r"PATH|HOME|LANG|LC_\w+|TZ|PYTHONPATH|PYTHONHOME|VIRTUAL_ENV|LD_LIBRARY_PATH|DYLD_\w+|PGSSL\w+|PGPASSFILE"
)


class ChildNotStarted(AuditError):
    """The machine gave no process for a cut: it is tried again."""


@dataclass(frozen=True)
class Ended:
    """What became of a child: its answer, or none with the reason: it was `late`, said `too_much`, or `died` by itself."""

    answer: Mapping[str, Any] | None = None
    reason: str = ""
    exit_code: int | None = None


def ask(order: Mapping[str, Any], database: Database, *, seconds: float, keep_alive: Callable[[], None] = lambda: None) -> Ended:
    """Have a module run in a child process, and wait for what it computed.

    Args:
        order: as the child takes it.
        database: in which it reads; a session of it that outlives the child is ended.
        seconds: after which the child is ended, two seconds of grace aside.
        keep_alive: called at least every second; what it raises ends the child.

    Raises:
        ChildNotStarted: the machine has no process left.
    """
    child = _start()
    session: Session | None = None
    answer: Mapping[str, Any] | None = None
    heard = _Heard()
    try:
        tell(child, {**order, "seconds": seconds, "most_bytes": MOST_BYTES + _ENVELOPE_BYTES})
        for message in heard.messages(child, time.monotonic() + seconds + GRACE_SECONDS, keep_alive):
            if "session" not in message:
                # Once it was in, nothing but its module can say that Postgres is away, and that would be tried for ever.
                answer = message if session is None or "away" not in message else {}
                break
            session = _session(message)
    finally:
        end(child)
        if answer is None and session is not None:
            end_session(database, session)
    return Ended(answer) if answer is not None else Ended(None, heard.ending, child.returncode)


class _Heard:
    """The messages of a child, which may say anything: it runs what an author wrote."""

    ending = "died"

    def messages(
        self, child: subprocess.Popen[bytes], ends_at: float, keep_alive: Callable[[], None]
    ) -> Iterator[Mapping[str, Any]]:
        rest = b""
        for piece in self._pieces(child, ends_at, keep_alive):
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                message = _read(line)
                if message is None:
                    return
                yield message
            if len(rest) > MOST_BYTES + _ENVELOPE_BYTES:
                self.ending = "too_much"
                return

    def _pieces(self, child: subprocess.Popen[bytes], ends_at: float, keep_alive: Callable[[], None]) -> Iterator[bytes]:
        if child.stdout is None:
            raise ValueError("the child has no stdout")
        while (left := ends_at - time.monotonic()) > 0:
            keep_alive()
            if not select.select([child.stdout], [], [], min(left, 0.5))[0]:
                continue
            piece = os.read(child.stdout.fileno(), 1 << 16)
            if not piece:
                with contextlib.suppress(subprocess.TimeoutExpired):  # it closed its side and lives on
                    child.wait(GRACE_SECONDS)
                return
            yield piece
        self.ending = "late"


def _read(line: bytes) -> Mapping[str, Any] | None:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None


def _session(message: Mapping[str, Any]) -> Session | None:
    pid, user = message["session"], message.get("user")
    return Session(pid, user, APPLICATION) if isinstance(pid, int) and isinstance(user, str) else None


def _start() -> subprocess.Popen[bytes]:
    # `-P`: a file beside the workspace is no module of Python. Its own process group, so that what it started ends with it.
    command, pipe = [sys.executable, "-P", "-B", "-m", _CHILD], subprocess.PIPE
    environment = {name: value for name, value in os.environ.items() if _INHERITED.fullmatch(name)}  # noqa: TID251 - no secret among it
    try:
        return subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment, cwd="/", start_new_session=True
        )
    except OSError as error:  # no memory, no process left: a moment that passes
        hint = "Look at the memory and the processes of this machine; it is tried again."
        raise ChildNotStarted(f"The process of a cut could not be started: {error.strerror}.", hint=hint) from error
