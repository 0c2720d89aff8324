"""What clients keep with us, against how often they pay."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "clients",
    "title": "Money kept against payments made",
    "order": 190,
    "chart": "scatter",
    "windows": ["30d", "90d", "12m"],
    "window_default": "90d",
    "how_to_read": """
A point for each client. To the right lies much money, above are many payments.

- **Right and above**: our best clients. Know them by name.
- **Right and at the bottom**: much money that never moves. It may leave at once; offer a deposit with a term.
- **Left and above**: a wallet that only passes money on. Ask compliance when there is a group of them.
""",
    "methodology": """
Active clients by the balance of their euro account now, and their payments created in the window, in and out. The thousand
largest balances.
""",
    "sources": ["webbank_core.account", "webbank_core.client_profile", "webbank_core.payment"],
    "metrics": {"paying_clients": "explains"},
    "owner": "ingrid.lindqvist@linden.example",
}

POINTS = """
with largest as (
  select a.client_id, a.balance, c.name, c.kind
  from webbank_core.account a
  join webbank_core.client_profile c on c.id = a.client_id
  where a.currency = 'EUR' and c.state_id = 4
  order by a.balance desc, a.client_id
  limit 1000
), made as (
  select client_id, count(*) as payments
  from webbank_core.payment
  where create_time >= %(start)s and create_time < %(end)s
  group by client_id
)
select client_id, balance, name, kind, coalesce(payments, 0) as payments
from largest
left join made using (client_id)
order by balance desc, client_id
"""
KINDS = {"person": "Persons", "company": "Companies"}


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    rows = conn.execute(POINTS, window.parameters).fetchall()
    still = [row["balance"] for row in rows if not row["payments"]]
    return {
        "x": {"label": "Balance", "unit": "EUR"},
        "y": {"label": "Payments", "unit": "count"},
        "points": [
            {
                "x": row["balance"],
                "y": row["payments"],
                "label": f"{row['name']} ({row['client_id']})",
                "group": KINDS[row["kind"]],
            }
            for row in rows
        ],
        "note": f"{len(still)} of {len(rows)} made no payment; {sum(still):,.0f} EUR lie still with them.",
    }
