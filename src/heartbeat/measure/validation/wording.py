"""How an audit writes numbers, spans of time and moments: the same facts always give the same text."""

from __future__ import annotations

import re
from datetime import datetime

from heartbeat.definitions.model import MetricDefinition, WorkspaceSettings
from heartbeat.rules.days import zone
from heartbeat.rules.numbers import display
from heartbeat.rules.status import Lines, Reason

RULES_THAT_SPOKE: dict[Reason, str] = {
    "alert_crossed": "the red line is crossed",
    "norm_crossed": "the amber line is crossed",
    "typical_2s": "no line is crossed, but it is two standard deviations or more from what is typical",
    "typical_1s": "no line is crossed, but it is one standard deviation or more from what is typical",
    "within": "nothing speaks against the value",
    "no_data": "there is no value to judge, so the status is the one before",
    "too_few": "there are too few rows to judge, so the status is the one before",
}
"""The rule behind a status, in words."""

_SPANS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def plural(count: int, noun: str) -> str:
    """`1 day`, `2 days`, `1,234 rows`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def period_text(period: str) -> str:
    """A period in a sentence: `a period of 24h`, `a snapshot`."""
    return f"a {period}" if period in {"snapshot", "funnel"} else f"a period of {period}"


def span(seconds: float) -> str:
    """A length of time in its largest whole unit: `3 days`, `1 hour`, `40 minutes`; days from two on."""
    for size, unit in _SPANS:
        if seconds >= (2 * size if unit == "day" else size):
            return plural(int(seconds // size), unit)
    return "less than a second"


def number(value: float) -> str:
    """A plain number in at most three significant digits, without an exponent: `0.4`, `12`, `1,230`."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{float(f'{value:.3g}'):,}".removesuffix(".0")


def exact(value: float | None) -> str:
    """All digits of a value in its own unit: `85000`, `0.9523809523809523`."""
    return "–" if value is None else f"{value!r}".removesuffix(".0")


def moment(at: datetime | None, settings: WorkspaceSettings) -> str:
    """A moment in the workspace's time zone, to the second, with its offset: `2026-11-19 14:47:05 +0100`."""
    return "never" if at is None else f"{at.astimezone(zone(settings.timezone)):%Y-%m-%d %H:%M:%S %z}"


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text of a metric file, each on one line."""
    parts = (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", text.strip()))
    return [part for part in parts if part]


class Figures:
    """Writes the values of one metric as its tile does, and a difference of two in the same unit."""

    def __init__(self, metric: MetricDefinition, settings: WorkspaceSettings, lines: Lines) -> None:
        self._metric = metric
        self._settings = settings
        self._lines = lines

    def value(self, value: float | None) -> str:
        """`€12 300`, `95.2 %`, `41 h`; `none` without a value."""
        return "none" if value is None else self._text(value, self._lines)

    def difference(self, one: float, other: float) -> str:
        """By how much they differ; points of percent for a ratio."""
        told = self._text(abs(one - other), Lines(self._metric.direction))
        return f"{told.removesuffix('%').rstrip()} percentage points" if self._metric.unit == "ratio" else told

    def line(self, line: float | None) -> str | None:
        """A line as it was set; null where there is none."""
        if line is None:
            return None
        shown = display(None, self._metric.unit, self._metric.decimals, Lines("up", None, None, line), *self._writing)
        return shown.target

    @property
    def _writing(self) -> tuple[str, str]:
        return self._settings.currency, self._settings.locale

    def _text(self, value: float, lines: Lines) -> str:
        return display(value, self._metric.unit, self._metric.decimals, lines, *self._writing).text
