"""Whether a word of a state or a flag is good or bad news."""

from __future__ import annotations

import re

from heartbeat.definitions.model import Direction

_BAD = re.compile(
    r"fail|declin|reject|return|cancel|error|bounce|charge_?back|refus|denied|lost|late|overdue|unpaid|default|fraud|disput|"
    r"block|expire|abandon|complain|damag|defect|out_of|stuck|suspend|churn|inactive|missing|void|refund"
)
_GOOD = re.compile(
    r"approv|paid|complet|success|deliver|answer|active|settled|resolved|solved|accept|confirm|done|shipped|passed|won|ok$"
)


def direction_of(word: str) -> Direction | None:
    """`down` where less of it is better, `up` where more is; None for a word that does not say."""
    folded = word.lower()
    if _BAD.search(folded):
        return "down"
    return "up" if _GOOD.search(folded) else None
