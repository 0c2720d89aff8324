"""When a table is compared with its source again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Reconcile = Literal["daily", "weekly", "off"]

_PERIODS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
_SLACK = timedelta(minutes=30)  # a run of each night begins now and then a little earlier than the one before


@dataclass(frozen=True)
class LastComparison:
    """When a table was compared last and how that ended, and when it was loaded anew in full; UTC, null for never."""

    started_at: datetime | None = None
    state: Literal["running", "ok", "error", "held"] | None = None
    anew_at: datetime | None = None


def is_due(reconcile: Reconcile, last: LastComparison, *, now: datetime) -> bool:
    """Whether it is time. What failed or was held is tried again after a day at the earliest, and so is nothing sooner."""
    if reconcile == "off":
        return False
    period = _PERIODS[reconcile]
    if last.anew_at is not None and now - last.anew_at < period - _SLACK:
        return False
    if last.started_at is None:
        return True
    wait = period if last.state == "ok" else _PERIODS["daily"]
    return now - last.started_at >= wait - _SLACK
