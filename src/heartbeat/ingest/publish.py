"""One transaction makes what lies in staging visible: all tables of a run together, with their records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.errors import UniqueViolation

from heartbeat import checkpoints
from heartbeat.db import Role
from heartbeat.errors import IngestError
from heartbeat.ingest.extract import Extracted
from heartbeat.ingest.staging import staging_of
from heartbeat.ingest.tables.model import Column, SourceMoment
from heartbeat.ingest.tables.refusal import refusals
from heartbeat.ingest.visible import Obstacle, append, bring, merge, replace_rows
from heartbeat.marts.belongings import carry_over
from heartbeat.marts.indexes import ensure_indexes, index_name
from heartbeat.marts.inspect import may_enter, read_empty_columns
from heartbeat.marts.records import TableLoad, note_files, note_load
from heartbeat.postgres.roles import role_name

_NULL_SAMPLE = 100  # an increment with fewer rows does not tell that a column has gone empty


@dataclass(frozen=True)
class Publication:
    """What all tables of a run share. `checked_at` is before the snapshot of the source was taken."""

    source_id: str
    dataset: str
    checked_at: datetime
    moment: SourceMoment
    role_prefix: str

    @property
    def staging(self) -> str:
        """The schema whose tables become visible."""
        return staging_of(self.dataset)


@dataclass(frozen=True)
class Prepared:
    """A table that is ready to become visible: what its rows tell of drift, and how far its cursor will have come."""

    extracted: Extracted
    drift: tuple[str, ...]
    cursor_value: str | None


@dataclass(frozen=True)
class Published:
    """What stands after a publish: the rows of the table, how far its cursor has come, and what a person should know."""

    total_rows: int
    cursor_value: str | None
    note: str | None


def open_dataset(connection: psycopg.Connection[Any], dataset: str, role_prefix: str) -> None:
    """Make the dataset's schema if it is missing, and let the query role in if it may not enter.

    That it may read what stands there follows from the loader's default privileges, which are made with the roles.
    """
    query = role_name(Role.QUERY, role_prefix)
    if may_enter(connection, dataset, query):
        return
    with connection.transaction():
        connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(dataset)))
        connection.execute(sql.SQL("grant usage on schema {} to {}").format(sql.Identifier(dataset), sql.Identifier(query)))


def prepare(connection: psycopg.Connection[Any], extracted: Extracted, publication: Publication) -> Prepared:
    """Everything slow about a table, before the transaction: indexes, what people gave it, statistics.

    Raises:
        IngestError: the key is not unique, or an index cannot be made.
    """
    plan, table = extracted.plan, extracted.plan.table.landed
    with refused(f"{publication.dataset}.{table}"):
        schema = publication.staging if extracted.is_whole else publication.dataset
        if schema == publication.staging:
            _give_key(connection, schema, extracted)
            own_roles = [role_name(role, publication.role_prefix) for role in Role]
            carry_over(connection, publication.dataset, table, schema, own_roles=own_roles)
        ensure_indexes(connection, schema, table, plan.indexes)
        if extracted.is_unchanged:
            return Prepared(extracted, (), extracted.standing.state.cursor_value if extracted.standing.state else None)
        drift, cursor_value = _emptied(connection, extracted, publication), _cursor_value(connection, extracted, publication)
        return Prepared(extracted, drift, cursor_value)


@contextmanager
def publishing(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """The transaction of a publish: readers see the state before or after it, nothing between."""
    checkpoints.passing("before-load-publish")
    with connection.transaction():
        yield


def publish_table(
    connection: psycopg.Connection[Any],
    prepared: Prepared,
    publication: Publication,
    load_id: str | None,
    obstacle: Obstacle | None = None,
) -> Published:
    """Make one table visible and record it, inside the transaction; what fails here is undone and told, and the others go on.

    Args:
        connection: in the transaction of the publish.
        prepared: the table.
        publication: what all tables of the run share.
        load_id: of the rows in staging; null when no table has any.
        obstacle: what keeps a whole table from being swapped in; its rows are replaced in place then.

    Raises:
        IngestError: Postgres refused it, or it would have to be swapped.
    """
    extracted = prepared.extracted
    with refused(f"{publication.dataset}.{extracted.plan.table.landed}"), connection.transaction():
        total_rows = _make_visible(connection, extracted, publication, obstacle)
    published = Published(total_rows, prepared.cursor_value, _note(extracted, prepared.drift, obstacle))
    _record(connection, extracted, publication, published, load_id)
    return published


def _make_visible(
    connection: psycopg.Connection[Any], extracted: Extracted, publication: Publication, obstacle: Obstacle | None
) -> int:
    if extracted.is_unchanged and extracted.standing.state is not None:
        return extracted.standing.state.total_rows
    names = publication.dataset, publication.staging
    if extracted.span is not None:
        bring_in = merge if extracted.plan.disposition == "merge" else append
        return bring_in(connection, extracted, *names)
    if obstacle is not None:
        return replace_rows(connection, extracted, *names, obstacle)
    return bring(connection, extracted, *names)


def _note(one: Extracted, drift: tuple[str, ...], obstacle: Obstacle | None) -> str | None:
    notes = [*one.notes, *drift]
    if obstacle is not None:
        notes.append(f"its rows were replaced in place: {obstacle.why}")
    if one.plan.disposition == "replace":
        cost = f"{one.copied.rows} rows, {one.seconds:.1f} s"
        accepted = one.plan.replace_ok
        notes.append(
            f"read in full each time ({cost}), accepted: {accepted}"
            if accepted
            else f"read in full each time ({cost}): {one.plan.reason}"
        )
    return "; ".join(notes) or None


def _record(
    connection: psycopg.Connection[Any],
    extracted: Extracted,
    publication: Publication,
    published: Published,
    load_id: str | None,
) -> None:
    """Write the table's row in `landing`: from the commit on it is the table's state."""
    plan = extracted.plan
    load = TableLoad(
        source_id=publication.source_id,
        dataset=publication.dataset,
        table_name=plan.table.landed,
        load_id=None if extracted.is_unchanged else load_id,
        checked_at=publication.checked_at,
        disposition=plan.disposition,
        cursor_column=plan.cursor.landed if plan.cursor else None,
        cursor_value=published.cursor_value,
        rows=0 if extracted.is_unchanged else extracted.copied.rows,
        total_rows=published.total_rows,
        seconds=extracted.seconds,
        note=published.note,
        changed_columns=extracted.changed_columns,
        starts_anew=extracted.starts_anew and not extracted.is_unchanged,
        reason=plan.reason,
        key_columns=plan.key,
    )
    note_load(connection, load)
    if extracted.copied.parts is not None:
        note_files(connection, load, extracted.copied.parts, is_all=extracted.is_whole)


def record_dlt_load(connection: psycopg.Connection[Any], publication: Publication, load_id: str) -> None:
    """Write dlt's own record of the load, so that the dataset looks to dlt as if it had loaded it there."""
    target = sql.Identifier(publication.dataset, "_dlt_loads")
    columns = "load_id text not null, schema_name text, status bigint not null, inserted_at timestamptz not null"
    statement = sql.SQL("create table if not exists {} ({}, schema_version_hash text)").format(target, sql.SQL(columns))
    connection.execute(statement)
    record = sql.SQL("insert into {} (load_id, schema_name, status, inserted_at) values (%s, %s, 0, clock_timestamp())")
    connection.execute(record.format(target), (load_id, publication.dataset))


