"""How many days it takes from application to an active account."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "journeys",
    "title": "Days to become a client",
    "order": 270,
    "chart": "histogram",
    "windows": ["30d", "90d", "12m"],
    "window_default": "90d",
    "how_to_read": """
How many clients waited how long, in half days. The median is what half of them had; the other line is where the tile turns
amber.

Good is a hill on the left. **A second hill on the right** are applications that a person has to look at: they wait for
Monday. A hill that moves right as a whole is the provider of identity checks getting slower.
""",
    "methodology": """
Clients who became active in the window; time since they applied.
""",
    "sources": ["webbank_core.client_profile_state_log"],
    "metrics": {"onboarding_days": "explains"},
    "owner": "olena.kovalenko@linden.example",
}

HALF_DAYS, NORM = 14, 4
WAITED = """
with waited as (
  select extract(epoch from done.create_time - applied.create_time)::float8 / 86400 as days
  from webbank_core.client_profile_state_log done
  join webbank_core.client_profile_state_log applied on applied.client_id = done.client_id and applied.state_id = 1
  where done.state_id = 4 and done.create_time >= %(start)s and done.create_time < %(end)s
)
select least(floor(days * 2)::int, %(most)s) as bin, count(*) as clients,
       (select percentile_cont(0.5) within group (order by days) from waited) as median
from waited
group by bin
"""


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    rows = conn.execute(WAITED, window.parameters | {"most": HALF_DAYS}).fetchall()
    found = {row["bin"]: row["clients"] for row in rows}
    bins = [
        {"low": at / 2, "high": (at + 1) / 2 if at < HALF_DAYS else None, "count": found.get(at, 0)}
        for at in range(HALF_DAYS + 1)
    ]
    medians = [{"name": "Median", "value": row["median"]} for row in rows[:1]]
    return {"unit": "days", "bins": bins, "marks": [*medians, {"name": "Amber from", "value": NORM, "tone": "norm"}]}
