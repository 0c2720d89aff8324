"""Any other database, as far as SQLAlchemy tells of it: its inspector names the columns, and its types read the values."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import floor
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.engine.reflection import Inspector, ObjectKind
from sqlalchemy.sql.elements import ColumnElement

from heartbeat.errors import SourceRejected
from heartbeat.ingest.kinds.sql.flavour import Described, Field, Shape, lower_bound, named, refuse, shortest, strictly
from heartbeat.ingest.records.csv_text import field, json_field
from heartbeat.ingest.records.moments import DAY, LOCAL, ZONED
from heartbeat.ingest.tables.model import SourceMoment, Window

# Levels that hold a snapshot and lock nothing. Elsewhere, each table is read as it is when its turn comes.
_SNAPSHOT_LEVELS = {"oracle": "SERIALIZABLE", "postgresql": "REPEATABLE READ"}
_LONGEST_VARCHAR = 10_485_760
_QUARTER = timedelta(minutes=15)  # every zone differs from UTC by a number of them
_NEAR = timedelta(seconds=1)  # what a driver may round
_TYPES: tuple[tuple[type[sa.types.TypeEngine[Any]], str], ...] = (  # the first that fits
    (sa.Boolean, "boolean"), (sa.SmallInteger, "smallint"), (sa.Integer, "bigint"), (sa.REAL, "real"),
    (sa.Float, "double precision"), (sa.Date, DAY), (sa.Time, "time without time zone"), (sa.Uuid, "uuid"),
    (sa.Interval, "interval"), (sa.types._Binary, "bytea"),  # noqa: SLF001 - the one class above BLOB, BINARY and VARBINARY
)  # fmt: skip


@dataclass(frozen=True)
class Other:
    """A database of which nothing is known but its dialect."""

    def begin(self, connection: sa.Connection) -> SourceMoment:
        """The database's own default, or a snapshot where that takes no locks."""
        if level := _SNAPSHOT_LEVELS.get(connection.dialect.name):
            connection.execution_options(isolation_level=level)
        now: datetime = connection.execute(sa.select(sa.func.current_timestamp())).scalar_one()
        zoned, local = _both(now, datetime.now(UTC))
        earlier = min(zoned, local)  # what has no zone may be written in either: this one hides no row
        return SourceMoment(f"{zoned.isoformat(' ')}+00", earlier.isoformat(" "), earlier.date().isoformat())

    def describe(self, connection: sa.Connection, schema: str) -> tuple[Described, ...]:
        """The tables of one schema; '' is the one in which the url's user is at home."""
        inspector = sa.inspect(connection)
        if schema and schema not in inspector.get_schema_names():
            raise SourceRejected(f"The source has no schema {schema}.", hint="Correct `schemas` in the source's file.")
        wanted = schema or None
        with warnings.catch_warnings():  # a type that it does not know is text here
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            columns = inspector.get_multi_columns(schema=wanted, kind=ObjectKind.ANY)
        views = {*inspector.get_view_names(schema=wanted)}
        with suppress(NotImplementedError):
            views |= {*inspector.get_materialized_view_names(schema=wanted)}
        found = []
        for (_, name), described in sorted(columns.items(), key=lambda one: one[0][1]):
            fields = tuple(Field.of(one["name"], shape_of(one["type"]), nullable=bool(one["nullable"])) for one in described)
            is_view = name in views
            key = () if is_view else _key(inspector, name, wanted, {one.column.name for one in fields if not one.column.nullable})
            found.append(Described(name, wanted, fields, key, is_view=is_view))
        return tuple(found)

    def narrowed(self, window: Window) -> ColumnElement[bool] | None:
        """From the beginning of the window on, and NULLs."""
        start, column = lower_bound(window), named(window.cursor.name)
        if start is None:
            return None
        if isinstance(start, datetime):
            start = start - _NEAR if window.cursor.type_name == LOCAL else (start - _NEAR).replace(tzinfo=UTC)
        elif isinstance(start, Decimal):
            start = floor(start)  # a driver may know no exact fractions
        return sa.or_(column >= sa.literal(start), column.is_(None))


def open_engine(url: URL, _deadline_seconds: int) -> sa.Engine:
    """An engine as the url says it."""
    return sa.create_engine(url, poolclass=sa.NullPool)


def shape_of(kind: sa.types.TypeEngine[Any]) -> Shape:
    """How a column of a type of SQLAlchemy is kept; a type that is not known becomes text."""
    if isinstance(kind, sa.JSON):
        return Shape("jsonb", _json)
    type_name = _type_of(kind)
    if type_name is None:
        return Shape("text", _text, is_cast=True)
    write = strictly(type_name, type_name) if type_name != "bytea" else field
    return Shape(type_name, write, read=lambda column: sa.type_coerce(column, kind))


def _type_of(kind: sa.types.TypeEngine[Any]) -> str | None:
    if isinstance(kind, sa.DateTime):
        return ZONED if kind.timezone else LOCAL
    if isinstance(kind, sa.Numeric) and not isinstance(kind, sa.Float):
        is_fixed = kind.precision is not None and kind.scale is not None
        return f"numeric({kind.precision},{kind.scale})" if is_fixed else "numeric"
    if isinstance(kind, sa.Enum):
        return None
    if isinstance(kind, sa.String):
        return f"character varying({kind.length})" if kind.length and kind.length <= _LONGEST_VARCHAR else "text"
    return next((name for known, name in _TYPES if isinstance(kind, known)), None)


def _text(value: Any) -> str:
    return refuse("text") if isinstance(value, bytes | memoryview) else field(value)


def _json(value: Any) -> str:
    return field(value) if isinstance(value, str) else json_field(value)


def _both(now: datetime, here: datetime) -> tuple[datetime, datetime]:
    """A moment in UTC and as the source shows it, both naive. Without a zone, our own clock tells which it must be."""
    local = now.replace(tzinfo=None)
    if now.tzinfo is not None:
        return now.astimezone(UTC).replace(tzinfo=None), local
    return local - round((local - here.replace(tzinfo=None)) / _QUARTER) * _QUARTER, local


def _key(inspector: Inspector, name: str, schema: str | None, filled: set[str]) -> tuple[str, ...]:
    primary = list(_asked(lambda: inspector.get_pk_constraint(name, schema=schema), {}).get("constrained_columns") or ())
    if primary:
        return tuple(primary)
    keys = {
        str(one["name"]): list(one["column_names"]) for one in _asked(lambda: inspector.get_unique_constraints(name, schema), [])
    }
    for index in _asked(lambda: inspector.get_indexes(name, schema), []):
        if index["unique"] and not index.get("dialect_options") and not index.get("expressions"):
            keys[str(index["name"])] = [str(column) for column in index["column_names"]]
    return shortest({index: columns for index, columns in keys.items() if set(columns) <= filled}, "")


def _asked(question: Callable[[], Any], otherwise: Any) -> Any:
    """What the inspector says, where the dialect can say it."""
    try:
        return question()
    except NotImplementedError:
        return otherwise
