"""MySQL and MariaDB: one consistent snapshot, and the catalogue as `information_schema` tells it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pymysql.connections import Connection as Wire
from pymysql.converters import encoders
from sqlalchemy.engine import URL
from sqlalchemy.sql.elements import ColumnElement

from heartbeat.db import load_statements
from heartbeat.errors import SourceRejected
from heartbeat.ingest.kinds.sql.flavour import Described, Field, lower_bound, named, shortest
from heartbeat.ingest.kinds.sql.mysql_types import MysqlColumn, shape_of
from heartbeat.ingest.tables.model import SourceMoment, Window

_SQL = load_statements(__package__)
_CONNECT_SECONDS = 10
_LONGEST_SILENCE_SECONDS = 600  # a server that looks for rows without an index says nothing meanwhile
_LOCK_SECONDS = 30  # a migration at the source holds its table; the other tables should not wait for it longer
_KEEP_SNAPSHOT = {"InnoDB", "ROCKSDB", "TokuDB", None}
_IS_JSON = re.compile(r"json_valid\(`(?P<column>.+)`\)", re.IGNORECASE)


class PatientWire(Wire):  # type: ignore[misc]  # the driver has no types
    """A connection that a server has to greet within ten seconds, and to which it may be silent for longer afterwards.

    Rows that were still to come when it broke are not waited for.
    """

    _read_timeout: float | None

    def connect(self, sock: Any = None) -> None:
        """Connect, as the driver does."""
        patience, self._read_timeout = self._read_timeout, float(self.connect_timeout or _CONNECT_SECONDS)
        super().connect(sock)
        self._read_timeout = patience

    def _force_close(self) -> None:
        super()._force_close()
        if self._result is not None:
            self._result.unbuffered_active = False


@dataclass(frozen=True)
class Mysql:
    """A server of either family. `database` is the url's own, `deadline_seconds` the longest that a statement may take."""

    database: str | None
    deadline_seconds: int

    def begin(self, connection: sa.Connection) -> SourceMoment:
        """One REPEATABLE READ transaction, which sees what was committed until now."""
        zoned, local, day = connection.exec_driver_sql(_SQL["read_mysql_moment"]).one()
        for setting in self._settings(connection):
            connection.exec_driver_sql(setting)
        connection.exec_driver_sql("set session transaction isolation level repeatable read")
        connection.exec_driver_sql("start transaction with consistent snapshot, read only")
        return SourceMoment(f"{zoned}+00", local, day)

    def describe(self, connection: sa.Connection, schema: str) -> tuple[Described, ...]:
        """The tables of one database; '' is the url's own."""
        database = schema or self.database
        if not database:
            hint = "Write it behind the host, as in mysql+pymysql://reader@host/crm, or name databases in `schemas`."
            raise SourceRejected("The source's url names no database.", hint=hint)
        asked = {"schema": database}
        if connection.exec_driver_sql(_SQL["read_mysql_schema"], asked).first() is None:
            hint = "Correct the url or `schemas`; if it is there, grant select on it to the url's user."
            raise SourceRejected(f"The source has no database {database} that its user may see.", hint=hint)
        columns = self._columns(connection, asked)
        keys = _grouped_keys(connection.exec_driver_sql(_SQL["read_mysql_keys"], asked))
        found = connection.exec_driver_sql(_SQL["read_mysql_tables"], asked).all()
        return tuple(
            Described(
                name=name,
                schema=database,
                fields=columns.get(name, ()),
                key=shortest(keys.get(name, {}), "PRIMARY"),
                estimated_rows=None if rows is None else int(rows),
                note=None if engine in _KEEP_SNAPSHOT else f"{engine} keeps no snapshot: read as it was a little later",
                is_view="VIEW" in kind,
            )
            for name, kind, engine, rows in found
        )

    def narrowed(self, window: Window) -> ColumnElement[bool] | None:
        """From the beginning of the window on, NULLs, and zero dates, which are NULLs in marts."""
        start, column = lower_bound(window), named(window.cursor.name)
        if start is None:
            return None
        if not window.cursor.is_moment:
            condition = column >= sa.literal(start)
            return sa.or_(condition, column.is_(None)) if window.cursor.nullable else condition
        zero = column == sa.literal("0000-00-00")
        return sa.or_(column >= sa.literal(str(start)), zero, column.is_(None))

    def _settings(self, connection: sa.Connection) -> Iterable[str]:
        mine = {
            "time_zone": "'+00:00'",
            "lock_wait_timeout": _LOCK_SECONDS,
            # Where marts are slow, the server has to wait: within a table for the next read, between two for the next statement.
            "net_write_timeout": self.deadline_seconds,
            "wait_timeout": f"greatest(@@session.wait_timeout, {self.deadline_seconds})",
            "sql_select_limit": 2**64 - 1,
            "sql_big_selects": 1,
        }
        is_mariadb = getattr(connection.dialect, "is_mariadb", False)
        limit = ("max_statement_time", 1) if is_mariadb else ("max_execution_time", 1000)
        mine[limit[0]] = self.deadline_seconds * limit[1]
        if is_mariadb:
            mine |= {name: 0 for name, _ in connection.exec_driver_sql(_SQL["read_mariadb_idle_limits"])}
        return (f"set session {name} = {value}" for name, value in mine.items())

    def _columns(self, connection: sa.Connection, asked: dict[str, str]) -> dict[str, tuple[Field, ...]]:
        json_columns = _json_columns(connection, asked) if getattr(connection.dialect, "is_mariadb", False) else set()
        columns: dict[str, list[Field]] = {}
        for described in connection.exec_driver_sql(_SQL["read_mysql_columns"], asked):
            column = _column(*described)
            shape = shape_of(column, is_json=(column.table, column.name) in json_columns)
            columns.setdefault(column.table, []).append(Field.of(column.name, shape, nullable=column.is_nullable))
        return {table: tuple(fields) for table, fields in columns.items()}


