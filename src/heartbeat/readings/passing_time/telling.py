"""What time brings is written and let go at once: the board that shows its cause was published before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements
from heartbeat.readings.alerts.sending.posting import Notice, post
from heartbeat.readings.board import read_version
from heartbeat.readings.incidents.notices import Office, Telling, is_over_budget, payload_of
from heartbeat.readings.incidents.release import entry_facts
from heartbeat.readings.incidents.rows import Becoming, Incident, Key, Move, Occasion, move
from heartbeat.readings.passing_time.due import Due, read_due

_SQL = load_statements("heartbeat.readings", "queries/passing.sql")
_MOVES: Mapping[str, Move] = {"fire": "owed", "remind": "remind", "step": "step"}


@dataclass(frozen=True)
class _Round:
    """One tick: the rules, the moment, the board, and what its messages are made of."""

    office: Office
    now: datetime
    version: int
    said: Mapping[int, Mapping[str, Any]]
    entries: Mapping[str, Mapping[str, Any]]


def tell_due(connection: psycopg.Connection[Any], office: Office, *, now: datetime) -> None:
    """Queue what is owed, every reminder and every step whose time has come, each once, whoever else does the same."""
    chosen = [due.open.incident_id for due in read_due(connection, office, now=now)]
    if not chosen:
        return
    with connection.transaction():
        locked = [incident_id for (incident_id,) in connection.execute(_SQL["lock_incidents"], {"incident_ids": chosen})]
        dues = list(read_due(connection, office, now=now, among=locked))  # again: somebody may have been quicker
        tick = _Round(office, now, read_version(connection), *read_said(connection, dues))
        notices = [notice for due in dues for notice in _told(connection, due, tick)]
        post(connection, notices, now=now)


def read_said(
    connection: psycopg.Connection[Any], dues: Sequence[Due]
) -> tuple[dict[int, Mapping[str, Any]], dict[str, Mapping[str, Any]]]:
    """What was last said of incidents, and their metrics as the board shows them."""
    said = connection.execute(_SQL["read_last_said"], {"incident_ids": [due.open.incident_id for due in dues]}).fetchall()
    metric_ids = [due.open.subject for due in dues if due.open.kind in ("threshold", "health")]
    return dict(said), dict(connection.execute(_SQL["read_entries"], {"metric_ids": metric_ids}).fetchall())


def payload_now(due: Due, incident: Incident, tick: _Round) -> dict[str, Any]:
    """What a message says of an incident as it stands: what was said before, its number, the metric as the board shows it."""
    telling = Telling(tick.office, due.open.audience(), Occasion("time", tick.now))
    payload = {**tick.said.get(due.open.incident_id, {}), **payload_of(incident, telling)}
    title = tick.said.get(due.open.incident_id, {}).get("incident", {}).get("title")
    if title and due.open.kind != "threshold":
        payload["incident"] = {**payload["incident"], "title": title}
    entry = tick.entries.get(due.open.subject) if due.open.kind in ("threshold", "health") else None
    return payload if entry is None else payload | entry_facts(entry)


def _told(connection: psycopg.Connection[Any], due: Due, tick: _Round) -> Iterator[Notice]:
    one = due.open
    if not due.targets:  # a step whose channels are gone is passed over
        show_told(connection, one.incident_id, due.kind, version=tick.version, is_told=False, now=tick.now)
        return
    into = Becoming(Occasion("time", tick.now), one.severity, evidence={"how": "time", "told_at": _text(one.told_at)})
    key = Key(tick.office.workspace, one.kind, one.subject)
    is_over = due.kind == "fire" and is_over_budget(connection, tick.office, one.as_incident(), tick.now)
    incident = move(connection, key, one.as_incident(), _MOVES[due.kind], into)
    payload = payload_now(due, incident, tick)
    show_told(connection, one.incident_id, due.kind, version=tick.version, is_told=not is_over, now=tick.now)
    for target in due.targets:
        notice = Notice(target, one.incident_id, incident.seq, due.kind, one.severity, payload, tick.version)
        if is_over:
            _put_off(connection, notice, tick.now)
        else:
            yield notice


def show_told(  # noqa: PLR0913 - each is a column
    connection: psycopg.Connection[Any], incident_id: int, kind: str, *, version: int, is_told: bool, now: datetime
) -> None:
    """Show an incident as it stands; who was told of it first is counted from now on."""
    row = {"incident_id": incident_id, "kind": kind, "version": version, "is_told": is_told, "now": now}
    connection.execute(_SQL["show_told"], row)
    connection.execute(_SQL["publish_told"], row)


def _put_off(connection: psycopg.Connection[Any], notice: Notice, now: datetime) -> None:
    names = ("incident_id", "seq", "kind", "severity", "board_version")
    row = {name: getattr(notice, name) for name in names} | {"payload": Jsonb(dict(notice.payload)), "now": now}
    connection.execute(_SQL["put_off"], row | {"channel": notice.target.channel, "recipient": notice.target.recipient})


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
