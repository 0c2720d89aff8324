"""The rules of messages from the stored settings. What an earlier version stored is taken as far as it can be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any, get_args

from heartbeat.definitions.alerting.model import (
    AlertRules,
    Channel,
    ChannelKind,
    EscalationStep,
    Person,
    QuietHours,
    Severity,
)
from heartbeat.definitions.alerting.times import DAILY_DIGEST, clock_of, is_off, seconds_of, weekly_of
from heartbeat.definitions.model import WorkspaceSettings

CHANNEL_KINDS: tuple[ChannelKind, ...] = get_args(ChannelKind)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
DEFAULT_ROUTE = "default"
EMAIL_PORT = 587
EMAIL_SECURITY = "starttls"


def rules_of(settings: WorkspaceSettings) -> AlertRules:
    """All that heartbeat.yaml says about messages, every default filled in; it never raises.

    A channel that is named and not declared, or is of a kind that this version does not know, is left out everywhere.
    """
    alerts = settings.alerts
    channels = _channels(alerts.get("channels"))
    routes = _routes(alerts.get("routes"), channels)
    top = routes.pop(DEFAULT_ROUTE, {})
    daily, weekly = _digests(alerts.get("digest"))
    return AlertRules(
        timezone=settings.timezone,
        channels=channels,
        routes=routes,
        default=tuple(dict.fromkeys(name for severity in SEVERITIES for name in top.get(severity, ()))),
        people=_people(settings.people, channels),
        operators=settings.operators,
        quiet_hours=_quiet_hours(alerts.get("quiet_hours")),
        escalation=_escalation(alerts.get("escalation"), channels),
        daily_digest=daily,
        weekly_digest=weekly,
        page_budget=settings.page_budget,
        dead_man_url=_text(alerts.get("dead_man_url")),
        allow_private_hosts=_texts(alerts.get("allow_private_hosts")),
    )


def _channels(written: object) -> dict[str, Channel]:
    found = {}
    for name, options in _mapping(written).items():
        own = {key: value for key, value in _mapping(options).items() if key != "kind"}
        kind = next((kind for kind in CHANNEL_KINDS if kind == _mapping(options).get("kind")), None)
        if kind is not None:
            found[name] = Channel(name, kind, _email(own) if kind == "email" else own)
    return found


def _email(written: Mapping[str, Any]) -> dict[str, Any]:
    """The options of an email channel: the port as a number, the addressees as a list, both defaults in their places."""
    port, to = str(written.get("port", "")), written.get("to")
    own = {
        "port": int(port) if port.isascii() and port.isdecimal() else EMAIL_PORT,
        "security": _text(written.get("security")) or EMAIL_SECURITY,
        "to": [to] if isinstance(to, str) and to else list(_texts(to)),
    }
    return {**written, **own}


def _routes(written: object, channels: Mapping[str, Channel]) -> dict[str, dict[Severity, tuple[str, ...]]]:
    """By area, the default among them. A severity without a channel has no route, so that a wider one holds."""
    found: dict[str, dict[Severity, tuple[str, ...]]] = {}
    for area, targets in _mapping(written).items():
        parts = _mapping(targets) or dict.fromkeys(SEVERITIES, targets)
        by_severity = {severity: _known(parts.get(severity), channels) for severity in SEVERITIES}
        if any(by_severity.values()):
            found[area.strip("/")] = {severity: names for severity, names in by_severity.items() if names}
    return found


def _people(written: object, channels: Mapping[str, Channel]) -> dict[str, Person]:
    return {email.casefold(): _person(email, _mapping(person), channels) for email, person in _mapping(written).items()}


def _person(email: str, written: Mapping[str, Any], channels: Mapping[str, Channel]) -> Person:
    return Person(
        email=email,
        name=_text(written.get("name")),
        timezone=_text(written.get("timezone")),
        channels=_known(written.get("channels"), channels),
        quiet_hours=_quiet_hours(written.get("quiet_hours")),
    )


def _quiet_hours(written: object) -> QuietHours | None:
    """`'22:00-07:00'`, or a mapping that says as well whether red waits."""
    parts = _mapping(written)
    start, _, end = (_text(parts.get("hours") if parts else written) or "").partition("-")
    first, last = clock_of(start), clock_of(end)
    if first is None or last is None or first == last:
        return None
    return QuietHours(first, last, red_sends=parts.get("red") == "sends")


def _escalation(written: object, channels: Mapping[str, Channel]) -> tuple[EscalationStep, ...]:
    """The steps in the order in which they come due, those that tell nobody left out."""
    found = []
    for step in written if isinstance(written, list | tuple) else ():
        after = seconds_of(_text(_mapping(step).get("after")) or "")
        names = _known(_mapping(step).get("channels"), channels)
        if after is not None and names:
            found.append(EscalationStep(after, names))
    return tuple(sorted(found, key=lambda step: step.after_seconds))


def _digests(written: object) -> tuple[time | None, tuple[int, time] | None]:
    """The times of the daily and the weekly digest: the daily one has a default, and the word `off` ends it."""
    if is_off(written):
        return None, None
    parts = _mapping(written) or {"daily": written}
    daily, weekly = parts.get("daily"), parts.get("weekly")
    return (None if is_off(daily) else clock_of(_text(daily) or "") or DAILY_DIGEST), weekly_of(_text(weekly) or "")


def _known(written: object, channels: Mapping[str, Channel]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in _texts(written) if name in channels))


def _mapping(written: object) -> Mapping[str, Any]:
    return written if isinstance(written, Mapping) else {}


def _texts(written: object) -> tuple[str, ...]:
    return tuple(part for part in written if isinstance(part, str)) if isinstance(written, list | tuple) else ()


def _text(written: object) -> str | None:
    return written if isinstance(written, str) and written else None
