"""A child process that gets one order on its stdin and ends with whoever started it: what its two sides share."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

_PR_SET_PDEATHSIG = 1


def tell(child: subprocess.Popen[bytes], order: Mapping[str, Any]) -> None:
    """Give a child its order, as a line of JSON. One that died at once says so by its silence."""
    if child.stdin is None:
        raise ValueError("the child has no stdin")
    with contextlib.suppress(BrokenPipeError):
        child.stdin.write(json.dumps(order).encode() + b"\n")
        child.stdin.flush()


def end(child: subprocess.Popen[bytes]) -> None:
    """End a child that leads a session of its own, with everything that it started there, and close its pipes."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):  # an order that nobody read
                pipe.close()


def die_with_parent(line: int) -> None:
    """The child's side: end at once when the parent is gone. Its end of `line`, our stdin, closes with it, even after a kill.

    Linux also sends a signal, which comes in time when this process is deep in a library. It follows the thread that started us;
    that thread waits for us.
    """

    def watch() -> None:
        while os.read(line, 4096):
            pass
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
