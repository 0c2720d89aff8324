"""From when on rows are asked for, as APIs read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from heartbeat.ingest.tables.model import Window

_NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")


def since_text(window: Window) -> str | None:
    """What to ask for rows from the begin of a window on, its lag taken off.

    One step before that (a second, a day, a number): an API that reads it as "after" would leave out the rows of that very value,
    which an append has removed to bring them in again. What lies before the window is dropped when it has come.

    A moment with a zone is given as ISO 8601 in UTC, one without as it stands; a day; a number; a text as it stands. None for a
    moment that ISO 8601 has no words for, such as one before our era: then all is asked for.
    """
    kind = window.cursor.type_name
    if not window.cursor.is_moment:
        return f"{Decimal(window.start) - 1:f}" if kind.startswith(_NUMBERS) else window.start
    step = timedelta(days=1) if kind == "date" else timedelta(seconds=1)
    try:
        begin = datetime.fromisoformat(window.start) - timedelta(seconds=window.lag_seconds) - step
    except (ValueError, OverflowError):
        return None
    if kind == "date":
        return begin.date().isoformat()
    if begin.tzinfo is None:
        return begin.isoformat()
    return begin.astimezone(UTC).isoformat().replace("+00:00", "Z")
