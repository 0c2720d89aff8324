"""Messages as they were sent, each with what it tells and every attempt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from heartbeat.clock import utc_text
from heartbeat.errors import ChannelNotFound, MessageNotFound
from heartbeat.readings.alerts.inbox.rows import Row
from heartbeat.readings.alerts.inbox.scene import SQL, Scene, read_all, read_scene
from heartbeat.readings.deployed.workspace import settings_or_defaults
from heartbeat.rules.alerts.wording.headlines import headline_of
from heartbeat.rules.alerts.wording.model import Item

_NOTICE = (
    "outbox_id",
    "incident_id",
    "seq",
    "kind",
    "severity",
    "state",
    "reason",
    "subject",
    "title",
    "made_at",
    "ended_at",
    "board_version",
)
_ATTEMPT = ("started_at", "ended_at", "outcome", "status", "error")
_WAITING = frozenset({"queued", "retry"})


@dataclass(frozen=True)
class WantedMessages:
    """Which messages; all of it where nothing is said. `before` is the number that they are older than."""

    channel: str | None = None
    state: str | None = None
    before: int | None = None
    limit: int = 50


def read_deliveries(connection: psycopg.Connection[Any], wanted: WantedMessages) -> tuple[list[Row], int | None]:
    """The newest messages, and the number to go on from; null when these are the last."""
    asked = {"channel": wanted.channel, "state": wanted.state, "before": wanted.before, "limit": wanted.limit + 1}
    ids = [row["message_id"] for row in read_all(connection, "read_message_page", asked)]
    page = ids[: wanted.limit]
    return _deliveries(connection, page), page[-1] if len(ids) > wanted.limit else None


def read_delivery(connection: psycopg.Connection[Any], message_id: int) -> Row:
    """One message.

    Raises:
        MessageNotFound: there is none of this number.
    """
    found = _deliveries(connection, [message_id])
    if not found:
        hint = "`GET /api/alerts/deliveries` lists them, the newest first."
        raise MessageNotFound(f"There is no message {message_id}.", hint=hint)
    return found[0]


def deliveries_of(connection: psycopg.Connection[Any], incident_id: int) -> list[Row]:
    """The messages that tell of an incident, and what of it was not sent, the newest first."""
    asked = {"incident_id": incident_id}
    messages = [row["message_id"] for row in read_all(connection, "messages_of_incident", asked)]
    unsent = [row["outbox_id"] for row in read_all(connection, "unsent_notices", asked)]
    return _deliveries(connection, messages, unsent)


def make_test(connection: psycopg.Connection[Any], channel: str, *, by: str, now: datetime) -> Row:
    """Put a test message into the outbox, role app; the courier sends it as it sends all others.

    Raises:
        ChannelNotFound: no channel of this name is declared.
    """
    scene = read_scene(connection, now)
    recipient = recipient_of(scene, channel, by)
    facts = {"channel": channel, "actor": by, "at": utc_text(now)}
    asked = {"channel": channel, "recipient": recipient, "now": now, "facts": Jsonb(facts)}
    found = connection.execute(SQL["make_test_message"], asked).fetchone()
    assert found is not None  # noqa: S101 - an insert that returns has a row
    return {"message_id": found[0], "channel": channel, "recipient": recipient, "made_at": now}


def recipient_of(scene: Scene, name: str, by: str) -> str:
    """To whom a test goes where a channel has many addressees: to who asks, if they are known, else to the first it has.

    Raises:
        ChannelNotFound: no channel of this name is declared.
    """
    channel = scene.rules.channels.get(name)
    if channel is None:
        known = ", ".join(scene.rules.channels) or "none"
        hint = f"Declared are: {known}. A new one is written below `alerts: channels:` and deployed by `heartbeat deploy`."
        raise ChannelNotFound(f"heartbeat.yaml, as it is deployed, declares no channel {name}.", hint=hint)
    if channel.kind != "email":
        return ""
    person = scene.rules.people.get(by.casefold())
    candidates = [
        person.email if person else "",
        *channel.options.get("to", ()),
        *scene.rules.operators,
        *(one.email for one in scene.rules.people.values()),
    ]
    return next((str(one) for one in candidates if one), "")


def _deliveries(connection: psycopg.Connection[Any], message_ids: Collection[int], unsent: Collection[int] = ()) -> list[Row]:
    asked = {"message_ids": list(message_ids), "outbox_ids": list(unsent)}
    notices: dict[int | None, list[Row]] = defaultdict(list)
    alone = []
    timezone = settings_or_defaults(connection).timezone
    for found in read_all(connection, "read_notices", asked):
        row = {**found, "title": headline_of(Item(found["kind"], found["severity"], found["payload"]), timezone)}
        notices[row["message_id"]].append(row)
        if row["message_id"] is None:
            alone.append(_unsent(row))
    attempts: dict[int, list[Row]] = defaultdict(list)
    for row in read_all(connection, "read_attempts", {"message_ids": list(message_ids)}):
        attempts[row["message_id"]].append(_only(row, _ATTEMPT))
    sent = [
        {
            **row,
            "not_before": row["not_before"] if row["state"] in _WAITING else None,
            "notices": [_only(notice, _NOTICE) for notice in notices[row["message_id"]]],
            "attempts": attempts[row["message_id"]],
        }
        for row in read_all(connection, "read_messages", {"message_ids": list(message_ids)})
    ]
    return sorted([*sent, *alone], key=lambda one: one["made_at"], reverse=True)


def _unsent(row: Row) -> Row:
    """What no message tells, in the shape of one."""
    never = {
        "message_id": None,
        "form": None,
        "attempt": 0,
        "not_before": None,
        "last_error": None,
        "is_unsure": False,
        "content": None,
    }
    own = _only(row, ("channel", "recipient", "state", "made_at", "ended_at"))
    return {**never, **own, "notices": [_only(row, _NOTICE)], "attempts": []}


def _only(row: Mapping[str, Any], names: Iterable[str]) -> Row:
    return {name: row[name] for name in names}
