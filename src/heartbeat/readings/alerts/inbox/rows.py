"""Incidents as the last board shows them, each with its metric, what keeps its messages back and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import psycopg

from heartbeat.clock import utc_text
from heartbeat.readings.alerts.inbox.quieted import about, gate_of, quiet_of
from heartbeat.readings.alerts.inbox.scene import Scene, crossed_line, read_all
from heartbeat.readings.verdicts.edit import edit_version
from heartbeat.rules.alerts.patience import REMIND_AFTER
from heartbeat.rules.alerts.wording.headlines import headline_of
from heartbeat.rules.alerts.wording.model import Item

Row = dict[str, Any]

_ABOUT_A_METRIC = ("threshold", "health")
_SHOWN = (
    "incident_id",
    "kind",
    "subject",
    "state",
    "severity",
    "flapping",
    "began_at",
    "since",
    "closed_at",
    "closed_reason",
    "closed_by",
)
_WORST_FIRST = ("dead", "retrying", "ambiguous", "waiting", "delivered", "suppressed")
_OF_MESSAGE = {"queued": "waiting", "sending": "waiting", "retry": "retrying"}
_OF_NOTICE = {"queued": "waiting", "held": "waiting", "digest": "waiting"}


def incident_rows(connection: psycopg.Connection[Any], scene: Scene, incident_ids: Sequence[int]) -> list[Row]:
    """The incidents of these numbers in their order; one that no board has shown is left out."""
    found = {row["incident_id"]: row for row in read_all(connection, "read_incidents", {"incident_ids": list(incident_ids)})}
    rows = [found[incident_id] for incident_id in incident_ids if incident_id in found]
    metrics = read_subjects(connection, _metric_ids(rows))
    notices: dict[int, list[Row]] = defaultdict(list)
    for notice in read_all(connection, "read_newest_notices", {"incident_ids": list(found)}):
        notices[notice["incident_id"]].append(notice)
    said = {row["incident_id"]: row for row in read_all(connection, "read_last_said", {"incident_ids": list(found)})}
    told = [(row, said.get(row["incident_id"])) for row in rows]
    return [
        {**_incident(scene, row, metrics, notices[row["incident_id"]]), "title": _title(scene, row, last)} for row, last in told
    ]


def read_subjects(connection: psycopg.Connection[Any], metric_ids: Collection[str]) -> Mapping[str, Row]:
    """Registered metrics by id, with what an edit of them stands on."""
    rows = read_all(connection, "read_subjects", {"metric_ids": list(metric_ids)})
    return {row["metric_id"]: {**row, "edit_version": edit_version(row)} for row in rows}


def named(metric_id: str, metrics: Mapping[str, Mapping[str, Any]]) -> Row:
    """A metric by its names; without them when it is not deployed any more."""
    metric = metrics.get(metric_id, {})
    return {"metric_id": metric_id, "code": metric.get("code"), "name": metric.get("name")}


def _metric_ids(rows: Iterable[Row]) -> set[str]:
    return {row["subject"] for row in rows if row["kind"] in _ABOUT_A_METRIC} | {one for row in rows for one in _folded(row)}


def _folded(row: Row) -> list[str]:
    """The metrics that a failed source takes with it, the first twenty."""
    return list(row["facts"].get("metric_ids", ()))


def _incident(scene: Scene, row: Row, metrics: Mapping[str, Row], notices: Sequence[Row]) -> Row:
    metric = metrics.get(row["subject"]) if row["kind"] in _ABOUT_A_METRIC else None
    asked = about(row, metric)
    quiet = quiet_of(scene, asked)
    is_retired = metric is None and row["kind"] in _ABOUT_A_METRIC
    gate = {"open": False, "reasons": []} if is_retired else gate_of(scene, asked, quiet)
    shown = None if metric is None else _metric(scene, metric, row["severity"])
    return {
        **{name: row[name] for name in _SHOWN},
        "metric": shown,
        "metrics": [named(metric_id, metrics) for metric_id in _folded(row)],
        "metric_count": row["facts"].get("metric_count", 0),
        "acked_by": row["acked_by"],
        "acked_at": row["acked_at"],
        "snooze": quiet,
        "gate": gate,
        "delivery": _delivery(notices),
        "over_budget": any(notice["reason"] == "over_budget" for notice in notices),
        "next": _next(scene, row) if gate["open"] else None,
        "comments": row["comments"],
    }


def _metric(scene: Scene, metric: Row, severity: str) -> Row | None:
    """None where no board has shown it, though it has an incident: a retired metric that came back."""
    entry = scene.entries.get(metric["metric_id"])
    if entry is None:
        return None
    names = ("metric_id", "code", "name", "area", "owner", "verification_state", "status", "reason")
    return {
        **{name: entry[name] for name in names},
        "owner_name": entry.get("owner_name"),
        "text": entry["display"]["text"],
        "line": crossed_line(scene, entry, severity),
        "edit_version": metric["edit_version"],
    }


def _title(scene: Scene, row: Row, last: Row | None) -> str:
    """What is wrong, in the words that messages have for it; of what is over, what was said last."""
    entry = scene.entries.get(row["subject"]) if row["kind"] in _ABOUT_A_METRIC else None
    if last is not None and (row["state"] == "closed" or (entry is None and row["kind"] in _ABOUT_A_METRIC)):
        return headline_of(Item(last["kind"], last["severity"], last["payload"]), scene.settings.timezone)
    names = ("kind", "subject")
    incident = {**{name: row[name] for name in names}, "fired_at": utc_text(row["since"])}
    payload = {"incident": incident, "facts": row["facts"], "entry": entry}
    if entry is not None:
        payload["line"] = crossed_line(scene, entry, row["severity"])
    return headline_of(Item("fire", row["severity"], payload), scene.settings.timezone).removeprefix(
        f"{row['severity'].title()}: "
    )


def _delivery(notices: Sequence[Row]) -> Row:
    """What became of the newest that was to be told: of several channels the worst, since that one needs somebody."""
    if not notices:
        return {"state": "none", "channels": [], "last_at": None, "reason": None}
    states = [_state(notice) for notice in notices]
    worst = min(states, key=_WORST_FIRST.index)
    of_it = [notice for notice, state in zip(notices, states, strict=True) if state == worst]
    return {
        "state": worst,
        "channels": sorted({notice["channel"] for notice in notices if notice["channel"]}),
        "last_at": max(notice["ended_at"] or notice["made_at"] for notice in notices),
        "reason": next((reason for one in of_it if (reason := one["reason"] or one["last_error"])), None),
    }


def _state(notice: Row) -> str:
    """An end that the row itself has counts; else how its message does."""
    own = _OF_NOTICE.get(notice["state"], notice["state"])
    if own != "waiting" or notice["message_state"] is None:
        return str(own)
    state = _OF_MESSAGE.get(notice["message_state"], notice["message_state"])
    return "waiting" if state == "superseded" else str(state)


def _next(scene: Scene, row: Row) -> Row | None:
    """The earlier of reminder and escalation step, while nobody has acknowledged what somebody was told of."""
    if row["state"] != "firing" or row["acked_at"] is not None or row["paged_at"] is None:
        return None
    due = [("reminder", (row["told_at"] or row["paged_at"]) + REMIND_AFTER[row["severity"]])]
    if row["step"] < len(scene.rules.escalation):
        due.append(("step", row["paged_at"] + timedelta(seconds=scene.rules.escalation[row["step"]].after_seconds)))
    what, at = min(due, key=lambda each: each[1])
    return {"what": what, "at": at}
