"""A shop whose customers belong to a tier, deployed by hand: the segment, and the orders that it reads."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime

from heartbeat.db import Database, Role
from heartbeat.definitions.segments.model import SegmentDefinition

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
CHECKED = datetime(2026, 3, 10, 11, 30, tzinfo=UTC)
TIER = SegmentDefinition(
    segment="client_tier",
    file="segments/client_tier.sql",
    name="Client tier",
    entity="client",
    description="How much a client buys.",
    values=("gold", "plain"),
    sql="""select o.client_id as entity, case when sum(o.total) > 100 then 'gold' else 'plain' end as value
  from shop.orders o where o.at < :as_of group by o.client_id""",
    tables=("shop.orders",),
    uses_as_of=True,
    definition_hash="v1:tier",
    content_hash="tier",
)
ALL = replace(
    TIER, segment="all_clients", sql="select distinct client_id as entity, 'plain' as value from shop.orders", uses_as_of=False
)


def land_orders(database: Database) -> None:
    """Three clients: 1 buys much on the 5th, 2 little on the 1st, 3 much on the 1st."""
    with database.connect(Role.LOADER, autocommit=True) as loader:
        loader.execute("create schema shop")
        loader.execute("grant usage on schema shop to hb_query")
        loader.execute("create table shop.orders (client_id bigint, total numeric, at timestamptz)")
        loader.execute("grant select on shop.orders to hb_query")
        loader.execute(
            """insert into shop.orders values (1, 50, '2026-03-01 09:00+00'), (1, 90, '2026-03-05 09:00+00'),
                                              (2, 20, '2026-03-01 09:00+00'), (3, 500, '2026-03-01 09:00+00')"""
        )
        loader.execute(
            """insert into landing.table_load (source_id, dataset, table_name, load_id, checked_at, disposition, rows,
                                               total_rows, seconds)
               values ('shop', 'shop', 'orders', 'one', %s, 'replace', 4, 4, 0)""",
            (CHECKED,),
        )


def register(database: Database, *segments: SegmentDefinition) -> None:
    """Put segments into the registry, as a deploy does."""
    with database.connect(Role.CONFIG, autocommit=True) as config:
        for segment in segments:
            row = asdict(segment)
            row |= {"segment_values": list(row.pop("values")), "tables": list(segment.tables), "deployed_at": NOW}
            names = ", ".join(row)
            places = ", ".join(f"%({name})s" for name in row)
            config.execute("delete from heartbeat.segment_registry where segment = %s", (segment.segment,))
            config.execute(f"insert into heartbeat.segment_registry ({names}) values ({places})".encode(), row)


def daily(database: Database, segment: str = "client_tier") -> dict[str, dict[str, str]]:
    """What the view tells, by day, as metric SQL reads it."""
    told: dict[str, dict[str, str]] = {}
    with database.connect(Role.QUERY) as query:
        for d, entity, value in query.execute("select d, entity, value from segments.daily where segment = %s", (segment,)):
            told.setdefault(d.isoformat(), {})[entity] = value
    return told
