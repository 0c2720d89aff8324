"""The inbox: open incidents, a page of closed ones, what may not page, silences, channels with their proofs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import psycopg

from heartbeat.readings.alerts.inbox.channels import channel_rows, dead_man
from heartbeat.readings.alerts.inbox.quieted import about, gate_of, held_by, quiet_of
from heartbeat.readings.alerts.inbox.rows import Row, incident_rows, named
from heartbeat.readings.alerts.inbox.scene import Scene, read_all, read_scene

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_OPEN = ("firing", "recovering")
_REASONS = ("unverified", "changed", "no_owner", "no_channel", "muted", "silenced", "snoozed")


@dataclass(frozen=True)
class WantedIncidents:
    """Which incidents: `before` is `older` of the page before, and holds for closed ones."""

    state: Literal["open", "closed", "all"] = "open"
    before: str | None = None
    limit: int = 50


def read_inbox(connection: psycopg.Connection[Any], wanted: WantedIncidents, *, now: datetime) -> dict[str, Any]:
    """Everything on the page of alerts but what only the process knows; times are UTC."""
    scene = read_scene(connection, now)
    open_ids = [row["incident_id"] for row in read_all(connection, "open_incidents", {})]
    opened = sorted(incident_rows(connection, scene, open_ids), key=_urgency)
    closed, older = _closed(connection, scene, wanted) if wanted.state != "open" else ([], None)
    suppressions = _suppressions(scene, opened)
    return {
        "now": now,
        "timezone": scene.settings.timezone,
        "board_version": scene.board.version,
        "counts": _counts(opened, suppressions),
        "incidents": (opened if wanted.state != "closed" and wanted.before is None else []) + closed,
        "older": older,
        "suppressions": suppressions,
        "silences": [silence_row(scene, row) for row in scene.silences],
        "channels": channel_rows(connection, scene),
        "dead_man": dead_man(connection, scene),
    }


def silence_row(scene: Scene, row: Mapping[str, Any]) -> Row:
    """A silence with the metrics of the board that it matches."""
    names = ("silence_id", "kind", "matcher", "starts_at", "ends_at", "made_at", "made_by", "reason")
    return {
        **{name: row[name] for name in names},
        "in_force": row["starts_at"] <= scene.now,
        "metrics": [named(metric_id, scene.entries) for metric_id in held_by(row, scene.entries)],
    }


def _urgency(row: Row) -> tuple[Any, ...]:
    """Red ones that nobody is on come first, what has told nobody last; the longest trouble first in each."""
    is_taken = row["acked_at"] is not None
    return row["state"] == "pending", is_taken, row["severity"] != "red", row["since"], row["incident_id"]


def _closed(connection: psycopg.Connection[Any], scene: Scene, wanted: WantedIncidents) -> tuple[list[Row], str | None]:
    micros, _, last = (wanted.before or "").partition("-")
    before = {"closed_before": _EPOCH + int(micros) * _MICROSECOND if micros else None, "id_before": int(last) if last else None}
    found = read_all(connection, "closed_incidents", {**before, "limit": wanted.limit + 1})
    page = found[: wanted.limit]
    rows = incident_rows(connection, scene, [row["incident_id"] for row in page])
    return rows, _cursor(page[-1]) if len(found) > wanted.limit else None


def _cursor(row: Row) -> str:
    return f"{(row['closed_at'] - _EPOCH) // _MICROSECOND}-{row['incident_id']}"


def _suppressions(scene: Scene, opened: Sequence[Row]) -> list[Row]:
    """Metrics that are red or firing and may not page, below every reason that holds."""
    firing = {row["subject"]: row for row in opened if row["kind"] == "threshold" and row["state"] in _OPEN}
    found: dict[str, list[Row]] = defaultdict(list)
    for metric_id, entry in scene.entries.items():
        incident = firing.get(metric_id)
        if incident is None and entry["status"] != "red":
            continue
        for reason in _reasons(scene, entry, incident):
            found[reason].append(named(metric_id, scene.entries))
    return [{"reason": reason, "count": len(found[reason]), "metrics": found[reason]} for reason in _REASONS if found[reason]]


def _reasons(scene: Scene, entry: Mapping[str, Any], incident: Row | None) -> list[str]:
    if incident is not None:
        return list(incident["gate"]["reasons"])
    asked = about({"kind": "threshold", "subject": entry["metric_id"], "severity": "red"}, entry)
    return list(gate_of(scene, asked, quiet_of(scene, asked))["reasons"])


def _counts(opened: Sequence[Row], suppressions: Sequence[Row]) -> Row:
    live = [row for row in opened if row["state"] in _OPEN]
    tests = {
        "open": live,
        "unacknowledged": [row for row in live if row["acked_at"] is None],
        "red": [row for row in live if row["severity"] == "red"],
        "amber": [row for row in live if row["severity"] == "amber"],
        "health": [row for row in live if row["kind"] != "threshold"],
        "recovering": [row for row in live if row["state"] == "recovering"],
        "flapping": [row for row in live if row["flapping"]],
        "snoozed": [row for row in live if row["snooze"] is not None],
        "gated": [row for row in live if not row["gate"]["open"]],
        "pending": [row for row in opened if row["state"] == "pending"],
    }
    held = {metric["metric_id"] for one in suppressions for metric in one["metrics"]}
    return {**{name: len(rows) for name, rows in tests.items()}, "may_not_page": len(held)}
