"""Who uses a server: every process holds a shared lock, and the last one that leaves may stop it.

Turning a shared lock into an exclusive one is not atomic, so two files are locked. `gate` is held only while somebody enters
or leaves; `users` is held, shared, for as long as the server is used. Leaving happens inside the gate: whoever then gets
`users` exclusively was the last one, and nobody enters before the gate opens again. The kernel frees the locks of a process
that was killed.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from heartbeat.errors import EmbeddedServerFailed


class SharedUse:
    """The two locks of one server folder."""

    def __init__(self, folder: Path) -> None:
        self._gate = folder / "gate.lock"
        self._users = folder / "users.lock"

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Nobody else starts, stops, joins or leaves meanwhile."""
        with _opened(self._gate) as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield

    @contextmanager
    def gate_if_free(self) -> Iterator[bool]:
        """Like `gate`, but without waiting: False when somebody is inside."""
        with _opened(self._gate) as descriptor:
            yield _taken_exclusively(descriptor)

    @contextmanager
    def joined(self, enter: Callable[[], None], last_left: Callable[[], None]) -> Iterator[None]:
        """Use the server: `enter` runs inside the gate before, `last_left` inside the gate after, when nobody else uses it."""
        with _opened(self._users) as users:
            with self.gate():
                fcntl.flock(users, fcntl.LOCK_SH)
                try:
                    enter()
                except BaseException:
                    self._leave(users, last_left)
                    raise
            try:
                yield
            finally:
                with self.gate():
                    self._leave(users, last_left)

    def in_use(self) -> bool:
        """Whether any process has joined."""
        with _opened(self._users) as users:
            return not _taken_exclusively(users)

    def _leave(self, users: int, last_left: Callable[[], None]) -> None:
        fcntl.flock(users, fcntl.LOCK_UN)
        if _taken_exclusively(users):
            last_left()


def _taken_exclusively(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        hint = "Run Heartbeat as the user who ran it here first, or use another workspace."
        raise EmbeddedServerFailed(f"The embedded Postgres in {path.parent} belongs to another user.", hint=hint) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)
