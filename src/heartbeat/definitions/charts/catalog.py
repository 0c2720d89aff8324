"""Every kind of chart by its name, and a payload read as one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from heartbeat.definitions.charts import kinds
from heartbeat.definitions.charts.chart import Chart
from heartbeat.definitions.charts.custom import Custom

_MOST_LINES = 8
_OF_KEYS: Mapping[str, str] = {"missing": "is missing", "extra_forbidden": "is not known"}
_WORDS: Mapping[str, str] = {
    "float_parsing": "is no number",
    "float_type": "is no number",
    "finite_number": "is no finite number",
    "string_type": "is no text",
    "list_type": "is no list",
    "dict_type": "is no mapping",
    "model_type": "is no mapping",
    "bool_parsing": "is neither true nor false",
    "bool_type": "is neither true nor false",
}
"""How what is wrong most often is said in plain words."""


@cache
def chart_kinds() -> Mapping[str, type[Chart]]:
    """The kinds that Heartbeat draws itself, by what `META["chart"]` calls them."""
    for module in pkgutil.iter_modules(kinds.__path__):
        importlib.import_module(f"{kinds.__name__}.{module.name}")
    found = {one.kind: one for one in _below(Chart) if hasattr(one, "kind") and one is not Custom}
    return MappingProxyType(dict(sorted(found.items())))


def read_payload(kind: str, payload: Any) -> Chart:
    """What a cut computed, checked.

    Args:
        kind: of the chart; one that Heartbeat does not draw itself is drawn by a module of the workspace.
        payload: as `compute` returned it; Decimals and dates may still be in it.

    Raises:
        ValueError: it does not have the shape of its chart; a line for each thing that is wrong, at most eight.
    """
    if not isinstance(payload, dict):
        raise ValueError(f"compute returned {type(payload).__name__}, not a dict")  # noqa: TRY004 - one error for all of it
    try:
        return chart_kinds().get(kind, Custom).model_validate(payload)
    except ValidationError as error:
        raise ValueError("\n".join(_lines(error))) from None


def _lines(error: ValidationError) -> list[str]:
    """Without what was given: a payload may be large, and its rows may be anybody's. What many items have is told once."""
    places: dict[tuple[str, str], list[str]] = {}
    for one in error.errors(include_url=False, include_input=False):
        loc, said = _said(one)
        places.setdefault((".".join(step for step in loc if not step.isdigit()), said), []).append(".".join(loc))
    told: dict[tuple[str, int], list[str]] = {}
    for (of_all, said), each in places.items():
        told.setdefault((each[0] if len(each) == 1 else of_all, len(each)), []).append(said)
    lines = [_line(place, ", ".join(said), times) for (place, times), said in told.items()]
    return [*lines[:_MOST_LINES], f"and {len(lines) - _MOST_LINES} more"] if len(lines) > _MOST_LINES else lines


def _said(one: ErrorDetails) -> tuple[tuple[str, ...], str]:
    """Where it is and what; of a key that is missing or not known, what should have it or has it."""
    loc, wording = tuple(map(str, one["loc"])), _OF_KEYS.get(one["type"])
    if wording is not None:
        return loc[:-1], f"`{loc[-1]}` {wording}"
    return loc or ("payload",), _WORDS.get(one["type"]) or one["msg"].removeprefix("Value error, ")


def _line(place: str, said: str, times: int) -> str:
    return f"{place}: {said}".removeprefix(": ") + (f" ({times} times)" if times > 1 else "")


def _below(kind: type[Any]) -> Iterator[type[Chart]]:
    for below in kind.__subclasses__():
        yield below
        yield from _below(below)
