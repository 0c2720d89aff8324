"""Dates and times as text: only what ISO 8601 and Postgres read alike."""

from __future__ import annotations

import re
from datetime import date

ZONED, LOCAL, DAY = "timestamp with time zone", "timestamp without time zone", "date"

_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?P<time>[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?P<zone> ?(?:Z|UTC|[+-](?:0\d|1[0-5])(?::?[0-5]\d)?))?)?",
    re.ASCII,
)
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?", re.ASCII)
_LONGEST = len("2026-01-31T12:00:00.123456789 +02:00")


def moment_type(text: str) -> str | None:
    """The type of a text that is a date or a moment; None for any other. A moment has a zone only if the text says which."""
    if not 10 <= len(text) <= _LONGEST or not text[0].isdigit():
        return None  # most texts, without asking further
    match = _MOMENT.fullmatch(text)
    if match is None or not _is_day(match["day"]):
        return None
    if match["time"] is None:
        return DAY
    return LOCAL if match["zone"] is None else ZONED


def is_time(text: str) -> bool:
    """Whether a text is a time of day."""
    return _TIME.fullmatch(text) is not None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
