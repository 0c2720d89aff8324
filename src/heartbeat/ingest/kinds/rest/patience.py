"""For how long a server is waited for: all of it follows from the source's deadline."""

from __future__ import annotations

import time
from dataclasses import dataclass

CONNECT_SECONDS = 10
FIRST_BYTE_SECONDS = 60
SLOW_AFTER_SECONDS = 30
LEAST_BYTES_PER_SECOND = 1000
PAUSE_SECONDS = 0.5

_SHARE_FOR_READING = 0.8  # of the deadline; what has been read must still be loaded
_SHARE_OF_ONE_WAIT = 0.1  # so that one endpoint that hangs leaves time for the others


@dataclass(frozen=True)
class Patience:
    """Seconds. `ends_at` is a moment of `time.monotonic`."""

    ends_at: float
    connect: float  # until a connection stands
    first_byte: float  # from the request to the head of the answer
    slow_after: float  # for which an answer may come slower than LEAST_BYTES_PER_SECOND
    pause: float  # before the first repetition; each one doubles it

    @property
    def left(self) -> float:
        """What is left for reading, at least nothing."""
        return max(0.0, self.ends_at - time.monotonic())


def patience_within(deadline_seconds: float) -> Patience:
    """The patience of a run that begins now."""
    one_wait = deadline_seconds * _SHARE_OF_ONE_WAIT
    return Patience(
        ends_at=time.monotonic() + deadline_seconds * _SHARE_FOR_READING,
        connect=min(CONNECT_SECONDS, one_wait),
        first_byte=min(FIRST_BYTE_SECONDS, one_wait),
        slow_after=min(SLOW_AFTER_SECONDS, one_wait),
        pause=min(PAUSE_SECONDS, one_wait / 20),
    )
