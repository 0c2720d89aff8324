"""When clients pay: payments by weekday and hour."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "journeys",
    "title": "When clients pay",
    "order": 250,
    "chart": "week_clock",
    "windows": ["30d", "90d", "12m"],
    "window_default": "90d",
    "how_to_read": """
A row for each weekday, a column for each hour; the stronger the colour, the more payments.

Good is a broad strong field on working days, from nine in the morning to seven in the evening. **Put nothing new into service
there**, and staff the service desk an hour after it begins. A pale hole in it, at one hour of every day, is a job of ours
that locks the app.
""",
    "methodology": """
Payments created in the window, in and out, by weekday and hour in the bank's own time.
""",
    "sources": ["webbank_core.payment"],
    "metrics": {"outgoing_volume": "explains"},
    "owner": "marek.dvorak@linden.example",
}

BY_HOUR = """
select extract(isodow from create_time at time zone %(timezone)s)::int as weekday,
       extract(hour from create_time at time zone %(timezone)s)::int as hour, count(*) as payments
from webbank_core.payment
where create_time >= %(start)s and create_time < %(end)s
group by 1, 2
"""
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    found = {(row["weekday"], row["hour"]): row["payments"] for row in conn.execute(BY_HOUR, window.parameters)}
    values = [[found.get((weekday, hour), 0) for hour in range(24)] for weekday in range(1, 8)]
    rows = [[day, hour, values[at][hour]] for at, day in enumerate(DAYS) for hour in range(24)]
    return {"unit": "count", "days": DAYS, "values": values, "columns": ["weekday", "hour", "payments"], "rows": rows}
