"""A Postgres source: one read-only snapshot per run, from which tables are copied as CSV."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import errors as refusals
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from heartbeat.db import load_statements
from heartbeat.errors import IngestError, SourceRejected, SourceUnreachable
from heartbeat.ingest.kinds.postgres_tables import Reflected, reflect
from heartbeat.ingest.kinds.tables import Column, SourceTable, Window

_SQL = load_statements(__package__)
CONNECT_TIMEOUT_SECONDS = 10
OLDEST_SERVER = 12  # its catalogue lists the leaves of a partitioned table
LOCK_TIMEOUT_SECONDS = 30  # a migration at the source holds its table; the other tables should not wait for it longer

_URL_FORM = "Write postgresql://user:password@host:5432/database; in the password, @ / # % are written %40 %2F %23 %25."

MOST_MARKS = 100_000  # rows that are compared with what stands in marts; more than that count as new

_TELL_EVERY = 100_000

# Text that means the same on every server: what COPY writes here is what marts would write.
SAME_TEXT = {
    "client_encoding": "UTF8", "timezone": "UTC", "datestyle": "ISO, YMD", "intervalstyle": "postgres", "bytea_output": "hex",
    "extra_float_digits": "3",
}  # fmt: skip


@dataclass(frozen=True)
class Copied:
    """The rows of one table in a file. `marks` count equal rows, so that two copies can be compared; null when there are many."""

    path: Path
    rows: int
    marks: Counter[int] | None


@dataclass(frozen=True)
class Target:
    """Where copied rows go, and who hears how many there are while it goes on."""

    path: Path
    heard: Callable[[int], None]


@dataclass(frozen=True)
class SourceMoment:
    """When the snapshot was taken, by the source's own clock, as Postgres writes each type."""

    zoned: str
    local: str
    day: str

    def of(self, column: Column) -> str:
        """The moment in the type of a cursor column."""
        if column.type_name == "date":
            return self.day
        return self.zoned if "with time zone" in column.type_name else self.local


class PostgresSnapshot:
    """A source as it was at one moment. Everything read through it belongs together."""

    def __init__(self, connection: psycopg.Connection[Any], where: str) -> None:
        self._connection = connection
        self._where = where
        self.moment = SourceMoment(*(connection.execute(_SQL["read_moment"]).fetchone() or ("", "", "")))

    def reflect(self, schema: str) -> Reflected:
        """What the schema holds."""
        with _translated(self._where):
            return reflect(self._connection, schema)

    def copy(self, schema: str, table: SourceTable, window: Window | None, target: Target) -> Copied:
        """Write the rows of a table, or those of a window of it, to a CSV file with a header of landed names.

        Raises:
            SourceRejected: the source refused this table; others can still be read.
            SourceUnreachable: the connection broke, and with it the snapshot.
        """
        query = select_rows(sql.Identifier(schema, table.name), table.columns, window, landed=False)
        with _translated(f"{self._where}, table {schema}.{table.name}"), self._connection.transaction():
            rows, marks = copy_rows(self._connection, query, target)
        return Copied(target.path, rows, marks)


@contextlib.contextmanager
def open_snapshot(url: str, source_id: str, *, deadline_seconds: float) -> Iterator[PostgresSnapshot]:
    """Connect to a source and hold one repeatable-read, read-only transaction.

    Raises:
        SourceUnreachable: it does not answer within ten seconds.
        SourceRejected: it refuses the login, is older than Postgres 12, or its url is none.
    """
    address = _address(url)
    if address is None:
        raise SourceRejected(f"The url of {source_id} is no Postgres connection string.", hint=_URL_FORM)
    where = f"{source_id} ({address})"
    connection = _connect(url, where)
    try:
        _refuse_old_server(connection, where)
        with _translated(where):
            limits = {"lock_timeout": f"{LOCK_TIMEOUT_SECONDS}s", "statement_timeout": f"{int(deadline_seconds * 1000)}ms"}
            settle(connection, {**SAME_TEXT, **limits})
            connection.commit()
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            snapshot = PostgresSnapshot(connection, where)
        yield snapshot
    finally:
        connection.close()


def settle(connection: psycopg.Connection[Any], settings: Mapping[str, str]) -> None:
    """Give a session its settings."""
    for name, value in settings.items():
        connection.execute(sql.SQL("set {} = {}").format(sql.Identifier(name), sql.Literal(value)))


