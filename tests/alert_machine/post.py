"""Senders that may die or freeze at any point, and the receiver that keeps what arrived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from psycopg.rows import dict_row

from alert_machine.world import World
from heartbeat.readings.alerts.outbox import Claimed, claim, due_channels, finish, note_content

LEASE_SECONDS = 90.0
TELLING = frozenset({"fire", "escalate", "flapping", "remind", "step"})
Lane = tuple[str, str]

_ROWS_AT_CLAIM = """
select o.outbox_id, o.incident_id, o.seq, o.kind, o.severity, o.payload, o.board_version, i.kind as about, i.subject,
       i.shown_state, r.verification_state, r.owner, (select version from heartbeat.board) as shown_version,
       (select max(n.seq) from heartbeat.outbox n
         where n.incident_id = o.incident_id and n.channel = o.channel and n.recipient = o.recipient
           and n.board_version is not null and n.state in ('queued', 'delivered', 'ambiguous', 'dead')) as newest
  from heartbeat.outbox o join heartbeat.incident i using (incident_id)
  left join heartbeat.metric_registry r on i.kind = 'threshold' and r.metric_id = i.subject
 where o.outbox_id = any(%s) order by o.outbox_id
"""


@dataclass(frozen=True)
class Answer:
    """What a channel answered."""

    outcome: Any
    status: int | None = None
    error: str | None = None
    retry_after: timedelta | None = None
    reference: Mapping[str, Any] | None = None


@dataclass
class Try:
    """One message in the hands of one sender: what it held and how everything stood when it was claimed; what became of it."""

    claimed: Claimed
    rows: list[dict[str, Any]]
    at: datetime
    noted: bool = False
    arrived_at: int | None = None  # its place among all arrivals
    outcome: str | None = None
    finished: bool | None = None  # None: the sender has not come back

    @property
    def lane(self) -> Lane:
        return self.claimed.channel, self.claimed.recipient

    @property
    def may_have_arrived(self) -> bool:
        """For all that anybody can know: it was begun, and nobody said clearly that it failed."""
        return self.arrived_at is not None or self.finished is None or not self.finished or self.outcome == "ambiguous"

    def numbers(self) -> list[tuple[int, int, str]]:
        return [(row["incident_id"], row["seq"], row["kind"]) for row in self.rows]


@dataclass
class PostOffice:
    """All tries so far, in the order of their claims, and those whose sender is still at it."""

    world: World
    tries: list[Try] = field(default_factory=list)
    hands: list[Try] = field(default_factory=list)
    arrivals: list[Try] = field(default_factory=list)

    def claim(self, channel: str) -> Try | None:
        """A sender takes what is due."""
        world = self.world
        claimed = claim(world.floor.worker, channel=channel, rules=world.rules, now=world.now, lease_seconds=LEASE_SECONDS)
        if claimed is None:
            return None
        with world.connection.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(_ROWS_AT_CLAIM, [[row.outbox_id for row in claimed.rows]]).fetchall()
        taken = Try(claimed, rows, world.now)
        self.tries.append(taken)
        self.hands.append(taken)
        return taken

    def transmit(self, taken: Try, *, arrives: bool) -> None:
        """The sender sends, unless the message is another's by now; then it has nothing more to do."""
        if not note_content(self.world.floor.worker, taken.claimed, {"subject": "s"}):
            taken.finished = False
            self.hands.remove(taken)
            return
        taken.noted = True
        if arrives:
            taken.arrived_at = len(self.arrivals)
            self.arrivals.append(taken)

    def finish(self, taken: Try, outcome: str) -> None:
        """The sender tells how its try ended."""
        world = self.world
        taken.outcome = outcome
        answer = Answer(outcome, error=None if outcome == "delivered" else outcome)
        taken.finished = finish(world.floor.worker, taken.claimed, answer, rules=world.rules, now=world.now)
        self.hands.remove(taken)

    def die(self, taken: Try) -> None:
        """The sender is gone for good."""
        self.hands.remove(taken)

    def send_all(self, outcome: str) -> list[Try]:
        """Everything that is due now goes out, and ends alike."""
        sent = []
        for channel in due_channels(self.world.floor.worker, now=self.world.now):
            while (taken := self.claim(channel)) is not None:
                sent.append(taken)
                self.transmit(taken, arrives=outcome == "delivered")
                if taken in self.hands:
                    self.finish(taken, outcome)
        return sent
