"""Outgoing payments that were decided, hour by hour, and how many of them were refused."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "journeys",
    "title": "Refusals, hour by hour",
    "order": 210,
    "chart": "stacked_bar",
    "windows": ["48h", "7d"],
    "window_default": "48h",
    "how_to_read": """
Each bar is what was decided in it; its second colour was refused.

Two in a hundred are refused on any day: wrong numbers, empty accounts. **A second colour that begins at one hour and stays is
not the clients.** Something changed at that hour: ask the processor (Marek has the number) what they did, and tell the
service desk before clients call. A colour that comes and goes with the rush hours is a limit of ours that is too low.
""",
    "methodology": """
Outgoing payments by the moment of their decision: approved or declined. Bars of an hour for two days, of four hours for a
week; the first and the last bar are not whole and the first is left out. The hours are the bank's own.
""",
    "sources": ["webbank_core.payment", "webbank_core.payment_state_log"],
    "metrics": {"outgoing_payments_approved": "explains"},
    "owner": "marek.dvorak@linden.example",
}

DECIDED = """
with bars as (
  select bar
  from generate_series(
    date_bin(%(width)s::interval, %(start)s + %(width)s::interval - interval '1 microsecond', 'epoch'::timestamptz),
    %(end)s,
    %(width)s::interval
  ) as bar
), decided as (
  select date_bin(%(width)s::interval, l.create_time, 'epoch'::timestamptz) as bar, l.state_id
  from webbank_core.payment_state_log l
  join webbank_core.payment p on p.id = l.payment_id
  where l.state_id in (5, 6) and p.direction = 'out' and l.create_time >= %(start)s and l.create_time < %(end)s
)
select to_char(bar at time zone %(timezone)s, 'Dy DD HH24:MI') as label,
       count(*) filter (where state_id = 5) as approved, count(*) filter (where state_id = 6) as refused
from bars
left join decided using (bar)
group by bar
order by bar
"""
SHARES = """
select avg((l.state_id = 6)::int) filter (where l.create_time >= %(end)s - interval '1 day')::float8 as today,
       avg((l.state_id = 6)::int) filter (where l.create_time < %(end)s - interval '2 days')::float8 as usual
from webbank_core.payment_state_log l
join webbank_core.payment p on p.id = l.payment_id
where l.state_id in (5, 6) and p.direction = 'out' and l.create_time >= %(end)s - interval '30 days' and l.create_time < %(end)s
"""


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    width = "1 hour" if window.days <= 2 else "4 hours"
    rows = conn.execute(DECIDED, window.parameters | {"width": width}).fetchall()
    (share,) = conn.execute(SHARES, window.parameters).fetchall()
    is_known = share["today"] is not None and share["usual"] is not None
    told = "In the last 24 hours {today:.1%} were refused; in the month before the last two days {usual:.1%}."
    return {
        "unit": "count",
        "labels": [row["label"] for row in rows],
        "series": [
            {"name": "Approved", "values": [row["approved"] for row in rows]},
            {"name": "Refused", "values": [row["refused"] for row in rows]},
        ],
        "note": told.format(**share) if is_known else None,
    }
