"""Which clients moved from which group of activity to which."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "journeys",
    "title": "Who woke up, and who fell asleep",
    "order": 310,
    "chart": "sankey",
    "windows": ["30d", "90d"],
    "window_default": "90d",
    "how_to_read": """
On the left the clients as they were at the beginning of the window, on the right as they are now. A stream that runs straight
across stayed what it was.

Compare two streams: **active to quiet** against **quiet to active**. While as many wake up as fall asleep, all is well. When
the first is twice the second, call the largest of those who fell asleep: you find them in *Money kept against payments made*,
to the right and at the bottom.
""",
    "methodology": """
The first and the last daily snapshot of the segment *client_activity* in the window. Clients who were not let in yet at the
first one begin at *Not a client yet*.
""",
    "metrics": {"clients_leaving": "explains", "paying_clients": "drilldown"},
    "owner": "olena.kovalenko@linden.example",
}

MOVED = """
with days as (
  select min(d) as first, max(d) as last
  from segments.snapshot
  where segment = 'client_activity' and d >= (%(start)s at time zone %(timezone)s)::date
), was as (
  select entity, value
  from segments.daily
  where segment = 'client_activity' and d = (select first from days)
), now as (
  select entity, value
  from segments.daily
  where segment = 'client_activity' and d = (select last from days)
)
select (select first from days) as first, coalesce(was.value, 'stranger') as was, now.value as is, count(*) as clients
from now
left join was using (entity)
group by was.value, now.value
"""
LABELS = {
    "new": "New",
    "active": "Active",
    "quiet": "Quiet",
    "dormant": "Dormant",
    "closed": "Closed",
    "stranger": "Not a client yet",
}
TONES = {"dormant": "amber", "closed": "red"}


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    rows = conn.execute(MOVED, window.parameters).fetchall()
    rows.sort(key=lambda row: (list(LABELS).index(row["was"]), list(LABELS).index(row["is"])))
    before = [value for value in LABELS if any(row["was"] == value for row in rows)]
    after = [value for value in LABELS if any(row["is"] == value for row in rows)]
    known = [row for row in rows if row["was"] != "stranger"]
    stayed = sum(row["clients"] for row in known if row["was"] == row["is"])
    return {
        "unit": "count",
        "nodes": [
            *({"id": f"was {value}", "label": LABELS[value]} for value in before),
            *({"id": f"is {value}", "label": LABELS[value], "tone": TONES.get(value)} for value in after),
        ],
        "flows": [{"source": f"was {row['was']}", "target": f"is {row['is']}", "value": row["clients"]} for row in rows],
        "note": f"Since {rows[0]['first']}: {stayed} of {sum(row['clients'] for row in known)} stayed what they were."
        if known
        else None,
    }
