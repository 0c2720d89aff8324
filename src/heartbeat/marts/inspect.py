"""What stands in a dataset: tables, columns and their exact types."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from heartbeat.db import load_statements
from heartbeat.marts.indexes import is_own_index

_SQL = load_statements(__package__)
_BETWEEN = "\x1f"  # the columns of an index, in the answer of one statement


@dataclass(frozen=True)
class TableFacts:
    """What a table is to somebody who plans a statement over it.

    `size` is in bytes, without its indexes; `rows` is Postgres' own estimate, null before there was any. `is_analyzed` tells
    whether Postgres has statistics that the asking role may see. `indexes` are those over plain columns, in the order of each.
    """

    columns: Mapping[str, str]  # with their types, as Postgres writes them
    size: int
    rows: float | None
    is_analyzed: bool
    indexes: tuple[tuple[str, ...], ...]


def read_columns(connection: psycopg.Connection[Any], dataset: str) -> dict[str, dict[str, str]]:
    """The tables of a dataset with their columns in order and the type of each, written as Postgres writes it.

    Tables of dlt are left out. A dataset that does not exist has no tables.
    """
    tables: dict[str, dict[str, str]] = {}
    for table, column, type_name in connection.execute(_SQL["read_columns"], {"dataset": dataset}):
        tables.setdefault(table, {})[column] = type_name
    return tables


def read_table_facts(connection: psycopg.Connection[Any], dataset: str) -> dict[str, TableFacts]:
    """The tables of a dataset as a planner sees them, by name. A view has no size of its own and is left out."""
    columns = read_columns(connection, dataset)
    facts = {}
    for table, size, rows, analyzed, indexes in connection.execute(_SQL["read_table_facts"], {"dataset": dataset}):
        of_each = tuple(tuple(index.split(_BETWEEN)) for index in indexes)
        facts[table] = TableFacts(columns.get(table, {}), int(size), rows, bool(analyzed), of_each)
    return facts


def may_enter(connection: psycopg.Connection[Any], dataset: str, role: str) -> bool:
    """Whether a dataset exists and a role may use its schema."""
    return connection.execute(_SQL["may_enter"], {"dataset": dataset, "role": role}).fetchone() == (True,)


def count_rows(connection: psycopg.Connection[Any], dataset: str, table: str) -> int:
    """Count the rows of a table by reading it: only where no record tells."""
    query = psycopg.sql.SQL("select count(*) from {}").format(psycopg.sql.Identifier(dataset, table))
    return int(_one(connection.execute(query))[0])


def read_empty_columns(connection: psycopg.Connection[Any], dataset: str, table: str) -> dict[str, bool]:
    """For each column that Postgres has statistics about, whether every sampled value is NULL."""
    rows = connection.execute(_SQL["read_empty_columns"], {"dataset": dataset, "table": table})
    return {column: bool(empty) for column, empty in rows}


def read_indexes(
    connection: psycopg.Connection[Any], dataset: str, table: str | None = None
) -> dict[str, dict[str, frozenset[str] | None]]:
    """The indexes of a dataset's tables, or of one, by table and name: the columns of a unique one, null for any other.

    An index with a condition, over an expression, or one that is not valid is unique for nobody.
    """
    indexes: dict[str, dict[str, frozenset[str] | None]] = {}
    for of, name, unique in connection.execute(_SQL["read_indexes"], {"dataset": dataset, "table": table}):
        indexes.setdefault(of, {})[name] = None if unique is None else frozenset(unique)
    return indexes


def has_same_key(connection: psycopg.Connection[Any], dataset: str, table: str, columns: Collection[str]) -> bool:
    """Whether the key of a table is exactly this one, or there is none and none is wanted. What others made unique is theirs."""
    keys = {name: key for name, key in read_indexes(connection, dataset, table).get(table, {}).items() if key is not None}
    own = [key for name, key in keys.items() if is_own_index(name)]
    return (not columns or frozenset(columns) in keys.values()) and all(key == frozenset(columns) for key in own)


def read_openers(connection: psycopg.Connection[Any], *schemas: str) -> dict[str, tuple[str, ...]]:
    """Who else keeps tables of these schemas open at this moment: by table, processes with their names."""
    openers: dict[str, tuple[str, ...]] = {}
    for _, table, names in connection.execute(_SQL["read_openers"], {"schemas": list(schemas)}):
        openers[table] = (*openers.get(table, ()), *names)
    return openers


def _one(cursor: psycopg.Cursor[Any]) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = cursor.fetchone()
    if row is None:
        raise LookupError("a statement that always has a row had none")
    return row
