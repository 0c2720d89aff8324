"""Read from the catalog of a Postgres source what its tables are."""

from __future__ import annotations

from typing import Any

import psycopg

from heartbeat.db import load_statements
from heartbeat.errors import SourceRejected
from heartbeat.ingest.tables.model import Column, Reflected, SourceTable
from heartbeat.ingest.tables.naming import landed_name

_SQL = load_statements(__package__)

# Types of Postgres itself whose values mean something only inside the database they come from, or depend on how it was built.
_ONLY_TEXT = {
    "aclitem", "char", "cid", "gtsvector", "name", "oid", "pg_dependencies", "pg_mcv_list", "pg_ndistinct", "pg_node_tree",
    "pg_snapshot", "refcursor", "regclass", "regcollation", "regconfig", "regdictionary", "regnamespace", "regoper",
    "regoperator", "regproc", "regprocedure", "regrole", "regtype", "tid", "txid_snapshot", "xid", "xid8", "xml",
}  # fmt: skip


def reflect(connection: psycopg.Connection[Any], schema: str) -> Reflected:
    """Read tables, columns with their exact types, keys and estimated rows of one schema.

    Raises:
        SourceRejected: the schema is missing or closed.
    """
    _check_schema(connection, schema)
    rows = connection.execute(_SQL["read_tables"], {"schema": schema}).fetchall()
    wanted = {"tables": [oid for oid, *_ in rows]}
    columns: dict[int, list[Column]] = {}
    for table, *described in connection.execute(_SQL["read_columns"], wanted):
        columns.setdefault(table, []).append(_column(*described))
    keys = dict(connection.execute(_SQL["read_keys"], wanted).fetchall())
    tables: list[SourceTable] = []
    views: list[SourceTable] = []
    for oid, name, is_view, estimate, hides_rows in rows:
        found = tuple(columns.get(oid, ()))
        key = tuple(column.landed for wanted_name in keys.get(oid, ()) for column in found if column.name == wanted_name)
        note = "row-level security: only rows that the source's role may see" if hides_rows else None
        table = SourceTable(name, landed_name(name), found, key, estimate, note, hides_rows=hides_rows)
        (views if is_view else tables).append(table)
    return Reflected(tuple(tables), tuple(views))


def find_rebuilt(connection: psycopg.Connection[Any], schema: str, table: SourceTable) -> list[str]:
    """What of all that this transaction holds locks on its snapshot does not see the rows of, or sees under another name.

    Asked right after a table was read, and final then: whoever rebuilds a table waits for our locks.
    """
    return [name for (name,) in connection.execute(_SQL["find_rebuilt"], {"schema": schema, "table": table.name})]


def _check_schema(connection: psycopg.Connection[Any], schema: str) -> None:
    row = connection.execute(_SQL["read_schema"], {"schema": schema}).fetchone()
    if row is None:
        raise SourceRejected(f"The source has no schema {schema}.", hint="Correct `schemas` in the source's file.")
    if not row[0]:
        hint = f"Ask for: grant usage on schema {schema} to the role of its url, and select on its tables."
        raise SourceRejected(f"The source's role may not use the schema {schema}.", hint=hint)


def _column(name: str, not_null: Any, *described: Any) -> Column:
    type_name, element, is_array, is_core = described
    landed, brackets = landed_name(name), "[]" if is_array else ""
    if element == "money":  # its text follows lc_monetary, which differs between servers
        return Column(name, landed, f"numeric{brackets}", is_cast=True, nullable=not not_null)
    if not is_core or element in _ONLY_TEXT:
        return Column(name, landed, f"text{brackets}", is_cast=True, nullable=not not_null)
    return Column(name, landed, type_name, nullable=not not_null)
