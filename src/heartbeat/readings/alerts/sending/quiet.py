"""Quiet hours of whoever a message is for, and the one digest of all that waited for their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.db import load_statements
from heartbeat.definitions.alerting.model import AlertRules
from heartbeat.readings.alerts.sending.joining import join
from heartbeat.readings.alerts.sending.model import Row, Waiting
from heartbeat.rules.alerts.quiet import held_until

_SQL = load_statements("heartbeat.readings", "queries/outbox.sql")


def hold_back(
    connection: psycopg.Connection[Any], waiting: Waiting, rows: Sequence[Row], rules: AlertRules, *, now: datetime
) -> bool:
    """Put a message off to the end of the quiet hours; False when it may go now.

    It goes when one thing in it may: what several people share is quiet only while all of them are. A test always goes.
    """
    if waiting.form == "test":
        return False
    person = waiting.recipient if "@" in waiting.recipient else None
    asked = [(person or row.payload.get("owner"), row.severity) for row in rows] or [(person, "amber")]
    ends = [held_until(rules, person=who, severity=severity, now=now) for who, severity in asked]
    held = [end for end in ends if end is not None]
    if len(held) < len(ends):
        return False
    connection.execute(_SQL["hold_back"], {"message_id": waiting.message_id, "until": min(held)})
    return True


def with_what_waited(connection: psycopg.Connection[Any], waiting: Waiting, *, now: datetime) -> Waiting:
    """The message with the rows of all others of its lane that waited for the same end, as one digest.

    They are joined as late as this, by whoever sends the first of them: until then each is what its board released, and what was
    outdated meanwhile falls away with the same rule as for any other message.
    """
    if "waited_until" not in waiting.facts or waiting.speaks_alone:
        return waiting
    lane = {"channel": waiting.channel, "recipient": waiting.recipient, "message_id": waiting.message_id, "now": now}
    joined = [message_id for (message_id,) in connection.execute(_SQL["waited_beside"], lane)]
    if not joined:
        return waiting
    join(connection, joined, waiting.message_id, now=now)
    return replace(waiting, form="digest")
