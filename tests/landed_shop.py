"""The small shop as it lies in marts, put there without a source: for tests of what comes after ingest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from heartbeat.db import Database, Role
from heartbeat.definitions.workspace import load_workspace
from heartbeat.marts.records import TableLoad, note_loads
from heartbeat.measure.past.plan import Reach
from heartbeat.measure.run import Bench, measure
from heartbeat.readings import beats
from heartbeat.readings.board import publish
from heartbeat.readings.registry import deploy, read_metrics

BERLIN = ZoneInfo("Europe/Berlin")
Row = dict[str, Any]


@dataclass
class LandedShop:
    """Dataset `shop_public` with a deployed workspace over it. `now` is the time of this company."""

    database: Database
    folder: Path
    now: datetime
    loads: int = 0

    def deploy(self) -> None:
        """Deploy the workspace as its files are now."""
        with self.database.connect(Role.CONFIG) as connection:
            deploy(connection, load_workspace(self.folder).workspace, now=self.now)

    def make_tables(self) -> None:
        """Make both tables, empty."""
        with self.database.connect(Role.LOADER, autocommit=True) as connection:
            connection.execute("create schema if not exists shop_public")
            connection.execute(f"grant usage on schema shop_public to {self.database.prefix}query, {self.database.prefix}worker")
            connection.execute("create table shop_public.orders (id bigint, amount numeric, created_at timestamptz)")
            connection.execute("create table shop_public.customers (id int, name text)")
            for table in ("orders", "customers"):
                connection.execute(f"grant select on shop_public.{table} to {self.database.prefix}query")

    def land(self, table: str, rows: Sequence[tuple[Any, ...]], *, checked_at: datetime) -> None:
        """Add rows to a table and record the load; without rows nothing was new."""
        with self.database.connect(Role.LOADER) as connection:
            self.loads += 1
            for row in rows:
                places = ", ".join(["%s"] * len(row))
                connection.execute(f"insert into shop_public.{table} values ({places})", row)
            total = connection.execute(f"select count(*) from shop_public.{table}").fetchone()
            load_id = f"load-{self.loads}" if rows else None
            note_loads(
                connection,
                TableLoad(
                    "shop",
                    "shop_public",
                    table,
                    load_id,
                    checked_at,
                    "append",
                    None,
                    None,
                    len(rows),
                    total[0] if total else 0,
                    0.1,
                    None,
                ),
            )

    def land_orders(self, days: int, *, per_day: int = 4) -> None:
        """Land as many orders on each day, the newest an hour ago, and a few customers."""
        step = timedelta(days=1) / per_day
        times = [self.now - timedelta(hours=1) - index * step for index in range(days * per_day)]
        self.land("orders", [(index, index + 1, at) for index, at in enumerate(times)], checked_at=self.now)
        self.land("customers", [(index, f"customer {index}") for index in range(7)], checked_at=self.now)

    def measure(self, *metric_ids: str, **bench: Any) -> dict[str, Row]:
        """Measure in the name of a beat of its own; returns the ledger's line of each metric."""
        with self.database.connect(Role.WORKER, autocommit=True) as connection:
            beats.request(connection, "all", trigger="cli", now=self.now)
            beat = beats.take_next(connection, now=self.now)
            assert beat is not None
            metrics = read_metrics(connection)
            wanted = [metric for metric in metrics if not metric_ids or metric.metric_id in metric_ids]
            measure(beat.beat_id, wanted, self.bench(**bench), now=self.now)
            version = publish(connection, beat_id=beat.beat_id, conditions=(), now=self.now)
            beats.finish(connection, beat.beat_id, version, now=self.now)
        return self.ledger(beat.beat_id)

    def bench(self, **changes: Any) -> Bench:
        """A workbench in the workspace's time zone."""
        return Bench(self.database, **({"reach": Reach(BERLIN, hours_seconds=0.0)} | changes))

    def ledger(self, beat_id: int) -> dict[str, Row]:
        """The lines of a beat about metrics, by metric."""
        rows = self.rows("select * from heartbeat.beat_metric where beat_id = %s", beat_id)
        return {row["metric_id"]: row for row in rows}

    def states(self) -> dict[str, Row]:
        """The latest of each metric, by metric."""
        return {row["metric_id"]: row for row in self.rows("select * from heartbeat.metric_state")}

    def readings(self, metric_id: str) -> list[Row]:
        """The readings of a metric, oldest first."""
        return self.rows("select * from heartbeat.reading where metric_id = %s order by seq", metric_id)

    def history(self, metric_id: str) -> list[Row]:
        """The days of a metric, oldest first."""
        return self.rows("select * from heartbeat.history where metric_id = %s order by d", metric_id)

    def rows(self, query: str, *values: Any) -> list[Row]:
        """What a query says, as dictionaries."""
        with self.database.connect(Role.WORKER) as connection, connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
            return cursor.execute(query, values).fetchall()
