"""A small house whose metrics are verified and owned, and what its incidents and messages look like."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from heartbeat.db import Database, Role
from heartbeat.definitions.model import MetricDefinition, WorkspaceSettings
from heartbeat.readings.amend import amend
from integration.readings.small_house import NOON, SETTINGS, apply, beat, metric, rows, workspace

HOUR = timedelta(hours=1)
OWNER = "ada@example.com"
CHANNELS = {
    "ops": {"kind": "webhook", "url": "${OPS_URL}", "secret": "${OPS_SECRET}"},
    "pager": {"kind": "webhook", "url": "${PAGER_URL}", "secret": "${PAGER_SECRET}"},
}
ALERTS = {"channels": CHANNELS, "routes": {"default": ["ops"]}}


def settings(**alerts: Any) -> WorkspaceSettings:
    return replace(SETTINGS, operators=("ops@example.com",), alerts={**ALERTS, **alerts})


def house(database: Database, *metrics: MetricDefinition, alerts: dict[str, Any] | None = None) -> Database:
    """Deploy metrics (one, if none is given) and let Ada stand behind each; nothing was read yet."""
    declared = metrics or (metric("m_one", "MONE", owner=OWNER),)
    apply(database, workspace(*declared, settings=settings(**(alerts or {}))))
    for one in declared:
        edit(database, one.metric_id, now=NOON - HOUR, verification_state="verified")
    return database


def edit(database: Database, metric_id: str, *, now: datetime, by: str = "Ada", **changes: Any) -> None:
    with database.connect(Role.APP) as connection:
        amend(connection, metric_id, changes, changed_by=by, reason=None, now=now)


def read_values(database: Database, *values: float | None, metric_id: str = "m_one", start: int = 0, **more: Any) -> None:
    """One beat for each value, an hour apart."""
    for hour, value in enumerate(values, start=start):
        beat(database, {metric_id: value}, now=NOON + hour * HOUR, **more)


def incidents(database: Database) -> list[tuple[Any, ...]]:
    """Number within the test, state, severity, seq and reason of each, oldest first."""
    return rows(
        database,
        "select shown_state, severity, seq, closed_reason from heartbeat.incident where kind = 'threshold' order by incident_id",
    )


def notices(database: Database) -> list[tuple[Any, ...]]:
    """Kind, channel, state and reason of each row of the outbox, oldest first."""
    return rows(database, "select kind, channel, state, reason from heartbeat.outbox order by outbox_id")


def changes(database: Database) -> list[str]:
    """Each transition of a threshold incident, oldest first."""
    query = (
        "select change from heartbeat.incident_transition join heartbeat.incident using (incident_id) where kind = 'threshold'"
    )
    return [change for (change,) in rows(database, f"{query} order by transition_id")]
