"""A company small enough to compute by hand: one shop database as a source, and a metric for each way a metric can behave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import psycopg

ORDERS_PER_DAY = 4
DAYS = 40
CUSTOMERS = 7

_HEARTBEAT_YAML = """
name: Small shop
timezone: Europe/Berlin
schedule: {beat: "0 0 1 1 *"}  # a test that wants a tick moves its clock there
"""

_SOURCE_YAML = """
kind: postgres
url: ${{{variable}}}
schemas: [public]
"""

_HEADER = """/*
name: {name}
code: {code}
period: {period}
unit: count
direction: up
{more}description: For tests.
how_to_read: For tests.
methodology: For tests.
sources: [{table}]
*/
-- value
{sql};
"""


def write_workspace(folder: Path, *, sources: Mapping[str, str] | None = None) -> Path:
    """Write the workspace; `sources` maps each source to the environment variable of its address."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "metrics").mkdir(exist_ok=True)
    (folder / "heartbeat.yaml").write_text(_HEARTBEAT_YAML)
    for source, variable in (sources or {"shop": "SHOP_URL"}).items():
        (folder / "sources" / f"{source}.yaml").write_text(_SOURCE_YAML.format(variable=variable))
    write_metric(
        folder,
        "orders_day",
        "select count(*) as value from shop_public.orders "
        "where created_at >= :as_of - interval '24 hours' and created_at < :as_of",
        code="ODAY",
    )
    write_metric(
        folder,
        "orders_all",
        "select count(*) as value, count(*) as n from shop_public.orders where created_at < :as_of",
        code="OALL",
        period="snapshot",
        more="norm_value: 100\nalert_value: 10\n",
    )
    write_metric(
        folder,
        "customers",
        "select count(*) as value from shop_public.customers",
        code="CUST",
        period="snapshot",
        table="shop_public.customers",
    )
    write_metric(
        folder,
        "late_orders",
        "select count(*) as value from shop_public.orders where created_at < now()",
        code="LATE",
        more="alert_value: 1000000\n",
    )
    write_metric(
        folder,
        "nothing",
        "select max(amount) as value from shop_public.orders where amount < 0 and created_at < :as_of",
        code="NONE",
    )
    write_metric(
        folder,
        "broken",
        "select 1 / (count(*) - count(*)) as value from shop_public.orders where created_at < :as_of",
        code="BROK",
    )
    return folder


def write_metric(
    folder: Path, metric_id: str, sql: str, *, code: str, period: str = "24h", more: str = "", table: str = "shop_public.orders"
) -> None:
    """Write one metric file, as an author would."""
    text = _HEADER.format(name=metric_id.replace("_", " "), code=code, period=period, more=more, table=table, sql=sql)
    (folder / "metrics" / f"{metric_id}.sql").write_text(text)


def fill_shop(url: str, *, until: datetime) -> None:
    """Make the shop's database: four orders in each 24 hours of the last forty days, the last one an hour ago."""
    with psycopg.connect(url, autocommit=True) as shop:
        shop.execute(
            "create table orders (id bigint generated always as identity primary key, customer_id int not null, "
            "amount numeric not null, created_at timestamptz not null, updated_at timestamptz not null)"
        )
        shop.execute("create table customers (id int primary key, name text not null, updated_at timestamptz not null)")
        shop.execute(
            "insert into customers select i, 'customer ' || i, %(until)s from generate_series(1, %(count)s) i",
            {"until": until - timedelta(days=1), "count": CUSTOMERS},
        )
    add_orders(url, ORDERS_PER_DAY * DAYS, until=until)


def add_orders(url: str, count: int, *, until: datetime) -> None:
    """Add orders at `until`, as made every six hours before it, the last one an hour before."""
    with psycopg.connect(url, autocommit=True) as shop:
        shop.execute(
            "insert into orders (customer_id, amount, created_at, updated_at) select 1 + i %% %(customers)s, i, "
            "%(until)s + interval '5 hours' - i * interval '6 hours', %(until)s from generate_series(1, %(count)s) i",
            {"until": until, "count": count, "customers": CUSTOMERS},
        )
