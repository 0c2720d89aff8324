"""The share of orders that were paid within an hour, day by day: since when the metric is what it is."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "checkout",
    "title": "Paid within an hour, by day",
    "order": 10,
    "chart": "line",
    "windows": ["30d", "90d"],
    "how_to_read": """
        A day that drops alone is an outage: ask the payment provider. Days that sink slowly are the checkout: look at what
        was released before them.
    """,
    "methodology": "The share that the metric tells, over the orders of each day, in the workspace's time zone.",
    "sources": ["shop_public.orders", "shop_public.payments"],
    "metrics": {"orders_paid": "explains"},
}

PAID = """
with paid as (
  select order_id, min(created_at) as first_paid_at
  from shop_public.payments
  group by order_id
)
select (orders.created_at at time zone %(timezone)s)::date as day,
       avg(coalesce(paid.first_paid_at <= orders.created_at + interval '1 hour', false)::int) as share
from shop_public.orders orders
left join paid on paid.order_id = orders.id
where orders.created_at >= %(start)s and orders.created_at < %(end)s - interval '1 hour'
group by 1
order by 1
"""


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    """What the chart draws. The connection reads what has landed, and writes nothing."""
    rows = conn.execute(PAID, window.parameters).fetchall()
    return {
        "unit": "ratio",
        "labels": [row["day"] for row in rows],
        "series": [{"name": "paid within an hour", "values": [row["share"] for row in rows]}],
        "limits": [{"name": "amber below", "value": 0.95, "tone": "norm"}, {"name": "red below", "value": 0.90, "tone": "alert"}],
    }
