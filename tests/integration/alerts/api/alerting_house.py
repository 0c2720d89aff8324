"""A workspace with channels and people, and incidents put there as the engine and the courier leave them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from heartbeat.db import Database, Role
from heartbeat.readings.amend import amend
from integration.readings.small_house import NOON, SETTINGS, apply, beat, metric, workspace

HOUR = timedelta(hours=1)
ALERTS: dict[str, Any] = {
    "channels": {
        "ops": {"kind": "slack", "url": "${SLACK_URL}"},
        "mail": {"kind": "email", "host": "mail.example", "from": "hb@linden.example", "password": "${SMTP_PASSWORD}"},
        "pager": {"kind": "webhook", "url": "https://pager.example/hook", "secret": "${PAGER_SECRET}"},
    },
    "routes": {"default": ["ops"], "core": {"red": ["pager"]}},
    "quiet_hours": "22:00-07:00",
    "escalation": [{"after": "30m", "channels": ["pager"]}],
    "page_budget": 2,
}
PEOPLE = {"ada@linden.example": {"name": "Ada", "channels": ["mail"]}}
HOUSE = replace(SETTINGS, alerts=ALERTS, people=PEOPLE, operators=("ada@linden.example",))


def settle(database: Database, **more: Any) -> None:
    """Two metrics, one of them owned and verified and red, and a board."""
    delays = metric("delays", "DELA", **{"owner": "ada@linden.example", **more})
    apply(database, workspace(delays, metric("other", "OTHE"), settings=HOUSE))
    with database.connect(Role.APP, autocommit=True) as connection:
        amend(connection, "delays", {"verification_state": "verified"}, changed_by="Ada", reason=None, now=NOON)
    beat(database, {"delays": 12, "other": 1})


def forget(database: Database) -> None:
    """Without what the engine made of the first beat: each test puts there what it is about."""
    for table in ("outbox", "delivery_attempt", "message", "incident_transition", "incident", "alert_track"):
        execute(database, f"delete from heartbeat.{table}")


def execute(database: Database, statement: str, *values: Any) -> list[Any]:
    with database.connect(Role.OWNER, autocommit=True) as connection:
        done = connection.execute(statement, values)
        return done.fetchall() if done.description else []


def incident(database: Database, subject: str = "delays", **more: Any) -> int:
    """An incident that the board shows."""
    row: Mapping[str, Any] = {
        "dedup_key": f"{subject}-{more.get('kind', 'threshold')}", "kind": "threshold", "subject": subject, "seq": 1,
        "state": "firing", "severity": "red", "began_at": NOON, "fired_at": NOON, "facts": {}, "shown_seq": 1, "shown_version": 1,
        **more,
    }  # fmt: skip
    row = {"shown_state": row["state"], "shown_severity": row["severity"], "shown_flapping": False, **row}
    return insert(database, "incident", row)


def transition(database: Database, incident_id: int, change: str = "fire", **more: Any) -> int:
    row = {
        "incident_id": incident_id, "seq": 1, "at": NOON, "change": change, "state": "firing", "severity": "red",
        "cause": "reading", "evidence": {}, "board_version": 1, **more,
    }  # fmt: skip
    return insert(database, "incident_transition", row)


def notice(database: Database, incident_id: int, state: str = "queued", **more: Any) -> int:
    row = {
        "incident_id": incident_id, "seq": 1, "kind": "fire", "channel": "ops", "recipient": "", "state": state,
        "severity": "red", "payload": {"incident": {"title": "delays are 12"}}, "made_at": NOON, "board_version": 1, **more,
    }  # fmt: skip
    return insert(database, "outbox", row)


def message(database: Database, state: str = "delivered", *, at: datetime = NOON, **more: Any) -> int:
    row = {
        "channel": "ops", "recipient": "", "form": "single", "state": state, "attempt": 1, "fence": 1, "not_before": at,
        "made_at": at, "began_at": at, "content": {"text": "delays are 12"}, **more,
    }  # fmt: skip
    return insert(database, "message", row)


def insert(database: Database, table: str, row: Mapping[str, Any]) -> int:
    values = [Jsonb(value) if isinstance(value, dict) else value for value in row.values()]
    places = ", ".join(["%s"] * len(row))
    statement = f"insert into heartbeat.{table} ({', '.join(row)}) values ({places}) returning 1"
    key = {"incident": "incident_id", "incident_transition": "transition_id", "outbox": "outbox_id", "message": "message_id"}
    if table in key:
        statement = statement.replace("returning 1", f"returning {key[table]}")
    return int(execute(database, statement, *values)[0][0])
