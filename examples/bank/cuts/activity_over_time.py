"""How many clients are new, active, quiet, dormant and closed, day by day."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "journeys",
    "title": "How active our clients are",
    "order": 100,
    "chart": "area",
    "windows": ["30d", "90d"],
    "window_default": "90d",
    "how_to_read": """
All clients, in the five groups of the segment *Client activity*, one upon the other.

Good is a broad active layer that grows with the whole. **Quiet growing at the cost of active** comes one or two months before
clients leave, and is the last moment at which a call helps. Dormant that grows has been lost to another bank already; the
account is only not closed yet.
""",
    "methodology": """
Daily snapshots of the segment *client_activity*, one for each day on which it was taken. Who was never let in is in none of
the groups.
""",
    "metrics": {"paying_clients": "explains", "clients_leaving": "explains"},
    "owner": "olena.kovalenko@linden.example",
}

DAILY = """
select d,
       count(*) filter (where value = 'active') as active,
       count(*) filter (where value = 'new') as new,
       count(*) filter (where value = 'quiet') as quiet,
       count(*) filter (where value = 'dormant') as dormant,
       count(*) filter (where value = 'closed') as closed
from segments.daily
where segment = 'client_activity' and d >= (%(start)s at time zone %(timezone)s)::date
group by d
order by d
"""
VALUES = ("active", "new", "quiet", "dormant", "closed")


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    rows = conn.execute(DAILY, window.parameters).fetchall()
    return {
        "unit": "count",
        "labels": [row["d"] for row in rows],
        "series": [{"name": value.capitalize(), "values": [row[value] for row in rows]} for value in VALUES],
    }
