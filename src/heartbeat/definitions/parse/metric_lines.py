"""Whether a metric's lines agree with its direction and with each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from heartbeat.definitions.model import Direction, worse
from heartbeat.definitions.parse.fields import Fields


@dataclass(frozen=True)
class Lines:
    """A metric's lines in its unit; None where the header does not say. `direction` is empty when it is wrong."""

    direction: str
    norm_value: float | None
    alert_value: float | None
    target_value: float | None
    clear_value: float | None

    def is_worse(self, one: float, other: float) -> bool:
        """Whether `one` is strictly worse than `other`."""
        return worse(one, other, cast("Direction", self.direction))


def check_lines(lines: Lines, unit: str, fields: Fields) -> None:
    """Note lines that contradict the direction, and those that are probably meant otherwise."""
    if lines.direction:
        _check_alert(lines, fields)
        _check_clear(lines, fields)
        _check_target(lines, fields)
    if unit == "ratio":
        _check_ratio(lines, fields)


def _check_alert(lines: Lines, fields: Fields) -> None:
    norm, alert = lines.norm_value, lines.alert_value
    if norm is not None and alert is not None and lines.is_worse(norm, alert):
        better = "higher" if lines.direction == "up" else "lower"
        message = f"{{key}} {alert:g} contradicts direction {lines.direction}: it would be crossed before norm_value {norm:g}."
        fields.reject("alert_value", message, f"With {better} as better, alert is the worse line: swap them, or the direction.")


def _check_clear(lines: Lines, fields: Fields) -> None:
    crossed = lines.alert_value if lines.alert_value is not None else lines.norm_value
    if lines.clear_value is None:
        return
    if crossed is None:
        fields.doubt("clear", "{key} has no line to clear.", "Add norm_value or alert_value, or remove it.")
    elif lines.is_worse(lines.clear_value, crossed):
        message = f"{{key}} {lines.clear_value:g} is on the bad side of the line {crossed:g}."
        fields.reject("clear", message, "A metric is clear on the good side of the line it crossed.")


def _check_target(lines: Lines, fields: Fields) -> None:
    norm = lines.norm_value if lines.norm_value is not None else lines.alert_value
    if lines.target_value is not None and norm is not None and lines.is_worse(lines.target_value, norm):
        message = f"{{key}} {lines.target_value:g} is worse than the line {norm:g}."
        fields.doubt("target_value", message, "A target is what you stretch for; check the numbers and the direction.")


def _check_ratio(lines: Lines, fields: Fields) -> None:
    for key in ("norm_value", "alert_value", "target_value"):
        value: float | None = getattr(lines, key)
        if value is not None and abs(value) > 2:
            fields.doubt(key, f"{{key}} {value:g} of a ratio is shown as {value * 100:g} %.", f"Did you mean {value / 100:g}?")
