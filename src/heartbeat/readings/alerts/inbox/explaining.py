"""Why one metric would tell somebody now, or why not: everything that decides it, in one document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.readings.alerts.inbox.channels import channel_rows
from heartbeat.readings.alerts.inbox.quieted import about, quiet_of
from heartbeat.readings.alerts.inbox.rows import Row, incident_rows
from heartbeat.readings.alerts.inbox.scene import Scene, read_scene
from heartbeat.readings.alerts.inbox.standing import metric_rules
from heartbeat.readings.board import unpublished_entry
from heartbeat.readings.deployed.retired import not_registered
from heartbeat.rules.alerts.quiet import held_until
from heartbeat.rules.alerts.routing import Target, targets_of

_OF_THE_GATE = {
    "unverified": "it is not verified",
    "changed": "it has changed since it was verified",
    "no_owner": "it has no owner",
    "snoozed": "it is snoozed",
    "silenced": "it is silenced",
    "muted": "it is muted",
    "no_channel": "no channel tells anybody of it",
}


def explain(connection: psycopg.Connection[Any], metric_id: str, *, now: datetime) -> dict[str, Any]:
    """Whether a metric would page now, whom and how, and all that speaks against it.

    `pages` holds when somebody is or would be told at once of what its value is now; `against` has each reason in words. What
    it would do beyond its line is told by `rules`, `targets` and `quiet` whatever its value is.

    Raises:
        MetricNotFound: no such metric is registered.
        MetricRetired: its file is gone.
    """
    scene = read_scene(connection, now)
    found = metric_rules(connection, scene, metric_id)
    if not found:
        raise not_registered(connection, metric_id)
    (rules,) = found
    entry = scene.entries.get(metric_id) or unpublished_entry(connection, metric_id)
    incident = next(iter(incident_rows(connection, scene, [rules["incident_id"]])), None) if rules["incident_id"] else None
    severity = incident["severity"] if incident else "red"
    against = list(_against(rules, incident))
    return {
        "now": now,
        "timezone": scene.settings.timezone,
        "metric": entry,
        "rules": rules,
        "incident": incident,
        "quiet": quiet_of(scene, about({"kind": "threshold", "subject": metric_id, "severity": severity}, entry)),
        "pages": not against,
        "against": against,
        "targets": [_target(scene, one, severity) for one in _targets(scene, rules, severity)],
        "channels": channel_rows(connection, scene),
    }


def _targets(scene: Scene, rules: Row, severity: Any) -> tuple[Target, ...]:
    if rules["owner"] is None:
        return ()
    return targets_of(scene.rules, owner=rules["owner"], area=rules["area"], severity=severity)


def _target(scene: Scene, target: Target, severity: Any) -> Row:
    """One recipient, and until when a message for them would wait for the end of quiet hours."""
    person = target.recipient or None
    until = held_until(scene.rules, person=person, severity=severity, now=scene.now)
    return {"channel": target.channel, "recipient": target.recipient, "quiet_until": until}


def _against(rules: Row, incident: Mapping[str, Any] | None) -> Iterator[str]:
    if incident is None:
        line = rules["line"]
        yield f"it is not beyond the line that pages ({line['text']})" if line else "no line of it pages"
    elif incident["state"] == "pending":
        yield f"it is beyond its line, and {rules['for_readings']} readings in a row have to be"
    yield from (_OF_THE_GATE[reason] for reason in rules["gate"]["reasons"])
    budget = rules["budget"]
    if incident["over_budget"] if incident else budget["over"]:
        paged = f"it has paged in the last {budget['days']:.0f} days as often as it may ({budget['most']})"
        yield f"{paged}: it goes into the digest"
    if incident is not None and incident["acked_at"] is not None:
        yield f"{incident['acked_by']} is on it"
