"""One delivery from its head to its row: each step costs more than the one before, and strangers do not come far."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from starlette.requests import Request

from heartbeat.errors import SignatureRefused
from heartbeat.log import get_logger
from heartbeat.marts.intake import Delivery, Kept, keep
from heartbeat.surfaces.intake.body import read_body, refuse_announced, text_of
from heartbeat.surfaces.intake.hooks import Hook, Hooks
from heartbeat.surfaces.intake.memory import Memory
from heartbeat.surfaces.intake.signature import Head, is_signed, read_head, refuse_untimely
from heartbeat.wire.site import Site

_KEEPERS = 3  # of the four connections of a site's pool: a reader always finds one
_KEY_HINT = "Sign `webhook-id.webhook-timestamp.body` with the source's secret, the body byte by byte as it is sent."


class Intake:
    """Takes deliveries in for as long as the app runs."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.hooks = Hooks(site)
        self._memory = Memory()
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
        refuse_announced(request, hook.largest_bytes)
        async with self._memory.share() as share:
            body = await read_body(request, hook.largest_bytes, share)
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


def _refuse_unsigned(hook: Hook, head: Head, body: bytes) -> None:
    if is_signed(head, body, hook.keys):
        return
    if hook.unknown:
        raise hook.not_ready()  # the key that is missing here may be the one
    raise SignatureRefused(f"No signature of it was made with a secret of the source {hook.source_id}.", hint=_KEY_HINT)
