"""Cards: who has one, what they pay with it, what they dispute, and the collateral behind company cards."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from bank_source import incidents
from bank_source.chance import AMOUNT, OUTCOME, SPEED, mix, pick, spread
from bank_source.names import COUNTRIES
from bank_source.seasons import DAY, HOUR, MINUTE, SHOPPING, arrivals
from bank_source.tables import Card, CardAccount, CardAuthorisation, CardDispute, CardSettlement, Collateral, CollateralInvoice
from bank_source.world.plan import World

_CATEGORIES = ("5411", "5812", "5541", "4111", "5732", "7011", "5912", "5651", "4899", "5814", "6051", "7995")
_DECLINES = ("insufficient funds", "wrong PIN", "expired card", "limit reached")
_DISPUTED_EVERY = 160
_DISPUTE_AFTER, _DISPUTE_LASTS = 2 * DAY, 20 * DAY
SETTLED_AT = 5 * HOUR + 10 * MINUTE  # of the day after the payment
_BILLING_DAYS = 30  # the card system bills every thirty days


def cards(world: World) -> Iterator[Card]:
    """The table `card`: every second active client has one, a day after becoming active."""
    for client in world.clients:
        if client.activated_at and client.id % 2 == 0:
            issued = client.activated_at + DAY
            if world.since <= issued < world.until:
                yield Card(client.id, client.id, "credit" if client.id % 16 == 0 else "debit", issued, issued)


def card_accounts(world: World) -> Iterator[CardAccount]:
    """The table `card_account`: credit lines of companies."""
    for card in cards(world):
        if card.kind == "credit":
            yield CardAccount(card.id, card.client_id, 500_000 + mix(card.id, 41) % 4_500_000, card.issued_at)


def authorisations(world: World) -> Iterator[CardAuthorisation]:
    """The table `card_authorisation`."""
    issued, numbers = _issued(world)
    for index, moment in arrivals(SHOPPING, world.rows // 3, world.span()):
        if moment >= world.since:
            card = numbers[mix(index, 42) % (bisect_right(issued, moment) or 1)]
            yield _authorisation(index, card, moment)
    moment = world.anchor + incidents.MISTYPED_CATEGORY_AFTER
    if world.since <= moment < world.until:
        yield CardAuthorisation(incidents.FIRST_NUMBER, numbers[0], 4_990, incidents.MISTYPED_CATEGORY, "LT", True, None, moment)  # noqa: FBT003


def disputes(world: World) -> Iterator[CardDispute]:
    """The table `card_dispute`: every 160th payment by card is disputed some days later."""
    for payment in authorisations(replace(world, since=max(0, world.since - 40 * DAY))):
        if payment.id % _DISPUTED_EVERY or not payment.approved:
            continue
        opened = payment.create_time + _DISPUTE_AFTER + payment.id % (6 * DAY)
        closed = opened + _DISPUTE_LASTS if opened + _DISPUTE_LASTS < world.until else None
        if opened < world.until and (closed or opened) >= world.since:
            reason = "service" if payment.id // _DISPUTED_EVERY % 3 == 2 else "fraud"
            yield CardDispute(payment.id, payment.card_id, reason, payment.amount_eur, opened, closed, closed or opened)


def settlements(world: World) -> Iterator[CardSettlement]:
    """The table `card_settlement`, ordered by day: approved payments of a day are settled the next morning."""
    broken_day = (world.anchor - incidents.BROKEN_SETTLEMENT_AGE) // DAY
    for payment in authorisations(replace(world, since=max(0, world.since - 3 * DAY))):
        day = payment.create_time // DAY
        settled = (day + 1) * DAY + SETTLED_AT
        is_lost = day == broken_day and payment.create_time % DAY >= incidents.BROKEN_SETTLEMENT_KEPT * DAY
        if payment.approved and not is_lost and world.since <= settled < world.until:
            yield CardSettlement(payment.id, payment.id, payment.amount_eur, payment.amount_eur * 3 // 1000, settled)


def collaterals(world: World) -> Iterator[Collateral]:
    """The table `collateral`: a fifth of the credit limit, deposited almost in full."""
    for account in card_accounts(world):
        required = account.credit_limit // 5
        deposited = required * (94 + account.id // 16 % 7) // 100
        yield Collateral(account.id, account.id, account.client_id, required, deposited, account.updated_at)


def collateral_invoices(world: World) -> Iterator[CollateralInvoice]:
    """The table `collateral_invoice`: a bill every thirty days, due two weeks later; three in a hundred are paid late."""
    for account in card_accounts(replace(world, since=0)):
        for bill, issued in _bills(world, account):
            invoice = _invoice(world, account, bill, issued)
            if invoice.updated_at >= world.since:
                yield invoice


def _issued(world: World) -> tuple[list[int], list[int]]:
    issued = sorted((card.issued_at, card.id) for card in cards(replace(world, since=0)))
    return [moment for moment, _ in issued], [number for _, number in issued]


def _authorisation(index: int, card: int, moment: int) -> CardAuthorisation:
    scattered = mix(index, 43)
    approved = spread(index, OUTCOME) >= 0.022
    return CardAuthorisation(
        id=index + 1,
        card_id=card,
        amount_eur=int(150 * 10 ** (2.2 * spread(index, AMOUNT))),
        merchant_category=pick(_CATEGORIES, scattered),
        merchant_country=pick(COUNTRIES, scattered >> 16),
        approved=approved,
        decline_reason=None if approved else pick(_DECLINES, scattered >> 24),
        create_time=moment,
    )


def _bills(world: World, account: CardAccount) -> Iterator[tuple[int, int]]:
    """Number and day of issue of an account's bills, one per thirty days since the records began."""
    if account.client_id == incidents.UNPAID_COLLATERAL_CLIENT:
        regular = world.anchor - 150 * DAY
        unpaid = [world.anchor - age - 14 * DAY for age in incidents.UNPAID_COLLATERAL_DUE_AGES]
    else:
        regular, unpaid = world.until, []
    first = max(world.start, account.updated_at) + mix(account.id, 44) % (_BILLING_DAYS * DAY)
    days = [*range(first, min(regular, world.until), _BILLING_DAYS * DAY), *unpaid]
    yield from ((bill, issued) for bill, issued in enumerate(days) if issued < world.until)


def _invoice(world: World, account: CardAccount, bill: int, issued: int) -> CollateralInvoice:
    number = account.id * 100 + bill
    due = issued + 14 * DAY
    if account.client_id == incidents.UNPAID_COLLATERAL_CLIENT and issued >= world.anchor - 150 * DAY:
        covered: int | None = due + incidents.COVERED_AFTER
        paid, amount = None, incidents.UNPAID_COLLATERAL_CENTS
    else:
        covered, amount = None, 15_000 + mix(number, 45) % 135_000
        is_late = spread(number, SPEED) > 0.97
        paid = due + HOUR + mix(number, 46) % (6 * DAY) if is_late else issued + DAY + mix(number, 46) % (12 * DAY)
    paid = paid if paid and paid < world.until else None
    covered = covered if covered and covered < world.until else None
    changed = paid or covered or issued
    return CollateralInvoice(number, account.id, account.client_id, amount, issued, due, paid, covered, changed)
