"""One transaction makes what lies in staging visible: all tables of a run together, with their records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import errors as refusals
from psycopg import sql

from heartbeat import checkpoints
from heartbeat.errors import IngestError
from heartbeat.ingest.extract import Extracted
from heartbeat.ingest.kinds.postgres import SourceMoment
from heartbeat.ingest.land import staging_of
from heartbeat.ingest.visible import Published, append, bring, merge
from heartbeat.marts.indexes import ensure_indexes, index_name
from heartbeat.marts.inspect import read_empty_columns
from heartbeat.marts.records import TableLoad, note_load

# Shorter than Postgres' deadlock_timeout of one second: where a long query and we would wait for each other, we step back first.
_LOCK_WAIT = "500ms"
_TOO_LARGE = "54"  # a value that no index can hold: counted among the troubles of the server, and yet the table's own
_NULL_SAMPLE = 100  # an increment with fewer rows does not tell that a column has gone empty


@dataclass(frozen=True)
class Publication:
    """What all tables of a run share. `checked_at` is before the snapshot of the source was taken."""

    source_id: str
    dataset: str
    checked_at: datetime
    moment: SourceMoment
    role_prefix: str = "hb_"

    @property
    def staging(self) -> str:
        """The schema whose tables become visible."""
        return staging_of(self.dataset)


def open_dataset(connection: psycopg.Connection[Any], dataset: str, role_prefix: str) -> None:
    """Make the dataset's schema if it is missing, readable by the query role with all that will stand in it."""
    schema, query, worker = sql.Identifier(dataset), sql.Identifier(f"{role_prefix}query"), sql.Identifier(f"{role_prefix}worker")
    for statement in (
        sql.SQL("create schema if not exists {schema}"),
        sql.SQL("grant usage on schema {schema} to {query}, {worker}"),
        sql.SQL("alter default privileges in schema {schema} grant select on tables to {query}"),
    ):
        connection.execute(statement.format(schema=schema, query=query, worker=worker))


def prepare(connection: psycopg.Connection[Any], extracted: Extracted, publication: Publication) -> tuple[str, ...]:
    """Everything slow about a table, before the transaction: indexes, grants, statistics. Returns notes about drift.

    Raises:
        IngestError: the key is not unique, or an index cannot be made.
    """
    plan, table = extracted.plan, extracted.plan.table.landed
    with refused(f"{publication.dataset}.{table}"):
        schema = publication.staging if extracted.window is None and not extracted.is_unchanged else publication.dataset
        if schema == publication.staging:
            _give_key(connection, schema, extracted)
            reader = sql.Identifier(f"{publication.role_prefix}query")
            connection.execute(sql.SQL("grant select on {} to {}").format(sql.Identifier(schema, table), reader))
        ensure_indexes(connection, schema, table, plan.indexes)
        return () if extracted.is_unchanged else _emptied(connection, extracted, publication)


@contextmanager
def publishing(connection: psycopg.Connection[Any], whole: Sequence[Extracted], publication: Publication) -> Iterator[None]:
    """The transaction of a publish. Tables about to be replaced are locked first, without ever standing in a reader's way.

    A reader that has such a table open would hold us up, and everybody who comes after us: so we wait half a second, let them
    pass, and try again. The loading process has a deadline; nothing else ends the trying.
    """
    checkpoints.passing("before-load-publish")
    names = sorted(extracted.plan.table.landed for extracted in whole if extracted.standing.columns is not None)
    while True:
        with connection.transaction():
            if not _lock(connection, publication.dataset, names):
                raise psycopg.Rollback
            yield
            return


def publish_table(connection: psycopg.Connection[Any], extracted: Extracted, publication: Publication) -> Published:
    """Make one staged table visible, inside the transaction; what fails here is undone and told, and the others go on.

    Raises:
        IngestError: Postgres refused it.
    """
    table = extracted.plan.table.landed
    with refused(f"{publication.dataset}.{table}"), connection.transaction():
        cursor_value = _cursor_value(connection, extracted, publication)
        if extracted.window is None:
            total = bring(connection, extracted, publication.dataset, publication.staging)
        elif extracted.plan.disposition == "merge":
            total = merge(connection, extracted, publication.dataset, publication.staging)
        else:
            total = append(connection, extracted, publication.dataset, publication.staging)
        return Published(total, cursor_value)


