"""What differs between databases: how a snapshot is taken, what the catalogue says, and how values are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn, Protocol

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement, quoted_name

from heartbeat.ingest.records.csv_text import Unwritable, field
from heartbeat.ingest.records.fitting import fitting
from heartbeat.ingest.tables.model import Column, SourceMoment, SourceTable, Window
from heartbeat.ingest.tables.naming import landed_name

Writer = Callable[[Any], str]  # a value, never None, as one field of CSV, '' for NULL; raises `Unwritable`
Reader = Callable[[ColumnElement[Any]], ColumnElement[Any]]


@dataclass(frozen=True)
class Shape:
    """How values of a type of the source are kept.

    `read` is what is selected in place of the column itself. `becomes_null` names the values that Postgres cannot hold and that
    mean nothing, such as `zero date`: they land as NULL, and are counted.
    """

    type_name: str
    write: Writer
    is_cast: bool = False
    read: Reader | None = None
    becomes_null: str | None = None


@dataclass(frozen=True)
class Field:
    """A column of the source, and how its values travel."""

    column: Column
    shape: Shape

    @classmethod
    def of(cls, name: str, shape: Shape, *, nullable: bool) -> Field:
        """A column by its name at the source."""
        can_be_null = nullable or shape.becomes_null is not None
        return cls(Column(name, landed_name(name), shape.type_name, shape.is_cast, can_be_null), shape)

    @property
    def selected(self) -> ColumnElement[Any]:
        """What is read of it."""
        column = named(self.column.name)
        return column if self.shape.read is None else self.shape.read(column)


@dataclass(frozen=True)
class Described:
    """A table or view of the source. `key` are names of the source; `row_id` selects what tells its rows apart in a message."""

    name: str
    schema: str | None
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    estimated_rows: int | None = None
    note: str | None = None
    is_view: bool = False
    row_id: str | None = None

    @property
    def table(self) -> SourceTable:
        """As the engine knows it."""
        columns = tuple(one.column for one in self.fields)
        key = tuple(landed_name(name) for name in self.key)
        return SourceTable(self.name, landed_name(self.name), columns, key, self.estimated_rows, self.note)

    @property
    def relation(self) -> sa.TableClause:
        """To select from."""
        schema = None if self.schema is None else quoted_name(self.schema, quote=True)
        return sa.table(quoted_name(self.name, quote=True), schema=schema)


class Flavour(Protocol):
    """A database, as far as it differs from others. Everything may raise what the database answers (`sqlalchemy.exc`)."""

    def begin(self, connection: sa.Connection) -> SourceMoment:
        """Hold the source as it is, read-only; the moment was just before."""

    def describe(self, connection: sa.Connection, schema: str) -> tuple[Described, ...]:
        """The tables and views of one schema, in the order of their names; '' is the url's own.

        Raises:
            SourceRejected: there is no such schema.
        """

    def narrowed(self, window: Window) -> ColumnElement[bool] | None:
        """A condition that every row of a window meets; others may, and the engine leaves them out. None: read all rows."""


def named(column: str) -> ColumnElement[Any]:
    """A column by its exact name, whose values come as the driver gives them."""
    return sa.column(quoted_name(column, quote=True))


def shortest(keys: Mapping[str, list[str]], first: str) -> tuple[str, ...]:
    """The key called `first`, else the shortest one, else the first by its name."""
    if first in keys:
        return tuple(keys[first])
    found = sorted(keys, key=lambda name: (len(keys[name]), name))
    return tuple(keys[found[0]]) if found else ()


def strictly(type_name: str, what: str) -> Writer:
    """Writes what a type of Postgres takes as it is, and refuses the rest as no `what`."""
    fits = fitting(type_name, loosely=False, cells=False)
    return lambda value: field(value) if fits(value) else refuse(what)


def refuse(what: str) -> NoReturn:
    """Refuse a value: it may lie in any column of SQLite, and elsewhere where a driver gives more than the catalogue says."""
    raise Unwritable(f"holds a value that is no {what}, as it is declared")


def lower_bound(window: Window) -> datetime | date | Decimal | float | None:
    """Where a window begins, or a little earlier; None for a cursor that is neither a moment nor a number.

    A moment is naive: in UTC where its column has a zone, else as the column has it.
    """
    try:
        return _moment_bound(window) if window.cursor.is_moment else _number_bound(window)
    except (ValueError, OverflowError, InvalidOperation):
        return None  # such as infinity, or a year before Christ


def _moment_bound(window: Window) -> datetime | date:
    start = datetime.fromisoformat(window.start)
    if start.tzinfo is not None:
        start = start.astimezone(UTC).replace(tzinfo=None)
    start -= timedelta(seconds=window.lag_seconds)
    return start.date() if window.cursor.type_name == "date" else start


def _number_bound(window: Window) -> Decimal | float | None:
    kind = window.cursor.type_name.partition("(")[0]
    if kind in ("smallint", "integer", "bigint", "numeric"):
        number = Decimal(window.start)
        return number if number.is_finite() else None
    if kind in ("real", "double precision"):
        near = float(window.start)
        return near - abs(near) * 1e-6  # a float of the source may lie below its own shortest text
    return None
