"""Numbers: the strings that people read for a value and its lines, made once for the wall and for messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from heartbeat.definitions.model import Direction, worse
from heartbeat.definitions.parse.formats import CURRENCIES
from heartbeat.rules.notation import (
    MINUS,
    ONE,
    Scale,
    currency_sign,
    decimals_for,
    decimals_of,
    exact,
    is_extreme,
    is_sign_last,
    rounded,
    scale_for,
    tell_duration,
    write,
)
from heartbeat.rules.status import Lines, is_value

NO_VALUE = "–"
CHANGE_DAYS = 7
"""How many days before the shown one the value stands that a change is told against."""
_WHOLE = Decimal(100)  # percent


@dataclass(frozen=True)
class Display:
    """A value as people read it. `text` is the whole of it; `unit` is printed small after `value`, `prefix` before it."""

    prefix: str
    value: str
    unit: str
    norm: str | None
    alert: str | None
    target: str | None
    change: str | None
    text: str


@dataclass(frozen=True)
class Style:
    """How numbers of one metric are written."""

    unit: str
    decimals: int | None
    currency: str
    locale: str

    @property
    def is_ratio(self) -> bool:
        """A share, shown in percent."""
        return self.unit == "ratio"

    @property
    def is_money(self) -> bool:
        """An amount in an ISO 4217 currency."""
        return self.unit in CURRENCIES

    @property
    def sign(self) -> str:
        """What stands before the number."""
        return currency_sign(self.unit, self.currency) if self.is_money and not is_sign_last(self.locale) else ""

    @property
    def label(self) -> str:
        """What stands after the number."""
        if self.is_money:
            return currency_sign(self.unit, self.currency).strip() if is_sign_last(self.locale) else ""
        if self.unit in {"count", "number"}:
            return ""
        return {"ratio": "%", "days": "d", "seconds": "s"}.get(self.unit, self.unit)

    def number(self, value: float) -> Decimal:
        """The number to print for a value: a ratio times a hundred, anything else as it is."""
        return exact(value).scaleb(2) if self.is_ratio else exact(value)


@dataclass(frozen=True)
class _Figure:
    prefix: str
    value: str
    unit: str

    @property
    def text(self) -> str:
        return f"{self.prefix}{self.value} {self.unit}".rstrip()


def display(  # noqa: PLR0913, PLR0917 - what a number looks like depends on exactly these
    value: float | None,
    unit: str,
    decimals: int | None,
    lines: Lines,
    currency: str,
    locale: str,
    *,
    before: float | None = None,
) -> Display:
    """The strings for a value, its lines, and its change since `before`, the value of `CHANGE_DAYS` days ago.

    Rounding never moves the shown value to the other side of a line: where it would, more digits are shown. `currency` is the
    workspace's own: its sign is written bare where several countries share it.
    """
    style = Style(unit, decimals, currency, locale)
    figure = _Figure("", NO_VALUE, "")
    if value is not None and is_value(value):
        figure = _value_figure(value, style, lines)
    limit = "min" if lines.direction == "up" else "max"
    norm, alert, target = (line_text(line, style) for line in (lines.norm_value, lines.alert_value, lines.target_value))
    return Display(
        prefix=figure.prefix,
        value=figure.value,
        unit=figure.unit,
        norm=f"{limit} {norm}" if norm else None,
        alert=f"{limit} {alert}" if alert else None,
        target=target,
        change=_change_text(value, before, style),
        text="no data yet" if figure.value == NO_VALUE else figure.text,
    )


def value_text(value: float, style: Style, lines: Lines) -> str:
    """The text of `display` alone, for many values of one metric: lines are not written anew for each."""
    return _value_figure(value, style, lines).text if is_value(value) else "no data yet"


def _value_figure(value: float, style: Style, lines: Lines) -> _Figure:
    number = style.number(value)
    marks = [style.number(line) for line in (lines.norm_value, lines.alert_value, lines.target_value) if line is not None]

    def on_its_side(shown: Decimal) -> bool:
        if style.is_ratio and number < _WHOLE <= shown:  # nearly all is not all
            return False
        return _same_side(number, shown, marks, lines.direction)

    if style.unit == "seconds":
        negative = number < 0
        text, unit = tell_duration(
            abs(number), style.decimals, style.locale, lambda shown: on_its_side(-shown if negative else shown)
        )
        return _signed(text, unit, style, negative=negative)
    scale = _scale(number, style)
    least = _usual_decimals(_divided(number, scale), style, scale)
    return _plain_figure(number, least, style, scale, on_its_side)


def _same_side(number: Decimal, shown: Decimal, marks: Iterable[Decimal], direction: Direction) -> bool:
    """Whether the rounded number stands where the true one stands, seen from each line."""
    return all(worse(number, mark, direction) == worse(shown, mark, direction) for mark in marks)


def _scale(number: Decimal, style: Style) -> Scale:
    if style.is_ratio and not is_extreme(abs(number)):
        return ONE
    scale = scale_for(abs(number), money=style.is_money)
    # 999,950 rounds to 1,000 k, which people write 1.00 M; 9,999.5 to 10,000, which they write 10.0 k.
    divided = _divided(number, scale)
    up = rounded(divided, _usual_decimals(divided, style, scale)) * scale.factor
    return scale_for(abs(up), money=style.is_money)


def _divided(number: Decimal, scale: Scale) -> Decimal:
    return number.scaleb(-scale.factor.adjusted())


def _usual_decimals(number: Decimal, style: Style, scale: Scale) -> int:
    """Three significant digits; whole numbers in full (a percentage with two digits at least)."""
    if style.decimals is not None:
        return style.decimals
    if scale == ONE and decimals_of(number) == 0:
        return decimals_for(number, 2) if style.is_ratio else 0
    decimals = decimals_for(number, 3)
    return min(decimals, decimals_for(rounded(number, decimals), 3))  # 99.96 is 100, not 100.0


def _plain_figure(number: Decimal, least: int, style: Style, scale: Scale, fits: Callable[[Decimal], bool]) -> _Figure:
    divided = _divided(number, scale)
    decimals = least
    while decimals < decimals_of(divided) and not fits(rounded(divided, decimals) * scale.factor):
        decimals += 1
    shown = rounded(divided, decimals)
    text = write(abs(shown), decimals, style.locale)
    return _signed(text, _joined(scale.name, style.label), style, negative=shown < 0)


def _joined(*words: str) -> str:
    return " ".join(word for word in words if word)


def _signed(text: str, unit: str, style: Style, *, negative: bool) -> _Figure:
    if style.sign:
        return _Figure(f"{MINUS}{style.sign}" if negative else style.sign, text, unit)
    return _Figure("", f"{MINUS}{text}" if negative else text, unit)


def line_text(line: float | None, style: Style) -> str | None:
    """A line exactly as it was set, since people compare it with their contract; `None` for one that is not set."""
    if line is None or not is_value(line):
        return None
    number = style.number(line)
    if style.unit == "seconds":
        text, unit = tell_duration(abs(number), style.decimals, style.locale, lambda shown: shown == abs(number))
        return _signed(text, unit, style, negative=number < 0).text
    scale = _line_scale(number, style)
    divided = _divided(number, scale)
    least = decimals_for(divided, 2) if style.is_ratio else 0
    decimals = max(decimals_of(divided), least, style.decimals or 0 if scale == ONE else 0)
    return _signed(write(abs(divided), decimals, style.locale), _joined(scale.name, style.label), style, negative=number < 0).text


def _line_scale(number: Decimal, style: Style) -> Scale:
    scale = _scale(number, style)
    divided = _divided(number, scale)
    is_short = decimals_of(divided) <= max(0, decimals_for(divided, 3))
    return scale if is_short or abs(number) >= 1_000_000 else ONE


def _change_text(value: float | None, before: float | None, style: Style) -> str | None:
    """The difference in two significant digits: in points of percent for a ratio, without a unit where it is free text."""
    if value is None or before is None or not is_value(value) or not is_value(before):
        return None
    difference = style.number(value) - style.number(before)
    figure = _difference_figure(abs(difference), style)
    if not figure.value.strip("0.,:"):
        return f"±0 in {CHANGE_DAYS} d"
    mark = MINUS if difference < 0 else "+"
    return f"{mark}{figure.text} in {CHANGE_DAYS} d"


def distance_text(value: float | None, line: float | None, style: Style) -> str | None:
    """How far a value is from a line, either way, in two significant digits; `None` without both."""
    if value is None or line is None or not is_value(value):
        return None
    return _difference_figure(abs(style.number(value) - style.number(line)), style).text


def _difference_figure(size: Decimal, style: Style) -> _Figure:
    if style.unit == "seconds":
        text, unit = tell_duration(size, style.decimals, style.locale, lambda _: True)
        return _Figure("", text, unit)
    scale = _scale(size, style)
    divided = _divided(size, scale)
    decimals = min(decimals_for(divided, 2), 2 if style.decimals is None else style.decimals)
    shown = rounded(divided, decimals).normalize()
    unit = "pp" if style.is_ratio else style.label if style.is_money else "d" if style.unit == "days" else ""
    return _Figure(style.sign, write(shown, decimals_of(shown), style.locale), _joined(scale.name, unit))
