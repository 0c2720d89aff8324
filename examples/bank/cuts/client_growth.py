"""From the clients at the beginning to the clients of now."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "clients",
    "title": "Clients won and lost",
    "order": 101,
    "chart": "waterfall",
    "windows": ["30d", "90d", "12m"],
    "window_default": "90d",
    "how_to_read": """
Starts at the clients we had and ends at those we have. Steps up became active, steps down closed their accounts.

Good is ten won for each one lost. **More than one lost in four won** means that we sell what we do not keep: call those who
left. Companies count more than persons, because each brings its cards and its payroll.
""",
    "methodology": """
A client counts from its activation until it is closed. Applications that are still open count nowhere.
""",
    "sources": ["webbank_core.client_profile"],
    "metrics": {"new_clients_activated": "explains", "clients_leaving": "explains"},
    "owner": "olena.kovalenko@linden.example",
}

MOVED = """
select count(*) filter (where activated_at < %(start)s and (closed_at is null or closed_at >= %(start)s)) as at_start,
       count(*) filter (where kind = 'person' and activated_at >= %(start)s) as persons_won,
       count(*) filter (where kind = 'company' and activated_at >= %(start)s) as companies_won,
       count(*) filter (where kind = 'person' and closed_at >= %(start)s and closed_at < %(end)s) as persons_lost,
       count(*) filter (where kind = 'company' and closed_at >= %(start)s and closed_at < %(end)s) as companies_lost,
       count(*) filter (where closed_at is null or closed_at >= %(end)s) as at_end
from webbank_core.client_profile
where activated_at < %(end)s
"""


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    (row,) = conn.execute(MOVED, window.parameters).fetchall()
    steps = [
        {"label": "At the beginning", "value": row["at_start"], "role": "total"},
        {"label": "Persons won", "value": row["persons_won"]},
        {"label": "Companies won", "value": row["companies_won"]},
        {"label": "Persons lost", "value": -row["persons_lost"]},
        {"label": "Companies lost", "value": -row["companies_lost"]},
        {"label": "Now", "value": row["at_end"], "role": "total"},
    ]
    return {"unit": "count", "steps": steps}
