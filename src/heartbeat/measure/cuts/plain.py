"""What `compute` returned, as plain JSON values: nothing else may cross from a child, and nothing else is kept."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

DEEPEST = 20
_LARGEST = 1 << 64  # beyond it no chart has a place, and a browser no whole numbers
_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")  # Postgres keeps neither in jsonb


class NotPlain(ValueError):
    """A value that JSON has no form for, with its place in the payload."""


def plain(value: Any, place: str = "") -> Any:
    """A payload as JSON has it: Decimals become numbers, dates and UUIDs texts, intervals seconds.

    Args:
        value: any part of it.
        place: of the part: `series.0.values`.

    Raises:
        NotPlain: something in it has no such form.
    """
    for kinds, convert in _FORMS:
        if isinstance(value, kinds):
            return convert(value, place)
    kind = type(value).__name__
    raise NotPlain(f"{place or 'payload'}: a value of type {kind}; give numbers, texts, dates, lists and dicts")


def _text(value: str, place: str) -> str:
    if _UNKEEPABLE.search(value):
        raise NotPlain(f"{place or 'payload'}: a text with a NUL or half a character")
    return str(value)


def _whole(value: int, place: str) -> int:
    if abs(value) > _LARGEST:
        raise NotPlain(f"{place or 'payload'}: a whole number of more than 64 bits")
    return int(value)


def _fraction(value: float, place: str) -> float:
    if not math.isfinite(value):
        raise NotPlain(f"{place or 'payload'}: {float(value)} is no number that can be drawn; give None where there is none")
    return float(value)


def _decimal(value: Decimal, place: str) -> int | float:
    is_whole = value.is_finite() and value == value.to_integral_value() and abs(value) < _LARGEST
    return int(value) if is_whole else _fraction(float(value), place)


def _dict(value: dict[Any, Any], place: str) -> dict[str, Any]:
    return dict(_entries(value, place))


def _entries(value: dict[Any, Any], place: str) -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        if not isinstance(key, str):
            raise NotPlain(f"{place or 'payload'}: a key of type {type(key).__name__}; keys are texts")
        yield _text(key, place), plain(inner, _below(place, key[:40]))


def _list(value: list[Any] | tuple[Any, ...], place: str) -> list[Any]:
    return [plain(inner, _below(place, str(at))) for at, inner in enumerate(value)]


def _below(place: str, name: str) -> str:
    if place.count(".") >= DEEPEST:
        raise NotPlain("payload: it is nested too deep, or holds itself")
    return f"{place}.{name.replace('.', ' ')}" if place else name


_FORMS: tuple[tuple[Any, Callable[[Any, str], Any]], ...] = (
    ((type(None), bool), lambda value, _: value),
    (str, _text),
    (int, _whole),
    (float, _fraction),
    (Decimal, _decimal),
    ((date, time), lambda value, _: value.isoformat()),
    (timedelta, lambda value, _: value.total_seconds()),
    (UUID, lambda value, _: str(value)),
    (dict, _dict),
    ((list, tuple), _list),
)
