"""How rows are read, at a Postgres source and in marts alike: equal rows give equal text, so that the two can be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from heartbeat.ingest.tables.model import Column, Parts, Ranges, SourceTable, Span, Target, Window
from heartbeat.ingest.tables.ranges import in_ranges, value_of
from heartbeat.ingest.tables.stream import is_binary, read_copy

# Text that means the same on every server: what COPY writes here is what marts would write.
SAME_TEXT = {
    "client_encoding": "UTF8", "timezone": "UTC", "datestyle": "ISO, YMD", "intervalstyle": "postgres", "bytea_output": "hex",
    "extra_float_digits": "3",
}  # fmt: skip


def settle(connection: psycopg.Connection[Any], settings: Mapping[str, str], *, local: bool = False) -> None:
    """Give a session its settings, or with `local` the transaction that is open or begins with it."""
    form = sql.SQL("set local {} = {}" if local else "set {} = {}")
    statements = [form.format(sql.Identifier(name), sql.Literal(value)) for name, value in settings.items()]
    connection.execute(sql.SQL("; ").join(statements))


def select_rows(
    relation: sql.Composable, columns: tuple[Column, ...], span: Span | Ranges | None, *, landed: bool
) -> sql.Composed:
    """A SELECT over a source's table, or over its landed copy, that renders equal rows as equal text."""
    fields = sql.SQL(", ").join(_field(column, landed=landed) for column in columns)
    query = sql.SQL("select {} from {}").format(fields, relation)
    return query if span is None else sql.SQL("{} where {}").format(query, in_span(span, landed=landed))


def in_span(span: Span | Ranges, *, landed: bool) -> sql.Composed:
    """The condition that a row lies in the span, at a Postgres source or in marts."""
    if isinstance(span, Ranges):
        return in_ranges(span, landed=landed)
    if isinstance(span, Parts):
        column = span.column.landed if landed else span.column.name
        return sql.SQL("{} = any ({}::text[])").format(sql.Identifier(column), sql.Literal(list(span.files)))
    return _in_window(span, landed=landed)


def has_repeated_key(relation: sql.Composable, key: tuple[str, ...]) -> sql.Composed:
    """The condition that two rows of a relation have the same key; rows with the same NULL in it are one, as in its index."""
    columns = sql.SQL(", ").join(map(sql.Identifier, key))
    return sql.SQL("exists (select from {} group by {} having count(*) > 1)").format(relation, columns)


def _in_window(window: Window, *, landed: bool) -> sql.Composed:
    """The condition that a row lies in the window.

    Marts may hold rows without a cursor value from the time before the source forbade them.
    """
    cursor = sql.Identifier(window.cursor.landed if landed else window.cursor.name)
    start = sql.SQL("{}::{}").format(sql.Literal(window.start), sql.SQL(window.cursor.type_name))
    if window.lag_seconds:
        # Cast back: a day less ten minutes is the day before, of which every row lies in the window.
        kind, lag = sql.SQL(window.cursor.type_name), sql.Literal(f"{window.lag_seconds} seconds")
        start = sql.SQL("({} - {}::interval)::{}").format(start, lag, kind)
    if not landed and not window.cursor.nullable:
        return sql.SQL("{} >= {}").format(cursor, start)
    return sql.SQL("({} >= {} or {} is null)").format(cursor, start, cursor)


def copy_table(
    connection: psycopg.Connection[Any], query: sql.Composed, table: SourceTable, target: Target
) -> tuple[int, Counter[int] | None]:
    """COPY a query over a table to a target; return the number of rows and a mark for each (see `Copied`)."""
    binary = is_binary(table.columns)
    with target.open(table, binary=binary) as write:
        return read_copy(connection, query, binary=binary, write=write, heard=target.heard)


def mark_rows(
    connection: psycopg.Connection[Any], query: sql.Composed, columns: tuple[Column, ...]
) -> tuple[int, Counter[int] | None]:
    """Read rows of these columns; return how many there are and a mark for each, as `copy_table` makes them."""
    return read_copy(connection, query, binary=is_binary(columns))


def _field(column: Column, *, landed: bool) -> sql.Composed:
    return sql.SQL("{} as {}").format(value_of(column, landed=landed), sql.Identifier(column.landed))
