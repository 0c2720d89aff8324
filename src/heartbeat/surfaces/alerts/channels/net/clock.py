"""One deadline for all that one try does."""

from __future__ import annotations

import time


class Deadline:
    """A moment on the monotonic clock after which nothing is waited for any more."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then; zero when it is past."""
        return max(0.0, self._end - time.monotonic())
