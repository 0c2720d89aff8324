"""From the fees of the stretch before to the fees of now, step by step."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "revenue",
    "title": "Why fees changed",
    "order": 30,
    "chart": "waterfall",
    "windows": ["30d", "90d"],
    "window_default": "90d",
    "how_to_read": """
Starts at what was earned in the stretch before and ends at what was earned in this one. Each step between is one kind of
payment: up, it earned more than before; down, less.

Prices have not changed for two years, so every step is **more or fewer payments**. One large step down is one kind in
trouble: look at its refusals. Small steps down everywhere are a quiet month.
""",
    "methodology": """
Fees of outgoing payments by the moment of approval. The stretch before is as long as this one and ends where it begins.
""",
    "sources": ["webbank_core.payment", "webbank_core.payment_state_log"],
    "metrics": {"payment_fees": "explains"},
    "owner": "marek.dvorak@linden.example",
}

BY_KIND = """
select p.type_id,
       coalesce(sum(p.fee) filter (where l.create_time < %(start)s), 0) as before,
       coalesce(sum(p.fee) filter (where l.create_time >= %(start)s), 0) as now
from webbank_core.payment_state_log l
join webbank_core.payment p on p.id = l.payment_id
where l.state_id = 5 and p.direction = 'out' and l.create_time >= %(before)s and l.create_time < %(end)s
group by p.type_id
"""
KINDS = {1: "SEPA", 2: "SEPA instant", 3: "SWIFT"}


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    before = window.start - (window.end - window.start)
    found = {row["type_id"]: row for row in conn.execute(BY_KIND, window.parameters | {"before": before})}
    kinds = {name: found.get(kind, {"before": 0, "now": 0}) for kind, name in KINDS.items()}
    steps = [
        {"label": "Before", "value": sum(row["before"] for row in kinds.values()), "role": "total"},
        *({"label": name, "value": row["now"] - row["before"]} for name, row in kinds.items()),
        {"label": "Now", "value": sum(row["now"] for row in kinds.values()), "role": "total"},
    ]
    return {"unit": "EUR", "steps": steps}
