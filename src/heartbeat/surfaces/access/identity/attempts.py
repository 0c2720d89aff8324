"""How often an address may try: a guess costs its address, and nobody else."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from time import monotonic

from heartbeat.rules.access.addresses import network_of

_MOST_ADDRESSES = 10_000


@dataclass
class Attempt:
    """One that is under way. `wait_seconds` is not 0 when its address has none left; `counts` is set when it failed."""

    wait_seconds: int
    counts: bool = False


class Attempts:
    """Counts attempts of addresses in a window of a minute. Bounded: the address that came first is forgotten first."""

    def __init__(self, most: int, *, window_seconds: float = 60.0, now: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._window_seconds = window_seconds
        self._now = now
        self._tried: OrderedDict[str, tuple[float, int]] = OrderedDict()  # when its window began, and how often
        self._lock = threading.Lock()

    @contextmanager
    def attempt(self, address: str) -> Iterator[Attempt]:
        """One attempt of an address. It is counted while it is under way, so that many at once are no more than one by one."""
        key = network_of(address)
        attempt = Attempt(self._take(key))
        try:
            yield attempt
        finally:
            if not attempt.wait_seconds and not attempt.counts:
                self._give_back(key)

    def _take(self, key: str) -> int:
        """Take one of those that an address has left; with none left the seconds until it has some again."""
        with self._lock:
            now = self._now()
            began, count = self._tried.get(key, (now, 0))
            left = began + self._window_seconds - now
            if left <= 0:
                began, count = now, 0
            if count >= self._most:
                return max(1, ceil(left))
            self._tried[key] = (began, count + 1)
            self._tried.move_to_end(key)
            while len(self._tried) > _MOST_ADDRESSES:
                self._tried.popitem(last=False)
            return 0

    def _give_back(self, key: str) -> None:
        with self._lock:
            began, count = self._tried.get(key, (0.0, 0))
            if count > 1:
                self._tried[key] = (began, count - 1)
            else:
                self._tried.pop(key, None)
