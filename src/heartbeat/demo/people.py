"""What the people of the bank did before you came: they put their names to numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

RASA, MAREK, INGRID, YUSUF, OLENA = (
    f"{name}@linden.example"
    for name in ("rasa.petrauskaite", "marek.dvorak", "ingrid.lindqvist", "yusuf.yildiz", "olena.kovalenko")
)
_OWNERS: Final = {"payments": MAREK, "cards": RASA, "clients": OLENA, "aml": YUSUF, "treasury": INGRID, "support": OLENA}

# Nobody has stood behind these yet: a new idea, a file that never came, one that fails.
UNVERIFIED: Final = frozenset(
    {
        "chargebacks_won",
        "high_risk_merchant_share",
        "card_fraud_disputed",
        "clients_leaving",
        "foreign_currency_share",
        "calls_answered",
    }
)

# Its owner verified it; then an analyst left out card checks below one euro, and nobody has looked since.
CHANGED_FILE: Final = "metrics/cards/active_cards.sql"
CHANGED_FROM: Final = "where approved\n  and create_time"
CHANGED_TO: Final = "where approved and amount_eur >= 1\n  and create_time"


def changes(metrics: Iterable[tuple[str, str]]) -> dict[str, dict[str, object]]:
    """The operator's changes by metric id, for pairs of metric id and area: owner and verification, as made in the browser."""
    return {
        metric_id: {"owner": _OWNERS[area], "verification_state": "verified"}
        for metric_id, area in metrics
        if area in _OWNERS and metric_id not in UNVERIFIED
    }


STAND_BEHIND: Final = {
    "unpaid_collateral_by_age": RASA,
    "unpaid_collateral_bills": RASA,
    "refusals_by_hour": MAREK,
    "revenue_figures": MAREK,
    "reviews_due": OLENA,
    "onboarding_funnel": OLENA,
    "deposits_spread": INGRID,
}
"""Which cuts their owners have looked at, and found right."""
