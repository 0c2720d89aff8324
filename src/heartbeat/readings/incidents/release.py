"""What a board lets go: incidents as screens tell them from now on, and the messages that waited for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from heartbeat.clock import utc_text
from heartbeat.db import load_statements
from heartbeat.readings.incidents.notices import audience_of, gate_of, read_office
from heartbeat.rules.alerts.silences import Quieting, Silence

_SQL = load_statements("heartbeat.readings", "queries/incidents.sql")
MOST_IN_A_GROUP = 20  # more would not be read: one digest with a link

Lane = tuple[str, str]


def show_incidents(
    connection: psycopg.Connection[Any], version: int, metric_ids: Collection[str] | None, *, now: datetime
) -> None:  # fmt: skip
    """Make what happened to incidents since the last board what screens tell; of some metrics, or of all.

    The caller holds the board.
    """
    wanted = {"version": version, "metric_ids": None if metric_ids is None else list(metric_ids), "now": now}
    connection.execute(_SQL["show_incidents"], wanted)
    connection.execute(_SQL["publish_transitions"], wanted)


def read_marks(
    connection: psycopg.Connection[Any], rows: Iterable[Mapping[str, Any]], *, now: datetime
) -> dict[str, dict[str, Any]]:
    """What the tiles of some metrics tell of incidents and silences, by metric id; `rows` are of the registry."""
    rows = list(rows)
    silences = read_office(connection, now=now).silences
    authors = dict(connection.execute(_SQL["read_authors"], {"silence_ids": [one.silence_id for one in silences]}).fetchall())
    quieting = Quieting(silences)
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(_SQL["read_shown"], {"metric_ids": [row["metric_id"] for row in rows]}).fetchall()
    shown = {one.pop("metric_id"): one for one in found}
    marks = {}
    for row in rows:
        incident = _incident(row, shown.get(row["metric_id"]))
        severity = incident["severity"] if incident else "red"
        silence = quieting.over({**audience_of({**row, "how_to_read": ""}).facts, "severity": severity}, now)
        marks[row["metric_id"]] = {"incident": incident, "quieted": _quieted(silence, authors)}
    return marks


def release(
    connection: psycopg.Connection[Any],
    board: tuple[int, Sequence[Mapping[str, Any]]],
    metric_ids: Collection[str] | None,
    *,
    now: datetime,
) -> None:
    """Let the messages go that waited for a board, each with the entry of its metric as that board shows it.

    What comes together for one lane is one message: up to twenty in one text, more as a digest.

    Args:
        connection: whose transaction has written the board.
        board: its version and its entries.
        metric_ids: whose messages, or all.
        now: UTC.
    """
    version, entries = board
    wanted = {"metric_ids": None if metric_ids is None else list(metric_ids)}
    with connection.cursor(row_factory=dict_row) as cursor:
        held = cursor.execute(_SQL["read_held"], wanted).fetchall()
    if not held:
        return
    by_id = {entry["metric_id"]: entry for entry in entries}
    messages = _messages(connection, Counter(_lane(row) for row in held if row["state"] == "held"), now)
    ready = {
        "version": version,
        "ids": [row["outbox_id"] for row in held],
        "added": [Jsonb(_added(row, by_id)) for row in held],
        "message_ids": [messages.get(_lane(row)) if row["state"] == "held" else None for row in held],
    }
    connection.execute(_SQL["release_rows"], ready)


def _lane(row: Mapping[str, Any]) -> Lane:
    return row["channel"], row["recipient"]


def _messages(connection: psycopg.Connection[Any], lanes: Mapping[Lane, int], now: datetime) -> dict[Lane, int]:
    if not lanes:
        return {}
    wanted = {
        "channels": [channel for channel, _ in lanes],
        "recipients": [recipient for _, recipient in lanes],
        "forms": ["single" if count == 1 else "group" if count <= MOST_IN_A_GROUP else "digest" for count in lanes.values()],
        "now": now,
    }
    made = connection.execute(_SQL["make_messages"], wanted)
    return {(channel, recipient): message_id for message_id, channel, recipient in made}


def _added(row: Mapping[str, Any], entries: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The entry of a metric's incident, and the line that its value crossed in the words of that entry."""
    if row["incident_kind"] not in ("threshold", "health"):
        return {}
    entry = entries.get(row["subject"])
    return {} if entry is None else entry_facts(entry)


def entry_facts(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What a payload carries of a board's entry. The days of the sparkline are not told in words."""
    name = {"alert_crossed": "alert_value", "norm_crossed": "norm_value"}.get(entry["reason"])
    if name is None:
        line = {"name": "typical", "text": None} if entry["reason"].startswith("typical") else None
    else:
        line = {"name": name, "text": entry["display"]["alert" if name == "alert_value" else "norm"]}
    return {"entry": {key: value for key, value in entry.items() if key != "spark"}, "line": line, "as_of": entry["as_of"]}


def _incident(row: Mapping[str, Any], shown: dict[str, Any] | None) -> dict[str, Any] | None:
    if shown is None:
        return None
    gate = gate_of(row["verification_state"], row["owner"])
    times = {name: utc_text(shown[name]) if shown[name] else None for name in ("since", "acked_at")}
    return {**shown, **times, "gate": [gate] if gate else []}


def _quieted(found: Silence | None, authors: Mapping[int, str]) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"kind": found.kind, "until": utc_text(found.ends_at) if found.ends_at else None, "by": authors[found.silence_id]}
