"""Threads by name, at most one of each at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Crew:
    """Who works beside the thread that watches the clock. A thread that hangs in a network keeps no process from ending."""

    def __init__(self) -> None:
        self._threads: dict[str, threading.Thread] = {}

    def start(self, name: str, work: Callable[[], None]) -> None:
        """Have a piece of work done, unless the one of this name still goes on."""
        thread = self._threads.get(name)
        if thread is not None and thread.is_alive():
            return
        self._threads[name] = threading.Thread(target=work, name=name, daemon=True)
        self._threads[name].start()

    def join(self, seconds: float) -> bool:
        """Wait so long at most for all of them; whether all have ended."""
        deadline = time.monotonic() + seconds
        for thread in self._threads.values():
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads.values())
