"""The body of a delivery: never more of it than its source takes, never longer than a moment, and text in the end."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from heartbeat.errors import DeliveryTooLarge, DeliveryTooSlow, DeliveryUnreadable
from heartbeat.surfaces.intake.memory import Share

_MOST_SECONDS = 10.0  # a megabyte on a line of a hundred kilobytes a second


def refuse_announced(request: Request, largest_bytes: int) -> None:
    """Refuse a body that is too large by its Content-Length, before any of it is read.

    Raises:
        DeliveryTooLarge: it says that it is larger than its source takes.
    """
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > largest_bytes:
        raise _too_large(largest_bytes)


async def read_body(request: Request, largest_bytes: int, share: Share) -> bytes:
    """Read the body, and stop as soon as it is too large: one sent in chunks does not say its length.

    Raises:
        IntakeBusy: there is no room for more of it.
        DeliveryTooLarge: it is larger than that.
        DeliveryTooSlow: it took more than ten seconds to come.
    """
    parts, size = [], 0
    try:
        async with asyncio.timeout(_MOST_SECONDS):
            async for part in request.stream():
                size += len(part)
                if size > largest_bytes:
                    raise _too_large(largest_bytes)
                await share.grow_to(size)
                parts.append(part)
    except TimeoutError:
        hint = "Send it again, at once and whole."
        raise DeliveryTooSlow(f"The body did not come within {_MOST_SECONDS:.0f} seconds.", hint=hint) from None
    return b"".join(parts)


def text_of(body: bytes) -> str:
    """The body as text.

    Raises:
        DeliveryUnreadable: it is not UTF-8, or holds a character that neither JSON nor Postgres takes.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        hint = "JSON is sent in UTF-8."
        raise DeliveryUnreadable(f"The body is not UTF-8: byte {error.start + 1} of it is not.", hint=hint) from None
    if "\0" in text:
        raise DeliveryUnreadable("The body holds a NUL character as it is.", hint="Leave it out.")
    return text


def _too_large(largest_bytes: int) -> DeliveryTooLarge:
    hint = "Send less, or raise `largest` in the source's file and deploy."
    return DeliveryTooLarge(f"The body is larger than the {largest_bytes:,} bytes that this source takes.", hint=hint)
