"""How often an address may try: a guess costs its address, and nobody else."""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from time import monotonic

_MOST_ADDRESSES = 10_000


class Attempts:
    """Counts attempts of addresses in a window of a minute. Bounded: the address that came first is forgotten first."""

    def __init__(self, most: int, *, window_seconds: float = 60.0, now: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._window_seconds = window_seconds
        self._now = now
        self._tried: OrderedDict[str, tuple[float, int]] = OrderedDict()  # when its window began, and how often
        self._lock = threading.Lock()

    def wait_seconds(self, address: str) -> int:
        """How long an address has to wait before it may try again; 0 when it may."""
        began, count = self._tried.get(_network(address), (0.0, 0))
        left = began + self._window_seconds - self._now()
        return max(1, ceil(left)) if count >= self._most and left > 0 else 0

    def note(self, address: str) -> None:
        """Count one attempt."""
        key, now = _network(address), self._now()
        with self._lock:
            began, count = self._tried.pop(key, (now, 0))
            if began + self._window_seconds <= now:
                began, count = now, 0
            self._tried[key] = (began, count + 1)
            while len(self._tried) > _MOST_ADDRESSES:
                self._tried.popitem(last=False)


def _network(address: str) -> str:
    """One machine has a whole network of IPv6 addresses to try from."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
