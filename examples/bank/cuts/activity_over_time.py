"""How many clients are new, active, quiet, dormant and closed, day by day."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "journeys",
    "title": "How active our clients are",
    "order": 300,
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
with days as (
  select d
  from segments.snapshot
  where segment = 'client_activity' and d >= (%(start)s at time zone %(timezone)s)::date
), changes as (
  select greatest(from_d, (select min(d) from days)) as d, value, 1 as change
  from segments.membership
  where segment = 'client_activity'
  union all
  select greatest(to_d, (select min(d) from days)), value, -1
  from segments.membership
  where segment = 'client_activity' and to_d is not null
), changed as (
  select d, coalesce(sum(change) filter (where value = 'active'), 0) as active,
         coalesce(sum(change) filter (where value = 'new'), 0) as new,
         coalesce(sum(change) filter (where value = 'quiet'), 0) as quiet,
         coalesce(sum(change) filter (where value = 'dormant'), 0) as dormant,
         coalesce(sum(change) filter (where value = 'closed'), 0) as closed
  from changes
  group by d
)
select d, sum(active) over upto as active, sum(new) over upto as new, sum(quiet) over upto as quiet,
       sum(dormant) over upto as dormant, sum(closed) over upto as closed
from days
left join changed using (d)
window upto as (order by d)
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
