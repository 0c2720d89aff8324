"""Channels, routes and times of messages as frozen objects. Placeholders stay unexpanded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Literal

ChannelKind = Literal["slack", "telegram", "email", "webhook", "pagerduty", "apprise"]
Severity = Literal["red", "amber"]


@dataclass(frozen=True)
class Channel:
    """One way to reach people, by its name in heartbeat.yaml. `options` are the keys of its kind as written."""

    name: str
    kind: ChannelKind
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class QuietHours:
    """Hours of a day in which nobody is woken, on the clock of the person; over midnight where `end` is not after `start`."""

    start: time
    end: time
    red_sends: bool = False  # red messages go out all the same


@dataclass(frozen=True)
class EscalationStep:
    """Whom to tell as well when nobody has acknowledged for so long."""

    after_seconds: int
    channels: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """How one person is reached. Channels are names; empty means by the routes alone."""

    email: str
    name: str | None = None
    timezone: str | None = None
    channels: tuple[str, ...] = ()
    quiet_hours: QuietHours | None = None


@dataclass(frozen=True)
class AlertRules:
    """All that decides whom a message reaches and when. Routes are by area, and by severity within it."""

    timezone: str = "UTC"
    channels: Mapping[str, Channel] = field(default_factory=dict)
    routes: Mapping[str, Mapping[Severity, tuple[str, ...]]] = field(default_factory=dict)
    default: tuple[str, ...] = ()  # where neither a route holds nor a person has channels
    people: Mapping[str, Person] = field(default_factory=dict)  # by casefolded email
    operators: tuple[str, ...] = ()
    quiet_hours: QuietHours | None = None  # of whoever has none of their own
    escalation: tuple[EscalationStep, ...] = ()
    daily_digest: time | None = time(8)
    weekly_digest: tuple[int, time] | None = None  # weekday from 0 (Monday)
    page_budget: float = 1.0
    dead_man_url: str | None = None
    allow_private_hosts: tuple[str, ...] = ()
