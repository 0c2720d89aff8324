"""The truth about cards and their collateral. Two metrics have none now: one fails, one has no table yet."""

from __future__ import annotations

from bank_source.seasons import DAY
from bank_source.tables import CardAuthorisation, CollateralInvoice
from bank_source.truth.bank import Answer, Bank, Teller, open_at, share, summed, within

_HIGH_RISK = (*range(6050, 6052), *range(7800, 7996))


def _paid(bank: Bank, days: float, as_of: float) -> list[CardAuthorisation]:
    recent = within(days, as_of)
    return [a for a in bank.authorisations if a.approved and recent(a.create_time)]


def _unpaid(bank: Bank, as_of: float) -> list[CollateralInvoice]:
    return [i for i in bank.invoices if i.issued_at < as_of and i.due_at < as_of and open_at(i.paid_at, as_of)]


def unpaid_collateral(bank: Bank, as_of: float) -> Answer:
    """Euro of collateral bills past due."""
    unpaid = _unpaid(bank, as_of)
    return Answer(sum(i.amount for i in unpaid) / 100, len(unpaid))


def oldest_unpaid_collateral(bank: Bank, as_of: float) -> Answer:
    """Days since the oldest of them was due."""
    unpaid = _unpaid(bank, as_of)
    return Answer((as_of - min(i.due_at for i in unpaid)) / DAY if unpaid else 0, len(unpaid))


def collateral_deposited(bank: Bank, _as_of: float) -> Answer:
    """Deposited over required."""
    required = sum(c.required for c in bank.collaterals)
    return Answer(sum(c.deposited for c in bank.collaterals) / required if required else None, len(bank.collaterals))


def card_authorisations_approved(bank: Bank, as_of: float) -> Answer:
    """Approved among asked, a day."""
    recent = within(1, as_of)
    return share(a.approved for a in bank.authorisations if recent(a.create_time))


def card_spend(bank: Bank, as_of: float) -> Answer:
    """Euro paid by card, a week."""
    return summed(a.amount_eur for a in _paid(bank, 7, as_of))


def active_cards(bank: Bank, as_of: float) -> Answer:
    """Different cards used, a month."""
    paid = _paid(bank, 30, as_of)
    return Answer(len({a.card_id for a in paid}), len(paid))


def card_fraud_disputed(bank: Bank, as_of: float) -> Answer:
    """Fraud disputes over spending, in ten-thousandths, a month."""
    recent = within(30, as_of)
    fraud = [d.amount_eur for d in bank.disputes if d.reason == "fraud" and recent(d.opened_at)]
    spent = sum(a.amount_eur for a in _paid(bank, 30, as_of))
    return Answer(10_000 * sum(fraud) / spent if spent else None, len(fraud))


def high_risk_merchant_share(bank: Bank, as_of: float) -> Answer:
    """Spending at high-risk merchants, a week.

    Raises:
        ValueError: when a merchant category is no number; the metric's SQL fails then, too.
    """
    paid = [(int(a.merchant_category), a.amount_eur) for a in _paid(bank, 7, as_of)]
    spent = sum(amount for _, amount in paid)
    return Answer(sum(amount for category, amount in paid if category in _HIGH_RISK) / spent if spent else None, len(paid))


def card_payments_unsettled(bank: Bank, as_of: float) -> Answer:
    """Approved payments of the thirty days before the last three, without a line in the scheme's files."""
    settled = {s.authorisation_id for s in bank.settlements if s.settled_at < as_of}
    of_then = within(30, as_of - 3 * DAY)
    expected = [a.id for a in bank.authorisations if a.approved and of_then(a.create_time)]
    return Answer(sum(number not in settled for number in expected), len(expected))


TELLERS: tuple[Teller, ...] = (
    unpaid_collateral, oldest_unpaid_collateral, collateral_deposited, card_authorisations_approved, card_spend, active_cards,
    card_fraud_disputed, high_risk_merchant_share, card_payments_unsettled,
)  # fmt: skip
