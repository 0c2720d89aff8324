"""Whether a source is older than what has landed of it: a replica that lags, or what a failover has left.

A comparison has a connection of its own, which may lead to another server than the one from which the rows came. What an older
server lacks was not deleted: a repair would take rows away that are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from heartbeat.ingest.tables.model import Column, SourceMoment, Window


@dataclass(frozen=True)
class Newest:
    """The highest values of a table's cursor, at the source and in marts; null where no row has one.

    `coming` is the window of the next increment: rows in it that were taken away come again by themselves.
    """

    coming: Window
    there: str | None
    here: str | None


def ends_at(cursor: Column, moment: SourceMoment) -> str | None:
    """Up to where values of a cursor tell the age of a source: a row from the future would hide that it is old.

    A time without a zone may be local, hours ahead of the source's clock, and is taken as it is.
    """
    return moment.of(cursor) if cursor.is_moment and cursor.is_unmistakable else None


def is_older(connection: psycopg.Connection[Any], newest: Newest, others: Iterable[Newest]) -> bool:
    """Whether nothing at the source is as new as what has landed of a table.

    All tables are read in one snapshot, so a newer row of any of them tells that the newest row of this one was deleted there.
    Only moments of one kind can be compared beyond their table.
    """
    cursor = newest.coming.cursor
    if newest.here is None or cursor.is_text:  # of texts, the two servers may have another order
        return False
    alike = (one for one in others if cursor.is_moment and _kind_of_moment(one.coming.cursor) == _kind_of_moment(cursor))
    seen = [one.there for one in (newest, *alike) if one.there is not None]
    kind, here, start = sql.SQL(cursor.type_name), sql.Literal(newest.here), sql.Literal(newest.coming.start)
    bound = sql.SQL("least({here}::{kind}, {start}::{kind})").format(here=here, start=start, kind=kind)
    if cursor.is_moment:
        lag = sql.Literal(f"{newest.coming.lag_seconds} seconds")
        bound = sql.SQL("({here}::{kind} - {lag}::interval)::{kind}").format(here=here, lag=lag, kind=kind)
    query = sql.SQL("select not exists (select from unnest({}::text[]) as one where one::{} >= {})")
    return connection.execute(query.format(sql.Literal(seen), kind, bound)).fetchone() == (True,)


def _kind_of_moment(cursor: Column) -> tuple[bool, bool, bool]:
    """Moments of the same kind are told by the same clock."""
    return cursor.is_moment, cursor.type_name == "date", cursor.is_unmistakable
