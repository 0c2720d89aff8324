"""`heartbeat …` as a process of its own that need not import anything first; see `warm_parent.py`."""

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


def run_heartbeat(
    arguments: Sequence[str], *, environment: Mapping[str, str], folder: Path | None = None, seconds: float = 120
) -> Answer:
    """Run `python -m heartbeat` to its end. What Python itself reads from the environment takes a process from the beginning."""
    if any(name.startswith("PYTHON") and os.environ.get(name) != value for name, value in environment.items()):
        return _from_the_beginning(arguments, environment, folder, seconds)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        code = _forked(arguments, environment, folder or Path.cwd(), (out, err), seconds)
        return Answer(code, _text(out), _text(err))


def _from_the_beginning(arguments: Sequence[str], environment: Mapping[str, str], folder: Path | None, seconds: float) -> Answer:
    command = [sys.executable, "-m", "heartbeat", *arguments]
    done = subprocess.run(
        command,
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def _forked(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, said: tuple[IO[bytes], IO[bytes]], seconds: float
) -> int:
    order = json.dumps({"arguments": list(arguments), "environment": dict(environment), "folder": str(folder)}).encode()
    ours, theirs = socket.socketpair()
    with ours, theirs, Path(os.devnull).open("rb") as nothing:
        socket.send_fds(_orders(), [b"r"], [theirs.fileno()])
        theirs.close()
        ours.sendall(len(order).to_bytes(8, "big"))
        socket.send_fds(ours, [b"s"], [nothing.fileno(), *(each.fileno() for each in said)])
        ours.sendall(order)
        process = _number(ours)
        ours.settimeout(seconds)
        try:
            return os.waitstatus_to_exitcode(_number(ours))
        except TimeoutError:
            os.kill(process, signal.SIGKILL)
            raise subprocess.TimeoutExpired(["heartbeat", *arguments], seconds) from None


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


def _number(answers: socket.socket) -> int:
    told = answers.recv(8, socket.MSG_WAITALL)
    assert len(told) == 8, "the process that starts the commands ended"
    return int.from_bytes(told, "big")


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode(errors="replace").replace("\r\n", "\n")
