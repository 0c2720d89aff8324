"""What is put into words, and the words: plain text, and the same in parts for channels that can show more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from heartbeat.rules.alerts.paging import PageOn

Kind = Literal["fire", "escalate", "resolve", "close", "flapping", "remind", "step"]
Form = Literal["single", "group", "digest", "test"]
Colour = Literal["red", "amber", "green", "grey"]


@dataclass(frozen=True)
class Item:
    """One thing that an incident has to tell: a row of the outbox."""

    kind: Kind
    severity: PageOn
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Manner:
    """How all of a message is written: the recipient's time zone, and where the pages are."""

    timezone: str = "UTC"
    base_url: str | None = None  # `server.public_url`; without it a message has no links
    workspace: str = ""


@dataclass(frozen=True)
class Row:
    """One incident in a message."""

    number: str  # '#12.3': the incident and its turn
    headline: str
    facts: tuple[tuple[str, str], ...]  # label and value
    how_to_read: str | None
    link: str | None
    colour: Colour
    is_good: bool  # it tells of an end
    kind: Kind
    severity: PageOn
    incident_id: int | None = None


@dataclass(frozen=True)
class MessageText:
    """A message in words. `body` is plain text and whole by itself; `rows` are the same in parts.

    `more` counts incidents that the message has no row for.
    """

    form: Form
    subject: str
    body: str
    rows: tuple[Row, ...] = ()
    link: str | None = None
    more: int = 0
