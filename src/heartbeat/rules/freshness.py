"""Freshness: how old the data behind a value is, compared with the period it covers. Apart from status."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from heartbeat.definitions.model import Period

Freshness = Literal["green", "amber", "red"]

_LIMITS: dict[Period, tuple[timedelta, timedelta]] = {  # amber above the first, red above the second
    "24h": (timedelta(hours=36), timedelta(hours=72)),
    "7d": (timedelta(days=3), timedelta(days=6)),
    "30d": (timedelta(days=7), timedelta(days=14)),
    "funnel": (timedelta(days=7), timedelta(days=14)),
    "snapshot": (timedelta(hours=24), timedelta(hours=48)),
}


def freshness(period: Period, source_as_of: datetime | None, now: datetime) -> Freshness:
    """The age of the data: green, amber or red. Never read is red."""
    if source_as_of is None:
        return "red"
    amber_after, red_after = _LIMITS[period]
    age = now - source_as_of
    if age > red_after:
        return "red"
    return "amber" if age > amber_after else "green"


def overdue(period: Period, source_as_of: datetime | None, now: datetime) -> float:
    """Age as a share of what the period allows (1.0: turning red now), to compare metrics of different periods."""
    if source_as_of is None:
        return float("inf")
    return (now - source_as_of) / _LIMITS[period][1]
