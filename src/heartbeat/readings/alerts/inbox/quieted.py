"""What keeps the messages of an incident back: silences of people, and the gate of its metric."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heartbeat.readings.alerts.inbox.scene import Scene
from heartbeat.rules.alerts.routing import operator_targets, targets_of
from heartbeat.rules.alerts.silences import REASONS, Silence, silencing

_OF_A_METRIC = ("threshold", "health")


def about(incident: Mapping[str, Any], metric: Mapping[str, Any] | None) -> dict[str, Any]:
    """What silences and routes ask of an incident, with `kind`, `subject` and `severity`, and of its metric where it has one."""
    told = {name: incident[name] for name in ("kind", "subject", "severity")}
    told["metric_id"] = incident["subject"] if incident["kind"] in _OF_A_METRIC else None
    told |= {name: metric[name] if metric else None for name in ("area", "owner", "verification_state")}
    return told if incident["kind"] == "threshold" else {**told, "owner": None}  # of anything else the operators hear


def quiet_of(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """The silence that keeps messages of an incident back now."""
    rows = {row["silence_id"]: row for row in scene.silences}
    found = silencing((silence_of(row) for row in scene.silences), facts, scene.now)
    if found is None:
        return None
    row = rows[found.silence_id]
    return {
        "kind": found.kind,
        "until": found.ends_at,
        "by": row["made_by"],
        "reason": row["reason"],
        "silence_id": found.silence_id,
    }


def silence_of(row: Mapping[str, Any]) -> Silence:
    """A silence as the rules know it."""
    return Silence(row["silence_id"], row["kind"], row["matcher"], row["starts_at"], row["ends_at"])


def may_match(row: Mapping[str, Any], metric: Mapping[str, Any]) -> bool:
    """Whether a silence holds anything that a metric may tell: of its value or its health, amber or red."""
    silence = silence_of(row)
    asked = ({"kind": kind, "subject": metric["metric_id"], "severity": one} for kind in _OF_A_METRIC for one in ("red", "amber"))
    return any(silence.holds(about(one, {"verification_state": None, **metric})) for one in asked)


def gate_of(scene: Scene, facts: Mapping[str, Any], quiet: Mapping[str, Any] | None) -> dict[str, Any]:
    """Whether anybody would be told now, and all that speaks against it; the gate of the metric itself first."""
    reasons = []
    if facts["kind"] == "threshold":
        if facts["verification_state"] != "verified":
            reasons.append(facts["verification_state"])
        if facts["owner"] is None:
            reasons.append("no_owner")
    if quiet is not None:
        reasons.append(REASONS[quiet["kind"]])
    if not _has_target(scene, facts):
        reasons.append("no_channel")
    return {"open": not reasons, "reasons": reasons}


def _has_target(scene: Scene, facts: Mapping[str, Any]) -> bool:
    if facts["kind"] != "threshold":
        return bool(operator_targets(scene.rules, severity=facts["severity"]))
    if facts["owner"] is None:  # nobody yet whose channels could be looked for
        return bool(scene.rules.channels)
    return bool(targets_of(scene.rules, owner=facts["owner"], area=facts["area"], severity=facts["severity"]))
