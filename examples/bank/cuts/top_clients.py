"""Who pays our fees, and how much of them hangs on how few."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "revenue",
    "title": "Who pays our fees",
    "order": 50,
    "chart": "table",
    "windows": ["90d", "12m"],
    "window_default": "12m",
    "how_to_read": """
The fifteen clients who paid the most, and how much of all fees they and those above them make up. Good is a last row in the
low percents: then nobody's leaving hurts.

- **One client above 5 %**: give them an account manager, and the board a line in its report.
- **A curve that ends flat at zero**: they have not paid for a twelfth of the window. Call before they close the account.
""",
    "methodology": """
Fees of outgoing payments approved in the window. Shares are of all fees in it. The curve cuts the window into twelve equal
parts.
""",
    "sources": ["webbank_core.payment", "webbank_core.payment_state_log", "webbank_core.client_profile"],
    "metrics": {"payment_fees": "drilldown"},
    "owner": "marek.dvorak@linden.example",
}

TOP = """
with paid as (
  select p.client_id, width_bucket(extract(epoch from l.create_time)::float8, %(from)s, %(to)s, 12) as slice,
         sum(p.fee) as fees, count(*) as payments
  from webbank_core.payment_state_log l
  join webbank_core.payment p on p.id = l.payment_id
  where l.state_id = 5 and p.direction = 'out' and l.create_time >= %(start)s and l.create_time < %(end)s
  group by 1, 2
), by_client as (
  select client_id, sum(fees) as fees, sum(payments) as payments
  from paid
  group by client_id
), ranked as (
  select client_id, fees, payments, sum(fees) over () as all_fees, sum(payments) over () as all_payments,
         sum(fees) over (order by fees desc, client_id rows unbounded preceding) as running
  from by_client
  order by fees desc, client_id
  limit 15
)
select c.name, c.kind, c.country, r.fees, r.payments, r.running, r.all_fees, r.all_payments,
       array_agg(coalesce(paid.fees, 0)::float8 order by slice) as curve
from ranked r
join webbank_core.client_profile c on c.id = r.client_id
cross join generate_series(1, 12) as slice
left join paid using (client_id, slice)
group by r.client_id, c.name, c.kind, c.country, r.fees, r.payments, r.running, r.all_fees, r.all_payments
order by r.fees desc, r.client_id
"""
COLUMNS = [
    {"key": "client", "label": "Client"},
    {"key": "kind", "label": "Kind"},
    {"key": "country", "label": "Country"},
    {"key": "payments", "label": "Payments", "unit": "count"},
    {"key": "fees", "label": "Fees", "unit": "EUR"},
    {"key": "share", "label": "Share", "unit": "ratio"},
    {"key": "running", "label": "With those above", "unit": "ratio"},
    {"key": "curve", "label": "Over time", "unit": "EUR", "spark": True},
]


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    edges = {"from": window.start.timestamp(), "to": window.end.timestamp()}
    found = conn.execute(TOP, window.parameters | edges).fetchall()
    rows = [
        {
            "client": row["name"],
            "kind": row["kind"],
            "country": row["country"],
            "payments": row["payments"],
            "fees": row["fees"],
            "share": row["fees"] / row["all_fees"],
            "running": row["running"] / row["all_fees"],
            "curve": row["curve"],
        }
        for row in found
        if row["all_fees"]
    ]
    total = {"client": "All clients", "payments": found[0]["all_payments"], "fees": found[0]["all_fees"]} if found else None
    return {"columns": COLUMNS, "rows": rows, "total": total}
