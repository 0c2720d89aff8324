"""What keeps the messages of an incident back: silences of people, and the gate of its metric."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from heartbeat.readings.alerts.inbox.scene import Scene, silence_of
from heartbeat.rules.alerts.routing import operator_targets, targets_of
from heartbeat.rules.alerts.silences import REASONS, named_metric

_OF_A_METRIC = ("threshold", "health")
_COLUMNS = {"metric_id": "metric_id", "subject": "metric_id", "area": "area", "owner": "owner"}  # by key of a matcher


def about(incident: Mapping[str, Any], metric: Mapping[str, Any] | None) -> dict[str, Any]:
    """What silences and routes ask of an incident, with `kind`, `subject` and `severity`, and of its metric where it has one."""
    told = {name: incident[name] for name in ("kind", "subject", "severity")}
    told["metric_id"] = incident["subject"] if incident["kind"] in _OF_A_METRIC else None
    told |= {name: metric[name] if metric else None for name in ("area", "owner", "verification_state")}
    return told if incident["kind"] == "threshold" else {**told, "owner": None}  # of anything else the operators hear


def quiet_of(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """The silence that keeps messages of an incident back now."""
    found = scene.quieting.over(facts, scene.now)
    if found is None:
        return None
    row = next(row for row in scene.silences if row["silence_id"] == found.silence_id)
    return {
        "kind": found.kind,
        "until": found.ends_at,
        "by": row["made_by"],
        "reason": row["reason"],
        "silence_id": found.silence_id,
    }


def held_by(row: Mapping[str, Any], metrics: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The metrics of which a silence holds anything that they may tell: of their value or their health, amber or red."""
    silence = silence_of(row)
    named = named_metric(silence)
    candidates = metrics.values() if named is None else [metrics[one] for one in (named,) if one in metrics]
    columns = [_COLUMNS[name] for name in silence.matcher if name in _COLUMNS]
    known: dict[tuple[Any, ...], bool] = {}  # metrics that are alike to this matcher are compared with it once
    found = []
    for metric in candidates:
        key = tuple(metric[column] for column in columns)
        if key not in known:
            known[key] = any(silence.holds(facts) for facts in _all_of(metric))
        if known[key]:
            found.append(metric["metric_id"])
    return found


def _all_of(metric: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for kind in _OF_A_METRIC:
        for severity in ("red", "amber"):
            yield about(
                {"kind": kind, "subject": metric["metric_id"], "severity": severity}, {"verification_state": None, **metric}
            )


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
