"""What time brings is written and let go at once: the board that shows its cause was published before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements
from heartbeat.readings.alerts.sending.posting import Notice, post
from heartbeat.readings.incidents.notices import Office, is_over_budget, put_off_facts
from heartbeat.readings.incidents.rows import Becoming, Key, Move, Occasion, move
from heartbeat.readings.passing_time.due import Due, read_due
from heartbeat.readings.passing_time.saying import Saying, read_saying
from heartbeat.rules.alerts.routing import digest_targets

_SQL = load_statements("heartbeat.readings", "queries/passing.sql")
_MOVES: Mapping[str, Move] = {"fire": "owed", "remind": "remind", "step": "step"}


def tell_due(connection: psycopg.Connection[Any], office: Office, *, now: datetime) -> None:
    """Queue what is owed, every reminder and every step whose time has come, each once, whoever else does the same."""
    chosen = [due.open.incident_id for due in read_due(connection, office, now=now)]
    if not chosen:
        return
    with connection.transaction():
        locked = [incident_id for (incident_id,) in connection.execute(_SQL["lock_incidents"], {"incident_ids": chosen})]
        dues = list(read_due(connection, office, now=now, among=locked))  # again: somebody may have been quicker
        saying = read_saying(connection, office, (due.open for due in dues), now=now)
        notices = [notice for due in dues for notice in _told(connection, due, saying)]
        post(connection, notices, now=now)


def _told(connection: psycopg.Connection[Any], due: Due, saying: Saying) -> Iterator[Notice]:
    one, now, version = due.open, saying.now, saying.version
    if not due.targets:  # a step whose channels are gone is passed over
        show_told(connection, one.incident_id, due.kind, version=version, is_told=False, now=now)
        return
    into = Becoming(Occasion("time", now), one.severity, evidence={"how": "time", "told_at": _text(one.told_at)})
    key = Key(saying.office.workspace, one.kind, one.subject)
    later = digest_targets(saying.office.rules, due.targets) if due.kind == "fire" else ()
    is_over = bool(later) and is_over_budget(connection, saying.office, one.as_incident(), now)
    incident = move(connection, key, one.as_incident(), _MOVES[due.kind], into)
    over = put_off_facts(connection, incident, "over_budget" if is_over else None, saying.office, now=now)
    payload = saying.payload(one, incident) | over
    show_told(connection, one.incident_id, due.kind, version=version, is_told=not is_over, now=now)
    for target in later if is_over else due.targets:
        notice = Notice(target, one.incident_id, incident.seq, due.kind, one.severity, payload, version)
        if is_over:
            keep_row(connection, notice, "digest", "over_budget", now=now)
        else:
            yield notice


def show_told(  # noqa: PLR0913 - each is a column
    connection: psycopg.Connection[Any], incident_id: int, kind: str, *, version: int, is_told: bool, now: datetime
) -> None:
    """Show an incident as it stands; who was told of it first is counted from now on."""
    row = {"incident_id": incident_id, "kind": kind, "version": version, "is_told": is_told, "now": now}
    connection.execute(_SQL["show_told"], row)
    connection.execute(_SQL["publish_told"], row)


def keep_row(connection: psycopg.Connection[Any], notice: Notice, state: str, reason: str, *, now: datetime) -> None:
    """Keep what is not told at once: put off to the next digest, or suppressed, and why."""
    names = ("incident_id", "seq", "kind", "severity", "board_version")
    row = {name: getattr(notice, name) for name in names} | {"payload": Jsonb(dict(notice.payload)), "now": now}
    lane = {"channel": notice.target.channel, "recipient": notice.target.recipient}
    connection.execute(_SQL["keep_row"], row | lane | {"state": state, "reason": reason})


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
