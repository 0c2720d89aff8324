"""Fees over time, by the kind of payment that earned them."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "revenue",
    "title": "Fees over time, by kind",
    "order": 20,
    "chart": "stacked_bar",
    "windows": ["30d", "90d", "12m"],
    "window_default": "12m",
    "how_to_read": """
The height of a bar is what was earned, its colours who earned it. Good is a bar that grows in all its colours.

- **SWIFT shrinks**: one payment of it earns as much as thirty-four by SEPA. Ask the five largest importers where they pay
  now.
- **SEPA instant grows at the cost of SEPA**: fine, it earns more than twice as much.
- **Everything falls in one bar**: look at *Outgoing payments approved* first. What is refused earns nothing.

The last bar is not over yet.
""",
    "methodology": """
Fee of each outgoing payment, on the day, week or month of its approval, in the bank's own time. Interchange is counted when
the scheme settles. Days for a month, weeks for a quarter, months for a year; a first week or month that is not whole is left
out.
""",
    "sources": ["webbank_core.payment", "webbank_core.payment_state_log", "settlements.card_settlement"],
    "metrics": {"payment_fees": "explains"},
    "owner": "marek.dvorak@linden.example",
}

EARNED = """
with steps as (
  select step_start::date as d
  from generate_series(
    date_trunc(%(step)s, %(start)s at time zone %(timezone)s + ('1 ' || %(step)s)::interval - interval '1 microsecond'),
    %(end)s at time zone %(timezone)s,
    ('1 ' || %(step)s)::interval
  ) as step_start
), fees as (
  select date_trunc(%(step)s, l.create_time at time zone %(timezone)s)::date as d,
         sum(p.fee) filter (where p.type_id = 1) as sepa,
         sum(p.fee) filter (where p.type_id = 2) as instant,
         sum(p.fee) filter (where p.type_id = 3) as swift
  from webbank_core.payment_state_log l
  join webbank_core.payment p on p.id = l.payment_id
  where l.state_id = 5 and p.direction = 'out' and l.create_time >= %(start)s and l.create_time < %(end)s
  group by 1
), settled as (
  select date_trunc(%(step)s, settled_at at time zone %(timezone)s)::date as d, sum(interchange_eur) as interchange
  from settlements.card_settlement
  where settled_at >= %(start)s and settled_at < %(end)s
  group by 1
)
select d, coalesce(sepa, 0) as sepa, coalesce(instant, 0) as instant, coalesce(swift, 0) as swift,
       coalesce(interchange, 0) as interchange
from steps
left join fees using (d)
left join settled using (d)
order by d
"""
NAMES = {"sepa": "SEPA", "instant": "SEPA instant", "swift": "SWIFT", "interchange": "Card interchange"}


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    step = "day" if window.days < 32 else "week" if window.days < 100 else "month"
    rows = conn.execute(EARNED, window.parameters | {"step": step}).fetchall()
    labels = [f"{row['d']:%Y-%m}" if step == "month" else row["d"] for row in rows]
    return {
        "unit": "EUR",
        "labels": labels,
        "series": [{"name": name, "values": [row[key] for row in rows]} for key, name in NAMES.items()],
    }
