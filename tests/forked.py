"""Processes of the product that need not import anything first; see `warm_parent.py`."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

PARENT = Path(__file__).with_name("warm_parent.py")


@dataclass(frozen=True)
class Answer:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Order:
    """What to run: `heartbeat` with arguments, or a script with them; in a session of its own, if that is said."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    script: Path | None = None
    new_session: bool = False

    def as_json(self) -> bytes:
        """For the parent."""
        plain = {"arguments": list(self.arguments), "environment": dict(self.environment), "folder": str(self.folder)}
        return json.dumps({**plain, "script": str(self.script or ""), "new_session": self.new_session}).encode()


class ForkedProcess:
    """A running process, with as much of `subprocess.Popen` as the tests use."""

    def __init__(self, order: Order, stdin: IO[bytes], stdout: IO[bytes], stderr: IO[bytes]) -> None:
        self._answers, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(_orders(), [b"r"], [theirs.fileno()])
        text = order.as_json()
        self._answers.sendall(len(text).to_bytes(8, "big"))
        socket.send_fds(self._answers, [b"s"], [stdin.fileno(), stdout.fileno(), stderr.fileno()])
        self._answers.sendall(text)
        self._code: int | None = None
        self.pid = self._number()

    def wait(self, seconds: float) -> int:
        """Its exit code, negative for a signal.

        Raises:
            TimeoutError: it runs on.
        """
        if self._code is None:
            self._answers.settimeout(seconds)
            self._code = os.waitstatus_to_exitcode(self._number())
            self._answers.close()
        return self._code

    def poll(self) -> int | None:
        """Its exit code if it has ended."""
        try:
            return self.wait(0.001)
        except TimeoutError:
            return None

    def _number(self) -> int:
        told = self._answers.recv(8, socket.MSG_WAITALL)
        assert len(told) == 8, "the process that starts the others ended"
        return int.from_bytes(told, "big")


def run_heartbeat(
    arguments: Sequence[str], *, environment: Mapping[str, str], folder: Path | None = None, seconds: float = 120
) -> Answer:
    """Run `heartbeat` to its end. What Python itself reads from the environment takes a process from the beginning."""
    order = Order(arguments, environment, folder or Path.cwd())
    if any(name.startswith("PYTHON") and os.environ.get(name) != value for name, value in environment.items()):
        return _from_the_beginning(order, seconds)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, Path(os.devnull).open("rb") as nothing:
        process = ForkedProcess(order, nothing, out, err)
        try:
            return Answer(process.wait(seconds), _text(out), _text(err))
        except TimeoutError:
            os.kill(process.pid, signal.SIGKILL)
            raise AssertionError(f"heartbeat {' '.join(arguments)} ran on: {_text(out)}{_text(err)}") from None


def _from_the_beginning(order: Order, seconds: float) -> Answer:
    command = [sys.executable, "-m", "heartbeat", *order.arguments]
    done = subprocess.run(
        command,
        env=order.environment,
        cwd=order.folder,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


@cache
def _orders() -> socket.socket:
    """The way to the warm parent of this process, which starts with the first order and ends with us."""
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, str(PARENT), str(theirs.fileno())]
        parent = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
    atexit.register(_end, ours, parent)
    return ours


def _end(orders: socket.socket, parent: subprocess.Popen[bytes]) -> None:
    orders.close()
    parent.wait(10)


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode(errors="replace").replace("\r\n", "\n")
