"""Run SQL that nobody here wrote: read only, as the query role, within a time, and never two statements."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import errors as refusals
from psycopg.pq import TransactionStatus

from heartbeat.db import Database, Role, is_away
from heartbeat.definitions.sql.text import LONGEST_STATEMENT
from heartbeat.definitions.sql.tokens import bind_as_of
from heartbeat.errors import DatabaseUnavailable, MeasureError, QueryFailed, QueryTimedOut
from heartbeat.marts.asked.statement import Column, Most, Pick, Statement, copied
from heartbeat.marts.watchdog import watched
from heartbeat.postgres.refusals import harmless, said

__all__ = ["Answer", "Block", "Column", "Most", "Pick", "Sandbox"]

Block = bytes | bytearray | memoryview
"""Some rows as COPY writes them."""

LOCK_TIMEOUT_SECONDS = 10.0  # a load swaps its tables in within milliseconds; longer means that somebody else holds one
GRACE_SECONDS = 3.0  # what the server gets to end the statement by itself before the client hangs up; five and all is over
READER_CHECK_SECONDS = 2.0  # how often the server looks whether a statement still has a reader
_LONGEST_REFUSAL = 1000  # characters of what Postgres says
_LONGEST_LINE = 200  # characters of the statement's line around the place that Postgres names

_FIRST_USER_OID = 16384  # FirstNormalObjectId: catalogs lie below
_ROWS_READ = f"""
select coalesce(sum(pg_catalog.pg_stat_get_xact_tuples_returned(c.oid)), 0)::bigint from pg_catalog.pg_class c
 where c.oid operator(pg_catalog.>=) {_FIRST_USER_OID} and c.relkind in ('r', 'i', 'm')
"""
"""What this session has read, in rows and index entries. Only its own: a parallel worker counts for itself."""


@dataclass(frozen=True)
class Answer:
    """What a query said: its column names, at most `limit` rows of Python values, and the seconds it took.

    `rows_read`: how many rows it read from tables, or entries from their indexes, to say so.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    seconds: float
    rows_read: int = 0


class Sandbox:
    """Runs metric SQL. The boundary is the role `hb_query` on a connection that sees no second one; parsing is none."""

    opening = ""  # what is said before a statement; never an author's words

    def __init__(self, database: Database, *, timeout_seconds: float) -> None:
        self._database = database
        self._timeout_seconds = timeout_seconds
        self._beginning = _beginning(timeout_seconds)

    def run(self, sql: str, *, as_of: datetime | None, label: str, limit: int = 2, pick: Pick | None = None) -> Answer:
        """Run one reading statement and give its first `limit` rows.

        Only what is picked leaves the server, so an answer is as large as the picked types allow.

        Args:
            sql: The statement, with `:as_of` where the file has it.
            as_of: The moment that `:as_of` stands for (timezone-aware); needed only where the statement names it.
            label: What the statement is, for messages: a metric id.
            limit: Rows to read at most.
            pick: Chooses the columns to read, once Postgres has said which there are; unset: all, however large.

        Raises:
            QueryTimedOut: It took longer than the timeout.
            QueryFailed: Postgres refused it; the message says why and on which line.
            DatabaseUnavailable: Postgres went away meanwhile.
        """
        with contextlib.closing(self.run_at_each(sql, [as_of], label=label, limit=limit, pick=pick)) as answers:
            return next(answers)

    def run_at_each(
        self, sql: str, moments: Sequence[datetime | None], *, label: str, limit: int = 2, pick: Pick | None = None
    ) -> Generator[Answer, None, None]:
        """Run one reading statement as of one moment after another, each in a transaction of its own, on one connection.

        Takes and raises what `run` does. Whoever leaves early closes the iterator.
        """
        _refuse_long(sql, label)
        statement = Statement(sql, limit, pick, self.opening)
        if statement.has_moment and None in moments:
            raise QueryFailed(f"{label} reads :as_of, and no moment is known for it.", hint="Land the tables it reads first.")
        hung_up = threading.Event()
        started = time.perf_counter()
        try:
            with self._connection() as connection:
                for as_of in moments:
                    with watched(connection, self._database, seconds=self._timeout_seconds + GRACE_SECONDS, hung_up=hung_up):
                        before = _last_number(connection.execute(self._beginning))
                        columns, rows = statement.read(connection, as_of)
                        rows_read = _last_number(connection.execute(_ENDING)) - before
                    yield Answer(columns, rows, time.perf_counter() - started, rows_read)
                    started = time.perf_counter()
        except psycopg.Error as error:
            raise self._explain(error, label, statement.text, hung_up=hung_up.is_set()) from error

    def run_at_once(
        self, sql: str, moments: Sequence[datetime], *, label: str, limit: int = 2, pick: Pick | None = None
    ) -> list[Answer]:
        """Run one reading statement as of many moments by one statement of ours, within one timeout; an answer for each.

        Takes and raises what `run` does. Not every statement can be put so, and some are slower than one by one: whoever asks
        goes back to `run_at_each`. How many rows it read is not told.
        """
        _refuse_long(sql, label)
        statement = Statement(sql, limit, pick)
        hung_up = threading.Event()
        started = time.perf_counter()
        try:
            with (
                self._connection() as connection,
                watched(connection, self._database, seconds=self._timeout_seconds + GRACE_SECONDS, hung_up=hung_up),
            ):
                connection.execute(self._beginning)
                columns, rows = statement.read_together(connection, moments)
                connection.execute("rollback")
        except psycopg.Error as error:
            raise self._explain(error, label, statement.text, hung_up=hung_up.is_set()) from error
        share = (time.perf_counter() - started) / max(len(moments), 1)
        return [Answer(columns, found, share) for found in rows]

    def stream(self, sql: str, *, as_of: datetime, label: str, pick: Pick, most: Most) -> Generator[Block, None, None]:
        """Run one reading statement and give its rows as COPY writes them: text, tabs between cells.

        For answers of millions of rows, none of which becomes an object of ours. One row and one character of a cell beyond
        `most` are given too, so that whoever reads knows of them. Takes and raises what `run` does. Whoever leaves early closes
        the iterator.
        """
        _refuse_long(sql, label)
        bound = bind_as_of(sql.strip().rstrip(";"), f"'{as_of.isoformat()}'::timestamptz")
        hung_up = threading.Event()
        try:
            with (
                self._connection() as connection,
                watched(connection, self._database, seconds=self._timeout_seconds + GRACE_SECONDS, hung_up=hung_up),
                connection.cursor() as cursor,
            ):
                cursor.execute(self._beginning)
                with cursor.copy(copied(connection, bound, pick, most).encode()) as rows:
                    yield from rows
                cursor.execute("rollback")
        except psycopg.Error as error:
            raise self._explain(error, label, f"\n{bound}", hung_up=hung_up.is_set()) from error

    def within(self, seconds: float) -> Sandbox:
        """The same sandbox with a shorter timeout; never with a longer one."""
        return Sandbox(self._database, timeout_seconds=min(seconds, self._timeout_seconds))

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        connection = self._database.connect(Role.QUERY, autocommit=True, application_name="heartbeat metric")
        try:
            yield connection
        finally:
            _leave(connection)

    def _explain(self, error: psycopg.Error, label: str, query: str, *, hung_up: bool) -> MeasureError | DatabaseUnavailable:
        seconds = f"{self._timeout_seconds:g} s"
        if hung_up or isinstance(error, refusals.QueryCanceled):
            hint = "Make it faster (an index, a shorter window), or raise HEARTBEAT_METRIC_STATEMENT_TIMEOUT."
            return QueryTimedOut(f"The SQL of {label} took longer than {seconds} and was stopped.", hint=hint)
        if isinstance(error, refusals.LockNotAvailable):
            return QueryTimedOut(f"The SQL of {label} waited too long for a table that somebody else holds locked.")
        if isinstance(error, psycopg.DataError) and error.sqlstate is None:  # the driver's own, not the server's
            hint = "Give plain numbers and dates; filter or cast what has no end, such as 'infinity'::timestamptz."
            return QueryFailed(f"The answer of {label} cannot be read: {_first_line(error)}.", hint=hint)
        if is_away(error):
            return DatabaseUnavailable(f"Postgres went away while the SQL of {label} ran: {_first_line(error)}")
        facts = {"line": _line_of(error, query), "state": error.sqlstate, "reason": _reason(error, query)}
        hint = harmless(error.diag.message_hint or "Correct the SQL of its file.")
        return QueryFailed(_refusal(error, label, query), hint=hint, facts=facts)


