"""A metric's value moves its incident: in the transaction of the reading, the edit or the deploy that judged it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

import psycopg

from heartbeat import checkpoints
from heartbeat.db import load_statements
from heartbeat.readings.incidents.notices import NoticeKind, Telling, metric_audience, read_office, tell
from heartbeat.readings.incidents.rows import (
    Becoming,
    Closing,
    Incident,
    Key,
    Move,
    Occasion,
    lock_open,
    move,
    read_track,
    write_track,
)
from heartbeat.readings.verdicts.again import JudgedAgain
from heartbeat.readings.verdicts.law import Law
from heartbeat.rules.alerts.paging import event_of
from heartbeat.rules.alerts.track import Phase, Severity, Step, Track, after_edit, after_reading, ended, track_to_json
from heartbeat.rules.status import REPEATING, Status, TypicalBand, Verdict, unusual

_SQL = load_statements("heartbeat.readings", "queries/incidents.sql")

How = Literal["reading", "edit", "ended"]


@dataclass(frozen=True)
class Judged:
    """A value with all that judged it, and the verdict."""

    law: Law
    value: float
    n: int | None
    as_of: datetime
    source_as_of: datetime | None
    band: TypicalBand | None
    last_status: Status | None
    verdict: Verdict


def observe(connection: psycopg.Connection[Any], judged: Judged, *, how: Literal["reading", "edit"], occasion: Occasion) -> None:
    """Move the incident of a metric by a value that was judged; the caller holds the metric's lock.

    A value over too few rows is no event. Nothing is written where nothing moves.
    """
    if judged.verdict.reason in REPEATING:
        return
    law = judged.law
    deviations = unusual(judged.value, judged.band, side=law.side, direction=law.lines.direction)
    event = event_of(judged.value, judged.verdict, deviations, law.lines, law.paging)
    severity: Severity = "red" if judged.verdict.status == "red" else "amber"
    # What an edit of its gate ended in this transaction is newer than the law.
    before = law.track if how == "reading" else read_track(connection, "threshold", law.metric_id)
    step = (after_reading if how == "reading" else after_edit)(before, event, severity, law.paging)
    if _stands_still(before, step):
        return
    evidence = {**_evidence(judged), "event": event, "severity": severity, "how": how}
    _follow(connection, law.metric_id, before, step, Becoming(occasion, severity, "edited", evidence=evidence))


def observe_again(connection: psycopg.Connection[Any], judged: JudgedAgain, *, occasion: Occasion) -> None:
    """The same for the last good value, after an edit or a deploy of its lines."""
    state = judged.before
    if state.value is None or state.as_of is None:
        return
    typical = judged.after.typical
    found = Judged(judged.law, state.value, state.n, state.as_of, state.source_as_of, typical, state.status, judged.verdict)
    observe(connection, found, how="edit", occasion=occasion)


def end(connection: psycopg.Connection[Any], metric_id: str, reason: Closing, *, occasion: Occasion) -> None:
    """End what is open for a metric that is still registered, because a person or a deploy takes away what it rested on."""
    before = read_track(connection, "threshold", metric_id)
    step = ended(before)
    if not _stands_still(before, step):
        _follow(connection, metric_id, before, step, Becoming(occasion, "amber", reason, evidence={"how": "ended"}))


def heed_gate(connection: psycopg.Connection[Any], metric_id: str, *, was: str | None, occasion: Occasion) -> None:
    """After an edit of owner or verification: what may not page any more is closed, what now may is told.

    A new owner is told of what is still firing, as whoever had it before was.

    Args:
        connection: whose transaction made the edit.
        metric_id: which one.
        was: why it could not page before the edit; `None` when it could.
        occasion: who and when.
    """
    audience = metric_audience(connection, metric_id)
    if audience is None or (was is not None and audience.gate is not None):
        return
    office = read_office(connection, now=occasion.now)
    key = Key(office.workspace, "threshold", metric_id)
    incident = lock_open(connection, key)
    if incident is None or incident.fired_at is None:
        return
    if audience.gate is not None:
        end(connection, metric_id, "no_owner" if audience.gate == "no_owner" else "unverified", occasion=occasion)
        return
    becoming = Becoming(occasion, incident.severity, evidence={"how": "gate", "owner": audience.owner})
    owed = move(connection, key, incident, "owed", becoming)
    tell(connection, owed, "fire", Telling(office, audience, occasion))


def _stands_still(before: Track, step: Step) -> bool:
    """Readings are counted from one flip to the next: where there is none, a count tells nothing."""
    after = step.track
    return after == before or (not step.changes and not after.flips and replace(after, readings=before.readings) == before)


def _follow(connection: psycopg.Connection[Any], metric_id: str, before: Track, step: Step, into: Becoming) -> None:
    """Write what a step of the track means for the incident, and what it tells."""
    after = step.track
    write_track(connection, "threshold", metric_id, after)
    moves = step.changes or _quiet_moves(before, after)
    if not moves:
        return
    audience = metric_audience(connection, metric_id)
    assert audience is not None  # the caller holds the metric  # noqa: S101
    telling = Telling(read_office(connection, now=into.occasion.now), audience, into.occasion)
    key = Key(telling.office.workspace, "threshold", metric_id)
    evidence = {**into.evidence, "before": track_to_json(before), "after": track_to_json(after), "changes": list(step.changes)}
    incident = lock_open(connection, key)
    for change in moves:
        severity = after.severity or (incident.severity if incident else into.severity)
        reason: Closing = "resolved" if change == "resolve" else into.reason
        incident = move(connection, key, incident, change, replace(into, severity=severity, reason=reason, evidence=evidence))
        _announce(connection, incident, change, replace(telling, reason=into.reason if change == "close" else None))
    checkpoints.passing("incident-moved")


def _announce(connection: psycopg.Connection[Any], incident: Incident, change: Move, telling: Telling) -> None:
    if change == "escalate":
        now = telling.occasion.now
        connection.execute(_SQL["end_snoozes"], {"metric_id": incident.subject, "now": now})
        telling = replace(telling, office=read_office(connection, now=now))
    if change in _NOTICES:
        tell(connection, incident, _NOTICES[change], telling)


_NOTICES: Mapping[str, NoticeKind] = {
    "fire": "fire",
    "escalate": "escalate",
    "resolve": "resolve",
    "close": "close",
    "flapping": "flapping",
}


def _quiet_moves(before: Track, after: Track) -> tuple[Move, ...]:
    """What a change of phase that nobody is told of is called."""
    if before.phase == after.phase:
        return ()
    return (_QUIET[after.phase],)


_QUIET: Mapping[Phase, Move] = {"normal": "cleared", "pending": "pending", "firing": "firing", "recovering": "recovering"}


def _evidence(judged: Judged) -> dict[str, Any]:
    law = judged.law
    return {
        "value": judged.value,
        "n": judged.n,
        "as_of": judged.as_of.isoformat(),
        "source_as_of": judged.source_as_of.isoformat() if judged.source_as_of else None,
        "status": judged.verdict.status,
        "reason": judged.verdict.reason,
        "last_status": judged.last_status,
        "lines": asdict(law.lines),
        "typical": asdict(judged.band) if judged.band else None,
        "side": law.side,
        "min_n": law.min_n,
        "paging": asdict(law.paging),
        "definition_hash": law.definition_hash,
    }
