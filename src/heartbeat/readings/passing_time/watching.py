"""Channels and beats that do not prove to work become incidents, and the wall says so, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.db import load_statements
from heartbeat.readings.alerts.sending.posting import Notice, post
from heartbeat.readings.board import hold_board, rewrite
from heartbeat.readings.incidents.notices import (
    Office,
    Telling,
    payload_of,
    quieted,
    subject_audience,
    told_lanes,
)
from heartbeat.readings.incidents.rows import Becoming, Incident, Key, Kind, Occasion, lock_open, move
from heartbeat.readings.passing_time.proofs import Trouble, find_troubles
from heartbeat.readings.passing_time.telling import keep_row, show_told
from heartbeat.rules.alerts.routing import Target, operator_targets

_SQL = load_statements("heartbeat.readings", "queries/passing.sql")
_NOBODY = Target("", "")


@dataclass(frozen=True)
class _Moved:
    """An incident that began or ended, with whom that is told, or why nobody is."""

    incident: Incident
    told_as: str
    targets: tuple[Target, ...]
    payload: Mapping[str, Any]
    reason: str | None = None


def watch(connection: psycopg.Connection[Any], office: Office, *, now: datetime) -> None:
    """Open an incident for each trouble, close those whose trouble is over, and publish both at once.

    Whoever writes a board holds it first; several who watch at once follow one another, and the second finds nothing to do.
    """
    if {one.about for one in find_troubles(connection, office.rules, now=now)} == _open(connection):
        return
    with connection.transaction():
        board = hold_board(connection)
        troubles, known = find_troubles(connection, office.rules, now=now), _open(connection)
        begun = [_begun(connection, office, trouble, now) for trouble in troubles if trouble.about not in known]
        over = known - {trouble.about for trouble in troubles}
        ended = [moved for kind, subject in sorted(over) for moved in _ended(connection, office, (kind, subject), now)]
        if begun or ended:
            version = rewrite(connection, board, (), now=now)
            post(connection, [notice for one in (*begun, *ended) for notice in _told(connection, one, version, now)], now=now)


def _open(connection: psycopg.Connection[Any]) -> set[tuple[Any, str]]:
    return {(kind, subject) for kind, subject, *_ in connection.execute(_SQL["read_troubles"])}


def _begun(connection: psycopg.Connection[Any], office: Office, trouble: Trouble, now: datetime) -> _Moved:
    occasion = Occasion("time", now)
    key = Key(office.workspace, trouble.kind, trouble.subject)
    into = Becoming(occasion, "red", facts=trouble.facts, evidence={"how": "time", **trouble.facts})
    incident = move(connection, key, lock_open(connection, key), "fire", into)
    audience = subject_audience(trouble.kind, trouble.subject, {})
    # That a channel is down is not told over it.
    targets = tuple(target for target in operator_targets(office.rules, severity="red") if target.channel != trouble.subject)
    reason = quieted(office, audience, "red", now) or (None if targets else "no_channel")
    return _Moved(incident, "fire", targets, payload_of(incident, Telling(office, audience, occasion)), reason)


def _ended(
    connection: psycopg.Connection[Any], office: Office, about: tuple[Kind, str], now: datetime
) -> Iterator[_Moved]:  # fmt: skip
    """A trouble that is over; that of a channel which is not declared any more is closed with it."""
    kind, subject = about
    key, occasion = Key(office.workspace, kind, subject), Occasion("time", now)
    incident = lock_open(connection, key)
    if incident is None:
        return
    is_gone = kind == "channel" and subject not in office.rules.channels
    into = Becoming(occasion, incident.severity, "retired" if is_gone else "resolved", evidence={"how": "time"})
    targets = told_lanes(connection, incident)
    moved = move(connection, key, incident, "close" if is_gone else "resolve", into)
    telling = Telling(office, subject_audience(kind, subject, {}), occasion, "retired" if is_gone else None)
    yield _Moved(moved, "close" if is_gone else "resolve", targets, payload_of(moved, telling))


def _told(connection: psycopg.Connection[Any], moved: _Moved, version: int, now: datetime) -> Iterator[Notice]:
    incident, is_told = moved.incident, moved.told_as == "fire" and moved.reason is None
    show_told(connection, incident.incident_id, moved.told_as, version=version, is_told=is_told, now=now)
    about = (incident.incident_id, incident.seq, moved.told_as, incident.severity, moved.payload, version)
    if moved.reason is not None:
        keep_row(connection, Notice(_NOBODY, *about), "suppressed", moved.reason, now=now)
        return
    for target in moved.targets:
        yield Notice(target, *about)
