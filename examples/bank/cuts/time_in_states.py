"""How long payments wait for their decision, by kind."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "journeys",
    "title": "How long a payment waits",
    "order": 240,
    "chart": "table",
    "windows": ["24h", "7d", "30d"],
    "window_default": "7d",
    "how_to_read": """
*Nine in ten* is what a client feels: instant payments in seconds, SEPA within half an hour, SWIFT within three hours. The
curve is the same over the window.

**A curve that climbs to its end** is a queue that fills: look at *Waiting now* and how old the oldest of them is. More than a
few that are older than four hours were lost by the queue and must be sent again by hand.
""",
    "methodology": """
Time from creation to decision of outgoing payments decided in the window: the median and the 90th percentile, interpolated.
Waiting: created in the last thirty days and neither approved nor declined. The curve cuts the window into twelve equal parts.
""",
    "sources": ["webbank_core.payment", "webbank_core.payment_state_log"],
    "metrics": {"approval_time_p90": "explains", "instant_payments_within_10s": "explains", "stuck_payments": "drilldown"},
    "owner": "marek.dvorak@linden.example",
}

TIMES = """
with decided as (
  select p.type_id, extract(epoch from l.create_time - p.create_time)::float8 as seconds,
         width_bucket(extract(epoch from l.create_time)::float8, %(from)s, %(to)s, 12) as slice
  from webbank_core.payment_state_log l
  join webbank_core.payment p on p.id = l.payment_id
  where l.state_id in (5, 6) and p.direction = 'out' and l.create_time >= %(start)s and l.create_time < %(end)s
), by_slice as (
  select type_id, slice, percentile_cont(0.9) within group (order by seconds) as p90
  from decided
  group by type_id, slice
), curves as (
  select type_id, array_agg(p90 order by slice) as curve
  from generate_series(1, 4) as type_id
  cross join generate_series(1, 12) as slice
  left join by_slice using (type_id, slice)
  group by type_id
), waiting as (
  select type_id, count(*) as payments, extract(epoch from %(end)s - min(create_time))::float8 as oldest
  from webbank_core.payment
  where direction = 'out' and state_id = 1 and create_time >= %(end)s - interval '30 days' and create_time < %(end)s
  group by type_id
), summed as (
  select type_id, count(*) as payments,
         percentile_cont(0.5) within group (order by seconds) as median,
         percentile_cont(0.9) within group (order by seconds) as p90
  from decided
  group by type_id
)
select c.type_id, coalesce(s.payments, 0) as payments, s.median, s.p90, coalesce(w.payments, 0) as waiting, w.oldest, c.curve
from curves c
left join summed s using (type_id)
left join waiting w using (type_id)
order by c.type_id
"""
KINDS = {1: "SEPA", 2: "SEPA instant", 3: "SWIFT", 4: "Internal"}
COLUMNS = [
    {"key": "kind", "label": "Kind"},
    {"key": "payments", "label": "Decided", "unit": "count"},
    {"key": "median", "label": "Half of them within", "unit": "seconds"},
    {"key": "p90", "label": "Nine in ten within", "unit": "seconds"},
    {"key": "curve", "label": "Nine in ten, over time", "unit": "seconds", "spark": True},
    {"key": "waiting", "label": "Waiting now", "unit": "count"},
    {"key": "oldest", "label": "The oldest waits for", "unit": "seconds"},
]


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    edges = {"from": window.start.timestamp(), "to": window.end.timestamp()}
    found = conn.execute(TIMES, window.parameters | edges).fetchall()
    return {"columns": COLUMNS, "rows": [{"kind": KINDS[row.pop("type_id")]} | row for row in found]}
