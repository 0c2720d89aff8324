"""The numbers of a metric's page: the same text as on its tile, on the side of the line where the verdict puts them."""

from __future__ import annotations

from typing import Any

from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.surfaces.metric.words import with_texts

SETTINGS = WorkspaceSettings(name="Linden Bank", timezone="Europe/Vilnius", locale="en", currency="EUR")


def page_of(unit: str, **more: Any) -> dict[str, Any]:
    """A page of a metric of this unit without lines, days, edits or readings, but for what is given."""
    metric: dict[str, Any] = {
        "unit": unit,
        "decimals": None,
        "direction": "up",
        "value": None,
        "typical": None,
        "target_hit": False,
    }
    metric |= dict.fromkeys(("norm_value", "alert_value", "target_value")) | more.pop("metric", {})
    empty: dict[str, Any] = {name: [] for name in ("definitions", "history", "readings", "lines", "operator_changes")}
    return {"metric": metric, **empty, **more}


def texts(unit: str, *values: float | None, alert: float | None = None) -> list[str | None]:
    page = page_of(unit, metric={"alert_value": alert}, readings=[{"value": value} for value in values])
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
    day = {"value": 4.0, "definition_hash": "abc", "typical": None}
    told = with_texts(page_of("days", metric={"typical": {"mean": 4.0, "stddev": 1.5, "n": 30}}, history=[day]), SETTINGS)
    assert told["typical_text"] == {"low": "2.50 d", "high": "5.50 d"}
    assert told["history"] == [{**day, "text": "4 d"}]


def test_a_day_has_the_unit_of_the_definition_that_gave_it() -> None:
    definitions = [{"definition_hash": "old", "unit": "seconds"}, {"definition_hash": "new", "unit": "days"}]
    days = [{"value": 90.0, "definition_hash": each, "typical": None} for each in ("old", "new")]
    told = with_texts(page_of("days", definitions=definitions, history=days), SETTINGS)
    assert [day["text"] for day in told["history"]] == ["1:30", "90 d"]
