"""What the demo's board says of the bank, once it lives."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from bank_source.incidents import SUPPORT_SILENT_FOR
from bank_source.truth import told
from demo_process import Demo

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tiles(demo: Demo) -> dict[str, dict[str, Any]]:
    return {tile["metric_id"]: tile for tile in demo.board()["metrics"]}


@pytest.mark.parametrize("metric_id", sorted(told.TELLERS.keys() - told.FAILS_NOW))
def test_the_board_shows_the_truth(demo: Demo, tiles: dict[str, dict[str, Any]], metric_id: str) -> None:
    truth = demo.truth(tiles[metric_id])
    assert tiles[metric_id]["value"] == pytest.approx(truth.value, rel=1e-9, abs=1e-9)
    assert tiles[metric_id]["n"] == truth.n


def test_red_comes_first_and_the_unpaid_collateral_before_all(demo: Demo) -> None:
    classes = [tile["class"] for tile in demo.board()["metrics"]]
    order = {"red": 0, "amber": 1, "stale": 2, "normal": 3}
    assert classes == sorted(classes, key=order.__getitem__)
    assert classes.count("red") == 4
    first = demo.board()["metrics"][0]
    assert (first["metric_id"], first["unit"]) == ("unpaid_collateral", "EUR")
    assert first["value"] >= 4 * 21_250


def test_the_service_desk_is_stale_since_four_days(demo: Demo, tiles: dict[str, dict[str, Any]]) -> None:
    for metric_id in told.OF_THE_STALE_SOURCE:
        tile = tiles[metric_id]
        assert (tile["class"], tile["status"], tile["freshness"]) == ("stale", "green", "red")
        assert datetime.fromisoformat(tile["source_as_of"]).timestamp() == demo.world().anchor - SUPPORT_SILENT_FOR
        assert "unreachable" in tile["cause"]


def test_one_metric_fails_and_keeps_its_last_value(tiles: dict[str, dict[str, Any]]) -> None:
    tile = tiles["high_risk_merchant_share"]
    assert tile["health"] == "error"
    assert "invalid input syntax for type integer" in tile["error"]
    assert tile["value"] is not None


def test_a_metric_that_fails_is_printed_with_its_file(demo: Demo) -> None:
    assert "high_risk_merchant_share: failed in metrics/cards/high_risk_merchant_share.sql (" in "".join(demo.said)


def test_one_metric_has_no_data_yet(tiles: dict[str, dict[str, Any]]) -> None:
    assert (tiles["chargebacks_won"]["health"], tiles["chargebacks_won"]["value"]) == ("no_data", None)


def test_verification_is_in_all_three_states(tiles: dict[str, dict[str, Any]]) -> None:
    states = {tile["verification_state"] for tile in tiles.values()}
    assert states == {"verified", "unverified", "changed"}
    assert all(tile["owner"] for tile in tiles.values() if tile["verification_state"] == "verified")


def test_sparklines_are_filled_where_the_past_is_known(tiles: dict[str, dict[str, Any]]) -> None:
    for metric_id in told.TELLERS.keys() - told.WITHOUT_PAST - told.OF_THE_STALE_SOURCE:
        assert len(tiles[metric_id]["spark"]) == 30


def test_whoever_owns_a_red_metric_was_told_at_the_desk(demo: Demo, tiles: dict[str, dict[str, Any]]) -> None:
    kept = (demo.folder / ".heartbeat" / "bank" / "messages.jsonl").read_text().splitlines()
    numbers = {incident["incident_id"] for line in kept for incident in json.loads(line)["incidents"]}
    red = [tile for tile in tiles.values() if tile["status"] == "red" and tile["verification_state"] == "verified"]
    assert red
    assert {tile["incident"]["id"] for tile in red} <= numbers
