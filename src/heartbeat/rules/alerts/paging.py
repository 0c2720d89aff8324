"""When a metric tells its owner: the line that pages, the line that clears, and what one value is to an incident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from heartbeat.definitions.model import worse
from heartbeat.rules.status import Lines, Verdict

PageOn = Literal["red", "amber"]
Event = Literal["bad", "between", "good"]
"""Beyond a line that pages; past the clear line; or between the two, which changes nothing."""

_HYSTERESIS = 0.1  # of the distance between the two lines


@dataclass(frozen=True)
class Paging:
    """What a metric's header says of messages. Counts are of readings; a backtest, which has days, counts days."""

    page_on: PageOn = "red"
    page_on_typical: bool = False
    for_readings: int = 1
    keep_readings: int = 2
    clear_value: float | None = None


def paging_line(lines: Lines, paging: Paging) -> float | None:
    """The line beyond which an incident opens: the red one, or with `page_on: amber` the amber one, where there is one."""
    if paging.page_on == "red" or lines.norm_value is None:
        return lines.alert_value
    return lines.norm_value


def clear_line(lines: Lines, paging: Paging) -> float | None:
    """The line from which a value is good again; `None` where no line pages.

    It is `clear`, else 10 % of the distance between the two lines on the good side of the one that pages, else that one itself.
    """
    line = paging_line(lines, paging)
    if line is None or paging.clear_value is not None:
        return paging.clear_value
    if lines.norm_value is None or lines.alert_value is None:
        return line
    step = _HYSTERESIS * abs(lines.norm_value - lines.alert_value)
    return line + step if lines.direction == "up" else line - step


def clear_contradiction(lines: Lines, paging: Paging) -> str | None:
    """Why a clear line cannot hold with the lines, in words; `None` when it can. It is held to the red line, as in a file."""
    line = lines.alert_value if lines.alert_value is not None else lines.norm_value
    if paging.clear_value is None or line is None or not worse(paging.clear_value, line, lines.direction):
        return None
    return f"direction is {lines.direction}, so clear {paging.clear_value:g} is on the bad side of the line {line:g}"


def event_of(value: float, verdict: Verdict, deviations: float | None, lines: Lines, paging: Paging) -> Event:
    """What a value that was judged is to an incident.

    Args:
        value: a number over enough rows.
        verdict: of the law over it.
        deviations: from typical, in standard deviations from 0; `None` where typical is not known.
        lines: by which it was judged.
        paging: of the metric.
    """
    if _pages(verdict, paging):
        return "bad"
    line = clear_line(lines, paging)
    is_past = line is None or not worse(value, line, lines.direction)
    is_calm = not paging.page_on_typical or deviations is None or deviations < 1
    return "good" if is_past and is_calm else "between"


def _pages(verdict: Verdict, paging: Paging) -> bool:
    if verdict.status == "green" or (verdict.status == "amber" and paging.page_on == "red"):
        return False
    return paging.page_on_typical or not verdict.reason.startswith("typical")
