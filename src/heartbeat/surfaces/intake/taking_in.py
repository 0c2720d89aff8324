"""One delivery from its head to its row: each step costs more than the one before, and strangers do not come far."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime

from starlette.requests import Request

from heartbeat.errors import IntakeBusy, SignatureRefused
from heartbeat.log import get_logger
from heartbeat.marts.intake import Delivery, Kept, keep
from heartbeat.surfaces.intake.body import announced_bytes, read_body, text_of
from heartbeat.surfaces.intake.hooks import Hook, Hooks
from heartbeat.surfaces.intake.signature import Head, is_signed, read_head, refuse_untimely
from heartbeat.wire.site import Site

_MOST_BYTES = 64 * 1024 * 1024  # of bodies in memory; a source takes no larger one
_LEAST_BYTES = 64 * 1024  # that a connection holds in any case, so no more than 1024 are read from at once
_MOST_WAITING = 256  # for a place, with nothing of their bodies read
_WAIT_SECONDS = 5.0
_KEEPERS = 3  # of the four connections of a site's pool: a reader always finds one
_KEY_HINT = "Sign `webhook-id.webhook-timestamp.body` with the source's secret, the body byte by byte as it is sent."


class Intake:
    """Takes deliveries in for as long as the app runs."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.hooks = Hooks(site)
        self._freed = asyncio.Condition()
        self._free_bytes = _MOST_BYTES
        self._waiting = 0
        self._keepers = ThreadPoolExecutor(_KEEPERS, thread_name_prefix="intake")

    def close(self) -> None:
        """Take nothing more in."""
        self._keepers.shutdown(wait=False, cancel_futures=True)

    async def take_in(self, hook: Hook, now: datetime, request: Request) -> tuple[Head, Kept]:
        """Verify a delivery and keep it; when this returns, it is on the disk.

        Args:
            hook: of the source that it is for.
            now: by the database's clock, UTC.
            request: the delivery.

        Raises:
            IntakeError: what stands below it, by what is wrong.
            DatabaseUnavailable: it could not be kept.
        """
        if not hook.keys:
            raise hook.not_ready()
        head = read_head(request.headers)
        refuse_untimely(head, now)
        most_bytes = announced_bytes(request, hook.largest_bytes)
        async with self._place(most_bytes):
            body = await read_body(request, most_bytes)
            _refuse_unsigned(hook, head, body)
            delivery = Delivery(hook.source_id, head.webhook_id, head.sent_at, text_of(body))
            del body
            kept = await asyncio.get_running_loop().run_in_executor(self._keepers, self._keep, delivery)
        if kept == "differs":
            get_logger().warning("a delivery came again with another body", source=hook.source_id, webhook_id=head.webhook_id)
        return head, kept

    def _keep(self, delivery: Delivery) -> Kept:
        with self._site.connection() as connection:
            return keep(connection, delivery)

    @asynccontextmanager
    async def _place(self, size: int) -> AsyncIterator[None]:
        """Room in memory for a body of `size` bytes; whoever finds none within five seconds is sent away."""
        needed = max(size, _LEAST_BYTES)
        if self._waiting >= _MOST_WAITING:
            raise _busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(_WAIT_SECONDS), self._freed:
                await self._freed.wait_for(lambda: self._free_bytes >= needed)
                self._free_bytes -= needed
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free_bytes += needed
            async with self._freed:
                self._freed.notify_all()


def _refuse_unsigned(hook: Hook, head: Head, body: bytes) -> None:
    if is_signed(head, body, hook.keys):
        return
    if hook.unknown:
        raise hook.not_ready()  # the key that is missing here may be the one
    raise SignatureRefused(f"No signature of it was made with a secret of the source {hook.source_id}.", hint=_KEY_HINT)


def _busy() -> IntakeBusy:
    return IntakeBusy("Too many deliveries come at once.", hint="Send it again a little later.")
