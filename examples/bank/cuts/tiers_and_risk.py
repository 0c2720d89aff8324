"""The risk of our clients, by how much they keep with us."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "clients",
    "title": "Risk by size of the client",
    "order": 170,
    "chart": "stacked_bar",
    "windows": ["all"],
    "how_to_read": """
Each bar is a tier of clients by their deposits in euro, and its colours are their risk levels.

Good is the same mix in every bar. **More high risk in the top tier than in the others** means that large money was let in
with fewer questions: have compliance look at the last twenty of them. The board accepts up to a fifth of high risk.
""",
    "methodology": """
Active clients by the balance of their euro account now: basic below 10,000, plus below 25,000, premium from there on. Risk
level as it is in force.
""",
    "sources": ["webbank_core.account", "webbank_core.client_profile"],
    "owner": "ingrid.lindqvist@linden.example",
}

MIX = """
select width_bucket(a.balance, array[10000, 25000]::numeric[]) as tier, c.kind,
       count(*) filter (where c.risk_level = 'low') as low,
       count(*) filter (where c.risk_level = 'medium') as medium,
       count(*) filter (where c.risk_level = 'high') as high
from webbank_core.client_profile c
join webbank_core.account a on a.client_id = c.id and a.currency = 'EUR'
where c.state_id = 4
group by tier, c.kind
order by tier, c.kind desc
"""
TIERS = ("Basic", "Plus", "Premium")
KINDS = {"person": "persons", "company": "companies"}


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    rows = conn.execute(MIX).fetchall()
    return {
        "unit": "count",
        "share": True,
        "labels": [f"{TIERS[row['tier']]}, {KINDS[row['kind']]}" for row in rows],
        "series": [{"name": level.capitalize(), "values": [row[level] for row in rows]} for level in ("low", "medium", "high")],
    }
