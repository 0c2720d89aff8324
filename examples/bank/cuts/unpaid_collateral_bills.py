"""Every collateral bill that is overdue and unpaid, the oldest first."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "clients",
    "title": "The unpaid bills themselves",
    "order": 130,
    "chart": "table",
    "windows": ["all"],
    "how_to_read": """
The list to work through, from the top. *Covered by us* is the day on which we paid the card scheme with our own money.

Up to ten days the account manager calls. From then on we have covered it, so tell treasury. After thirty days block the cards
first and call then. The total is the number on the tile, to the cent.
""",
    "methodology": """
Collateral invoices whose due date has passed and that the client has not paid. At most 500 of them are listed; the total is
of all.
""",
    "sources": ["webbank_card_management.collateral_invoice", "webbank_core.client_profile"],
    "metrics": {"unpaid_collateral": "drilldown", "oldest_unpaid_collateral": "drilldown"},
    "owner": "rasa.petrauskaite@linden.example",
}

BILLS = """
select c.name, i.client_id, i.id, i.amount, i.due_at, i.covered_by_company_at as covered_at,
       (i.due_at at time zone %(timezone)s)::date as due_on,
       (i.covered_by_company_at at time zone %(timezone)s)::date as covered_on, sum(i.amount) over () as total
from webbank_card_management.collateral_invoice i
join webbank_core.client_profile c on c.id = i.client_id
where i.issued_at >= %(start)s and i.due_at < %(end)s and (i.paid_at is null or i.paid_at >= %(end)s)
order by i.due_at, i.id
limit 500
"""
COLUMNS = [
    {"key": "client", "label": "Client"},
    {"key": "bill", "label": "Bill"},
    {"key": "due", "label": "Due", "day": True},
    {"key": "late", "label": "Late", "unit": "days"},
    {"key": "amount", "label": "Amount", "unit": "EUR"},
    {"key": "covered", "label": "Covered by us", "day": True},
    {"key": "todo", "label": "What to do"},
]


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    found = conn.execute(BILLS, window.parameters).fetchall()
    rows = [
        {
            "client": f"{row['name']} ({row['client_id']})",
            "bill": str(row["id"]),
            "due": row["due_on"],
            "late": (days := (window.end - row["due_at"]).days),
            "amount": row["amount"],
            "covered": row["covered_on"],
            "todo": _todo(days),
        }
        for row in found
    ]
    return {"columns": COLUMNS, "rows": rows, "total": {"client": "All", "amount": found[0]["total"]} if found else None}


def _todo(days: int) -> str:
    if days >= 30:
        return "Block the cards, then call"
    return "Tell treasury, call again" if days >= 10 else "Account manager calls"
