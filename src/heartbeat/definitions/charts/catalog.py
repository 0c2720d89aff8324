"""Every kind of chart by its name, and a payload read as one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from heartbeat.definitions.charts import kinds
from heartbeat.definitions.charts.chart import Chart
from heartbeat.definitions.charts.custom import Custom


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
    """Without what was given: a payload may be large, and its rows may be anybody's."""
    found = error.errors(include_url=False, include_input=False)
    told = [f"{'.'.join(map(str, one['loc'])) or 'payload'}: {one['msg'].removeprefix('Value error, ')}" for one in found[:8]]
    return [*told, f"and {len(found) - 8} more"] if len(found) > 8 else told


def _below(kind: type[Any]) -> Iterator[type[Chart]]:
    for below in kind.__subclasses__():
        yield below
        yield from _below(below)