def record(  # noqa: PLR0913, PLR0917 - one row of facts
    connection: psycopg.Connection[Any],
    extracted: Extracted,
    publication: Publication,
    published: Published,
    load_id: str | None,
    note: str | None,
) -> None:
    """Write the table's row in `landing`: from the commit on it is the table's state."""
    plan = extracted.plan
    load = TableLoad(
        source_id=publication.source_id,
        dataset=publication.dataset,
        table_name=plan.table.landed,
        load_id=load_id,
        checked_at=publication.checked_at,
        disposition=plan.disposition,
        cursor_column=plan.cursor.landed if plan.cursor else None,
        cursor_value=published.cursor_value,
        rows=0 if extracted.is_unchanged else extracted.copied.rows,
        total_rows=published.total_rows,
        seconds=extracted.seconds,
        note=note,
    )
    note_load(connection, load)


def record_dlt_load(connection: psycopg.Connection[Any], publication: Publication, load_id: str) -> None:
    """Carry dlt's own record of the load over, so that the dataset looks to dlt as if it had loaded it there."""
    target, staged = sql.Identifier(publication.dataset, "_dlt_loads"), sql.Identifier(publication.staging, "_dlt_loads")
    connection.execute(sql.SQL("create table if not exists {} (like {} including all)").format(target, staged))
    connection.execute(sql.SQL("insert into {} select * from {} where load_id = %s").format(target, staged), (load_id,))


@contextmanager
def refused(where: str) -> Iterator[None]:
    """Say in our words which table Postgres refused, and why."""
    try:
        yield
    except refusals.UniqueViolation as error:
        hint = "Correct `primary_key` in the source's file, or the rows at the source."
        raise IngestError(f"The key of {where} is not unique: {error.diag.message_primary}.", hint=hint) from error
    except psycopg.Error as error:
        if isinstance(error, psycopg.OperationalError) and not (error.sqlstate or "").startswith(_TOO_LARGE):
            raise  # the database itself is away: no table's fault
        said = error.diag.message_primary or str(error)
        raise IngestError(
            f"{where} could not be published: {said} ({error.sqlstate}).", hint=error.diag.message_hint or ""
        ) from error


def _give_key(connection: psycopg.Connection[Any], schema: str, extracted: Extracted) -> None:
    plan = extracted.plan
    if not plan.key:
        return
    columns = sql.SQL(", ").join(map(sql.Identifier, plan.key))
    # A declared key may hold NULL; two rows with the same NULL are one row then, as the author said.
    statement = sql.SQL("create unique index {} on {} ({}) nulls not distinct").format(
        sql.Identifier(index_name(plan.table.landed, ("key", *plan.key))), sql.Identifier(schema, plan.table.landed), columns
    )
    connection.execute(statement)


def _emptied(connection: psycopg.Connection[Any], extracted: Extracted, publication: Publication) -> tuple[str, ...]:
    """Columns that had values and have none in the rows just read, told by the planner's sample of both tables."""
    table = extracted.plan.table.landed
    connection.execute(sql.SQL("analyze {}").format(sql.Identifier(publication.staging, table)))
    least = 1 if extracted.window is None else _NULL_SAMPLE
    if extracted.standing.columns is None or extracted.copied.rows < least:
        return ()
    before = read_empty_columns(connection, publication.dataset, table)
    now = read_empty_columns(connection, publication.staging, table)
    emptied = sorted(name for name, empty in now.items() if empty and before.get(name) is False)
    return (f"drift: only NULL now: {', '.join(emptied)}",) if emptied else ()


def _lock(connection: psycopg.Connection[Any], dataset: str, names: list[str]) -> bool:
    if not names:
        return True
    tables = sql.SQL(", ").join(sql.Identifier(dataset, name) for name in names)
    try:
        connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(_LOCK_WAIT)))
        connection.execute(sql.SQL("lock table {} in access exclusive mode").format(tables))
        connection.execute("set local lock_timeout = 0")
    except refusals.LockNotAvailable:
        return False
    return True


def _cursor_value(connection: psycopg.Connection[Any], extracted: Extracted, publication: Publication) -> str | None:
    """How far the cursor has come: never back, and never ahead of the source's own clock.

    Otherwise one row from the future would hide all that come after it.
    """
    cursor = extracted.plan.cursor
    if cursor is None:
        return None
    state = extracted.standing.state
    before = state.cursor_value if extracted.window is not None and state is not None else None
    newest = sql.SQL("max({})").format(sql.Identifier(cursor.landed))
    if cursor.is_moment:
        cap = sql.Literal(publication.moment.of(cursor))
        newest = sql.SQL("case when {0} is not null then least({0}, {1}::{2}) end").format(newest, cap, sql.SQL(cursor.type_name))
    query = sql.SQL("select greatest({}, {}::{})::text from {}").format(
        newest, sql.Literal(before), sql.SQL(cursor.type_name), sql.Identifier(publication.staging, extracted.plan.table.landed)
    )
    row = connection.execute(query).fetchone()
    return row[0] if row else None
