"""All tellers by the id of their metric."""

from __future__ import annotations

from bank_source.truth import aml, cards, clients, payments, support, treasury
from bank_source.truth.bank import Answer, Bank, Teller

AREAS = (aml, cards, clients, payments, support, treasury)
TELLERS: dict[str, Teller] = {teller.__name__: teller for area in AREAS for teller in area.TELLERS}

NO_TABLE_YET = frozenset({"chargebacks_won"})
FAILS_NOW = frozenset({"high_risk_merchant_share"})  # from a second after the anchor on
WITHOUT_PAST = frozenset({"collateral_deposited", "kyc_reviews_overdue", "client_deposits", "foreign_currency_share"})
OF_THE_STALE_SOURCE = frozenset({"open_tickets", "first_response_p90", "calls_answered"})


def tell(metric_id: str, bank: Bank, as_of: float) -> Answer:
    """What the metric must say at `as_of` (seconds since 1970).

    Raises:
        ValueError: where the metric's SQL must fail.
    """
    return TELLERS[metric_id](bank, as_of)
