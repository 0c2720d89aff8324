"""Where our clients live, and where the new ones come from."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "clients",
    "title": "Clients by country",
    "order": 150,
    "chart": "stacked_bar",
    "windows": ["30d", "90d", "12m"],
    "window_default": "90d",
    "how_to_read": """
Each bar is a country; its second colour are the clients won in the window.

Good is new colour in every bar. **New clients from one country only** are either a campaign that works or a loophole that got
known: look at how many of them are of high risk before you congratulate anybody.
""",
    "methodology": """
Active clients by country of residence. Won: activated in the window and not closed since.
""",
    "sources": ["webbank_core.client_profile"],
    "metrics": {"new_clients_activated": "drilldown"},
    "owner": "olena.kovalenko@linden.example",
}

BY_COUNTRY = """
select country,
       count(*) filter (where activated_at < %(start)s) as before,
       count(*) filter (where activated_at >= %(start)s) as won
from webbank_core.client_profile
where activated_at < %(end)s and (closed_at is null or closed_at >= %(end)s)
group by country
order by count(*) desc, country
"""


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    rows = conn.execute(BY_COUNTRY, window.parameters).fetchall()
    return {
        "unit": "count",
        "horizontal": True,
        "labels": [row["country"] for row in rows],
        "series": [
            {"name": "Clients before", "values": [row["before"] for row in rows]},
            {"name": "Won in the window", "values": [row["won"] for row in rows]},
        ],
    }
