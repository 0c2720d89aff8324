"""Which time says when a row of a table began: the one by which its rows are counted per day."""

from __future__ import annotations

from heartbeat.marts.profile.model import Column, Table
from heartbeat.marts.profile.roles import words_of

_BEGINNINGS = (
    ("created", "create", "creation"),
    ("opened", "issued", "placed", "ordered", "submitted", "requested", "applied", "registered", "raised", "started", "granted"),
    ("received", "occurred", "happened", "booked", "posted", "reported", "published", "order", "transaction", "invoice", "event"),
    ("settled", "date", "time", "day", "d", "at", "ts", "timestamp"),
)
_MOST_NULL = 0.01


def start_of(table: Table) -> str | None:
    """The time that nearly every row has and whose name speaks of a beginning; else the earliest one. None without any."""
    times = [column for column in table.of_role("event time") if (column.null_share or 0.0) <= _MOST_NULL]
    return min(times, key=_order).name if times else None


def _order(column: Column) -> tuple[int, str]:
    words = set(words_of(column.name))
    place = next((at for at, names in enumerate(_BEGINNINGS) if words & set(names)), len(_BEGINNINGS))
    return place, column.oldest.isoformat() if column.oldest else "~"