def _refuse_long(sql: str, label: str) -> None:
    if len(sql) > LONGEST_STATEMENT:
        message = f"The SQL of {label} has {len(sql):,} characters; {LONGEST_STATEMENT:,} are the most that is run."
        raise QueryFailed(message, hint="Long lists belong into a table of a source.")


_ENDING = f"rollback; {_ROWS_READ}".encode()


def _beginning(timeout_seconds: float) -> bytes:
    """One trip to the server: each metric makes it, and waits for it."""
    limits = {
        "statement_timeout": timeout_seconds,
        "lock_timeout": min(LOCK_TIMEOUT_SECONDS, timeout_seconds),
        "client_connection_check_interval": READER_CHECK_SECONDS,
    }
    settings = [f"set local {name} = {int(limit * 1000)}" for name, limit in limits.items()]
    # Four metrics at a time are parallel enough; a worker more for each has memory of its own, and rows that nobody counts.
    return "; ".join(["begin read only", *settings, "set local max_parallel_workers_per_gather = 0", _ROWS_READ]).encode()


def _last_number(cursor: psycopg.Cursor[Any]) -> int:
    """The single cell of the last of several statements that were sent together."""
    while cursor.nextset():
        pass
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def _leave(connection: psycopg.Connection[Any]) -> None:
    try:
        if not connection.closed and connection.info.transaction_status is not TransactionStatus.IDLE:
            connection.execute("rollback")
    except psycopg.Error:
        pass  # the server rolls back what its client leaves behind
    finally:
        connection.close()


def _refusal(error: psycopg.Error, label: str, query: str) -> str:
    message = f"Postgres refused the SQL of {label}: {_reason(error, query)} ({error.sqlstate})"
    at, line = int(error.diag.statement_position or 1) - 1, _line_of(error, query)
    if line is None:
        return f"{message}."
    where = _line_around(query, at) if "\n" in query[:at] else ""
    return f"{message}, at line {line} of the statement: {where}"


def _reason(error: psycopg.Error, query: str) -> str:
    return said(error, query)[:_LONGEST_REFUSAL]  # it may quote a literal of any length


def _line_of(error: psycopg.Error, query: str) -> int | None:
    """The line of the statement, from 1, that Postgres points at."""
    position = error.diag.statement_position
    # The line breaks before the position are those of the file, plus the one that ends our opening.
    return max(query.count("\n", 0, int(position) - 1), 1) if position else None


def _line_around(query: str, at: int) -> str:
    """The line in which a character stands; of a long one, as a generated statement has it, what is near."""
    begin = query.rfind("\n", 0, at) + 1
    end = query.find("\n", at)
    line = query[begin : end if end >= 0 else len(query)]
    first = max(0, at - begin - _LONGEST_LINE // 2)
    near = line[first : first + _LONGEST_LINE].strip()
    return f"{'… ' if first else ''}{near}{' …' if first + _LONGEST_LINE < len(line) else ''}"


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]
