"""SQLite: a file that is opened for reading only, and read in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.sql.elements import ColumnElement

from heartbeat.db import load_statements
from heartbeat.errors import SourceRejected
from heartbeat.ingest.kinds.sql.flavour import Described, Field, lower_bound, named, shortest
from heartbeat.ingest.kinds.sql.sqlite_types import shape_of
from heartbeat.ingest.kinds.sql.stream import NOT_TEXT
from heartbeat.ingest.records.moments import LOCAL, ZONED
from heartbeat.ingest.tables.model import SourceMoment, Window

_SQL = load_statements(__package__)
_BUSY_SECONDS = 10
_LARGEST = 2**63
_MOST_ROWS = 10**9  # a larger rowid is no count, but an id that carries a time


@dataclass(frozen=True)
class Sqlite:
    """A file of SQLite. It knows one schema, `main`."""

    def begin(self, connection: sa.Connection) -> SourceMoment:
        """One transaction, which sees the file as it is now. SQLite's own clock is that of this machine, in UTC."""
        moment, day = connection.exec_driver_sql(_SQL["read_sqlite_moment"]).one()
        connection.exec_driver_sql("begin")
        connection.exec_driver_sql(_SQL["hold_sqlite"]).all()
        return SourceMoment(f"{moment}+00", moment, day)

    def describe(self, connection: sa.Connection, schema: str) -> tuple[Described, ...]:
        """The tables of the file."""
        if schema not in ("", "main"):
            hint = "Leave `schemas` out: the tables of a file of SQLite lie in one schema."
            raise SourceRejected(f"SQLite has no schema {schema}.", hint=hint)
        return tuple(_table(connection, name, kind) for name, kind in _listed(connection))

    def narrowed(self, window: Window) -> ColumnElement[bool] | None:
        """From the beginning of the window on, NULLs, and what is no moment and no number: that has to be told."""
        start, column = lower_bound(window), named(window.cursor.name)
        if start is None:
            return None
        found = _moment_condition(column, window, start) if isinstance(start, date) else column >= sa.literal(_number(start))
        return sa.or_(found, column.is_(None)) if window.cursor.nullable else found


def open_engine(url: URL, deadline_seconds: int) -> sa.Engine:
    """An engine over the file, which is never made and never written."""
    address = f"file:{quote(str(Path(url.database or '').absolute()))}?mode=ro"
    patience = min(_BUSY_SECONDS, deadline_seconds / 2)

    def connect() -> sqlite3.Connection:
        file = sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None, check_same_thread=False)
        file.text_factory = partial(str, encoding="utf-8", errors=NOT_TEXT)  # so that the row can be told
        return file

    return sa.create_engine("sqlite://", creator=connect, poolclass=sa.NullPool)


def _listed(connection: sa.Connection) -> list[tuple[str, str]]:
    """Names and kinds. What belongs to a virtual table, such as an index of full text, is no table of its own."""
    try:
        found = connection.exec_driver_sql(_SQL["read_sqlite_tables"])
    except sa.exc.OperationalError:  # SQLite before 3.37
        found = connection.exec_driver_sql(_SQL["read_sqlite_master"])
    return [(str(name), str(kind)) for name, kind in found]


def _table(connection: sa.Connection, name: str, kind: str) -> Described:
    columns: list[Any] = []
    with suppress(sa.exc.OperationalError):  # a view on a table that is gone: it has no columns
        columns = list(connection.exec_driver_sql(_SQL["read_sqlite_columns"], {"table": name}).all())
    fields = tuple(Field.of(column, shape_of(declared), nullable=not not_null) for column, declared, not_null, _ in columns)
    if kind != "table":
        return Described(name, None, fields, is_view=True)
    newest = _newest_row(connection, name)
    key = _key(connection, name, columns)
    estimated = newest if newest is not None and newest < _MOST_ROWS else None
    return Described(name, None, fields, key, estimated, row_id=None if newest is None else "_rowid_")


def _newest_row(connection: sa.Connection, name: str) -> int | None:
    """The largest rowid, which tells about how many rows there are; null for a table without."""
    newest: sa.Select[Any] = sa.select(sa.func.coalesce(sa.func.max(sa.literal_column("_rowid_")), 0))
    try:
        return int(connection.execute(newest.select_from(Described(name, None, ()).relation)).scalar_one())
    except sa.exc.OperationalError:
        return None


def _key(connection: sa.Connection, name: str, columns: Iterable[Any]) -> tuple[str, ...]:
    """The primary key, else the shortest unique one that always has a value; SQLite lets a primary key be NULL."""
    listed = list(columns)
    primary = [column for column, _, _, place in sorted(listed, key=lambda one: int(one[3])) if place]
    filled = {column for column, _, not_null, _ in listed if not_null}
    keys: dict[str, list[str]] = {"primary key": primary} if primary else {}
    own_index = False
    for index, origin, column in connection.exec_driver_sql(_SQL["read_sqlite_keys"], {"table": name}):
        own_index = own_index or origin == "pk"
        if origin != "pk":
            keys.setdefault(index, []).append(column)
    if len(primary) == 1 and not own_index:
        filled.add(primary[0])  # another name of the rowid
    return shortest({index: found for index, found in keys.items() if set(found) <= filled}, "primary key")


def _moment_condition(column: ColumnElement[Any], window: Window, start: date) -> ColumnElement[bool]:
    """Moments are texts. One with a zone begins with another day than in UTC, by a day at the most."""
    if not isinstance(start, datetime):
        found = column >= sa.literal(start.isoformat())
    else:
        early = sa.literal((start.date() - timedelta(days=2)).isoformat())
        plain = sa.func.replace(column, "T", " ") >= sa.literal(_shortest(start))
        has_zone = sa.func.length(column) > len("2026-01-31") if window.cursor.type_name in (LOCAL, ZONED) else sa.false()
        ends = sa.or_(sa.func.substr(column, -1).in_(("Z", "C")), sa.func.substr(column, -6).op("glob")("*[-+]*"))
        found = sa.and_(column >= early, sa.or_(plain, sa.and_(has_zone, ends)))
    # Numbers come before all texts, and blobs after them.
    return sa.or_(found, column <= sa.literal(""), column >= sa.literal_column("x''"))


def _shortest(start: datetime) -> str:
    """The shortest text of a moment, which comes before every longer one: `2026-01-31 12:00` before `2026-01-31 12:00:00`."""
    text = start.isoformat(" ")
    text = text.rstrip("0") if "." in text else text
    return text.removesuffix(":00").removesuffix(" 00:00")


def _number(start: Decimal | float) -> float | int:
    if isinstance(start, Decimal) and start == int(start) and abs(start) < _LARGEST:
        return int(start)
    return float(start)
