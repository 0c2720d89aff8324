"""The bank's systems as Postgres databases: built once, then kept alive."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from datetime import datetime
from multiprocessing import get_context
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bank_source.catalog import Rows, tables_of
from bank_source.copying import copy_rows
from bank_source.tables import Table
from bank_source.world.plan import World

READER = "heartbeat_reader"
_MANY_ROWS = 1_000_000  # from here on tables are filled side by side

# What the database was as of when; a day of it, so that a load can be told from the moments around it.
_WORLD_TABLE = (
    "create table bank_source.world (known_at timestamptz not null default clock_timestamp(), described jsonb not null)"
)
_REMEMBER = "insert into bank_source.world (described) values (%s)"
_FORGET = "delete from bank_source.world where known_at < clock_timestamp() - interval '1 day'"
_RECALL = """
select described from bank_source.world where known_at <= coalesce(%s, 'infinity'::timestamptz) order by known_at desc limit 1
"""

Say = Callable[[str], None]


def url_of(server_url: str, database: str, *, user: str | None = None, password: str | None = None) -> str:
    """The address of one of the systems on the server at `server_url`."""
    login = {"user": user, "password": password} if user else {}
    return make_conninfo(server_url, dbname=database, **login)


def build(server_url: str, database: str, world: World, *, say: Say = lambda _: None) -> int:
    """Create one of the systems and fill it; returns the number of rows. `server_url` must be allowed to create databases."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
    address = url_of(server_url, database)
    create_tables(address, database)
    total = fill(address, database, world, say=say)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("vacuum analyze")
    return total


def create_tables(address: str, database: str) -> None:
    """Create the schemas and tables of one system in an empty database, without keys: rows come first."""
    with psycopg.connect(address) as connection:
        for table, _ in tables_of(database):
            create_table(connection, table)
        connection.execute("create schema bank_source")
        connection.execute(_WORLD_TABLE)


def fill(address: str, database: str, world: World, *, say: Say = lambda _: None) -> int:
    """Copy every row of one system, then make keys and remember the world, so that `advance` can go on from there."""
    counts = _fill_side_by_side(address, database, world) if world.rows >= _MANY_ROWS else _fill_in_turn(address, database, world)
    with psycopg.connect(address) as connection:
        connection.execute(_REMEMBER, [json.dumps(asdict(world))])
    for name, count in counts.items():
        say(f"{database}.{name}: {count:,} rows")
    return sum(counts.values())


def advance(address: str, database: str, until: int) -> int:
    """Let one system live on to `until`: adds what is new and changes what changed, in one transaction. Returns those rows."""
    with psycopg.connect(address) as connection:
        connection.execute("lock table bank_source.world in share row exclusive mode")  # one at a time; reading goes on
        known = read_world(connection)
        if until <= known.until:
            return 0
        world = replace(known, until=until, since=known.until)
        total = sum(_upsert(connection, table, rows, world) for table, rows in tables_of(database))
        connection.execute(_FORGET)
        connection.execute(_REMEMBER, [json.dumps(asdict(replace(world, since=0)))])
    return total


def read_world(connection: psycopg.Connection[Any], *, known_at: datetime | None = None) -> World:
    """The bank that this database belongs to, as its rows told it at a moment of the last day; now unless said.

    Raises:
        LookupError: it has not been filled, or not yet at that moment.
    """
    row = connection.execute(_RECALL, [known_at]).fetchone()
    if row is None:
        raise LookupError("This database has not been filled.")
    return World(**row[0])


def grant_reading(address: str, database: str, password: str) -> None:
    """Give Heartbeat its own login, which may read the system's tables and nothing else."""
    schemas = dict.fromkeys(table.schema for table, _ in tables_of(database))
    role = sql.Identifier(READER)
    with psycopg.connect(address) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [READER]).fetchone():
            connection.execute(sql.SQL("create role {} login").format(role))
        connection.execute(sql.SQL("alter role {} password {}").format(role, sql.Literal(password)))
        connection.execute(sql.SQL("alter role {} set default_transaction_read_only = on").format(role))
        for schema in schemas:
            names = {"role": role, "schema": sql.Identifier(schema)}
            connection.execute(sql.SQL("grant usage on schema {schema} to {role}").format(**names))
            connection.execute(sql.SQL("grant select on all tables in schema {schema} to {role}").format(**names))


def _fill_in_turn(address: str, database: str, world: World) -> dict[str, int]:
    with psycopg.connect(address) as connection:
        return {table.name: fill_table(connection, table, rows, world) for table, rows in tables_of(database)}


def _fill_side_by_side(address: str, database: str, world: World) -> dict[str, int]:
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        names = [table.name for table, _ in tables_of(database)]
        waiting = {name: pool.submit(_fill_named, address, database, name, world) for name in names}
        return {name: future.result() for name, future in waiting.items()}


def _fill_named(address: str, database: str, name: str, world: World) -> int:
    table, rows = next((table, rows) for table, rows in tables_of(database) if table.name == name)
    with psycopg.connect(address) as connection:
        return fill_table(connection, table, rows, world)


def create_table(connection: psycopg.Connection[Any], table: Table) -> None:
    """Create one table, and its schema if there is none."""
    connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(table.schema)))
    connection.execute(_create_statement(table))


def fill_table(connection: psycopg.Connection[Any], table: Table, rows: Rows, world: World) -> int:
    """Copy all rows of one table, then make its key and the index that finds what changed; returns the number of rows."""
    count = copy_rows(connection, table, _identifier(table), rows(world))
    keys = sql.SQL(", ").join(map(sql.Identifier, table.key))
    connection.execute(sql.SQL("alter table {} add primary key ({})").format(_identifier(table), keys))
    if table.changed:
        connection.execute(sql.SQL("create index on {} ({})").format(_identifier(table), sql.Identifier(table.changed)))
    return count


def _upsert(connection: psycopg.Connection[Any], table: Table, rows: Rows, world: World) -> int:
    fresh, target = sql.Identifier("pg_temp", f"fresh_{table.name}"), _identifier(table)
    connection.execute(sql.SQL("create temp table {} on commit drop as select * from {} limit 0").format(
        sql.Identifier(f"fresh_{table.name}"), target))  # fmt: skip
    count = copy_rows(connection, table, fresh, rows(world))
    changes = [
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name, _, _ in table.columns() if name not in table.key
    ]
    connection.execute(
        sql.SQL("insert into {} select * from {} on conflict ({}) do update set {}").format(
            target, fresh, sql.SQL(", ").join(map(sql.Identifier, table.key)), sql.SQL(", ").join(changes)
        )
    )
    return count


def _create_statement(table: Table) -> sql.Composed:
    columns = [
        sql.SQL("{} {}" if may_be_null else "{} {} not null").format(sql.Identifier(name), sql.SQL(kind))
        for name, kind, may_be_null in table.columns()
    ]
    return sql.SQL("create table {} ({})").format(_identifier(table), sql.SQL(", ").join(columns))


def _identifier(table: Table) -> sql.Identifier:
    return sql.Identifier(table.schema, table.name)