def open_engine(url: URL, deadline_seconds: int) -> sa.Engine:
    """An engine whose one connection gives values as the server writes them, untouched."""
    patience = max(_CONNECT_SECONDS, min(deadline_seconds // 2, _LONGEST_SILENCE_SECONDS))
    wanted = {"connect_timeout": _CONNECT_SECONDS, "read_timeout": patience, "write_timeout": patience}
    arguments: dict[str, Any] = {name: seconds for name, seconds in wanted.items() if name not in url.query}
    # Without decoders a date that is none stays readable, and nothing is computed with. Any mode of SQL might refuse it.
    arguments |= {"conv": encoders, "sql_mode": "", "charset": "utf8mb4", "local_infile": False}
    engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args=arguments)

    @sa.event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, positional: list[Any], named_ones: dict[str, Any]) -> Any:
        if isinstance(password := named_ones.get("password"), str):
            named_ones["password"] = password.encode()  # the driver knows Latin letters only
        return PatientWire(*positional, **named_ones)

    return engine


def _column(table: str, name: str, data_type: str, column_type: str, nullable: str, *sizes: str | None) -> MysqlColumn:
    length, precision, scale = (None if size is None else int(size) for size in sizes)
    return MysqlColumn(table, name, data_type.lower(), column_type.lower(), nullable == "YES", length, precision, scale)


def _json_columns(connection: sa.Connection, asked: dict[str, str]) -> set[tuple[str, str]]:
    found = set()
    for table, clause in connection.exec_driver_sql(_SQL["read_mariadb_checks"], asked):
        if match := _IS_JSON.fullmatch(clause):
            found.add((table, match["column"]))
    return found


def _grouped_keys(rows: Iterable[Any]) -> dict[str, dict[str, list[str]]]:
    """Per table the unique keys that have a value for every row."""
    keys: dict[str, dict[str, list[str]]] = {}
    refused = set()
    for table, index, column, is_no_key in rows:
        keys.setdefault(table, {}).setdefault(index, []).append(column)
        if int(is_no_key):
            refused.add((table, index))
    return {
        table: {name: columns for name, columns in found.items() if (table, name) not in refused} for table, found in keys.items()
    }
