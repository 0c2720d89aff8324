"""A process that uses an embedded server: `python postgres_holder.py FOLDER` says `ready PID`, and leaves when its input ends."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from heartbeat.postgres.embedded import EmbeddedServer, ServerOptions
from heartbeat.postgres.server.postmaster import read_pid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CHEAP = ServerOptions(settings={"fsync": "off", "full_page_writes": "off", "shared_buffers": "16MB"})

# What a container gives its root: it may not look into the processes of other users.
_CAPABILITIES = (
    "chown", "dac_override", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap", "net_bind_service", "net_raw",
    "sys_chroot", "mknod", "audit_write", "setfcap",
)  # fmt: skip
DEFAULT_CONTAINER = ("setpriv", "--bounding-set", ",".join(("-all", *(f"+{name}" for name in _CAPABILITIES))))


class Holder:
    """One such process, seen from a test; `wrapper` is a command that runs it."""

    def __init__(self, folder: Path, wrapper: Sequence[str] = ()) -> None:
        command = [*wrapper, sys.executable, __file__, str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)

    def wait_until_ready(self) -> int:
        """The process id of the server it uses."""
        assert self.process.stdout is not None
        word, _, pid = self.process.stdout.readline().partition(" ")
        assert word == "ready"
        return int(pid)

    def leave(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(60) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def close(self) -> None:
        if self.process.poll() is None:
            self.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()


@contextmanager
def holding(folder: Path, count: int = 1, wrapper: Sequence[str] = ()) -> Iterator[list[Holder]]:
    holders = [Holder(folder, wrapper) for _ in range(count)]
    try:
        yield holders
    finally:
        for holder in holders:
            holder.close()


def main() -> None:
    server = EmbeddedServer(Path(sys.argv[1]), CHEAP)
    with server.join():
        assert server.answers()
        print("ready", read_pid(server.data), flush=True)
        sys.stdin.read()
        assert server.answers()


if __name__ == "__main__":
    main()
