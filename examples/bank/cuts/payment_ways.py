"""Where outgoing payments go: from their kind through the decision to where they are now."""

from collections import Counter
from itertools import pairwise
from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "journeys",
    "title": "The ways of a payment",
    "order": 230,
    "chart": "sankey",
    "windows": ["24h", "7d", "30d"],
    "window_default": "7d",
    "how_to_read": """
From left to right: what was ordered, what was decided, where it is now. The broad stream to *In the ledger* is as it should
be.

- **Not decided** is money in nobody's hands. A handful is on its way; a stream means that a queue has stopped.
- **Not in the ledger**: paid out, and our books do not know. One is too many; accounting books it by hand today.
- **Came back** costs twelve euro each. Look for one receiving bank behind it.
""",
    "methodology": """
Outgoing payments created in the window, by the state they are in now. A payment that was booked and came back is counted as
come back.
""",
    "sources": ["webbank_core.payment", "webbank_core.entry"],
    "metrics": {"approved_not_booked": "drilldown", "returned_payments": "explains", "stuck_payments": "explains"},
    "owner": "marek.dvorak@linden.example",
}

WAYS = """
select p.type_id, p.state_id, e.payment_id is not null as is_booked, count(*) as payments
from webbank_core.payment p
left join webbank_core.entry e on e.payment_id = p.id
where p.direction = 'out' and p.create_time >= %(start)s and p.create_time < %(end)s
group by 1, 2, 3
"""
NODES = {
    "sepa": "SEPA",
    "instant": "SEPA instant",
    "swift": "SWIFT",
    "internal": "Internal",
    "approved": "Approved",
    "declined": "Declined",
    "waiting": "Not decided",
    "booked": "In the ledger",
    "returned": "Came back",
    "unbooked": "Not in the ledger",
}
KINDS = {1: "sepa", 2: "instant", 3: "swift", 4: "internal"}
TONES = {"waiting": "amber", "declined": "red", "returned": "amber", "unbooked": "red"}


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    flows: Counter[tuple[str, str]] = Counter()
    for row in conn.execute(WAYS, window.parameters):
        for part in pairwise([KINDS[row["type_id"]], *_way(row)]):
            flows[part] += row["payments"]
    used = {node for part in flows for node in part}
    order = list(NODES)
    parts = sorted(flows, key=lambda part: (order.index(part[0]), order.index(part[1])))
    return {
        "unit": "count",
        "nodes": [{"id": node, "label": label, "tone": TONES.get(node)} for node, label in NODES.items() if node in used],
        "flows": [{"source": source, "target": target, "value": flows[source, target]} for source, target in parts],
    }


def _way(row: dict[str, Any]) -> list[str]:
    """What was decided, and what came of it."""
    if row["state_id"] == 1:
        return ["waiting"]
    if row["state_id"] == 6:
        return ["declined"]
    if row["state_id"] == 8:
        return ["approved", "returned"]
    return ["approved", "booked" if row["is_booked"] else "unbooked"]
