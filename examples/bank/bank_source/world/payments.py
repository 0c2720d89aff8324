"""Payments: each one's whole way is told by its number, and the three tables show what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bank_source import incidents
from bank_source.chance import AMOUNT, KIND, OUTCOME, SPEED, mix, pick, spread
from bank_source.names import COUNTERPARTIES
from bank_source.seasons import BANKING, DAY, HOUR, MINUTE, arrivals
from bank_source.tables import Entry, Payment, PaymentStateLog
from bank_source.world.plan import World
from bank_source.world.treasury import euro_cents

CREATED, APPROVED, DECLINED, RETURNED = 1, 5, 6, 8
SEPA, INSTANT, SWIFT, INTERNAL = 1, 2, 3, 4
_LOOK_BACK = 3 * DAY  # nothing happens to a payment later than that
_SWIFT_CURRENCIES = ("USD", "GBP", "PLN", "CZK", "SEK", "CHF", "USD", "USD")
_FEE_CENTS = {SEPA: 35, INSTANT: 90, SWIFT: 1_200, INTERNAL: 0}


class Journey(NamedTuple):
    """All that ever happens to one payment, also what lies in the future."""

    id: int
    client_id: int
    is_outgoing: bool
    type_id: int
    amount: int
    currency: str
    created: int
    decided: int | None
    is_approved: bool
    returned: int | None
    booked: int | None
    twin_of: int  # the number whose order this repeats; its own when it repeats none


def journeys(world: World) -> Iterator[Journey]:
    """Every payment that was created before `world.until` and may have changed since `world.since`."""
    for number, moment in arrivals(BANKING, world.rows, world.span(look_back=_LOOK_BACK)):
        yield _journey(world, number, moment)
    yield from _specials(world)


def payments(world: World) -> Iterator[Payment]:
    """The table `payment`."""
    for way in journeys(world):
        row = _payment(way, world.until)
        if row.updated_at >= world.since:
            yield row


def payment_states(world: World) -> Iterator[PaymentStateLog]:
    """The table `payment_state_log`."""
    since, until = world.since, world.until
    for way in journeys(world):
        if way.created >= since:
            yield PaymentStateLog(way.id * 4, way.id, CREATED, way.created)
        if way.decided is not None and since <= way.decided < until:
            yield PaymentStateLog(way.id * 4 + 1, way.id, APPROVED if way.is_approved else DECLINED, way.decided)
        if way.returned is not None and since <= way.returned < until:
            yield PaymentStateLog(way.id * 4 + 2, way.id, RETURNED, way.returned)


def entries(world: World) -> Iterator[Entry]:
    """The table `entry`."""
    for way in journeys(world):
        if way.booked is not None and world.since <= way.booked < world.until:
            side = "debit" if way.is_outgoing else "credit"
            yield Entry(way.id, way.id, side, euro_cents(way.amount, way.currency), way.booked)


def _journey(world: World, number: int, moment: int) -> Journey:
    is_outgoing = number % 5 < 3
    luck, pace = spread(number, OUTCOME), spread(number, SPEED)
    type_id = _type(spread(number, KIND), is_outgoing=is_outgoing)
    approved = luck >= _declined_share(world.anchor, moment, is_outgoing=is_outgoing)
    decided = moment + _seconds_to_decide(type_id, pace, mix(number, 32), is_outgoing=is_outgoing)
    return Journey(
        id=number + 1,
        client_id=world.client_at(moment, mix(number, world.seed + 31)),
        is_outgoing=is_outgoing,
        type_id=type_id,
        amount=int(1_000 * 10 ** (3 * spread(number, AMOUNT))),
        currency=pick(_SWIFT_CURRENCIES, mix(number, 33)) if type_id == SWIFT else "EUR",
        created=moment,
        decided=decided,
        is_approved=approved,
        returned=decided + 30 * HOUR if approved and is_outgoing and luck > 0.994 else None,
        booked=decided + 1 + number % 40 if approved else None,
        twin_of=number + 1,
    )


def _type(share: float, *, is_outgoing: bool) -> int:
    if share < 0.45:
        return SEPA
    if share < 0.72:
        return INSTANT
    return SWIFT if share < 0.86 and is_outgoing else INTERNAL


def _declined_share(anchor: int, moment: int, *, is_outgoing: bool) -> float:
    if not is_outgoing:
        return 0.003
    during = anchor - incidents.DECLINES_FROM_AGE <= moment < anchor + incidents.DECLINES_UNTIL
    return incidents.DECLINED_SHARE if during else incidents.DECLINED_SHARE_NORMALLY


def _seconds_to_decide(type_id: int, pace: float, scattered: int, *, is_outgoing: bool) -> int:
    if type_id == INSTANT:
        return 14 + scattered % 30 if pace > 0.997 else 3 + scattered % 6
    if not is_outgoing and pace < 0.006:
        return 3 * HOUR + scattered % (3 * HOUR)  # held for screening
    if type_id == SEPA:
        return 5 * MINUTE + scattered % (20 * MINUTE)
    return 30 * MINUTE + scattered % (2 * HOUR) if type_id == SWIFT else 1


def _payment(way: Journey, until: int) -> Payment:
    state, changed = CREATED, way.created
    if way.decided is not None and way.decided < until:
        state, changed = (APPROVED if way.is_approved else DECLINED), way.decided
    if way.returned is not None and way.returned < until:
        state, changed = RETURNED, way.returned
    scattered = mix(way.twin_of, 34)
    return Payment(
        id=way.id,
        client_id=way.client_id,
        direction="out" if way.is_outgoing else "in",
        type_id=way.type_id,
        amount=way.amount,
        currency=way.currency,
        amount_eur=euro_cents(way.amount, way.currency),
        fee=_FEE_CENTS[way.type_id] if way.is_outgoing else 0,
        counterparty=pick(COUNTERPARTIES, scattered),
        end_to_end_id=f"E{scattered:016x}",
        state_id=state,
        create_time=way.created,
        updated_at=changed,
    )


def _specials(world: World) -> Iterator[Journey]:
    """The payments that the incidents add; a few, so all of them are offered each time."""
    for way in _special_journeys(world.anchor, world.paying[1][:40]):
        if way.created < world.until:
            yield way


@lru_cache(maxsize=4)
def _special_journeys(anchor: int, clients: tuple[int, ...]) -> tuple[Journey, ...]:
    ways: list[Journey] = []

    def add(age: int, *, answered: bool = True, booked: bool = True, twin_of: int | None = None) -> int:
        number = incidents.FIRST_NUMBER + len(ways)
        created, client = anchor - age, clients[(twin_of or number) % len(clients)]
        decided = created + 12 * MINUTE if answered else None
        way = Journey(number, client, True, SEPA, 128_450, "EUR", created, decided, answered, None, None, twin_of or number)  # noqa: FBT003
        ways.append(way._replace(booked=decided + 5 if decided and booked else None))
        return number

    for age in incidents.DUPLICATED_PAYMENT_AGES:
        add(age - incidents.DUPLICATED_AFTER, twin_of=add(age))
    for age in incidents.STUCK_PAYMENT_AGES:
        add(age, answered=False)
    for age in incidents.UNBOOKED_PAYMENT_AGES:
        add(age, booked=False)
    return tuple(ways)
