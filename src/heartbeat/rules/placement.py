"""Placement: the class of a tile, and the order in which tiles stand on the wall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from heartbeat.rules.freshness import Freshness
from heartbeat.rules.status import Health, Lines, Side, Status, TypicalBand, unusual

TileClass = Literal["red", "amber", "stale", "normal"]

_RANK: dict[TileClass, int] = {"red": 0, "amber": 1, "stale": 2, "normal": 3}
_FAR = float("inf")


@dataclass(frozen=True)
class Standing:
    """What decides the place of one tile. `distance` is 0 at red; `overdue` is 1 when the age turns red."""

    metric_id: str
    tile_class: TileClass
    verified: bool
    priority: int
    since: datetime
    distance: float
    overdue: float
    catalog_position: int


def place(status: Status, freshness: Freshness, health: Health) -> TileClass:
    """The class of a tile: red or amber as judged; a green one is `stale` when its data is too old or it failed last time."""
    if status != "green":
        return status
    return "stale" if freshness == "red" or health != "ok" else "normal"


def distance_to_red(value: float | None, lines: Lines, band: TypicalBand | None, side: Side) -> float:
    """How far a value is from turning red, without a unit so that metrics compare; infinite when nothing can turn it red."""
    if value is None:
        return _FAR
    return min(_distance_to_line(value, lines), _distance_to_unusual(value, lines, band, side))


def _distance_to_line(value: float, lines: Lines) -> float:
    alert, norm = lines.alert_value, lines.norm_value
    if alert is None:
        return _FAR
    width = abs(norm - alert) if norm is not None and norm != alert else abs(alert) or 1.0
    return abs(value - alert) / width


def _distance_to_unusual(value: float, lines: Lines, band: TypicalBand | None, side: Side) -> float:
    deviations = unusual(value, band, side=side, direction=lines.direction)
    return _FAR if deviations is None else max(0.0, 2.0 - deviations)


def display_order(tiles: Iterable[Standing]) -> list[Standing]:
    """Red by priority and then the longest red, amber by nearness to red, stale by age, normal as in the catalog.

    Inside a class no unverified tile stands before a verified one. The catalog breaks every tie, so the order is total.
    """
    return sorted(tiles, key=_place_in_line)


def _place_in_line(tile: Standing) -> tuple[int, bool, float, float, int, str]:
    first, second = _merit(tile)
    return (_RANK[tile.tile_class], not tile.verified, first, second, tile.catalog_position, tile.metric_id)


def _merit(tile: Standing) -> tuple[float, float]:
    if tile.tile_class == "red":
        return tile.priority, tile.since.timestamp()
    if tile.tile_class == "amber":
        return tile.distance, 0.0
    return (-tile.overdue, 0.0) if tile.tile_class == "stale" else (0.0, 0.0)
