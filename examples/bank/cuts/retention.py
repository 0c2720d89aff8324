"""Of the clients won in a month, how many still pay in the months after."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "journeys",
    "title": "Do new clients stay?",
    "order": 290,
    "chart": "cohort",
    "windows": ["6m", "12m"],
    "window_default": "12m",
    "how_to_read": """
A row for each month in which clients became active; a column for each month since. A cell is the share of them who paid or
were paid in that month.

Read it **downwards**: a column that gets paler from row to row means that the newer clients stay less than the older ones
did, and that is worth more attention than any single cell. A pale diagonal is one bad month for everybody. The last cell of
each row is this month, which is not over.
""",
    "methodology": """
Calendar months in the bank's own time. A client belongs to the month of its activation; payments in either direction count,
whatever became of them. The month of activation itself is month 0. Only whole months of the window begin a row.
""",
    "sources": ["webbank_core.client_profile", "webbank_core.payment"],
    "metrics": {"paying_clients": "explains"},
    "owner": "olena.kovalenko@linden.example",
}

CELLS = """
with cohorts as (
  select id as client_id, date_trunc('month', activated_at at time zone %(timezone)s) as began
  from webbank_core.client_profile
  where activated_at < %(end)s
    and activated_at at time zone %(timezone)s
        >= date_trunc('month', %(start)s at time zone %(timezone)s + interval '1 month' - interval '1 microsecond')
), sizes as (
  select began, count(*) as clients
  from cohorts
  group by began
), paid as (
  select distinct client_id, date_trunc('month', create_time at time zone %(timezone)s) as month
  from webbank_core.payment
  where create_time >= %(start)s and create_time < %(end)s
), kept as (
  select c.began, p.month, count(*) as clients
  from cohorts c
  join paid p on p.client_id = c.client_id and p.month >= c.began
  group by c.began, p.month
)
select s.began, s.clients as size, coalesce(k.clients, 0)::float8 / s.clients as share
from sizes s
cross join generate_series(s.began, %(end)s at time zone %(timezone)s, interval '1 month') as each(month)
left join kept k on k.began = s.began and k.month = each.month
order by s.began, each.month
"""


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    cohorts: dict[str, list[float]] = {}
    sizes: dict[str, int] = {}
    for row in conn.execute(CELLS, window.parameters):
        name = f"{row['began']:%Y-%m}"
        cohorts.setdefault(name, []).append(row["share"])
        sizes[name] = row["size"]
    most = max(map(len, cohorts.values()), default=0)
    return {
        "unit": "ratio",
        "cohorts": list(cohorts),
        "periods": [f"Month {number}" for number in range(most)],
        "values": [[*cells, *[None] * (most - len(cells))] for cells in cohorts.values()],
        "sizes": list(sizes.values()),
        "size_label": "Clients",
    }
