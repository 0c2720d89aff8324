"""What an incident tells, as rows of the outbox: to whom, or why to nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from heartbeat.clock import utc_text
from heartbeat.db import load_statements
from heartbeat.definitions.alerting.model import AlertRules
from heartbeat.definitions.alerting.read import rules_of
from heartbeat.definitions.stored import settings_from_json
from heartbeat.readings.incidents.proposing import proposed_line
from heartbeat.readings.incidents.rows import Closing, Incident, Occasion
from heartbeat.rules.alerts.routing import Target, digest_targets, operator_targets, targets_of
from heartbeat.rules.alerts.silences import REASONS, Silence, silencing
from heartbeat.rules.backtest.budget import budget_window, pages_allowed

_SQL = load_statements("heartbeat.readings", "queries/incidents.sql")

NoticeKind = Literal["fire", "escalate", "resolve", "close", "flapping", "remind", "step"]


@dataclass(frozen=True)
class Office:
    """What holds for all messages of a workspace: its name, its rules, and what is silenced."""

    workspace: str
    rules: AlertRules
    silences: Sequence[Silence]


@dataclass(frozen=True)
class Audience:
    """Of what an incident tells: a metric as people know it, or what stands in its place for operators."""

    facts: Mapping[str, str]  # metric_id, area, owner, kind, subject: what a silence is compared with
    owner: str | None
    area: str
    gate: str | None  # why it may not page: unverified, changed, no_owner
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Telling:
    """What telling of one subject needs: the rules, whom it concerns, and on what occasion."""

    office: Office
    audience: Audience
    occasion: Occasion
    reason: Closing | None = None  # why it was closed by other than a reading


def read_office(connection: psycopg.Connection[Any], *, now: datetime) -> Office:
    """The rules as deployed, and the silences in force or ahead."""
    row = connection.execute(_SQL["read_workspace_settings"]).fetchone()
    settings = settings_from_json(row[0] if row else {"name": ""})
    silences = [Silence(*one) for one in connection.execute(_SQL["read_silences"], {"now": now})]
    return Office(settings.name, rules_of(settings), silences)


def metric_audience(connection: psycopg.Connection[Any], metric_id: str) -> Audience | None:
    """Whom a registered metric tells; `None` when there is none of this id."""
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_SQL["read_audience"], {"metric_id": metric_id}).fetchone()
    return audience_of(row) if row else None


def audience_of(row: Mapping[str, Any]) -> Audience:
    """Whom a metric tells, by its row of the registry."""
    owner = row["owner"]
    metric_id = row["metric_id"]
    facts = {"metric_id": metric_id, "area": row["area"], "owner": owner or "", "kind": "threshold", "subject": metric_id}
    payload = {"owner": owner, "how_to_read": row["how_to_read"], "title": row["name"], "code": row["code"]}
    return Audience(facts, owner, row["area"], gate_of(row["verification_state"], owner), payload)


def gate_of(verification_state: str, owner: str | None) -> str | None:
    """Why a metric may not page; `None` when it may."""
    if verification_state != "verified":
        return verification_state
    return None if owner else "no_owner"


def subject_audience(kind: str, subject: str, payload: Mapping[str, Any], *, area: str = "") -> Audience:
    """The operators, for what is no metric's value."""
    facts = {"kind": kind, "subject": subject, "metric_id": subject if kind == "health" else ""}
    return Audience({**facts, "area": area, "owner": ""}, None, area, None, payload)


def tell(connection: psycopg.Connection[Any], incident: Incident, kind: NoticeKind, telling: Telling) -> None:
    """Write what a change of an incident tells: a row for each that is told, or one that says why nobody is.

    The rows wait for the board that shows their cause. What takes something back goes where that was told, and nowhere else.
    """
    if kind in ("resolve", "close"):
        targets, state, reason = told_lanes(connection, incident), "held", None
    else:
        targets, state, reason = _decide(connection, incident, kind, telling)
    occasion = telling.occasion
    row = {
        "incident_id": incident.incident_id,
        "seq": incident.seq,
        "kind": kind,
        "state": state,
        "reason": reason,
        "severity": incident.severity,
        "payload": Jsonb(
            payload_of(incident, telling) | put_off_facts(connection, incident, reason, telling.office, now=occasion.now)
        ),
        "beat_id": occasion.beat_id,
        "now": occasion.now,
    }
    for target in targets:
        connection.execute(_SQL["write_notice"], {**row, "channel": target.channel, "recipient": target.recipient})


