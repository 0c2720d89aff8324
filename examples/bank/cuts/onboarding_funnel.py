"""How far those who applied have come."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "journeys",
    "title": "From application to regular payments",
    "order": 260,
    "chart": "funnel",
    "windows": ["30d", "90d", "12m"],
    "window_default": "90d",
    "how_to_read": """
Everybody who applied in the window, and how many of them came how far by now. Those of the last week are still on their way.

- **Few become active**: four in five do. Fewer means that identity checks fail or hang; look at them below.
- **Active and no payment**: they had to fill in too much before they could use it, or opened an account only to have one. A
  call in the first week brings a third of them back.
""",
    "methodology": """
Clients by their application in the window. Active: at any time up to now. Payments: created, in either direction, whatever
became of them.
""",
    "sources": ["webbank_core.client_profile_state_log", "webbank_core.payment"],
    "metrics": {"onboarding_completed": "explains", "new_clients_activated": "drilldown"},
    "owner": "olena.kovalenko@linden.example",
}

STAGES = """
with applied as (
  select client_id
  from webbank_core.client_profile_state_log
  where state_id = 1 and create_time >= %(start)s and create_time < %(end)s
), active as (
  select client_id
  from webbank_core.client_profile_state_log
  where state_id = 4 and create_time >= %(start)s and create_time < %(end)s
), paid as (
  select client_id, count(*) as payments
  from webbank_core.payment
  where create_time >= %(start)s and create_time < %(end)s
  group by client_id
)
select count(*) as applied, count(active.client_id) as active,
       count(*) filter (where payments >= 1) as once, count(*) filter (where payments >= 5) as often
from applied
left join active using (client_id)
left join paid on paid.client_id = active.client_id
"""
NAMES = {"applied": "Applied", "active": "Became active", "once": "First payment", "often": "Five payments"}


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    (row,) = conn.execute(STAGES, window.parameters).fetchall()
    return {"unit": "count", "stages": [{"label": name, "value": row[key]} for key, name in NAMES.items()]}
