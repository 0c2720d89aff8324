"""Where the days before a metric's first reading come from."""

from __future__ import annotations

from typing import Any, Literal

from heartbeat.definitions.lint.clock import clock_word
from heartbeat.definitions.sql_text import Statement

Past = Literal["history", "same_sql", "none"]


def with_past(page: dict[str, Any]) -> dict[str, Any]:
    """The page of a metric whose definition says how its past days are computed, if they can be."""
    return {**page, "definition": {**page["definition"], "past": _past(page["definition"])}}


def _past(definition: dict[str, Any]) -> Past:
    if not definition["backfill"]:
        return "none"
    if definition["history_sql"] is not None:
        return "history"
    # Whoever looks at the clock sees the same time on every past day.
    reads_clock = clock_word(Statement("value", definition["value_sql"], line=1, column=1)) is not None
    return "same_sql" if definition["uses_as_of"] and not reads_clock else "none"
