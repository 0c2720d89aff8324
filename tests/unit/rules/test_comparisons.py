"""When a table is compared with its source again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heartbeat.rules.upkeep.comparisons import LastComparison, Reconcile, is_due

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)


def last(hours: float | None = None, state: Any = "ok", anew: float | None = None) -> LastComparison:
    at = None if hours is None else NOW - timedelta(hours=hours)
    return LastComparison(at, None if at is None else state, None if anew is None else NOW - timedelta(hours=anew))


@pytest.mark.parametrize(
    ("reconcile", "before", "expected"),
    [
        ("daily", last(), "due"),
        ("off", last(), "not yet"),
        ("daily", last(anew=5), "not yet"),
        ("daily", last(anew=24), "due"),
        ("daily", last(23), "not yet"),
        ("daily", last(23.7), "due"),  # the night before it began a little later
        ("daily", last(30, anew=5), "not yet"),
        ("weekly", last(30), "not yet"),
        ("weekly", last(anew=30), "not yet"),
        ("weekly", last(7 * 24), "due"),
        ("daily", last(5, "error"), "not yet"),
        ("daily", last(25, "running"), "due"),
        ("weekly", last(5, "held"), "not yet"),
        ("weekly", last(25, "held"), "due"),
        ("weekly", last(25, "error", anew=30), "not yet"),
    ],
)
def test_a_table_is_due_after_its_period_and_after_a_day_where_that_failed(
    reconcile: Reconcile, before: LastComparison, expected: str
) -> None:
    assert ("due" if is_due(reconcile, before, now=NOW) else "not yet") == expected
