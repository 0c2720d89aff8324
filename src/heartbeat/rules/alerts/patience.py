"""How long to wait after a try to send that failed, and when to give up; how long before a reminder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from heartbeat.rules.alerts.track import Severity

REMIND_AFTER: Mapping[Severity, timedelta] = {"red": timedelta(hours=4), "amber": timedelta(hours=24)}
"""How long after the last message of an incident that nobody has acknowledged."""

WAITS = (
    *(timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30)),
    *(timedelta(hours=1), timedelta(hours=2)),
)
"""After the first try that failed, the second, …; the last one after every further try."""

LONGEST = timedelta(hours=24)  # from the first try to the last
_JITTER = 0.1  # of a wait at most, so that what failed together does not come back together


def next_try(
    first_at: datetime, tries: int, now: datetime, *, jitter: float = 0.0, retry_after: timedelta | None = None
) -> datetime | None:
    """When to try again; `None` when a message is dead. What would be too late is tried for a last time when the day is over.

    Args:
        first_at: when it was first tried.
        tries: that failed, the present one among them.
        now: the end of the present one.
        jitter: from 0 to 1, drawn anew for each wait.
        retry_after: what the other side asks for: the least wait. Whoever asks for more than a day gets nothing.
    """
    ends = first_at + LONGEST
    asked = retry_after or timedelta(0)
    if now >= ends or asked > LONGEST:
        return None
    wait = WAITS[min(max(tries, 1), len(WAITS)) - 1] * (1 + _JITTER * jitter)
    return now + min(max(wait, asked), ends - now)
