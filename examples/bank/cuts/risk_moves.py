"""How many clients became riskier, and how many less so."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "journeys",
    "title": "Risk that rose and fell",
    "order": 320,
    "chart": "stacked_bar",
    "windows": ["30d", "90d"],
    "window_default": "90d",
    "how_to_read": """
Clients who moved to a higher level of the segment *Client risk*, and those who moved to a lower one.

Alerts raise a level and decisions lower it again, so both colours are of one height when the analysts keep up. **More that
rose than fell, bar after bar**, are alerts that nobody decides: compare with *AML alerts past their deadline* and give the
analysts people from other work.
""",
    "methodology": """
Changes from one daily snapshot of the segment *client_risk* to the next, by the day of the later one. Days for a month, weeks
for a quarter; a first week that is not whole is left out. Who was let in or left in between did not move.
""",
    "metrics": {"alerts_overdue": "explains"},
    "owner": "olena.kovalenko@linden.example",
}

MOVES = """
with steps as (
  select step_start::date as d
  from generate_series(
    date_trunc(%(step)s, %(start)s at time zone %(timezone)s + ('1 ' || %(step)s)::interval - interval '1 microsecond'),
    %(end)s at time zone %(timezone)s,
    ('1 ' || %(step)s)::interval
  ) as step_start
), moved as (
  select date_trunc(%(step)s, later.from_d::timestamp)::date as d,
         array_position(levels, later.value) > array_position(levels, earlier.value) as rose
  from (select array['low', 'medium', 'high']) as known(levels)
  cross join segments.membership earlier
  join segments.membership later using (segment, entity)
  where later.from_d = earlier.to_d and segment = 'client_risk' and later.value <> earlier.value
    and later.from_d >= (%(start)s at time zone %(timezone)s)::date
)
select d, count(*) filter (where rose) as rose, count(*) filter (where not rose) as fell
from steps
left join moved using (d)
group by d
order by d
"""


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    step = "day" if window.days < 32 else "week"
    rows = conn.execute(MOVES, window.parameters | {"step": step}).fetchall()
    return {
        "unit": "count",
        "labels": [row["d"] for row in rows],
        "series": [
            {"name": "Rose", "values": [row["rose"] for row in rows]},
            {"name": "Fell", "values": [row["fell"] for row in rows]},
        ],
    }
