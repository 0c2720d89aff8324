"""What people do about an incident: each is on record, and on every screen when its transaction ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.clock import utc_text
from heartbeat.errors import IncidentSettled
from heartbeat.readings.alerts.inbox.acts.wishes import checked_name, checked_text, refuse
from heartbeat.readings.alerts.inbox.incident import incident_not_found
from heartbeat.readings.alerts.inbox.rows import incident_rows
from heartbeat.readings.alerts.inbox.scene import SQL, read_all, read_scene
from heartbeat.readings.board import hold_board, rewrite

_LONGEST_COMMENT = 2000


@dataclass(frozen=True)
class Acted:
    """The board that shows what was done, and the incident as it shows it."""

    board_version: int
    incident: dict[str, Any]


def acknowledge(connection: psycopg.Connection[Any], incident_id: int, *, by: object, now: datetime) -> Acted:
    """Say who is on it, role app: reminders and escalation end until it becomes worse.

    Raises:
        IncidentNotFound: no board has shown it.
        IncidentSettled: it is closed, or somebody is on it.
        AlertRefused: nobody is named.
    """
    return _act(connection, incident_id, "acknowledge", by=by, now=now)


def release(connection: psycopg.Connection[Any], incident_id: int, *, by: object, now: datetime) -> Acted:
    """Take an acknowledgement back, role app; whoever made it.

    Raises:
        IncidentNotFound: no board has shown it.
        IncidentSettled: it is closed, or nobody is on it.
        AlertRefused: nobody is named.
    """
    return _act(connection, incident_id, "release", by=by, now=now)


def comment(connection: psycopg.Connection[Any], incident_id: int, text: object, *, by: object, now: datetime) -> Acted:
    """Say something about an incident, open or closed, role app. No screen but its own changes.

    Raises:
        IncidentNotFound: no board has shown it.
        AlertRefused: nobody is named, or there is no text.
    """
    name, problems = checked_name(by)
    told, more = checked_text("text", text, _LONGEST_COMMENT)
    refuse("The comment was not kept", [*problems, *more])
    with connection.transaction():
        if not read_all(connection, "peek_incident", {"incident_id": incident_id}):
            raise incident_not_found(incident_id)
        _log(connection, incident_id, {"kind": "comment", "by": name, "text": told}, now)
        scene = read_scene(connection, now)
        (incident,) = incident_rows(connection, scene, [incident_id])
    return Acted(scene.board.version, incident)


def _act(connection: psycopg.Connection[Any], incident_id: int, kind: str, *, by: object, now: datetime) -> Acted:
    name, problems = checked_name(by)
    refuse("Nothing was changed", problems)
    with connection.transaction():
        board = hold_board(connection)  # locks in their order: the board, the metric, the incident
        about = read_all(connection, "peek_incident", {"incident_id": incident_id})
        if not about:
            raise incident_not_found(incident_id)
        metric_ids = _lock_metric(connection, about[0])
        (row,) = read_all(connection, "lock_incident", {"incident_id": incident_id})
        _refuse_settled(row, kind)
        mark = (now, name) if kind == "acknowledge" else (None, None)
        connection.execute(SQL["set_acknowledged"], {"incident_id": incident_id, "at": mark[0], "by": mark[1]})
        _log(connection, incident_id, {"kind": kind, "by": name}, now)
        version = rewrite(connection, board, metric_ids, now=now)
        (incident,) = incident_rows(connection, read_scene(connection, now), [incident_id])
    return Acted(version, incident)


def _lock_metric(connection: psycopg.Connection[Any], about: Mapping[str, Any]) -> list[str]:
    """The metric whose tile shows the incident, held; none where it is about none that is deployed."""
    if about["kind"] not in {"threshold", "health"}:
        return []
    return [row["metric_id"] for row in read_all(connection, "lock_subject", {"metric_id": about["subject"]})]


def _refuse_settled(row: Mapping[str, Any], kind: str) -> None:
    names = ("incident_id", "state", "acked_by", "acked_at", "closed_at", "closed_by", "closed_reason")
    facts = {name: row[name] for name in names}
    number = f"Incident {row['incident_id']}"
    if row["state"] == "closed":
        who = f" by {row['closed_by']}" if row["closed_by"] else ""
        hint = "Nothing has to be done. What comes next of it is an incident of its own."
        raise IncidentSettled(f"{number} was closed{who} at {_second(row['closed_at'])}.", hint=hint, facts=facts)
    if kind == "acknowledge" and row["acked_at"] is not None:
        hint = "Speak with them, or take it back first: `release` does, whoever acknowledged."
        message = f"{row['acked_by']} has been on incident {row['incident_id']} since {_second(row['acked_at'])}."
        raise IncidentSettled(message, hint=hint, facts=facts)
    if kind == "release" and row["acked_at"] is None:
        raise IncidentSettled(f"Nobody is on incident {row['incident_id']}.", hint="There is nothing to take back.", facts=facts)


def _log(connection: psycopg.Connection[Any], incident_id: int, action: Mapping[str, Any], now: datetime) -> None:
    connection.execute(SQL["log_action"], {"text": None, **action, "incident_id": incident_id, "at": now})


def _second(moment: datetime) -> str:
    return utc_text(moment.replace(microsecond=0))
