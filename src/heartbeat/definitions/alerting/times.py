"""How times of messages are written: a clock, a weekday with a clock, a duration, off. Each gives None for what is none.

They read what is stored, which the parser of heartbeat.yaml may have checked by other rules when it was written.
"""

from __future__ import annotations

import re
from datetime import time

DAILY_DIGEST = time(8)
"""When the daily digest goes out where nothing is said, on the workspace's clock."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DURATION = re.compile(r"([0-9]{1,7})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_OFF = ("off", "no", "false")  # what other readers of YAML make of `off`


def clock_of(text: str) -> time | None:
    """09:00."""
    match = _CLOCK.fullmatch(text)
    return time(int(match[1]), int(match[2])) if match else None


def weekly_of(text: str) -> tuple[int, time] | None:
    """A weekday, counted from Monday as 0, and a clock: mon 09:00."""
    day, _, clock = text.lower().partition(" ")
    at = clock_of(clock.strip())
    return (WEEKDAYS.index(day), at) if day in WEEKDAYS and at is not None else None


def seconds_of(text: str) -> int | None:
    """30s, 10m, 1h, 2d."""
    match = _DURATION.fullmatch(text)
    return int(match[1]) * _SECONDS[match[2]] if match else None


def is_off(written: object) -> bool:
    """The word off, or what a reader of YAML made of it."""
    return written is False or (isinstance(written, str) and written.lower() in _OFF)
