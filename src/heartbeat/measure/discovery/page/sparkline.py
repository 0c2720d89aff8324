"""Numbers as a line of small bars, in text."""

from __future__ import annotations

from collections.abc import Sequence

_BARS = "▁▂▃▄▅▆▇█"
_GAP = "·"


def sparkline(values: Sequence[float | None], last: int | None = None) -> str:
    """A bar for each value, the lowest and the highest shown at the ends of the scale; a dot where there is none.

    `last` shows only that many of the newest. Where all values are the same, the bars are low.
    """
    shown = values if last is None else values[-last:]
    known = [value for value in shown if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    return "".join(_GAP if value is None else _BARS[_height(value, low, high)] for value in shown)


def _height(value: float, low: float, high: float) -> int:
    return 0 if high == low else min(len(_BARS) - 1, int((value - low) / (high - low) * len(_BARS)))
