"""The numbers of a metric's page: the same text as on its tile, on the side of the line where the verdict puts them."""

from __future__ import annotations

from typing import Any

from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.surfaces.metric.words import with_texts

SETTINGS = WorkspaceSettings(name="Linden Bank", timezone="Europe/Vilnius", locale="en", currency="EUR")


def texts(unit: str, *values: float | None, direction: str = "up", alert: float | None = None) -> list[str | None]:
    metric: dict[str, Any] = {
        "unit": unit,
        "decimals": None,
        "direction": direction,
        "norm_value": None,
        "alert_value": alert,
        "target_value": None,
        "typical": None,
    }
    page = {"metric": metric, "history": [], "readings": [{"value": value} for value in values]}
    return [reading["text"] for reading in with_texts(page, SETTINGS)["readings"]]


def test_rounding_never_moves_a_reading_across_the_line_that_judged_it() -> None:
    assert texts("ratio", 0.9496, 0.9504, alert=0.95) == ["94.96 %", "95.0 %"]


def test_a_reading_reads_as_its_tile_does() -> None:
    assert texts("EUR", 412_000, 1_270_000) == ["€412 k", "€1.27 m"]
    assert texts("count", 1_270_000, 0) == ["1.27 M", "0"]
    assert texts("seconds", 252, 5340) == ["4:12", "1 h 29 m"]


def test_no_value_has_no_text() -> None:
    assert texts("count", None) == [None]


def test_the_typical_band_is_told_by_its_edges() -> None:
    metric = {
        "unit": "days",
        "decimals": None,
        "direction": "down",
        "norm_value": None,
        "alert_value": None,
        "target_value": None,
    }
    page = {"metric": {**metric, "typical": {"mean": 4.0, "stddev": 1.5, "n": 30}}, "history": [{"value": 4.0}], "readings": []}
    told = with_texts(page, SETTINGS)
    assert told["typical_text"] == {"low": "2.50 d", "high": "5.50 d"}
    assert told["history"] == [{"value": 4.0, "text": "4 d"}]
