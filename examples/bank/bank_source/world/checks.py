"""Identity checks of applicants, as their provider reports them: one event when a check begins, one when it is done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from bank_source import incidents
from bank_source.chance import mix, spread
from bank_source.seasons import DAY, HOUR, MINUTE
from bank_source.tables import ClientProfile, KycEvent
from bank_source.world.plan import World

KEPT_FOR = 60 * DAY  # the provider repeats events of that long before the bank's anchor, and none that are older
STARTED, COMPLETED = "check.started", "check.completed"
_BEGINS_AFTER, _LASTS_AT_MOST = 20 * MINUTE, 6 * HOUR


class Check(NamedTuple):
    """One event, and when it happened (seconds since 1970)."""

    client_id: int
    event_type: str
    moment: int


def happened(world: World) -> Iterator[Check]:
    """Every event that the provider knows of, client by client."""
    silent = range(world.anchor - incidents.CHECKS_SILENT_FROM_AGE, world.anchor - incidents.CHECKS_SILENT_UNTIL_AGE)
    for client in world.clients:
        started = client.created_at + _BEGINS_AFTER
        completed = started + 5 * MINUTE + mix(client.id, 91) % _LASTS_AT_MOST
        events = [Check(client.id, STARTED, started)]
        if completed not in silent:
            events.append(Check(client.id, COMPLETED, completed))
        first = max(world.since, world.anchor - KEPT_FOR)
        yield from (event for event in events if first <= event.moment < world.until)


def events(world: World) -> Iterator[KycEvent]:
    """The events as they are sent, oldest first."""
    by_number = {client.id: client for client in world.clients}
    for check in sorted(happened(world), key=lambda check: (check.moment, check.client_id)):
        yield _event(check, by_number[check.client_id])


def _event(check: Check, client: ClientProfile) -> KycEvent:
    body: dict[str, object] = {"check_id": f"chk_{client.id}", "client_id": client.id}
    if check.event_type == COMPLETED:
        body["result"] = "clear" if spread(client.id) >= 0.12 else "review"
    payload = {"type": check.event_type, "timestamp": datetime.fromtimestamp(check.moment, UTC).isoformat(), "data": body}
    name = "started" if check.event_type == STARTED else "completed"
    return KycEvent(f"msg_{client.id}_{name}", check.event_type, json.dumps(payload))