def payload_of(incident: Incident, telling: Telling) -> dict[str, Any]:
    """What a message says besides the metric's entry of the board, which is added when that is published."""
    audience, occasion = telling.audience, telling.occasion
    return {
        **audience.payload,
        "incident": {
            "id": incident.incident_id,
            "seq": incident.seq,
            "kind": incident.kind,
            "subject": incident.subject,
            "severity": incident.severity,
            "state": incident.state,
            "fired_at": utc_text(incident.fired_at) if incident.fired_at else None,
            "title": audience.payload.get("title", incident.subject),
        },
        "entry": None,
        "actor": occasion.actor,
        "reason": telling.reason,
        "facts": dict(incident.facts),
        "at": utc_text(occasion.now),
    }


def targets_for(office: Office, audience: Audience, severity: Literal["red", "amber"]) -> tuple[Target, ...]:
    """Whom a message reaches when nothing keeps it back."""
    if audience.facts["kind"] == "threshold":
        return targets_of(office.rules, owner=audience.owner or "", area=audience.area, severity=severity)
    return operator_targets(office.rules, severity=severity)


def quieted(office: Office, audience: Audience, severity: str, now: datetime) -> str | None:
    """Why a message is not wanted for a while: snoozed, silenced or muted."""
    found = silencing(office.silences, {**audience.facts, "severity": severity}, now)
    return REASONS[found.kind] if found else None


def is_over_budget(connection: psycopg.Connection[Any], office: Office, incident: Incident, now: datetime) -> bool:
    """Whether the metric has cost its owner as many pages as the workspace allows; below one a week, one in that many weeks."""
    if incident.kind != "threshold":
        return False
    budget = office.rules.page_budget
    wanted = {"metric_id": incident.subject, "incident_id": incident.incident_id, "since": now - budget_window(budget)}
    row = connection.execute(_SQL["count_pages"], wanted).fetchone()
    return row is not None and row[0] >= pages_allowed(budget)


def told_lanes(connection: psycopg.Connection[Any], incident: Incident) -> tuple[Target, ...]:
    """Where an incident was told of, or will be before what is written now."""
    rows = connection.execute(_SQL["read_told_lanes"], {"incident_id": incident.incident_id})
    return tuple(Target(channel, recipient) for channel, recipient in rows)


_NOBODY = (Target("", ""),)


def _decide(
    connection: psycopg.Connection[Any], incident: Incident, kind: NoticeKind, telling: Telling
) -> tuple[tuple[Target, ...], str, str | None]:
    """Who is told, and whether at once (`held`), with the next digest, or not (`suppressed`) and why."""
    office, audience, now = telling.office, telling.audience, telling.occasion.now
    targets = targets_for(office, audience, incident.severity)
    reason = audience.gate or quieted(office, audience, incident.severity, now) or (None if targets else "no_channel")
    if reason:
        return _NOBODY, "suppressed", reason
    is_untold = kind in ("fire", "flapping") and not told_lanes(connection, incident)
    if is_untold and is_over_budget(connection, office, incident, now) and (later := digest_targets(office.rules, targets)):
        return later, "digest", "over_budget"
    return targets, "held", None


def put_off_facts(
    connection: psycopg.Connection[Any], incident: Incident, reason: str | None, office: Office, *, now: datetime
) -> dict[str, Any]:
    """What a message that waits for the digest says of that: why, and the line by which it would not have had to."""
    if reason != "over_budget":
        return {}
    proposed = proposed_line(connection, incident.subject, budget=office.rules.page_budget, now=now)
    return {"reason": reason, "facts": {**incident.facts, "proposed_line": proposed}}
