"""New rows that wait for nothing, in one message for each lane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements
from heartbeat.rules.alerts.routing import Target

_SQL = load_statements("heartbeat.readings", "queries/outbox.sql")
_LARGEST_GROUP = 20


@dataclass(frozen=True)
class Notice:
    """What an incident tells one recipient. `board_version` is that of the board which shows it."""

    target: Target
    incident_id: int
    seq: int
    kind: str
    severity: str
    payload: Mapping[str, Any]
    board_version: int


def form_of(rows: int) -> str:
    """How so many things are told in one message."""
    return "single" if rows <= 1 else "group" if rows <= _LARGEST_GROUP else "digest"


def post(connection: psycopg.Connection[Any], notices: Iterable[Notice], *, now: datetime) -> None:
    """Queue what is to be told. What was told to a recipient before, by the same number, is not told twice."""
    lanes: dict[Target, list[Notice]] = {}
    for notice in notices:
        lanes.setdefault(notice.target, []).append(notice)
    for target, told in lanes.items():
        lane = {"channel": target.channel, "recipient": target.recipient, "form": form_of(len(told)), "now": now}
        made = connection.execute(_SQL["post_message"], lane).fetchone()
        for notice in told:
            connection.execute(_SQL["post_row"], lane | _row(notice) | {"message_id": made[0] if made else None})


def _row(notice: Notice) -> dict[str, Any]:
    names = ("incident_id", "seq", "kind", "severity", "board_version")
    return {name: getattr(notice, name) for name in names} | {"payload": Jsonb(dict(notice.payload))}
