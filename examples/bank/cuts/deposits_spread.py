"""How large the deposits of clients are."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "clients",
    "title": "How large deposits are",
    "order": 160,
    "chart": "histogram",
    "windows": ["all"],
    "how_to_read": """
How many euro accounts hold how much. The line in the middle is the median: half of the accounts hold less.

Good is a broad hill: deposits that come from many. **A bar on the far right that grows** is money that leaves in one morning;
agree with those clients on a notice period. A heap at the far left are accounts that cost more than they bring.
""",
    "methodology": """
Balances of euro accounts now. The core system keeps no past balances, so there is no earlier picture to compare with.
""",
    "sources": ["webbank_core.account"],
    "metrics": {"client_deposits": "explains"},
    "owner": "ingrid.lindqvist@linden.example",
}

STEP, BINS = 2_500, 16
SPREAD = """
select width_bucket(balance, 0, %(top)s, %(bins)s) as bin, count(*) as accounts
from webbank_core.account
where currency = 'EUR'
group by bin
"""
MEDIAN = """
select percentile_cont(0.5) within group (order by balance::float8) as median
from webbank_core.account
where currency = 'EUR'
"""


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    sizes = {"top": STEP * BINS, "bins": BINS}
    found = {row["bin"]: row["accounts"] for row in conn.execute(SPREAD, sizes)}
    (middle,) = conn.execute(MEDIAN).fetchall()
    bins = [{"low": STEP * number, "high": STEP * (number + 1), "count": found.get(number + 1, 0)} for number in range(BINS)]
    outside = [{"low": STEP * BINS, "high": None, "count": found.get(BINS + 1, 0)}]
    marks = [] if middle["median"] is None else [{"name": "Median", "value": middle["median"]}]
    return {"unit": "EUR", "count_unit": "count", "bins": bins + outside, "marks": marks}
