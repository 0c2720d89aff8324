"""The truth about who belongs to which segment: the value of each client who belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bank_source.seasons import DAY
from bank_source.truth.bank import Bank, open_at

Members = Mapping[int, str]


def client_activity(bank: Bank, as_of: float) -> Members:
    """By when the last payment was; closed is closed, and the first thirty days are new."""
    last_paid: dict[int, int] = {}
    for payment in bank.payments:
        if as_of - 90 * DAY <= payment.create_time < as_of:
            last_paid[payment.client_id] = max(payment.create_time, last_paid.get(payment.client_id, 0))

    def value(client_id: int, activated: int, closed: int | None) -> str:
        if not open_at(closed, as_of):
            return "closed"
        if activated >= as_of - 30 * DAY:
            return "new"
        if client_id not in last_paid:
            return "dormant"
        return "active" if last_paid[client_id] >= as_of - 30 * DAY else "quiet"

    clients = [c for c in bank.world.clients if c.activated_at is not None and c.activated_at < as_of]
    return {c.id: value(c.id, c.activated_at or 0, c.closed_at) for c in clients}


def client_risk(bank: Bank, as_of: float) -> Members:
    """By the level of the review, raised by alerts that wait."""
    waiting: dict[int, set[str]] = {}
    for alert in bank.alerts:
        if alert.created_at < as_of and open_at(alert.closed_at, as_of):
            waiting.setdefault(alert.client_id, set()).add(alert.severity)

    def value(client_id: int, level: str) -> str:
        severities = waiting.get(client_id, set())
        if level == "high" or "high" in severities:
            return "high"
        return "medium" if level == "medium" or severities else "low"

    clients = [c for c in bank.world.clients if c.activated_at is not None and c.activated_at < as_of]
    return {c.id: value(c.id, c.risk_level) for c in clients if open_at(c.closed_at, as_of)}


TELLERS: dict[str, Callable[[Bank, float], Members]] = {teller.__name__: teller for teller in (client_activity, client_risk)}