@contextmanager
def refused(where: str) -> Iterator[None]:
    """Say in our words which table Postgres refused, and why."""
    with refusals(f"{where} could not be published"):
        try:
            yield
        except UniqueViolation as error:
            hint = "Correct `primary_key` in the source's file, or the rows at the source."
            raise IngestError(f"The key of {where} is not unique: {error.diag.message_primary}.", hint=hint) from error


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
    least = 1 if extracted.span is None else _NULL_SAMPLE
    if extracted.standing.columns is None or extracted.copied.rows < least:
        return ()
    before = read_empty_columns(connection, publication.dataset, table)
    now = read_empty_columns(connection, publication.staging, table)
    emptied = sorted(name for name, empty in now.items() if empty and before.get(name) is False)
    return (f"drift: only NULL now: {', '.join(emptied)}",) if emptied else ()


def _cursor_value(connection: psycopg.Connection[Any], extracted: Extracted, publication: Publication) -> str | None:
    """How far the cursor has come: never back, and never ahead of the source's own clock.

    Otherwise one row from the future would hide all that come after it.
    """
    cursor = extracted.plan.cursor
    if cursor is None:
        return None
    state = extracted.standing.state
    before = state.cursor_value if extracted.span is not None and state is not None else None
    newest = sql.SQL("max({})").format(sql.Identifier(cursor.landed))
    relation = sql.SQL("{}").format(sql.Identifier(publication.staging, extracted.plan.table.landed))
    if _knows_endless(cursor):
        relation += sql.SQL(" where {} < 'Infinity'").format(sql.Identifier(cursor.landed))  # NaN counts as more than that
    if cursor.is_moment:
        cap = sql.Literal(publication.moment.of(cursor))
        newest = sql.SQL("case when {0} is not null then least({0}, {1}::{2}) end").format(newest, cap, sql.SQL(cursor.type_name))
    query = sql.SQL("select greatest({}, {}::{})::text from {}").format(
        newest, sql.Literal(before), sql.SQL(cursor.type_name), relation
    )
    row = connection.execute(query).fetchone()
    return row[0] if row else None


def _knows_endless(cursor: Column) -> bool:
    return cursor.type_name.startswith("numeric") or cursor.type_name in {"real", "double precision"}
