"""One incident with all that is known of it: what happened, what people did, what was sent, and the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.errors import IncidentNotFound
from heartbeat.readings.alerts.inbox.messages import deliveries_of
from heartbeat.readings.alerts.inbox.rows import Row, incident_rows
from heartbeat.readings.alerts.inbox.scene import read_all, read_scene
from heartbeat.rules.alerts.replay import judge_evidence

_CHANGES = {
    "pending": "beyond its line; not told before more readings say so",
    "fire": "fired",
    "escalate": "became worse: red",
    "cleared": "is good again before it was told",
    "recovering": "is good again; not told before more readings say so",
    "firing": "is bad again",
    "resolve": "resolved",
    "flapping": "flaps: goes back and forth, so it is told once and then daily",
    "steady": "flaps no more",
    "remind": "still so, and nobody has acknowledged: reminded",
    "step": "nobody has acknowledged: more people are told",
    "owed": "may be told now, and is",
}
_CLOSED = {
    "edited": "closed: its line was changed",
    "unverified": "closed: its verification was withdrawn",
    "changed": "closed: what it computes has changed, and nobody has verified that yet",
    "no_owner": "closed: its owner was removed",
    "retired": "closed: the metric is retired",
    "resolved": "closed",
}
_ACTIONS = {"acknowledge": "is on it", "release": "is not on it any more"}
_SENT = {
    "queued": "waits to be sent",
    "sending": "is being sent",
    "retry": "is tried again",
    "delivered": "was delivered",
    "ambiguous": "may have been delivered: no clear answer came",
    "dead": "could not be delivered",
    "superseded": "was overtaken by newer news and not sent",
    "suppressed": "was not sent",
    "digest": "waits for the digest",
}
_REASONS = {
    "unverified": "the metric is not verified",
    "changed": "the metric has changed since it was verified",
    "no_owner": "the metric has no owner",
    "no_channel": "there is no channel to tell it by",
    "snoozed": "somebody has snoozed it",
    "silenced": "somebody has silenced it",
    "muted": "somebody has muted it",
    "over_budget": "it has told more than its weekly budget",
    "flapping": "it flaps",
}


def read_incident(connection: psycopg.Connection[Any], incident_id: int, *, now: datetime) -> dict[str, Any]:
    """One incident as the last board shows it; times are UTC.

    Raises:
        IncidentNotFound: no board has shown one of this number.
    """
    scene = read_scene(connection, now)
    rows = incident_rows(connection, scene, [incident_id])
    if not rows:
        raise incident_not_found(incident_id)
    (incident,) = rows
    transitions = read_all(connection, "read_transitions", {"incident_id": incident_id})
    actions = read_all(connection, "read_actions", {"incident_id": incident_id})
    deliveries = deliveries_of(connection, incident_id)
    return {
        "now": now,
        "timezone": scene.settings.timezone,
        "board_version": scene.board.version,
        "incident": incident,
        "timeline": _timeline(incident, transitions, actions, deliveries),
        "deliveries": deliveries,
        "evidence": transitions[-1]["evidence"] if transitions else None,
        "replay": replay_of(transitions),
    }


def read_replay(connection: psycopg.Connection[Any], incident_id: int, *, now: datetime) -> dict[str, Any]:
    """The evidence of every transition of an incident, judged again.

    Raises:
        IncidentNotFound: no board has shown one of this number.
    """
    document = read_incident(connection, incident_id, now=now)
    return {"incident": document["incident"], "replay": document["replay"]}


def replay_of(transitions: Sequence[Mapping[str, Any]]) -> Row:
    """Whether the rules of this version say the same of the stored evidence, and where they do not."""
    judged = [(row, judge_evidence(row["evidence"])) for row in transitions]
    found = [(row, differences) for row, differences in judged if differences is not None]
    told = [f"{row['change']} (turn {row['seq']}): {one}" for row, differences in found for one in differences]
    return {"same": not told, "judged": len(found), "differences": told}


def incident_not_found(incident_id: int) -> IncidentNotFound:
    """The error for a number that no board has shown."""
    hint = "`/alerts` and `heartbeat alerts list` name those that there are."
    return IncidentNotFound(f"There is no incident {incident_id}.", hint=hint)


def _timeline(incident: Row, transitions: Sequence[Row], actions: Sequence[Row], deliveries: Sequence[Row]) -> list[Row]:
    entries = [
        *(_transition(incident, row) for row in transitions),
        *(_action(row) for row in actions),
        *(entry for row in deliveries for entry in _delivery(row)),
    ]
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def _transition(incident: Row, row: Row) -> Row:
    text = _CHANGES.get(row["change"], row["change"])
    if row["change"] == "close":
        text = _CLOSED.get(incident["closed_reason"], "closed")
    return {
        "at": row["at"],
        "what": "transition",
        "name": row["change"],
        "text": text,
        "by": row["actor"],
        "message_id": None,
    }


def _action(row: Row) -> Row:
    text = row["text"] if row["kind"] == "comment" else _ACTIONS[row["kind"]]
    return {"at": row["at"], "what": "action", "name": row["kind"], "text": text, "by": row["by"], "message_id": None}


def _delivery(row: Row) -> Iterator[Row]:
    why = next((notice["reason"] for notice in row["notices"] if notice["reason"]), None)
    reason = _REASONS.get(why, why) if why else row["last_error"]
    what = ", ".join(dict.fromkeys(notice["kind"] for notice in row["notices"])) or row["form"]
    text = f"{what}: {_SENT[row['state']]}"
    yield {
        "at": row["ended_at"] or row["made_at"],
        "what": "delivery",
        "name": row["state"],
        "text": f"{text}, {reason}" if reason and row["state"] != "delivered" else text,
        "by": row["channel"] or None,
        "message_id": row["message_id"],
    }
