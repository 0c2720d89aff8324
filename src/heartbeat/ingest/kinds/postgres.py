"""A Postgres source: one read-only snapshot per run, from which tables are copied as CSV."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from heartbeat.db import is_away, load_statements
from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import IngestError, SourceRejected, SourceUnreachable
from heartbeat.ingest.kinds.postgres_tables import find_rebuilt, reflect
from heartbeat.ingest.tables.model import (
    Copied,
    Fingerprints,
    Ranges,
    Reach,
    Reflected,
    SourceMoment,
    SourceTable,
    Span,
    Target,
    Window,
)
from heartbeat.ingest.tables.ranges import fingerprint
from heartbeat.ingest.tables.rows import SAME_TEXT, copy_table, select_rows, settle
from heartbeat.marts.books.source_log import LogPosition
from heartbeat.postgres.refusals import is_refusal, said

_SQL = load_statements(__package__)
CONNECT_TIMEOUT_SECONDS = 10
OLDEST_SERVER = 12  # its catalogue lists the leaves of a partitioned table
LOCK_TIMEOUT_SECONDS = 30  # a migration at the source holds its table; the other tables should not wait for it longer

_HAS_TRANSACTION_TIMEOUT = 170_000  # by server_version

# While marts compare or take rows, the snapshot waits: that is no forgotten session.
_PATIENCE = {"lock_timeout": f"{LOCK_TIMEOUT_SECONDS}s", "idle_in_transaction_session_timeout": "0"}
_ENDS_THE_SESSION = ("FATAL", "PANIC")
# By code, where a person has to look elsewhere than at the rows.
_HINTS = {
    "40001": (
        "A standby ends what stands in the way of changes that it has to replay: raise its `max_standby_streaming_delay` above "
        "the time that a run takes, or set its `hot_standby_feedback`."
    ),
    "25P04": "The server bounds transactions: set `transaction_timeout` to 0 for the role of the source's url.",
    "42501": "Grant select on it to the role of the source's url, or name the table in `skip_tables`.",
}
# To a login with `row_security = off` Postgres refuses what a policy would hide rows of, by the code of a missing grant.
_REFUSES_POLICIES = "check_enable_rls"
_POLICY_HINT = (
    "Its row-level security would hide rows, and the role of the source's url has `row_security = off`, which forbids to read a "
    "part: let it see all rows (`alter role … bypassrls`), set `row_security` to on, or name the table in `skip_tables`."
)
_URL_FORM = "Write postgresql://user:password@host:5432/database; in the password, @ / # % are written %40 %2F %23 %25."


class PostgresSnapshot:
    """A source as it was at one moment. Everything read through it belongs together."""

    has_exact_text = True

    def __init__(self, connection: psycopg.Connection[Any], where: str) -> None:
        self._connection = connection
        self._where = where
        self.position = _read_position(connection)
        self.moment = SourceMoment(*(connection.execute(_SQL["read_moment"]).fetchone() or ("", "", "")))

    def reflect(self, schema: str) -> Reflected:
        """What the schema holds."""
        with _translated(self._where), self._connection.transaction(force_rollback=True):
            return reflect(self._connection, schema)

    def fingerprints(self, schema: str, table: SourceTable, ranges: Ranges, ahead: Window | None) -> Fingerprints:
        """Where rows may differ from others; in a transaction of its own, as a copy."""
        relation = sql.Identifier(schema, table.name)
        with self._reading(schema, table):
            return fingerprint(self._connection, relation, table, ranges, ahead, landed=False)

    def copy(self, schema: str, table: SourceTable, span: Span | Ranges | None, target: Target) -> Copied:
        """Write rows as CSV. In a transaction of its own: a table that is refused leaves the snapshot whole."""
        query = select_rows(sql.Identifier(schema, table.name), table.columns, span, landed=False)
        with self._reading(schema, table):
            rows, marks = copy_table(self._connection, query, table, target)
        return Copied(rows, marks)

    @contextlib.contextmanager
    def _reading(self, schema: str, table: SourceTable) -> Iterator[None]:
        """A savepoint around one table. Rolled back, it gives up its locks, so that the next one's are all that are held."""
        where = f"{self._where}, table {schema}.{table.name}"
        with _translated(where), self._connection.transaction(force_rollback=True):
            yield
            if rebuilt := find_rebuilt(self._connection, schema, table):
                what = f"{', '.join(rebuilt)} was rebuilt or exchanged while the run went on"
                message = f"The source {where} cannot be read as it was: {what}."
                hint = "To a run that began before, a table looks empty that was truncated, rewritten or exchanged."
                raise SourceRejected(message, hint=f"{hint} The next run tries again.")


def _read_position(connection: psycopg.Connection[Any]) -> LogPosition | None:
    """How far the server had come; null where it does not tell: some hosts let no login ask, or have another log."""
    try:
        with connection.transaction():
            row = connection.execute(_SQL["read_position"]).fetchone()
    except psycopg.Error as error:
        if is_away(error):
            raise
        return None
    return LogPosition(*row) if row and None not in row else None


@contextlib.contextmanager
def open_snapshot(source: SourceDefinition, _reach: Reach) -> Iterator[PostgresSnapshot]:
    """Connect to a source and hold one repeatable-read, read-only transaction.

    Raises:
        SourceUnreachable: it does not answer within ten seconds.
        SourceRejected: it refuses the login, is older than Postgres 12, or its url is none.
    """
    address = _address(source.url)
    if address is None:
        raise SourceRejected(f"The url of {source.source_id} is no Postgres connection string.", hint=_URL_FORM)
    where = f"{source.source_id} ({address})"
    connection = _connect(source.url, where)
    try:
        _refuse_old_server(connection, where)
        with _translated(where):
            begin_snapshot(connection, source.deadline_seconds)
            snapshot = PostgresSnapshot(connection, where)
        yield snapshot
    finally:
        connection.close()


def begin_snapshot(connection: psycopg.Connection[Any], deadline_seconds: float) -> None:
    """Begin the one transaction of a run, with settings that end with it.

    A pooler in transaction mode gives the server's session to other clients afterwards: nothing of ours may be left there.
    """
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    connection.prepare_threshold = None
    patience = {**_PATIENCE, "statement_timeout": f"{int(deadline_seconds * 1000)}ms"}
    if connection.info.server_version >= _HAS_TRANSACTION_TIMEOUT:
        patience["transaction_timeout"] = "0"
    settle(connection, {**SAME_TEXT, **patience}, local=True)


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
        if is_refusal(str(error)):
            raise SourceRejected(f"The source {where} refused the login: {said(error)}", hint="Check its url.") from error
        hint = "Check that it runs and can be reached from here; it is tried again with the next beat."
        raise SourceUnreachable(f"The source {where} does not answer: {said(error)}", hint=hint) from error


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
    hint = _POLICY_HINT if error.diag.source_function == _REFUSES_POLICIES else _HINTS.get(error.sqlstate or "")
    if is_away(error) or error.diag.severity_nonlocalized in _ENDS_THE_SESSION:
        hint = " ".join(filter(None, ("Nothing of this run was published; it is tried again with the next beat.", hint)))
        return SourceUnreachable(f"The connection to {where} broke: {said(error)}", hint=hint)
    hint = hint or "Correct it at the source, or name the table in `skip_tables`."
    return SourceRejected(f"The source {where} refused: {said(error)} ({error.sqlstate})", hint=hint)


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
