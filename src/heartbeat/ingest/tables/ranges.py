"""Rows divided into ranges by a hash, so that two servers can find out by a few numbers where their rows differ."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from heartbeat.ingest.tables.model import Column, Fingerprints, Ranges, SourceTable, Window

MOST_RANGES = 65_536
_ROWS_EACH = 1_000  # about as many are copied for one row that differs


def ranges_for(table: SourceTable, key: tuple[str, ...], rows: int) -> Ranges:
    """Ranges for so many rows, by the key if there is one: a power of two, so that more rows divide each range further."""
    count = 1
    while count < MOST_RANGES and count * _ROWS_EACH < rows:
        count *= 2
    columns = tuple(column for column in table.columns if column.landed in key) if key else table.columns
    return Ranges(columns, count)


def value_of(column: Column, *, landed: bool) -> sql.Composed:
    """A column as marts keep it, at a Postgres source or in marts."""
    name = sql.Identifier(column.landed if landed else column.name)
    if column.is_cast and not landed:
        return sql.SQL("{}::{}").format(name, sql.SQL(column.type_name))
    return sql.SQL("{}").format(name)


def hash_of(columns: tuple[Column, ...], *, landed: bool) -> sql.Composed:
    """A hash of columns of a row: 32 hexadecimal digits, the same wherever their text is the same.

    The text is that of `SAME_TEXT`, and hashed in UTF-8: the same letters are other bytes in a database of another encoding.
    """
    values = sql.SQL(", ").join(value_of(column, landed=landed) for column in columns)
    return sql.SQL("md5(convert_to(row({})::text, 'UTF8'))").format(values)


def in_ranges(ranges: Ranges, *, landed: bool) -> sql.Composed:
    """The condition that a row lies in one of the wanted ranges.

    They are the bits of one value, which is looked into at once: a list of thousands would be searched for each row.
    """
    if len(ranges.wanted) == ranges.count:
        return sql.SQL("{}").format(sql.SQL("true"))
    bits = bytearray(-(-ranges.count // 8))
    for one in ranges.wanted:
        bits[one >> 3] |= 1 << (one & 7)
    number = _number(hash_of(ranges.columns, landed=landed), ranges.count)
    return sql.SQL("get_bit({}::bytea, {}) = 1").format(sql.Literal(f"\\x{bits.hex()}"), number)


def fingerprint(  # noqa: PLR0913 - the facts of one question
    connection: psycopg.Connection[Any],
    relation: sql.Composable,
    table: SourceTable,
    ranges: Ranges,
    ahead: Window | None,
    *,
    landed: bool,
) -> Fingerprints:
    """How many rows each range has, and the sum of their hashes; the sums of two servers are the same where the rows are.

    Args:
        connection: whose session has the settings of `SAME_TEXT`.
        relation: the source's table, or its landed copy.
        table: what it looks like.
        ranges: into which its rows are divided.
        ahead: rows whose cursor is beyond its start are left out.
        landed: whether the relation has landed names.
    """
    row = hash_of(table.columns, landed=landed)
    by = (
        sql.SQL("")
        if ranges.columns == table.columns
        else sql.SQL(", {} as by_hash").format(hash_of(ranges.columns, landed=landed))
    )
    number = _number(sql.SQL("by_hash" if ranges.columns != table.columns else "row_hash"), ranges.count)
    beyond = sql.SQL("") if ahead is None else sql.SQL(" where ({}) is not true").format(_is_beyond(ahead, landed=landed))
    # `offset 0`: the planner would guess from the key that each row is a range of its own, and sort all rows.
    statement = sql.SQL(
        "select {}, count(*), sum(('x' || right(row_hash, 16))::bit(64)::bigint) "
        "from (select {} as row_hash{} from {}{} offset 0) as hashed group by 1"
    ).format(number, row, by, relation, beyond)
    return {one: (rows, int(total)) for one, rows, total in connection.execute(statement)}


def differing(here: Fingerprints, there: Fingerprints) -> frozenset[int]:
    """The ranges in which two sides are not the same."""
    return frozenset(one for one in here.keys() | there.keys() if here.get(one) != there.get(one))


def _number(hashed: sql.Composable, count: int) -> sql.Composed:
    # The other end of a hash than the one that is summed up: rows of one range have this one in common.
    return sql.SQL("(('x' || left({}, 4))::bit(16)::int % {})").format(hashed, sql.Literal(count))


def _is_beyond(window: Window, *, landed: bool) -> sql.Composed:
    cursor = sql.Identifier(window.cursor.landed if landed else window.cursor.name)
    return sql.SQL("{} > {}::{}").format(cursor, sql.Literal(window.start), sql.SQL(window.cursor.type_name))
