"""Lines that somebody thinks of, as texts: checked as an edit would be, and never written anywhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from heartbeat.definitions.parse.fields import nearest
from heartbeat.errors import ChangeRefused
from heartbeat.readings.verdicts.edit import refuse_contradiction
from heartbeat.rules.alerts.paging import clear_contradiction
from heartbeat.rules.backtest.days import Ruling

NONE = ("", "none")
"""What a text says where there shall be no line."""
_MOST = {"for": 1000, "keep": 1000, "min_n": 10**12}


@dataclass(frozen=True)
class Proposal:
    """What shall be other than it is, by the names of a metric's header: `norm_value`, `clear`, `for` and so on."""

    changes: Mapping[str, Any]

    def applied(self, metric_id: str, ruling: Ruling) -> Ruling:
        """The ruling with the changes.

        Raises:
            ChangeRefused: the lines would contradict each other or the direction.
        """
        lines = replace(ruling.lines, **self._of("norm_value", "alert_value"))
        paging = replace(ruling.paging, **self._renamed())
        row = {"direction": lines.direction, "target_value": None}
        refuse_contradiction(metric_id, {**row, "norm_value": lines.norm_value, "alert_value": lines.alert_value})
        if "clear" in self.changes and (problem := clear_contradiction(lines, paging)):
            hint = "A metric is clear on the good side of the line that it crossed."
            raise ChangeRefused(f"The lines of {metric_id} would contradict each other: {problem}.", hint=hint)
        return replace(ruling, lines=lines, paging=paging, **self._of("min_n"))

    def _of(self, *names: str) -> dict[str, Any]:
        return {name: self.changes[name] for name in names if name in self.changes}

    def _renamed(self) -> dict[str, Any]:
        fields = {"page_on": "page_on", "for": "for_readings", "keep": "keep_readings", "clear": "clear_value"}
        return {field: self.changes[name] for name, field in fields.items() if name in self.changes}


def read_proposal(texts: Mapping[str, str]) -> Proposal:
    """What texts propose, by name; one that is empty or `none` asks for no such line.

    Raises:
        ChangeRefused: a name that cannot be proposed, or a text that is not what it should be.
    """
    for name in texts:
        if name not in _READERS:
            near = nearest(name, list(_READERS))
            hint = f"Did you mean {near}?" if near else f"One can propose {', '.join(_READERS)}."
            raise ChangeRefused(f"{_shown(name)} cannot be proposed.", hint=hint)
    return Proposal({name: _READERS[name](name, text.strip()) for name, text in texts.items()})


def _line(name: str, text: str) -> float | None:
    if text.lower() in NONE:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        hint = "Write digits with a point before the decimals, in the metric's own unit: 0.95 for 95 %. `none` asks for no line."
        raise ChangeRefused(f"{name} is not a number: {_shown(text)}.", hint=hint)
    return number


def _whole(name: str, text: str) -> int:
    # Python reads digits of every script, and refuses to read endless ones
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    if not 1 <= number <= _MOST[name]:
        raise ChangeRefused(f"{name} cannot be {_shown(text)}.", hint=f"Write a whole number from 1 to {_MOST[name]}.")
    return number


def _least_rows(name: str, text: str) -> int | None:
    return None if text.lower() in NONE else _whole(name, text)


def _colour(name: str, text: str) -> str:
    if text not in {"red", "amber"}:
        raise ChangeRefused(f"{name} cannot be {_shown(text)}.", hint="Write red or amber.")
    return text


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line[:60]}…”" if len(line) > 60 else f"“{line}”"


_READERS: Mapping[str, Callable[[str, str], Any]] = {
    "norm_value": _line,
    "alert_value": _line,
    "clear": _line,
    "page_on": _colour,
    "for": _whole,
    "keep": _whole,
    "min_n": _least_rows,
}
