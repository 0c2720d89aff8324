"""When a request is repeated, and after how long: the one policy there is."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

MOST_TRIES = 5  # of one request
MOST_WAITS = 20  # that a server asks for by Retry-After
_PASSING = {408, 425, 429, 500, 502, 503, 504, 507, 509, 520, 521, 522, 523, 524, 525, 527, 529}


@dataclass(frozen=True)
class Pause:
    """How long to wait, and whether the server said so."""

    seconds: float
    is_asked: bool


def is_passing(status: int) -> bool:
    """Whether a status tells of a trouble that may be over soon."""
    return status in _PASSING or 530 <= status <= 599


def pause_after(headers: Mapping[str, str] | None, tries: int, first: float) -> Pause | None:
    """The pause before the next try; None when there is none.

    Args:
        headers: of the answer; None for a connection that failed.
        tries: so far.
        first: seconds of the first pause that the server does not set.
    """
    asked = None if headers is None else asked_pause(headers)
    if asked is not None:
        return Pause(max(asked, first), is_asked=True) if tries <= MOST_WAITS else None
    return Pause(first * 2 ** (tries - 1), is_asked=False) if tries < MOST_TRIES else None


def asked_pause(headers: Mapping[str, str]) -> float | None:
    """The seconds of a Retry-After header: a number, or a date by the server's own clock."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    until, now = date_of(text), date_of(headers.get("Date", ""))
    return None if until is None else until - (time.time() if now is None else now)


def date_of(text: str) -> float | None:
    """The moment of a date header, in seconds since 1970."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None
