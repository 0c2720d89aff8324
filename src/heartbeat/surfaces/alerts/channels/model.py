"""What a channel is handed, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from heartbeat.rules.alerts.wording.model import MessageText

Outcome = Literal["delivered", "retry", "ambiguous", "dead"]
"""`ambiguous`: all was sent and no clear answer came, so it may have arrived. `dead`: no other try can help."""


@dataclass(frozen=True)
class Delivery:
    """How one try ended. `error` is one line for people, without a secret.

    `reference` is how the channel calls what it took; it is handed back as `earlier` with the next message of the same incident.
    """

    outcome: Outcome
    status: int | None = None  # of HTTP or SMTP
    error: str | None = None
    retry_after: timedelta | None = None  # the channel asked not to be tried before
    reference: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Dispatch:
    """One message on its way to one recipient."""

    message_id: int
    workspace: str
    recipient: str  # an address where the channel has many, else ''
    text: MessageText
    attempt: int  # from 1
    earlier: Mapping[str, Any] | None  # reference of the message before of the same incident on this lane
    dedup_key: str  # of the incident; of the message where it holds several
    idempotency_id: str  # 'hb-<message_id>', the same on each try
    now: datetime


@dataclass(frozen=True)
class Reach:
    """Which hosts of a private network may be spoken to, and how long one try may take in all."""

    allow_private_hosts: tuple[str, ...] = ()
    deadline_seconds: float = 20


Deliver = Callable[[Mapping[str, Any], Dispatch, Reach], Delivery]
"""What each file in `kinds/` has as `deliver`: the options of the channel with `${NAME}` expanded, the message, the limits."""