def select_rows(relation: sql.Composable, columns: tuple[Column, ...], window: Window | None, *, landed: bool) -> sql.Composed:
    """A SELECT over a source's table, or over its landed copy, that renders equal rows as equal text."""
    fields = sql.SQL(", ").join(_field(column, landed=landed) for column in columns)
    query = sql.SQL("select {} from {}").format(fields, relation)
    return query if window is None else sql.SQL("{} where {}").format(query, in_window(window, landed=landed))


def in_window(window: Window, *, landed: bool) -> sql.Composed:
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


def copy_rows(connection: psycopg.Connection[Any], query: sql.Composed, target: Target | None) -> tuple[int, Counter[int] | None]:
    """COPY a query as CSV into a file, or nowhere; return the number of rows and a mark for each (see `Copied`)."""
    statement = sql.SQL("copy ({}) to stdout (format csv, header)").format(query)
    lines = 0
    marks: list[int] = []
    with connection.cursor() as cursor, cursor.copy(statement) as copy, _file_of(target) as file:
        for line in copy:  # one row each: the server sends a message per row, the header first
            file.write(line)
            if 0 < lines <= MOST_MARKS:
                marks.append(hash(bytes(line)))
            lines += 1
            if target is not None and lines % _TELL_EVERY == 0:
                target.heard(lines)
    rows = lines - 1
    return rows, Counter(marks) if rows <= MOST_MARKS else None


def _file_of(target: Target | None) -> IO[bytes]:
    return Path(os.devnull).open("wb") if target is None else target.path.open("wb")


def _field(column: Column, *, landed: bool) -> sql.Composed:
    name, alias = sql.Identifier(column.landed if landed else column.name), sql.Identifier(column.landed)
    if column.is_cast and not landed:
        return sql.SQL("{}::{} as {}").format(name, sql.SQL(column.type_name), alias)
    return sql.SQL("{} as {}").format(name, alias)


def _connect(url: str, where: str) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(
            make_conninfo(
                url,
                connect_timeout=conninfo_to_dict(url).get("connect_timeout", CONNECT_TIMEOUT_SECONDS),
                application_name="heartbeat ingest",
                keepalives_idle=10,
                keepalives_interval=5,
                keepalives_count=3,
            )
        )
    except psycopg.OperationalError as error:
        if any(
            word in str(error)
            for word in ("authentication failed", "no pg_hba.conf entry", "does not exist", "permission denied")
        ):
            raise SourceRejected(f"The source {where} refused the login: {_said(error)}", hint="Check its url.") from error
        hint = "Check that it runs and can be reached from here; it is tried again with the next beat."
        raise SourceUnreachable(f"The source {where} does not answer: {_said(error)}", hint=hint) from error


def _refuse_old_server(connection: psycopg.Connection[Any], where: str) -> None:
    if connection.info.server_version < OLDEST_SERVER * 10_000:
        version = connection.info.parameter_status("server_version")
        message = f"The source {where} runs Postgres {version}; {OLDEST_SERVER} is the oldest that can be read."
        raise SourceRejected(message, hint="Let the url lead to a newer server, such as a logical replica of it.")


@contextlib.contextmanager
def _translated(where: str) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise _explained(error, where) from error


def _explained(error: psycopg.Error, where: str) -> IngestError:
    if error.sqlstate is None or error.sqlstate.startswith(("57P", "08")):  # shut down, or lost
        hint = "Nothing of this run was published; it is tried again with the next beat."
        return SourceUnreachable(f"The connection to {where} broke: {_said(error)}", hint=hint)
    hint = "Correct it at the source, or name the table in `skip_tables`."
    if isinstance(error, refusals.InsufficientPrivilege):
        hint = "Grant select on it to the role of the source's url, or name the table in `skip_tables`."
    return SourceRejected(f"The source {where} refused: {_said(error)} ({error.sqlstate})", hint=hint)


def _said(error: psycopg.Error) -> str:
    return error.diag.message_primary or str(error).strip().split("\n")[0]


def _address(url: str) -> str | None:
    """Host, port and database; null for what cannot be read, or only with a piece of its password taken for something else."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return None
    if "@" in str(parts.get("dbname") or ""):
        return None
    host = parts.get("host") or parts.get("hostaddr") or "local socket"
    return f"{host}:{parts.get('port') or 5432}/{parts.get('dbname') or ''}"
