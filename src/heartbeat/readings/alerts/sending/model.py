"""A message on its way, and what a channel answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

Outcome = Literal["delivered", "retry", "ambiguous", "dead"]


class Answer(Protocol):
    """How one try ended, as a channel tells it."""

    @property
    def outcome(self) -> Outcome:
        """What is known of the try; `ambiguous` when it may have arrived."""

    @property
    def status(self) -> int | None:
        """Of HTTP or SMTP."""

    @property
    def error(self) -> str | None:
        """One line without a secret."""

    @property
    def retry_after(self) -> timedelta | None:
        """The least wait that the other side asks for."""

    @property
    def reference(self) -> Mapping[str, Any] | None:
        """How the channel calls what it took."""


@dataclass(frozen=True)
class Row:
    """One thing that an incident tells in a message."""

    outbox_id: int
    incident_id: int
    seq: int
    kind: str
    severity: Literal["red", "amber"]
    payload: Mapping[str, Any]
    dedup_key: str


@dataclass(frozen=True)
class Waiting:
    """A message as it lies in the database before anybody sends it. `once_key` is that of a digest by the clock."""

    message_id: int
    channel: str
    recipient: str
    form: str
    once_key: str | None
    state: str
    attempt: int
    began_at: datetime | None
    is_unsure: bool
    facts: Mapping[str, Any]

    @property
    def speaks_alone(self) -> bool:
        """Whether it has something to say without any row."""
        return self.once_key is not None or self.form == "test"


@dataclass(frozen=True)
class Claimed:
    """A message that is the caller's to send, until its lease ends. Whoever claims it after that has a higher fence.

    `rows` are what of it is still true; `earlier` is how the channel calls the message before of the same incident.
    """

    message_id: int
    channel: str
    recipient: str
    form: str
    fence: int
    attempt: int
    began_at: datetime
    rows: tuple[Row, ...]
    facts: Mapping[str, Any]
    earlier: Mapping[str, Any] | None

    @property
    def dedup_key(self) -> str:
        """The key of its incident; its own where it tells of several."""
        keys = {row.dedup_key for row in self.rows}
        return keys.pop() if len(keys) == 1 else f"hb-{self.message_id}"
