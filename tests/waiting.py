"""Waiting for what comes, for a test that fails when it does not."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Seen = TypeVar("Seen")


def eventually(look: Callable[[], Seen], *, until: Callable[[Seen], object] = bool, within_seconds: float = 30) -> Seen:
    """Look again and again until what is seen is as wanted, and return it."""
    deadline, pause = time.monotonic() + within_seconds, threading.Event()
    while not until(seen := look()):
        assert time.monotonic() < deadline, f"not within {within_seconds:.0f} s; last seen: {seen!r}"
        pause.wait(0.05)
    return seen


def run_async(todo: Coroutine[Any, Any, Seen]) -> Seen:
    """Run a coroutine to its end in a thread of its own: the browser tests leave a running loop in the main one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, todo).result(60)
