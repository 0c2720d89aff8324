"""How many pages a metric may cost, and the line by which it would have cost no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from heartbeat.definitions.model import worse
from heartbeat.rules.alerts.paging import Paging, event_of, paging_line
from heartbeat.rules.alerts.track import Severity, Track, after_reading
from heartbeat.rules.status import REPEATING, Lines, judge

MOST_TRIED = 24  # lines; each is tried on all readings


class PastValue(NamedTuple):
    """A reading whose data had advanced, oldest first where there are several."""

    value: float
    n: int | None


def budget_window(budget: float) -> timedelta:
    """Over how long pages are counted for a budget of so many a week: a week, or as many weeks as one page may take."""
    return timedelta(weeks=1) if budget >= 1 else timedelta(weeks=1) / budget


def pages_allowed(budget: float) -> int:
    """Whole pages within that window."""
    return max(1, int(budget))


def pages_over(past: Sequence[PastValue], lines: Lines, paging: Paging, min_n: int | None) -> int:
    """How often an incident would have opened over these readings by these lines. Typical judges none of them."""
    track, pages = Track(), 0
    for reading in past:
        verdict = judge(reading.value, reading.n, lines=lines, typical=None, side="both", min_n=min_n, last_status=None)
        if verdict.reason in REPEATING:
            continue
        event = event_of(reading.value, verdict, None, lines, paging)
        severity: Severity = "red" if verdict.status == "red" else "amber"
        step = after_reading(track, event, severity, paging)
        track, pages = step.track, pages + step.changes.count("fire")
    return pages


def line_within(past: Sequence[PastValue], lines: Lines, paging: Paging, min_n: int | None, *, most: int) -> float | None:
    """The line nearest to the one that pages by which these readings would have cost at most so many pages.

    It is one of the values that were read: a value on its line is still good. `None` where no line pages, where the present one
    is within, and where only a line beyond every value would be, which would tell nothing.
    """
    line = paging_line(lines, paging)
    if line is None or pages_over(past, lines, paging, min_n) <= most:
        return None
    beyond = sorted({reading.value for reading in past if worse(reading.value, line, lines.direction)})
    if lines.direction == "up":
        beyond.reverse()
    for candidate in _spread(beyond[:-1]):
        if pages_over(past, _moved(lines, paging, candidate), paging, min_n) <= most:
            return candidate
    return None


def _spread(candidates: Sequence[float]) -> Sequence[float]:
    """Not more than can be tried, evenly taken."""
    step = -(-len(candidates) // MOST_TRIED)
    return candidates[::step] if step else ()


def _moved(lines: Lines, paging: Paging, line: float) -> Lines:
    """The lines with the one that pages moved outwards; a red line inside it moves along, since lines keep their order."""
    if paging.page_on == "red" or lines.norm_value is None:
        return replace(lines, alert_value=line)
    alert = lines.alert_value
    moves_along = alert is not None and worse(line, alert, lines.direction)
    return replace(lines, norm_value=line, alert_value=line if moves_along else alert)
