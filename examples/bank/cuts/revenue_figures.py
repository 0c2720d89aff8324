"""What the bank earned, how much it moved for it, and whether that is more than before."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "revenue",
    "title": "Revenue at a glance",
    "order": 10,
    "chart": "figures",
    "windows": ["30d", "90d", "12m"],
    "window_default": "90d",
    "how_to_read": """
Each figure is compared with the stretch of the same length before. We grow by about three per cent in a quarter.

- **Fees up, fee per payment down**: clients move to cheaper kinds. Look at *Fees by kind* before you are glad.
- **Volume down and fees steady**: a few large payers went quiet. *Who pays our fees* names them.
- Interchange follows card spending by a day; a dip of one day is a settlement file that broke off, not a lost client.
""",
    "methodology": """
Fees and volume are those of outgoing payments **approved** in the window. Interchange is what the card scheme settled in it.
The curve cuts the window into twelve equal parts. Where our records do not reach back far enough, nothing is compared.
""",
    "sources": ["webbank_core.payment", "webbank_core.payment_state_log", "settlements.card_settlement"],
    "metrics": {"payment_fees": "explains"},
    "owner": "marek.dvorak@linden.example",
}

SLICES = """
with approved as (
  select width_bucket(extract(epoch from l.create_time)::float8, %(from)s, %(to)s, 12) as slice,
         sum(p.fee) as fees, sum(p.amount_eur) as volume, count(*) as payments
  from webbank_core.payment_state_log l
  join webbank_core.payment p on p.id = l.payment_id
  where l.state_id = 5 and p.direction = 'out' and l.create_time >= %(before)s and l.create_time < %(end)s
  group by 1
), settled as (
  select width_bucket(extract(epoch from settled_at)::float8, %(from)s, %(to)s, 12) as slice, sum(interchange_eur) as interchange
  from settlements.card_settlement
  where settled_at >= %(before)s and settled_at < %(end)s
  group by 1
)
select coalesce(fees, 0)::float8 as fees, coalesce(volume, 0)::float8 as volume, coalesce(payments, 0) as payments,
       coalesce(interchange, 0)::float8 as interchange
from generate_series(0, 12) as slice
left join approved using (slice)
left join settled using (slice)
order by slice
"""


FIRST = "select min(create_time) as recorded_at from webbank_core.payment"


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    edges = {"from": window.start.timestamp(), "to": window.end.timestamp(), "before": window.start - (window.end - window.start)}
    earlier, *slices = conn.execute(SLICES, window.parameters | edges).fetchall()
    now = {key: sum(row[key] for row in slices) for key in earlier}
    first = conn.execute(FIRST).fetchone()
    is_known = first is not None and first["recorded_at"] is not None and first["recorded_at"] <= edges["before"]
    before = earlier if is_known else dict.fromkeys(earlier, 0)
    figures = [
        _figure("Payment fees", now["fees"], before["fees"], [row["fees"] for row in slices]),
        _figure("Card interchange", now["interchange"], before["interchange"], [row["interchange"] for row in slices]),
        _figure("Volume sent", now["volume"], before["volume"], [row["volume"] for row in slices]),
        _figure("Fee per payment", _each(now), _each(before), [_each(row) for row in slices]),
    ]
    return {"figures": figures}


def _each(row: dict[str, Any]) -> float | None:
    return row["fees"] / row["payments"] if row["payments"] else None


def _figure(label: str, value: float | None, before: float | None, spark: list[float | None]) -> dict[str, Any]:
    figure = {"label": label, "value": value, "unit": "EUR", "spark": spark}
    if value is None or not before:
        return figure
    change = (value - before) / before
    return figure | {"change": {"value": change, "unit": "ratio", "label": "on the stretch before", "good": change >= 0}}
