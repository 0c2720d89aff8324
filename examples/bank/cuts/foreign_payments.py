"""What clients send in which foreign currency, and whether we know its price."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "revenue",
    "title": "Sent in foreign currency",
    "order": 70,
    "chart": "bar",
    "windows": ["30d", "90d", "12m"],
    "window_default": "90d",
    "how_to_read": """
A bar for each currency. Every payment of it earns twelve euro and the margin of the exchange.

**An amber bar has no fresh rate**: what is sent in it now is converted at an old price without anybody being told. Ask the
rate provider for the missing day, and until it has come keep large orders of that currency for treasury (Ingrid).
""",
    "methodology": """
Booked euro amount of outgoing SWIFT payments approved in the window. A rate is fresh when it was published in the 36 hours
before the end of the window.
""",
    "sources": ["webbank_core.payment", "webbank_core.payment_state_log", "webbank_core.currency", "rates.currency_rate"],
    "metrics": {"missing_rates": "explains"},
    "owner": "ingrid.lindqvist@linden.example",
}

BY_CURRENCY = """
with sent as (
  select p.currency, sum(p.amount_eur) as amount
  from webbank_core.payment_state_log l
  join webbank_core.payment p on p.id = l.payment_id
  where l.state_id = 5 and p.direction = 'out' and p.type_id = 3 and l.create_time >= %(start)s and l.create_time < %(end)s
  group by p.currency
), priced as (
  select currency, max(published_at) >= %(end)s - interval '36 hours' as fresh
  from rates.currency_rate
  where published_at < %(end)s
  group by currency
)
select c.name, coalesce(s.amount, 0) as amount, coalesce(r.fresh, false) as fresh
from webbank_core.currency c
left join sent s on s.currency = c.code
left join priced r on r.currency = c.code
where c.active and c.code <> 'EUR' and (s.amount > 0 or r.fresh is not true)
order by amount desc, c.name
"""


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    rows = conn.execute(BY_CURRENCY, window.parameters).fetchall()
    old = [row["name"] for row in rows if not row["fresh"]]
    return {
        "unit": "EUR",
        "horizontal": True,
        "bars": [{"label": row["name"], "value": row["amount"], "tone": None if row["fresh"] else "amber"} for row in rows],
        "note": f"Without a rate of the last 36 hours: {', '.join(old)}." if old else None,
    }
