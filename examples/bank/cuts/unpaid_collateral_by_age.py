"""Unpaid collateral bills by client, and how long each part of them is overdue."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "clients",
    "title": "Who has not paid for card collateral, and since when",
    "order": 110,
    "chart": "stacked_bar",
    "windows": ["all"],
    "how_to_read": """
A bar for each client who owes us, the largest first. Its colours say for how long.

- **Only the first colour**: late payers of a few days. They pay within the week; nothing to do.
- **One long bar with the later colours in it** is a client who has stopped paying, while we go on covering the card scheme
  from our own money every month. Block the cards today, then call. It does not get better by waiting: each month adds a bill.

The same amount spread over ten clients is a billing fault of ours instead: look whether a batch of bills went out at all.
""",
    "methodology": """
Collateral invoices whose due date has passed and that the client has not paid, by days since the due date. A bill that the
bank covered from its own funds counts like any other: covering is not paying. At most the twelve clients who owe the most.
""",
    "sources": ["webbank_card_management.collateral_invoice", "webbank_core.client_profile"],
    "metrics": {"unpaid_collateral": "explains"},
    "owner": "rasa.petrauskaite@linden.example",
}

UNPAID = """
with unpaid as (
  select client_id, amount, covered_by_company_at < %(end)s as is_covered, extract(epoch from %(end)s - due_at) / 86400 as days
  from webbank_card_management.collateral_invoice
  where issued_at >= %(start)s and due_at < %(end)s and (paid_at is null or paid_at >= %(end)s)
)
select c.name, u.client_id,
       coalesce(sum(u.amount) filter (where u.days <= 10), 0) as up_to_10,
       coalesce(sum(u.amount) filter (where u.days > 10 and u.days <= 30), 0) as up_to_30,
       coalesce(sum(u.amount) filter (where u.days > 30 and u.days <= 60), 0) as up_to_60,
       coalesce(sum(u.amount) filter (where u.days > 60 and u.days <= 90), 0) as up_to_90,
       coalesce(sum(u.amount) filter (where u.days > 90), 0) as older,
       sum(u.amount) as amount, count(*) as bills, floor(max(u.days))::int as oldest,
       coalesce(sum(u.amount) filter (where u.is_covered), 0) as covered
from unpaid u
join webbank_core.client_profile c on c.id = u.client_id
group by u.client_id, c.name
order by amount desc, u.client_id
limit 12
"""
AGES = {
    "up_to_10": "Up to 10 days",
    "up_to_30": "11 to 30 days",
    "up_to_60": "31 to 60 days",
    "up_to_90": "61 to 90 days",
    "older": "Over 90 days",
}


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    rows = conn.execute(UNPAID, window.parameters).fetchall()
    return {
        "unit": "EUR",
        "horizontal": True,
        "labels": [_client(row) for row in rows],
        "series": [{"name": name, "values": [row[key] for row in rows]} for key, name in AGES.items()],
        "note": _worst(rows[0]) if rows else None,
    }


def _client(row: dict[str, Any]) -> str:
    return f"{row['name']} ({row['client_id']})"


def _worst(row: dict[str, Any]) -> str:
    owed = f"{_client(row)} owes {row['amount']:,.0f} EUR in {row['bills']} bills, the oldest {row['oldest']} days late."
    return f"{owed} We have covered {row['covered']:,.0f} EUR of it from our own funds." if row["covered"] else owed
