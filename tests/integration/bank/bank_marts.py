"""The example bank as it lies in marts, written there directly, so that its metrics can be tried without a load."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import sql

from bank_source.catalog import CATALOG
from bank_source.load import create_table, fill_table
from bank_source.truth.bank import Bank
from bank_source.world.plan import World
from heartbeat.db import Database, Role

ROWS = 20_000
ANCHOR = int(datetime(2026, 11, 19, 13, 47, 5, tzinfo=UTC).timestamp())


def a_bank(*, rows: int = ROWS, anchor: int = ANCHOR) -> Bank:
    """A bank that lived for a minute beyond its anchor, so that every incident has begun."""
    return Bank(World(anchor=anchor, until=anchor + 60, rows=rows))


def land_directly(database: Database, bank: Bank) -> None:
    """Write every table of every system into its dataset, the service desk's as it was four days earlier."""
    with database.connect(Role.LOADER) as connection:
        for table, rows in CATALOG:
            landed = replace(table, schema=table.dataset)
            create_table(connection, landed)
            fill_table(connection, landed, rows, bank.desk if table.database == "support" else bank.world)
            connection.execute(sql.SQL("analyze {}").format(sql.Identifier(landed.schema, landed.name)))  # as a load does
        connection.execute("create index on webbank_core.payment_state_log (payment_id)")
        for dataset in {table.dataset for table, _ in CATALOG}:
            allow_reading(connection, database, dataset)


def allow_reading(connection: psycopg.Connection[Any], database: Database, dataset: str) -> None:
    """What a load does for the role that runs metrics and cuts."""
    names = {"schema": sql.Identifier(dataset), "reader": sql.Identifier(f"{database.prefix}query")}
    connection.execute(sql.SQL("grant usage on schema {schema} to {reader}").format(**names))
    connection.execute(sql.SQL("grant select on all tables in schema {schema} to {reader}").format(**names))
