"""How much collateral was unpaid at the end of each day."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "clients",
    "title": "Unpaid collateral, day by day",
    "order": 120,
    "chart": "line",
    "windows": ["12m"],
    "how_to_read": """
Teeth that rise and fall below the amber line are late payers: each pays, and the line comes back down.

**Stairs are something else.** A step up every month that never comes down is one client who has stopped paying. The second
line is what we have put in ourselves; where the two run together, all of it is our money. The day the first line crossed the
red one is the day on which somebody should have called.
""",
    "methodology": """
Amount of collateral invoices past due and unpaid at the end of each day in the bank's own time; the last day is now. The
lines across are those of the metric *Unpaid card collateral*.
""",
    "sources": ["webbank_card_management.collateral_invoice"],
    "metrics": {"unpaid_collateral": "explains", "oldest_unpaid_collateral": "explains"},
    "owner": "rasa.petrauskaite@linden.example",
}

BY_DAY = """
with changes as (
  select due_at as happened_at, amount as unpaid, 0 as covered
  from webbank_card_management.collateral_invoice
  where due_at < %(end)s and (paid_at is null or paid_at > due_at)
  union all
  select paid_at, -amount, 0
  from webbank_card_management.collateral_invoice
  where paid_at > due_at and paid_at < %(end)s
  union all
  select covered_by_company_at, 0, amount
  from webbank_card_management.collateral_invoice
  where covered_by_company_at < %(end)s and (paid_at is null or paid_at > covered_by_company_at)
  union all
  select paid_at, 0, -amount
  from webbank_card_management.collateral_invoice
  where paid_at > covered_by_company_at and paid_at < %(end)s
), changed as (
  select greatest((happened_at at time zone %(timezone)s)::date, (%(start)s at time zone %(timezone)s)::date) as d,
         sum(unpaid) as unpaid, sum(covered) as covered
  from changes
  group by 1
)
select day::date as d,
       sum(coalesce(unpaid, 0)) over (order by day) as unpaid,
       sum(coalesce(covered, 0)) over (order by day) as covered
from generate_series(
  (%(start)s at time zone %(timezone)s)::date,
  (%(end)s at time zone %(timezone)s)::date,
  interval '1 day'
) as day
left join changed on changed.d = day
order by day
"""
NORM, ALERT = 10_000, 50_000


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    rows = conn.execute(BY_DAY, window.parameters).fetchall()
    above = next((row["d"] for row in rows if row["unpaid"] > ALERT), None)
    return {
        "unit": "EUR",
        "labels": [row["d"] for row in rows],
        "series": [
            {"name": "Unpaid", "values": [row["unpaid"] for row in rows]},
            {"name": "Covered by us", "values": [row["covered"] for row in rows]},
        ],
        "limits": [
            {"name": "Amber from", "value": NORM, "tone": "norm"},
            {"name": "Red from", "value": ALERT, "tone": "alert"},
        ],
        "note": f"Above the red line for the first time on {above}." if above else None,
    }
