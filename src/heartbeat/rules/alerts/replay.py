"""Stored evidence judged again: whether the rules of this version say of it what was said then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heartbeat.rules.alerts.health import Condition, after_publish, health_track_from_json, health_track_to_json
from heartbeat.rules.alerts.paging import Paging, event_of
from heartbeat.rules.alerts.track import Severity, Step, after_edit, after_reading, ended, track_from_json, track_to_json
from heartbeat.rules.status import Lines, TypicalBand, Verdict, judge, unusual


def judge_evidence(evidence: Mapping[str, Any]) -> list[str] | None:
    """In what the verdict of today differs from the stored one, in words.

    Empty where it is the same; `None` where there is nothing to judge: a reminder, a gate that opened.
    """
    if evidence.get("how") == "health":
        return _judge_health(evidence)
    if evidence.get("how") == "ended" and "before" in evidence:
        step = ended(track_from_json(evidence["before"]))
        return _differences({"changes": (list(evidence["changes"]), list(step.changes)), **_tracks(evidence, step)})
    if "lines" not in evidence or "before" not in evidence:
        return None
    lines = Lines(**evidence["lines"])
    band = TypicalBand(**evidence["typical"]) if evidence.get("typical") else None
    paging = Paging(**evidence["paging"])
    verdict = judge(
        evidence["value"],
        evidence["n"],
        lines=lines,
        typical=band,
        side=evidence["side"],
        min_n=evidence["min_n"],
        last_status=evidence.get("last_status"),
    )
    step = _step(evidence, lines, band, paging, verdict)
    return _differences(
        {
            "status": (evidence["status"], verdict.status),
            "reason": (evidence["reason"], verdict.reason),
            "changes": (list(evidence["changes"]), list(step.changes)),
            **_tracks(evidence, step),
        }
    )


def _judge_health(evidence: Mapping[str, Any]) -> list[str]:
    after, _ = after_publish(health_track_from_json(evidence["before"]), Condition(**evidence["condition"]))
    return _differences({"track": (evidence["after"], health_track_to_json(after))})


def _tracks(evidence: Mapping[str, Any], step: Step) -> dict[str, tuple[Any, Any]]:
    return {"track": (evidence["after"], track_to_json(step.track))}


def _differences(told: Mapping[str, tuple[Any, Any]]) -> list[str]:
    return [f"{name} was {then}, and is {now} by the rules of today" for name, (then, now) in told.items() if then != now]


def _step(evidence: Mapping[str, Any], lines: Lines, band: TypicalBand | None, paging: Paging, verdict: Verdict) -> Step:
    track = track_from_json(evidence["before"])
    value = evidence["value"]
    deviations = unusual(value, band, side=evidence["side"], direction=lines.direction)
    event = event_of(value, verdict, deviations, lines, paging)
    severity: Severity = "red" if verdict.status == "red" else "amber"
    move = after_edit if evidence["how"] == "edit" else after_reading
    return move(track, event, severity, paging)
