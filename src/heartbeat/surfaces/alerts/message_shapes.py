"""Messages and what became of them: `GET /api/alerts/deliveries` and the test of a channel."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from heartbeat.definitions.alerting.model import Severity
from heartbeat.wire.shapes import Shape, Utc

MessageForm = Literal["single", "group", "digest", "test"]
MessageState = Literal["queued", "sending", "retry", "delivered", "ambiguous", "dead", "superseded"]
Outcome = Literal["delivered", "retry", "ambiguous", "dead"]
NoticeKind = Literal["fire", "escalate", "resolve", "close", "flapping", "remind", "step"]
NoticeState = Literal["queued", "digest", "delivered", "ambiguous", "dead", "superseded", "suppressed"]


class DeliveriesQuery(BaseModel):
    """Which messages."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    channel: str | None = Field(default=None, max_length=200)
    state: MessageState | None = None
    before: int | None = Field(default=None, ge=1, le=2**63 - 1)
    """Only those older than this message: `older` of the page before."""
    limit: int = Field(default=50, ge=1, le=200)


class AttemptShape(Shape):
    """One try to send a message."""

    started_at: Utc
    ended_at: Utc | None
    """Null: the process that sent it has not come back."""
    outcome: Outcome | None
    status: int | None
    """Of HTTP or SMTP."""
    error: str | None


class NoticeShape(Shape):
    """What one incident tells in a message."""

    outbox_id: int
    incident_id: int
    seq: int
    kind: NoticeKind
    severity: Severity
    state: NoticeState
    reason: str | None
    """Why it was suppressed, superseded or put off to the digest."""
    subject: str
    title: str
    """Its headline in the message."""
    made_at: Utc
    ended_at: Utc | None
    board_version: int | None
    """Of the board that shows its cause."""


class DeliveryShape(Shape):
    """One message to one recipient by one channel. Where nothing was sent, a notice alone, without a message."""

    message_id: int | None
    """Null: it waits for a digest, or it was suppressed."""
    channel: str
    """Empty where there was none to send by."""
    recipient: str
    form: MessageForm | None
    state: MessageState | Literal["digest", "suppressed"]
    attempt: int
    made_at: Utc
    not_before: Utc | None
    """When it is tried next; null when it came to its end."""
    ended_at: Utc | None
    last_error: str | None
    is_unsure: bool
    """An attempt may have been delivered although no clear answer came."""
    content: Any
    """What was sent last, as rendered and without secrets; null while nothing was."""
    notices: list[NoticeShape]
    attempts: list[AttemptShape]


class DeliveriesShape(Shape):
    """A page of messages."""

    now: Utc
    timezone: str
    deliveries: list[DeliveryShape]
    """The newest first."""
    older: int | None
    """To be given as `before` for the next page; null when there is none."""


class DeliveryDocumentShape(Shape):
    """One message."""

    now: Utc
    timezone: str
    delivery: DeliveryShape


class ChannelTestShape(Shape):
    """A test message is on its way."""

    message_id: int
    """To be looked at by `GET /api/alerts/deliveries/{message_id}`."""
    channel: str
    recipient: str
    made_at: Utc
