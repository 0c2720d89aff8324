"""What the status of an answer means for a message, for all channels that have no rule of their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from heartbeat.surfaces.alerts.channels.model import Delivery
from heartbeat.surfaces.alerts.channels.net.post import Answer

_LONGEST_WAIT = timedelta(hours=24)  # what asks for more is asked again all the same
_AGAIN = {408, 425, 429}


def judged(answer: Answer, now: datetime, said: str | None = None) -> Delivery:
    """The outcome by the status alone.

    Args:
        answer: of the server.
        now: to count a date in Retry-After from.
        said: what the service gave as reason, in words.
    """
    status = answer.status
    if 200 <= status < 300:
        return Delivery("delivered", status)
    told = f"{answer.host} answered {status}{f': {said}' if said else ''}"
    if 300 <= status < 400:
        return Delivery("dead", status, f"{told}: it redirects, and redirects are not followed; write its final address")
    if status in _AGAIN or status >= 500:
        wait = retry_after(answer.headers.get("retry-after"), now) if status in {429, 503} else None
        return Delivery("retry", status, told, wait)
    return Delivery("dead", status, told)


def retry_after(text: str | None, now: datetime) -> timedelta | None:
    """How long a server asks to be left alone: in seconds, or until a date."""
    if text is None:
        return None
    text = text.strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return min(timedelta(seconds=float(text)), _LONGEST_WAIT) if len(text) <= 10 else _LONGEST_WAIT
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo is not None else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta()), _LONGEST_WAIT)
