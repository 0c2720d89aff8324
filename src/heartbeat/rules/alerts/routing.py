"""Whom a message reaches: the channels of its owner, of its area, of the operators, and of each step of an escalation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from heartbeat.definitions.alerting.model import AlertRules, Channel, Severity

NO_DIGEST = frozenset({"pagerduty"})
"""A pager is not called to hear that all is well."""


@dataclass(frozen=True)
class Target:
    """One place where a message goes: a channel by its name, and the address where the channel has many."""

    channel: str
    recipient: str = ""


def targets_of(rules: AlertRules, *, owner: str, area: str, severity: Severity) -> tuple[Target, ...]:
    """Where a threshold message goes: to the owner's own channels and those of the area's route, else to the default ones.

    Args:
        rules: of the workspace. What is not declared among its channels is passed over.
        owner: email of who answers for the metric.
        area: of the metric, such as 'payments/cards'; a route of 'payments' holds it too, and the nearest one counts alone.
        severity: of the incident.
    """
    person = rules.people.get(owner.casefold())
    address = _address(rules, owner)
    own = person.channels if person else ()
    found = _targets(rules, (*own, *_route(rules, area, severity)), [address])
    return found or _targets(rules, rules.default, [address])


def operator_targets(rules: AlertRules, *, severity: Severity) -> tuple[Target, ...]:
    """Where a message about health, a source, a channel or the beats goes: to each operator's channels, else the default ones."""
    del severity  # whoever runs the workspace hears of either
    if not rules.operators:
        return _targets(rules, rules.default, ())
    return _distinct(target for email in rules.operators for target in _of_operator(rules, email))


def step_targets(rules: AlertRules, step: int, *, owner: str | None) -> tuple[Target, ...]:
    """Where a step of the escalation goes; without an owner its emails go to the operators. A step that is gone goes nowhere."""
    if not 0 <= step < len(rules.escalation):
        return ()
    addresses = [_address(rules, email) for email in ([owner] if owner else rules.operators)]
    return _targets(rules, rules.escalation[step].channels, addresses)


def digest_targets(rules: AlertRules, targets: Iterable[Target]) -> tuple[Target, ...]:
    """Where a daily digest goes, among some targets. What is put off for one that never comes would be told to nobody."""
    if rules.daily_digest is None:
        return ()
    return tuple(target for target in targets if rules.channels[target.channel].kind not in NO_DIGEST)


def _of_operator(rules: AlertRules, email: str) -> tuple[Target, ...]:
    person = rules.people.get(email.casefold())
    address = [_address(rules, email)]
    found = _targets(rules, person.channels, address) if person else ()
    return found or _targets(rules, rules.default, address)


def _address(rules: AlertRules, email: str) -> str:
    """An email as its person writes it, so that one person is one recipient."""
    person = rules.people.get(email.casefold())
    return person.email if person else email


def _route(rules: AlertRules, area: str, severity: Severity) -> tuple[str, ...]:
    parts = [part for part in area.split("/") if part]
    for length in range(len(parts), -1, -1):
        by_severity = rules.routes.get("/".join(parts[:length]), {})
        if severity in by_severity:
            return by_severity[severity]
    return ()


def _targets(rules: AlertRules, names: Iterable[str], addresses: Sequence[str]) -> tuple[Target, ...]:
    declared = (rules.channels[name] for name in names if name in rules.channels)
    return _distinct(target for channel in declared for target in _of_channel(channel, addresses))


def _of_channel(channel: Channel, addresses: Sequence[str]) -> Iterator[Target]:
    if channel.kind != "email":
        yield Target(channel.name)
        return
    to = channel.options.get("to") or addresses
    for address in [to] if isinstance(to, str) else to:
        yield Target(channel.name, str(address))


def _distinct(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Each target once, where it first stands; an address is the same in upper and lower case."""
    found: dict[tuple[str, str], Target] = {}
    for target in targets:
        found.setdefault((target.channel, target.recipient.casefold()), target)
    return tuple(found.values())
