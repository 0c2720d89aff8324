"""Client reviews by the week they are due: those that were missed, and those that will come."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "clients",
    "title": "Client reviews, missed and to come",
    "order": 180,
    "chart": "bar",
    "windows": ["30d", "90d", "12m"],
    "window_default": "90d",
    "how_to_read": """
A bar for each week by the due date of reviews. Red weeks have passed: these clients should have been reviewed already. Amber
is this week. What follows is the work ahead.

Good is no red at all. **Red bars of the same height week after week** are a team that is one person short, not a bad week: it
grows by the same number each week until somebody is added. A tall bar ahead can be drawn forward now.
""",
    "methodology": """
Active clients by the week (from Monday, in the bank's own time) of the date of their next review, from the beginning of the
window to as far ahead. A review that was done moves the date, so it is in none of the bars.
""",
    "sources": ["webbank_core.client_profile"],
    "metrics": {"kyc_reviews_overdue": "explains"},
    "owner": "olena.kovalenko@linden.example",
}

BY_WEEK = """
with weeks as (
  select week::date as d
  from generate_series(
    date_trunc('week', %(start)s at time zone %(timezone)s),
    date_trunc('week', %(ahead)s at time zone %(timezone)s),
    interval '1 week'
  ) as week
), due as (
  select date_trunc('week', kyc_due_at at time zone %(timezone)s)::date as d, count(*) as clients
  from webbank_core.client_profile
  where state_id = 4
  group by 1
), current as (
  select date_trunc('week', %(end)s at time zone %(timezone)s)::date as d
)
select weeks.d, coalesce(due.clients, 0) as clients,
       case when due.clients is null then null
            when weeks.d < current.d then 'red'
            when weeks.d = current.d then 'amber' end as tone
from weeks
cross join current
left join due on due.d = weeks.d
order by weeks.d
"""
COUNTED = """
select count(*) filter (where kyc_due_at < %(end)s) as overdue, count(*) as clients
from webbank_core.client_profile
where state_id = 4
"""


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    ahead = window.end + (window.end - window.start)
    rows = conn.execute(BY_WEEK, window.parameters | {"ahead": ahead}).fetchall()
    (counted,) = conn.execute(COUNTED, window.parameters).fetchall()
    return {
        "unit": "count",
        "bars": [{"label": row["d"], "value": row["clients"], "tone": row["tone"]} for row in rows],
        "note": f"{counted['overdue']} of {counted['clients']} active clients are overdue.",
    }
