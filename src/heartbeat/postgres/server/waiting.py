"""Waiting for a condition of another process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


def wait_until(condition: Callable[[], bool], *, timeout_seconds: float, every_seconds: float = 0.02) -> bool:
    """Ask again and again until `condition` holds; False when it did not within `timeout_seconds`."""
    pause = threading.Event()
    end = time.monotonic() + timeout_seconds
    while not condition():
        if time.monotonic() >= end:
            return False
        pause.wait(every_seconds)
    return True
