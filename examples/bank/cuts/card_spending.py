"""What clients buy with their cards, over time."""

from typing import Any

from psycopg import Connection

from heartbeat.definitions.cuts.window import Window

META = {
    "page": "revenue",
    "title": "Card spending by kind of merchant",
    "order": 60,
    "chart": "area",
    "windows": ["30d", "90d", "12m"],
    "window_default": "90d",
    "how_to_read": """
We earn 0.3 % of this area. Good is an area that grows while its layer *High risk* does not.

- **High risk above a third** of a month: the scheme asks for a reserve. Look for a single card behind it.
- **Unreadable** is spending whose merchant category is no number. One payment is enough to stop the metric *Spending at
  high-risk merchants*, and the note below names it: ask the processor to send it again.
""",
    "methodology": """
Approved authorisations by their moment, in the bank's own time. High risk is money transfer, crypto and gambling: categories
6050 to 6051 and 7800 to 7995. A category that is not four digits is unreadable. A first week or month that is not whole is
left out.
""",
    "sources": ["webbank_card_management.card_authorisation"],
    "metrics": {"card_spend": "explains", "high_risk_merchant_share": "explains"},
    "owner": "yusuf.yildiz@linden.example",
}

SPENT = """
with steps as (
  select step_start::date as d
  from generate_series(
    date_trunc(%(step)s, %(start)s at time zone %(timezone)s + ('1 ' || %(step)s)::interval - interval '1 microsecond'),
    %(end)s at time zone %(timezone)s,
    ('1 ' || %(step)s)::interval
  ) as step_start
), spent as (
  select date_trunc(%(step)s, create_time at time zone %(timezone)s)::date as d, amount_eur,
         case when merchant_category !~ '^[0-9]{4}$' then 'unreadable'
              when merchant_category between '6050' and '6051' or merchant_category between '7800' and '7995' then 'risky'
              when merchant_category in ('5411', '5812', '5814') then 'food'
              when merchant_category in ('4111', '5541', '7011') then 'travel'
              else 'shops' end as kind
  from webbank_card_management.card_authorisation
  where approved and create_time >= %(start)s and create_time < %(end)s
)
select d,
       coalesce(sum(amount_eur) filter (where kind = 'food'), 0) as food,
       coalesce(sum(amount_eur) filter (where kind = 'travel'), 0) as travel,
       coalesce(sum(amount_eur) filter (where kind = 'shops'), 0) as shops,
       coalesce(sum(amount_eur) filter (where kind = 'risky'), 0) as risky,
       coalesce(sum(amount_eur) filter (where kind = 'unreadable'), 0) as unreadable
from steps
left join spent using (d)
group by d
order by d
"""
UNREADABLE = """
select merchant_category, count(*) as payments
from webbank_card_management.card_authorisation
where approved and merchant_category !~ '^[0-9]{4}$' and create_time >= %(start)s and create_time < %(end)s
group by merchant_category
order by merchant_category
limit 5
"""
NAMES = {
    "food": "Food and restaurants",
    "travel": "Travel and fuel",
    "shops": "Shops and services",
    "risky": "High risk",
    "unreadable": "Unreadable",
}


def compute(conn: Connection[dict[str, Any]], *, window: Window) -> dict[str, Any]:
    step = "day" if window.days < 32 else "week" if window.days < 100 else "month"
    rows = conn.execute(SPENT, window.parameters | {"step": step}).fetchall()
    told = [f"{row['merchant_category']} ({row['payments']})" for row in conn.execute(UNREADABLE, window.parameters)]
    return {
        "unit": "EUR",
        "labels": [f"{row['d']:%Y-%m}" if step == "month" else row["d"] for row in rows],
        "series": [{"name": name, "values": [row[key] for row in rows]} for key, name in NAMES.items()],
        "note": f"Categories that are no number, and their payments: {', '.join(told)}." if told else None,
    }
