"""What is due to be told of an incident although nothing happened to it: what is owed, a reminder, the next step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row

from heartbeat.db import load_statements
from heartbeat.readings.incidents.notices import Audience, Office, audience_of, quieted, subject_audience, targets_for
from heartbeat.readings.incidents.rows import Incident, Kind
from heartbeat.rules.alerts.patience import REMIND_AFTER
from heartbeat.rules.alerts.routing import Target, step_targets
from heartbeat.rules.alerts.track import Severity

_SQL = load_statements("heartbeat.readings", "queries/passing.sql")

DueKind = Literal["fire", "remind", "step"]


@dataclass(frozen=True)
class Open:
    """An incident that screens show, with the metric it is about as that is registered; `None` where it is about none."""

    incident_id: int
    kind: Kind
    subject: str
    seq: int
    state: str
    severity: Severity
    flapping: bool
    fired_at: datetime | None
    facts: Mapping[str, Any]
    acked_at: datetime | None
    told_at: datetime | None
    paged_at: datetime | None
    step: int
    area: str | None
    owner: str | None
    verification_state: str | None
    how_to_read: str | None
    name: str | None
    code: str | None
    is_put_off: bool  # to a digest, because the metric has paged enough

    def as_incident(self) -> Incident:
        """What of it moves."""
        about = (self.incident_id, self.kind, self.subject, self.seq, self.state, self.severity)
        return Incident(*about, self.flapping, self.fired_at, self.facts, self.acked_at)

    def audience(self) -> Audience:
        """Whom it concerns."""
        if self.kind == "threshold":
            return audience_of({**vars(self), "metric_id": self.subject})
        return subject_audience(self.kind, self.subject, {}, area=self.area or "")


@dataclass(frozen=True)
class Due:
    """What is to be told now, and to whom; a step may have nobody left to tell."""

    open: Open
    kind: DueKind
    targets: tuple[Target, ...]


def read_due(
    connection: psycopg.Connection[Any], office: Office, *, now: datetime, among: Sequence[int] | None = None
) -> Iterator[Due]:
    """What is due, one thing for each incident; of some incidents, or of all."""
    steps = [step.after_seconds for step in office.rules.escalation]
    wanted = {"incident_ids": None if among is None else list(among), "now": now, "steps": steps}
    waits = {"red": REMIND_AFTER["red"], "amber": REMIND_AFTER["amber"]}
    with connection.cursor(row_factory=class_row(Open)) as cursor:
        found = cursor.execute(_SQL["read_due"], wanted | waits).fetchall()
    for one in found:
        due = _due(one, office, now)
        if due is not None:
            yield due


def targets_now(one: Open, office: Office) -> tuple[Target, ...]:
    """Whom an incident reaches now. That a channel is down is not told over it."""
    found = targets_for(office, one.audience(), one.severity)
    return tuple(target for target in found if one.kind != "channel" or target.channel != one.subject)


def _due(one: Open, office: Office, now: datetime) -> Due | None:
    if (one.paged_at is None and one.is_put_off) or quieted(office, one.audience(), one.severity, now):
        return None
    if one.paged_at is not None and _is_step_due(one, one.paged_at, office, now):
        return Due(one, "step", step_targets(office.rules, one.step, owner=one.owner))
    targets = targets_now(one, office)
    return Due(one, "remind" if one.paged_at else "fire", targets) if targets else None


def _is_step_due(one: Open, paged_at: datetime, office: Office, now: datetime) -> bool:
    steps = office.rules.escalation
    return one.step < len(steps) and now >= paged_at + timedelta(seconds=steps[one.step].after_seconds)
