"""Failures that the demo shows on purpose are said to be, once, and no other ones."""

from __future__ import annotations

from typing import Any

from heartbeat.demo.story import MEANT, failures_meant, tell_failures

JOB: dict[str, Any] = {
    "sources": [
        {"dataset": "support_desk", "state": "error"},
        {"dataset": "rates_public", "state": "error"},
        {"dataset": "webbank_core", "state": "ok"},
    ],
    "metrics": [
        {"metric_id": "high_risk_merchant_share", "outcome": "error"},
        {"metric_id": "active_cards", "outcome": "error"},
        {"metric_id": "new_clients", "outcome": "executed"},
    ],
}


def test_only_what_the_story_breaks_is_said_to_be_meant() -> None:
    assert failures_meant(JOB) == ("support_desk", "high_risk_merchant_share")
    lines = list(tell_failures(failures_meant(JOB)))
    assert "docs/example-bank.md" in lines[0]
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["support_desk", "high_risk_merchant_share"]


def test_each_is_told_once_and_nothing_where_all_is_well() -> None:
    assert failures_meant(JOB, told=MEANT) == ()
    assert list(tell_failures(())) == []
    well = {"sources": [{"dataset": "support_desk", "state": "ok"}], "metrics": []}
    assert failures_meant(well) == ()
