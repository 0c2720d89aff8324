"""How names, times and spans are spelled, in SQL and in English."""

from __future__ import annotations

from heartbeat.definitions.sql.names import literal, written
from heartbeat.marts.profile.model import Column

_UNDONE = {
    "paid": "unpaid",
    "repaid": "unpaid",
    "closed": "open",
    "solved": "unsolved",
    "resolved": "unresolved",
    "decided": "undecided",
    "reported": "unreported",
    "delivered": "undelivered",
    "answered": "unanswered",
    "response": "unanswered",
    "responded": "unanswered",
    "settled": "unsettled",
    "shipped": "unshipped",
    "completed": "unfinished",
    "finished": "unfinished",
    "approved": "unapproved",
    "confirmed": "unconfirmed",
    "processed": "unprocessed",
    "verified": "unverified",
    "activated": "not activated",
    "returned": "not returned",
}
_SPANS = ((1, "minute"), (60, "hour"), (1440, "day"))


def as_of(column: Column, zone: str) -> str:
    """`:as_of` in the type of a time column."""
    if column.base_type == "date":
        return f"(:as_of at time zone {literal(zone)})::date"
    return ":as_of" if column.base_type == "timestamp with time zone" else "(:as_of at time zone 'UTC')"


def back(column: Column, hours: int, zone: str) -> str:
    """So many hours before `:as_of`."""
    if column.base_type == "date":
        return f"{as_of(column, zone)} - {-(-hours // 24)}"
    return f"{as_of(column, zone)} - interval '{span(hours * 60)}'"


def days_since(column: Column, zone: str) -> str:
    """The days from the earliest of a time to `:as_of`, as an aggregate."""
    name = written(column.name)
    if column.base_type == "date":
        return f"({as_of(column, zone)} - min({name}))::numeric"
    return f"extract(epoch from {as_of(column, zone)} - min({name})) / 86400"


def seconds_between(start: str, end: str, column: Column) -> str:
    """The seconds from one time to another of the same type."""
    return f"({end} - {start}) * 86400.0" if column.base_type == "date" else f"extract(epoch from {end} - {start})"


def span(minutes: int) -> str:
    """A span as people and SQL write it: `90 minutes`, `4 hours`, `30 days`."""
    size, unit = next((size, unit) for size, unit in reversed(_SPANS) if minutes % size == 0 and (size < 1440 or minutes > 1440))
    count = minutes // size
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def round_span(seconds: float) -> int:
    """Minutes at which a person would draw the line above so many seconds: 5, 10, 15, 30; whole hours; whole days."""
    minutes = seconds / 60
    for step in (5, 10, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1440):
        if minutes <= step:
            return step
    return -(-int(minutes) // 1440) * 1440 if minutes % 1440 == 0 else (int(minutes) // 1440 + 1) * 1440


def plural(words: str) -> str:
    """Several of one."""
    if words.endswith("y") and words[-2:-1] not in "aeiou":
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith(("s", "x", "ch", "sh")) else f"{words}s"


def capital(text: str) -> str:
    """With a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def undone(column: str) -> str:
    """What something is while a time is not there yet: `paid_at` gives `unpaid`."""
    parts = column.lower().split("_")
    return next((said for word, said in _UNDONE.items() if word in parts), "open")
