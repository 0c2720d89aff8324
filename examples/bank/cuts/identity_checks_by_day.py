"""Identity checks by the day they began, and what became of them."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "journeys",
    "title": "Identity checks, answered and not",
    "order": 280,
    "chart": "stacked_bar",
    "windows": ["14d", "30d"],
    "window_default": "14d",
    "how_to_read": """
A bar for each day on which checks began. Those that began today may still wait; that is its second colour.

The third colour must not be there: **checks that were begun more than a day ago and never answered.** All of them on one or
two neighbouring days are a night on which the provider said nothing. They do not send it again by themselves: ask for those
days, and write to the applicants meanwhile.
""",
    "methodology": """
Events of the provider: check.started and check.completed, by the time in the event, in days of the bank's own time.
""",
    "sources": ["kyc.event"],
    "metrics": {"identity_checks_waiting": "explains"},
    "owner": "olena.kovalenko@linden.example",
}

BY_DAY = """
with checks as (
  select payload #>> '{data,check_id}' as check_id,
         min((payload ->> 'timestamp')::timestamptz) filter (where event_type = 'check.started') as started_at,
         min((payload ->> 'timestamp')::timestamptz) filter (where event_type = 'check.completed') as completed_at
  from kyc.event
  where (payload ->> 'timestamp')::timestamptz < %(end)s
  group by 1
), began as (
  select (started_at at time zone %(timezone)s)::date as d, completed_at is not null as is_answered,
         started_at >= %(end)s - interval '1 day' as is_fresh
  from checks
  where started_at >= %(start)s
)
select day::date as d,
       count(*) filter (where is_answered) as answered,
       count(*) filter (where not is_answered and is_fresh) as fresh,
       count(*) filter (where not is_answered and not is_fresh) as silent
from generate_series(
  (%(start)s at time zone %(timezone)s)::date,
  (%(end)s at time zone %(timezone)s)::date,
  interval '1 day'
) as day
left join began on began.d = day
group by day
order by day
"""
NAMES = {"answered": "Answered", "fresh": "Waiting, less than a day", "silent": "No answer"}


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    rows = conn.execute(BY_DAY, window.parameters).fetchall()
    return {
        "unit": "count",
        "labels": [row["d"] for row in rows],
        "series": [{"name": name, "values": [row[key] for row in rows]} for key, name in NAMES.items()],
    }
