"""Incidents as rows: the track behind each, the open one of a key, and every transition with the evidence for it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements
from heartbeat.rules.alerts.track import Severity, Track, track_from_json, track_to_json

_SQL = load_statements("heartbeat.readings", "queries/incidents.sql")

Kind = Literal["threshold", "health", "source", "channel", "beats"]
Cause = Literal["reading", "operator", "deploy", "typical", "time", "beat"]
Closing = Literal["resolved", "cleared", "edited", "unverified", "changed", "no_owner", "retired"]
Told = Literal["fire", "escalate", "resolve", "close", "flapping", "remind", "step", "owed"]
Untold = Literal["pending", "cleared", "recovering", "firing", "steady"]
Move = Told | Untold
"""What becomes of an incident. `owed`: it is told although nothing has happened to it, because now it may be."""

_RAISING: frozenset[str] = frozenset(get_args(Told))  # each has a number of its own within the incident


@dataclass(frozen=True)
class Key:
    """What an incident is about. At most one is open for it."""

    workspace: str
    kind: Kind
    subject: str

    @property
    def dedup_key(self) -> str:
        """The same for each incident of this key, in every channel that folds messages by one."""
        return dedup_key(self.workspace, self.kind, self.subject)


@dataclass(frozen=True)
class Occasion:
    """What moves incidents, and when (UTC); `actor` is who edits or deploys."""

    cause: Cause
    now: datetime
    actor: str | None = None
    beat_id: int | None = None


@dataclass(frozen=True)
class Incident:
    """An open incident as it stands in this transaction."""

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


@dataclass(frozen=True)
class Becoming:
    """What an incident turns into. `reason` is why it closes; `facts` are added to what it is about."""

    occasion: Occasion
    severity: Severity
    reason: Closing = "resolved"
    facts: Mapping[str, Any] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)


def dedup_key(workspace: str, kind: str, subject: str) -> str:
    """Names what an incident is about, without telling it."""
    return hashlib.sha256(f"{workspace}|{subject}|{kind}".encode()).hexdigest()


def read_track(connection: psycopg.Connection[Any], kind: Kind, subject: str) -> Track:
    """Where a subject stands; the caller holds its lock."""
    row = connection.execute(_SQL["read_track"], {"kind": kind, "subject": subject}).fetchone()
    return track_from_json(row[0]) if row else Track()


def write_track(connection: psycopg.Connection[Any], kind: Kind, subject: str, track: Track) -> None:
    """Keep where a subject stands now."""
    connection.execute(_SQL["write_track"], {"kind": kind, "subject": subject, "track": Jsonb(track_to_json(track))})


def lock_open(connection: psycopg.Connection[Any], key: Key) -> Incident | None:
    """The open incident of a key, held until the transaction ends."""
    with connection.cursor(row_factory=class_row(Incident)) as cursor:
        return cursor.execute(_SQL["lock_open"], {"kind": key.kind, "subject": key.subject}).fetchone()


def move(connection: psycopg.Connection[Any], key: Key, incident: Incident | None, change: Move, into: Becoming) -> Incident:
    """Take an incident, opened when there is none, through one change, and keep that with its evidence."""
    incident, occasion = incident or _opened(connection, key, into), into.occasion
    closing = {"resolve": into.reason, "close": into.reason, "cleared": "cleared"}.get(change)
    row = {
        "incident_id": incident.incident_id,
        "change": change,
        "raised": int(change in _RAISING),
        "state": "closed" if closing else _STATES.get(change, incident.state),
        "severity": into.severity,
        "flapping": change == "flapping" or (incident.flapping and change not in ("steady", "resolve", "close")),
        "fired_at": occasion.now if change == "fire" else None,
        "closed_at": occasion.now if closing else None,
        "closed_reason": closing,
        "closed_by": occasion.actor if closing else None,
        "facts": Jsonb(dict(into.facts)),
    }
    with connection.cursor(row_factory=class_row(Incident)) as cursor:
        moved = cursor.execute(_SQL["move_incident"], row).fetchone()
    assert moved is not None  # the caller holds it  # noqa: S101
    _keep(connection, moved, change, into)
    return moved


_STATES = {"pending": "pending", "fire": "firing", "recovering": "recovering", "firing": "firing", "escalate": "firing"}


def _opened(connection: psycopg.Connection[Any], key: Key, into: Becoming) -> Incident:
    about = {"dedup_key": key.dedup_key, "kind": key.kind, "subject": key.subject, "severity": into.severity}
    with connection.cursor(row_factory=class_row(Incident)) as cursor:
        row = {**about, "now": into.occasion.now, "facts": Jsonb(dict(into.facts))}
        opened = cursor.execute(_SQL["open_incident"], row).fetchone()
    assert opened is not None  # noqa: S101
    return opened


def _keep(connection: psycopg.Connection[Any], moved: Incident, change: Move, into: Becoming) -> None:
    occasion = into.occasion
    row = {"incident_id": moved.incident_id, "seq": moved.seq, "change": change, "state": moved.state, "severity": moved.severity}
    told = {"now": occasion.now, "cause": occasion.cause, "actor": occasion.actor, "beat_id": occasion.beat_id}
    connection.execute(_SQL["write_transition"], row | told | {"evidence": Jsonb(dict(into.evidence))})
