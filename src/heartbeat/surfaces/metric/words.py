"""Every number of a metric's page as people read it, by the rules that made the number on its tile: one number, one text."""

from __future__ import annotations

from functools import cache
from typing import Any

from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.readings.tiles.tile import lines_of
from heartbeat.rules.numbers import display


def with_texts(page: dict[str, Any], settings: WorkspaceSettings) -> dict[str, Any]:
    """The page with a `text` beside each value; rounding never moves one to the other side of a line of today."""
    metric = page["metric"]
    lines = lines_of(metric)

    @cache  # days repeat themselves
    def text(value: float | None) -> str | None:
        if value is None:
            return None
        return display(value, metric["unit"], metric["decimals"], lines, settings.currency, settings.locale).text

    typical = metric["typical"]
    if typical is not None:
        mean, deviation = typical["mean"], typical["stddev"]
        typical = {"low": text(mean - deviation), "high": text(mean + deviation)}
    return {
        **page,
        "history": [{**day, "text": text(day["value"])} for day in page["history"]],
        "readings": [{**reading, "text": text(reading["value"])} for reading in page["readings"]],
        "typical_text": typical,
    }
