"""Incidents and messages as boards released them, written by hand; and what a channel may answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from heartbeat.db import Database, Role
from heartbeat.definitions.alerting.model import AlertRules, Channel
from heartbeat.readings.alerts.outbox import Claimed, claim, finish

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
RULES = AlertRules(
    channels={
        "hook": Channel("hook", "webhook"),
        "slack": Channel("slack", "slack"),
        "mail": Channel("mail", "email"),
        "pager": Channel("pager", "pagerduty"),
    },
    operators=("ops@example.com",),
)


@dataclass(frozen=True)
class Said:
    """What a channel answered."""

    outcome: Any
    status: int | None = None
    error: str | None = None
    retry_after: timedelta | None = None
    reference: Mapping[str, Any] | None = None


DELIVERED, RETRY, UNSURE, DEAD = Said("delivered", 200), Said("retry", 503), Said("ambiguous"), Said("dead", 404, "HTTP 404")


@dataclass
class Post:
    """The outbox of a test."""

    database: Database
    rules: AlertRules = RULES
    now: datetime = NOON
    connection: psycopg.Connection[Any] = field(init=False)

    def __post_init__(self) -> None:
        self.connection = self.database.connect(Role.WORKER, autocommit=True)

    def incident(self, subject: str = "orders", **changes: Any) -> int:
        """A red threshold incident that the board shows as firing."""
        row: dict[str, Any] = {
            "dedup_key": f"key of {subject}",
            "kind": "threshold",
            "subject": subject,
            "seq": 1,
            "state": "firing",
            "severity": "red",
            "began_at": self.now,
            "fired_at": self.now,
        }
        row |= changes
        shown = {"shown_seq": row["seq"], "shown_state": row["state"], "shown_severity": row["severity"], "shown_flapping": False}
        return int(self._insert("incident", {**shown, **row}, "incident_id"))

    def message(self, *rows: tuple[int, int, str], lane: tuple[str, str] = ("hook", ""), **changes: Any) -> int:
        """A queued message of these rows: incident, number, kind; released by a board."""
        form = "single" if len(rows) < 2 else "group"
        message = {"channel": lane[0], "recipient": lane[1], "form": form, "not_before": self.now, "made_at": self.now}
        with self.connection.transaction():  # a courier must not meet it without its rows
            message_id = int(self._insert("message", message | changes, "message_id"))
            for incident_id, seq, kind in rows:
                self.row(incident_id, seq, kind, lane, message_id=message_id)
        return message_id

    def row(self, incident_id: int, seq: int, kind: str, lane: tuple[str, str], **changes: Any) -> int:
        """One row of the outbox."""
        row = {
            "incident_id": incident_id,
            "seq": seq,
            "kind": kind,
            "channel": lane[0],
            "recipient": lane[1],
            "state": "queued",
            "severity": "red",
            "payload": Jsonb({"incident": {"id": incident_id, "seq": seq}, "owner": "ada@example.com"}),
            "made_at": self.now,
            "board_version": 1,
        }
        return int(self._insert("outbox", row | changes, "outbox_id"))

    def close(self, incident_id: int, seq: int) -> None:
        """The board shows that an incident has ended."""
        self.connection.execute(
            "update heartbeat.incident set state = 'closed', shown_state = 'closed', seq = %(seq)s, shown_seq = %(seq)s "
            "where incident_id = %(incident_id)s",
            {"seq": seq, "incident_id": incident_id},
        )

    def claim(self, channel: str = "hook", *, lease: float = 60) -> Claimed | None:
        """What a sender of the channel is given."""
        return claim(self.connection, channel=channel, rules=self.rules, now=self.now, lease_seconds=lease)

    def claimed(self, channel: str = "hook", *, lease: float = 60) -> Claimed:
        """The same, where there must be something."""
        found = self.claim(channel, lease=lease)
        assert found is not None
        return found

    def finish(self, claimed: Claimed, said: Said = DELIVERED) -> bool:
        """Tell how a try ended."""
        return finish(self.connection, claimed, said, rules=self.rules, now=self.now)

    def send_all(self, channel: str = "hook", said: Said = DELIVERED) -> list[list[tuple[int, int, str]]]:
        """Send all that is due, with the same answer; what each message held."""
        sent = []
        while (claimed := self.claim(channel)) is not None:
            sent.append([(row.incident_id, row.seq, row.kind) for row in claimed.rows])
            self.finish(claimed, said)
        return sent

    def states(self, table: str = "message") -> list[str]:
        """The states of all messages, or of all rows, in the order in which they were made."""
        return [row["state"] for row in self.rows(f"select state from heartbeat.{table} order by {table}_id")]

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """What a query says."""
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> dict[str, Any]:
        """The only row of a query."""
        (row,) = self.rows(query, *values)
        return row

    def _insert(self, table: str, row: Mapping[str, Any], identity: str) -> Any:
        names: Sequence[str] = list(row)
        places = ", ".join(f"%({name})s" for name in names)
        query = f"insert into heartbeat.{table} ({', '.join(names)}) values ({places}) returning {identity}"
        made = self.connection.execute(query, row).fetchone()
        assert made is not None
        return made[0]
