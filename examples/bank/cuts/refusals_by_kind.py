"""The refused share of each kind of payment, beside what is usual for it."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "journeys",
    "title": "Which payments are refused",
    "order": 220,
    "chart": "bar",
    "windows": ["24h", "7d"],
    "window_default": "24h",
    "how_to_read": """
A bar for each kind of payment; the mark on it is the share of the thirty days before.

- **All bars far above their marks**: what they have in common is at fault, and that is the processor. It owes us a credit for
  each hour below 90 %.
- **One bar above its mark**: that scheme alone. Look at the rules that were changed for it.

Amber from 5 % refused, red from 10 %, as on the tile.
""",
    "methodology": """
Declined over declined and approved outgoing payments, by the moment of the decision. The mark is the same share in the thirty
days that end where the window begins.
""",
    "sources": ["webbank_core.payment", "webbank_core.payment_state_log"],
    "metrics": {"outgoing_payments_approved": "explains"},
    "owner": "marek.dvorak@linden.example",
}

REFUSED = """
select p.type_id,
       avg((l.state_id = 6)::int) filter (where l.create_time >= %(start)s)::float8 as refused,
       avg((l.state_id = 6)::int) filter (where l.create_time < %(start)s)::float8 as usual
from webbank_core.payment_state_log l
join webbank_core.payment p on p.id = l.payment_id
where l.state_id in (5, 6) and p.direction = 'out'
  and l.create_time >= %(start)s - interval '30 days' and l.create_time < %(end)s
group by p.type_id
order by p.type_id
"""
KINDS = {1: "SEPA", 2: "SEPA instant", 3: "SWIFT", 4: "Internal"}


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    rows = conn.execute(REFUSED, window.parameters).fetchall()
    bars = [
        {"label": KINDS[row["type_id"]], "value": row["refused"], "target": row["usual"], "tone": _tone(row["refused"])}
        for row in rows
    ]
    return {"unit": "ratio", "horizontal": True, "bars": bars, "target_label": "usual share"}


def _tone(refused: float | None) -> str | None:
    if refused is None or refused <= 0.05:
        return None
    return "red" if refused > 0.10 else "amber"
