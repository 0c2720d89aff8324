"""Clients: who applied, who became active, who left, when each must be reviewed; and their accounts."""

from __future__ import annotations

from collections.abc import Iterator
from math import sin

from bank_source import names
from bank_source.chance import KIND, mix, pick, spread
from bank_source.incidents import OVERDUE_REVIEWS
from bank_source.seasons import DAY, HOUR, OFFICE, arrivals
from bank_source.tables import Account, ClientProfile, ClientProfileStateLog
from bank_source.world.plan import World

APPLIED, ACTIVE, TURNED_AWAY, CLOSED = 1, 4, 9, 10
_ACCEPTED_SHARE = 0.78
_FOREIGN = ("USD", "GBP", "PLN", "CZK", "SEK", "CHF")


def all_clients(world: World) -> Iterator[ClientProfile]:
    """Clients that have applied before `world.until`, numbered in that order; half of them before the records begin."""
    old = world.client_count // 2
    for number in range(1, old + 1):
        yield _client(world, number, world.start - (old - number + 1) * (1500 * DAY // old))
    for index, moment in arrivals(OFFICE, world.client_count - old, world.span()):
        yield _client(world, old + index + 1, moment)


def client_profiles(world: World) -> Iterator[ClientProfile]:
    """The table `client_profile`."""
    return (client for client in world.clients if client.updated_at >= world.since)


def client_states(world: World) -> Iterator[ClientProfileStateLog]:
    """The table `client_profile_state_log`."""
    for client in world.clients:
        steps = (
            (APPLIED, client.created_at),
            (ACTIVE, client.activated_at),
            (CLOSED, client.closed_at),
            _turned_away(world, client),
        )
        for place, (state, moment) in enumerate(steps):
            if moment is not None and world.since <= moment < world.until:
                yield ClientProfileStateLog(client.id * 10 + place, client.id, state, moment)


def accounts(world: World) -> Iterator[Account]:
    """The table `account`: one in euro for each active client, a second currency for one in four; balances move every day."""
    today = world.until // DAY * DAY
    for client in world.clients:
        opened = client.activated_at
        if opened is not None and max(opened, today) >= world.since:
            yield _account(client.id * 10, client.id, "EUR", opened, today)
            if client.id % 4 == 1:
                yield _account(client.id * 10 + 1, client.id, pick(_FOREIGN, client.id // 4), opened, today)


def _client(world: World, number: int, created: int) -> ClientProfile:
    scattered = mix(number, world.seed)
    activated = _accepted_at(world, number, created)
    closed = _closed_at(world, number, activated)
    known = [
        moment
        for moment in (created, activated, closed, _turned_away_at(world, number, created))
        if moment and moment < world.until
    ]
    activated = activated if activated and activated < world.until else None
    closed = closed if closed and closed < world.until else None
    is_company = number % 4 == 0
    return ClientProfile(
        id=number,
        kind="company" if is_company else "person",
        name=names.company(number) if is_company else names.person(number),
        country=pick(names.COUNTRIES, scattered),
        risk_level=pick(("low", "low", "low", "low", "medium", "medium", "high"), scattered >> 8),
        state_id=_state(activated, closed, len(known)),
        created_at=created,
        activated_at=activated,
        closed_at=closed,
        kyc_due_at=_review_due(world, number, activated) if activated else None,
        updated_at=known[-1] if len(known) == 1 else max(known),
    )


def _state(activated: int | None, closed: int | None, steps: int) -> int:
    if closed:
        return CLOSED
    if activated:
        return ACTIVE
    return TURNED_AWAY if steps > 1 else APPLIED


def _accepted_at(world: World, number: int, created: int) -> int | None:
    is_old = number <= world.client_count // 2
    if not is_old and spread(number, KIND) >= _ACCEPTED_SHARE:
        return None
    return created + 8 * HOUR + mix(number, 21) % (5 * DAY)


def _turned_away_at(world: World, number: int, created: int) -> int | None:
    return None if _accepted_at(world, number, created) else created + 10 * DAY


def _turned_away(world: World, client: ClientProfile) -> tuple[int, int | None]:
    return TURNED_AWAY, _turned_away_at(world, client.id, client.created_at)


def _closed_at(world: World, number: int, activated: int | None) -> int | None:
    """One client in fifty leaves some day, evenly over the records and half a year beyond the anchor."""
    if activated is None or number % 50 != 7:
        return None
    closed = world.start + int(spread(number // 50) * (world.anchor - world.start + 180 * DAY))
    return closed if closed > activated + 30 * DAY else None


def _review_due(world: World, number: int, activated: int) -> int:
    if number % 20 == 3 and number // 20 < OVERDUE_REVIEWS:
        return world.anchor - (number // 20 + 1) * DAY + HOUR
    if number <= world.client_count // 2:
        return world.anchor + DAY + mix(number, 22) % (700 * DAY)
    return activated + 500 * DAY + mix(number, 22) % (400 * DAY)


def _account(number: int, client: int, currency: str, opened: int, today: int) -> Account:
    base = 50_000 + mix(number, 23) % 3_800_000
    moved = int(base * (1 + 0.03 * sin(today / DAY + number)))
    return Account(number, client, currency, moved, opened, max(opened, today))
