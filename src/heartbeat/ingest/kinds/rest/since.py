"""From when on rows are asked for, as APIs read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from heartbeat.ingest.tables.model import Window


def since_text(window: Window) -> str | None:
    """The begin of a window less its lag: a moment with a zone as ISO 8601 in UTC, one without as it stands; a day; a number.

    None for a moment that ISO 8601 has no words for, such as one before our era: then all is asked for.
    """
    kind = window.cursor.type_name
    if not window.cursor.is_moment:
        return window.start
    try:
        begin = datetime.fromisoformat(window.start) - timedelta(seconds=window.lag_seconds)
    except (ValueError, OverflowError):
        return None
    if kind == "date":
        return begin.date().isoformat()
    if begin.tzinfo is None:
        return begin.isoformat()
    return begin.astimezone(UTC).isoformat().replace("+00:00", "Z")
