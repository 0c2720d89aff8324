"""How much a request may bring: the server keeps a body in memory while it reads it."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from heartbeat.surfaces.access.refusal import Refusal

MOST_BYTES = 1024 * 1024  # 10,000 metric ids of the greatest length take 660 kB
TOO_LARGE = Refusal(413, "body-too-large", "The body is larger than 1 MiB.", "Send less; no request here needs more.")


def refuse_length(head: Mapping[str, str]) -> Refusal | None:
    """Refuse a body that says it is too large, before it is read. `head` has lower-case names."""
    length = head.get("content-length", "")
    if not length.isdecimal() or (len(length) < 20 and int(length) <= MOST_BYTES):
        return None
    return TOO_LARGE


def limited(receive: Receive) -> Receive:
    """The same body, ended by a refusal as soon as it is too large: one sent in chunks does not say its length."""
    taken = 0

    async def receive_at_most() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BYTES:
            raise HTTPException(TOO_LARGE.status)
        return message

    return receive_at_most
