"""The memory that bodies may take together. One holds what has come of it, not what was announced: to announce is free."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from heartbeat.errors import IntakeBusy

_MOST_BYTES = 64 * 1024 * 1024  # of bodies; a source takes no larger one
_STEP_BYTES = 64 * 1024  # that a connection holds in any case, so no more than 1024 are read from at once
_MOST_WAITING = 256  # for room
_WAIT_SECONDS = 5.0


class Memory:
    """The room for all bodies that are being taken in."""

    def __init__(self) -> None:
        self._free_bytes = _MOST_BYTES
        self._freed = asyncio.Condition()
        self._waiting = 0

    @asynccontextmanager
    async def share(self) -> AsyncIterator[Share]:
        """Room for one body, given back at the end.

        Raises:
            IntakeBusy: there was none within five seconds.
        """
        share = Share(self)
        try:
            await share.grow_to(1)
            yield share
        finally:
            self._free_bytes += share.size
            async with self._freed:
                self._freed.notify_all()

    async def take(self, size: int) -> None:
        """Take so many bytes, and wait for them if need be."""
        if self._waiting >= _MOST_WAITING:
            raise _busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(_WAIT_SECONDS), self._freed:
                await self._freed.wait_for(lambda: self._free_bytes >= size)
                self._free_bytes -= size
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1


class Share:
    """What one body holds: `size` bytes."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.size = 0

    async def grow_to(self, size: int) -> None:
        """Hold room for a body of so many bytes.

        Raises:
            IntakeBusy: there was none within five seconds.
        """
        if size > self.size:
            more = -(-(size - self.size) // _STEP_BYTES) * _STEP_BYTES
            await self._memory.take(more)
            self.size += more


def _busy() -> IntakeBusy:
    return IntakeBusy("Too many deliveries come at once.", hint="Send it again a little later.")
