"""What clients send each day, and what is usual for that weekday."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "revenue",
    "title": "Volume sent each day",
    "order": 40,
    "chart": "line",
    "windows": ["30d", "90d"],
    "window_default": "30d",
    "how_to_read": """
The band is what the same weekday brought in the four weeks before it. A Sunday is compared with Sundays.

Inside the band nothing needs to be done. **Two days in a row below it** mean that something keeps clients from paying: look
at refusals by the hour, then at the app. Above it at the end of a month are salaries.
""",
    "methodology": """
Euro amount of outgoing payments by the day of their creation, in the bank's own time, whatever became of them. The band
reaches from the lowest to the highest of the same weekday in the four weeks before. Today is not over and is left out.
""",
    "sources": ["webbank_core.payment"],
    "metrics": {"outgoing_volume": "explains"},
    "owner": "marek.dvorak@linden.example",
}

DAILY = """
with bounds as (
  select (%(start)s at time zone %(timezone)s)::date as first, (%(end)s at time zone %(timezone)s)::date as today
), sent as (
  select (create_time at time zone %(timezone)s)::date as d, sum(amount_eur) as amount
  from webbank_core.payment
  where direction = 'out' and create_time >= %(start)s - interval '29 days' and create_time < %(end)s
  group by 1
), daily as (
  select d::date as d, coalesce(amount, 0) as amount
  from bounds
  cross join generate_series(first - 28, today - 1, interval '1 day') as d
  left join sent using (d)
), compared as (
  select d, amount, min(amount) over earlier as low, max(amount) over earlier as high
  from daily
  window earlier as (partition by extract(isodow from d) order by d rows between 4 preceding and 1 preceding)
)
select d, amount, low, high
from compared
where d >= (select first from bounds)
order by d
"""


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    rows = conn.execute(DAILY, window.parameters).fetchall()
    below = sum(row["amount"] < row["low"] for row in rows)
    return {
        "unit": "EUR",
        "labels": [row["d"] for row in rows],
        "series": [{"name": "Sent", "values": [row["amount"] for row in rows]}],
        "band": {"name": "Usual", "low": [row["low"] for row in rows], "high": [row["high"] for row in rows]},
        "note": f"{below} of {len(rows)} days brought less than is usual for their weekday.",
    }
