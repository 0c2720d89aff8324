"""Health incidents: judged when a beat publishes, because only then the sources and the age of every table are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from heartbeat.clock import utc_text
from heartbeat.db import load_statements
from heartbeat.readings.deployed.workspace import read_sources
from heartbeat.readings.incidents.notices import Audience, Office, Telling, read_office, subject_audience, tell
from heartbeat.readings.incidents.rows import Becoming, Closing, Key, Kind, Occasion, lock_open, move
from heartbeat.rules.alerts.health import (
    Condition,
    HealthTrack,
    MetricHealth,
    after_publish,
    condition_of_metric,
    condition_of_source,
    fold,
    health_track_from_json,
    health_track_to_json,
    is_failing,
)
from heartbeat.rules.condition import SourceCondition
from heartbeat.rules.freshness import freshness

_SQL = load_statements("heartbeat.readings", "queries/incidents.sql")
_MOST_NAMED = 20  # metrics in the facts of a source; how many there are is told


@dataclass(frozen=True)
class _Subject:
    """A metric or a source with how it is, and what would be told of it."""

    kind: Kind
    name: str
    condition: Condition
    facts: Mapping[str, Any]
    audience: Audience


@dataclass(frozen=True)
class _Round:
    """One publish: the rules, the occasion, and where every subject stood before it."""

    connection: psycopg.Connection[Any]
    office: Office
    occasion: Occasion
    tracks: Mapping[tuple[Kind, str], HealthTrack]


def judge_health(
    connection: psycopg.Connection[Any], conditions: Sequence[SourceCondition], *, beat_id: int | None, now: datetime
) -> None:
    """Open and close the health incidents of metrics and sources, in the transaction that publishes.

    A source that fails is one incident, whatever number of metrics it keeps from being read. Nothing is judged where a beat was
    abandoned: what it did not come to says nothing.

    Args:
        connection: of role worker; the caller holds the board.
        conditions: of the sources, as they were left.
        beat_id: that publishes; `None` for an abandoned one.
        now: UTC.
    """
    if beat_id is None:
        return
    deployed = {source.source_id for source in read_sources(connection)}
    known = [one for one in conditions if one.source_id in deployed]
    rows = _read_metrics(connection, beat_id)
    healths = {row["metric_id"]: _health(row, now) for row in rows}
    folded = fold(healths.values(), known)
    run = {source_id for (source_id,) in connection.execute(_SQL["read_sources_run"], {"beat_id": beat_id})}
    this = _Round(connection, read_office(connection, now=now), Occasion("beat", now, beat_id=beat_id), _read_tracks(connection))
    alone = set(folded.alone)
    for row in rows:
        health = healths[row["metric_id"]]
        if row["metric_id"] in alone and (row["is_fresh"] or health.condition.state != "error"):
            _step(this, _metric_subject(row, health))
    names = {row["metric_id"]: row["name"] for row in rows}
    for source_id in sorted(deployed):
        mine = [one for one in known if one.source_id == source_id]
        condition = condition_of_source(mine)
        if condition is not None and (source_id in run or condition.state == "ok"):
            _step(
                this,
                _source_subject(source_id, condition, mine, {one: names[one] for one in folded.by_source.get(source_id, ())}),
            )
    _close_gone(this, "health", set(names))
    _close_gone(this, "source", deployed)


def _read_metrics(connection: psycopg.Connection[Any], beat_id: int) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_SQL["read_health"], {"beat_id": beat_id}).fetchall()


def _read_tracks(connection: psycopg.Connection[Any]) -> dict[tuple[Kind, str], HealthTrack]:
    kinds: tuple[Kind, ...] = ("health", "source")
    found = ((kind, connection.execute(_SQL["read_tracks"], {"kind": kind})) for kind in kinds)
    return {(kind, subject): health_track_from_json(track) for kind, rows in found for subject, track in rows}


def _health(row: Mapping[str, Any], now: datetime) -> MetricHealth:
    condition = condition_of_metric(row["health"], row["error"], freshness(row["period"], row["source_as_of"], now))
    if condition.state in ("no_data", "stale") and not row["has_value"]:
        condition = Condition("late")  # nothing was ever there that could be missed
    return MetricHealth(row["metric_id"], condition, tuple(row["tables"]))


def _metric_subject(row: Mapping[str, Any], health: MetricHealth) -> _Subject:
    state = health.condition.state
    since = row["source_as_of"] if state == "stale" else row["health_since"]
    facts = {"health": state, "error": row["error"] if state == "error" else None, "since": utc_text(since) if since else None}
    audience = subject_audience("health", row["metric_id"], {"title": row["name"], "code": row["code"]}, area=row["area"])
    return _Subject("health", row["metric_id"], health.condition, facts, audience)


def _source_subject(
    source_id: str, condition: Condition, mine: Sequence[SourceCondition], metrics: Mapping[str, str]
) -> _Subject:
    failing = sorted(
        (one for one in mine if is_failing(one) and one.since), key=lambda one: (one.since or one.last_ok_at, one.dataset)
    )
    facts: dict[str, Any] = {
        "metrics": list(metrics.values())[:_MOST_NAMED],
        "metric_ids": list(metrics)[:_MOST_NAMED],
        "metric_count": len(metrics),
    }
    if failing:
        first = failing[0]
        facts |= {"error": first.error, "hint": first.hint, "since": utc_text(first.since) if first.since else None}
        facts["last_ok_at"] = utc_text(first.last_ok_at) if first.last_ok_at else None
    return _Subject("source", source_id, condition, facts, subject_audience("source", source_id, {"title": source_id}))


def _step(this: _Round, subject: _Subject) -> None:
    before = this.tracks.get((subject.kind, subject.name), HealthTrack())
    after, change = after_publish(before, subject.condition)
    key = Key(this.office.workspace, subject.kind, subject.name)
    if after != before:
        row = {"kind": subject.kind, "subject": subject.name, "track": Jsonb(health_track_to_json(after))}
        this.connection.execute(_SQL["write_track"], row)
    incident = lock_open(this.connection, key) if change or after.phase == "firing" else None
    if change is None:
        if incident is not None:
            row = {"incident_id": incident.incident_id, "facts": Jsonb(dict(subject.facts))}
            this.connection.execute(_SQL["add_facts"], row)
        return
    evidence = {
        "how": "health",
        "condition": vars(subject.condition),
        "before": health_track_to_json(before),
        "after": health_track_to_json(after),
    }
    becoming = Becoming(this.occasion, "amber", facts=subject.facts if change == "fire" else {}, evidence=evidence)
    moved = move(this.connection, key, incident, change, becoming)
    tell(this.connection, moved, change, Telling(this.office, subject.audience, this.occasion))


def _close_gone(this: _Round, kind: Kind, there: Iterable[str]) -> None:
    """What is about something that is not deployed any more is over, and told so."""
    gone = {subject for (subject,) in this.connection.execute(_SQL["read_open_subjects"], {"kind": kind})} - set(there)
    reason: Closing = "retired"
    for subject in sorted(gone):
        key = Key(this.office.workspace, kind, subject)
        incident = lock_open(this.connection, key)
        row = {"kind": kind, "subject": subject, "track": Jsonb(health_track_to_json(HealthTrack()))}
        this.connection.execute(_SQL["write_track"], row)
        moved = move(this.connection, key, incident, "close", Becoming(this.occasion, "amber", reason, evidence={"how": "ended"}))
        audience = subject_audience(kind, subject, {"title": subject})
        tell(this.connection, moved, "close", Telling(this.office, audience, this.occasion, reason))
