"""Stored evidence judged again: the same verdict, or in what it differs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from heartbeat.rules.alerts.paging import Paging
from heartbeat.rules.alerts.replay import judge_evidence
from heartbeat.rules.alerts.track import Track, track_to_json
from heartbeat.rules.status import Lines

LINES = asdict(Lines("down", 5.0, 10.0, None))


def evidence(**more: Any) -> dict[str, Any]:
    """Of the reading with which an incident fires."""
    after = Track(phase="firing", severity="red", readings=1, last="bad")
    return {
        "value": 12.0, "n": None, "as_of": "2026-06-10T12:00:00Z", "source_as_of": "2026-06-10T12:00:00Z", "status": "red",
        "reason": "alert_crossed", "event": "bad", "severity": "red", "lines": LINES, "typical": None, "side": "both",
        "min_n": None, "paging": asdict(Paging()), "how": "reading", "last_status": None, "before": track_to_json(Track()),
        "after": track_to_json(after), "changes": ["fire"], **more,
    }  # fmt: skip


def test_the_same_rules_say_the_same() -> None:
    assert judge_evidence(evidence()) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"status": "amber"}, "status was amber, and is red by the rules of today"),
        ({"reason": "typical_2s"}, "reason was typical_2s, and is alert_crossed by the rules of today"),
        ({"changes": []}, "changes was [], and is ['fire'] by the rules of today"),
        ({"value": 1.0}, "changes was ['fire'], and is [] by the rules of today"),
    ],
)
def test_another_verdict_is_told_in_words(wrong: dict[str, Any], told: str) -> None:
    assert told in (judge_evidence(evidence(**wrong)) or [])


def test_what_no_value_caused_is_not_judged() -> None:
    assert judge_evidence({"error": "the source bank does not answer"}) is None


def test_an_end_by_a_person_is_judged_as_one() -> None:
    before = Track(phase="firing", severity="red", readings=3, last="bad")
    after = Track(readings=3)
    told = {"how": "ended", "before": track_to_json(before), "after": track_to_json(after), "changes": ["close"]}
    assert judge_evidence(evidence(**told)) == []
