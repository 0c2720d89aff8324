"""Everything slow about a table before it becomes visible: its key and indexes, statistics, and what its rows tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.errors import CardinalityViolation, UniqueViolation

from heartbeat.db import Role
from heartbeat.ingest.extract import Extracted
from heartbeat.ingest.staging import staging_of
from heartbeat.ingest.tables.model import Column, SourceMoment
from heartbeat.ingest.tables.refusal import not_unique, refusals
from heartbeat.ingest.tables.rows import has_repeated_key
from heartbeat.marts.belongings import carry_over
from heartbeat.marts.books.source_log import LogPosition, note_position
from heartbeat.marts.indexes import ensure_indexes, index_name
from heartbeat.marts.inspect import may_enter, read_empty_columns
from heartbeat.postgres.refusals import said
from heartbeat.postgres.roles import role_name

_NULL_SAMPLE = 100  # an increment with fewer rows does not tell that a column has gone empty
_MET_TWICE = "a merge met two rows with the same one"


@dataclass(frozen=True)
class Publication:
    """What all tables of a run share. `checked_at` is before the snapshot of the source was taken.

    `position` is how far the source's log of writes had come by then, where it tells.
    """

    source_id: str
    dataset: str
    checked_at: datetime
    moment: SourceMoment
    role_prefix: str
    position: LogPosition | None = None

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


def note_read(connection: psycopg.Connection[Any], publication: Publication, *, is_accepted: bool = False) -> None:
    """Record how far the source had come, in the transaction that publishes what was read of it.

    With `is_accepted` a person takes it as it is, even where it is older than what had landed.
    """
    reached, dataset = publication.position, publication.dataset
    if reached is not None:
        note_position(connection, dataset, reached, is_accepted=is_accepted, now=publication.checked_at)


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
    """Make a table ready, before the transaction.

    Raises:
        IngestError: the key is not unique, or an index cannot be made.
    """
    plan, table, standing = extracted.plan, extracted.plan.table.landed, extracted.standing
    with refused(f"{publication.dataset}.{table}"):
        if extracted.is_whole:
            _give_key(connection, publication.staging, extracted)
            own_roles = [role_name(role, publication.role_prefix) for role in Role]
            carry_over(connection, publication.dataset, table, publication.staging, own_roles=own_roles)
            ensure_indexes(connection, publication.staging, table, plan.indexes)
            connection.execute(sql.SQL("analyze {}").format(sql.Identifier(publication.staging, table)))
        else:
            missing = [index for index in plan.indexes if index_name(table, index) not in standing.indexes]
            ensure_indexes(connection, publication.dataset, table, missing)
        if extracted.is_unchanged:
            return Prepared(extracted, (), standing.state.cursor_value if standing.state else None)
        return _look_at_rows(connection, extracted, publication)


@contextmanager
def refused(where: str) -> Iterator[None]:
    """Say in our words which table Postgres refused, and why."""
    with refusals(f"{where} could not be published"):
        try:
            yield
        except (UniqueViolation, CardinalityViolation) as error:
            why = _MET_TWICE if isinstance(error, CardinalityViolation) else said(error)
            raise not_unique(where, why) from error


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


def _look_at_rows(connection: psycopg.Connection[Any], extracted: Extracted, publication: Publication) -> Prepared:
    """How far the cursor has come, and which columns had values and have none in the rows just read.

    An increment is read once for both, and for whether its key is one. A whole table has statistics and an index on its
    cursor, so it is not read again.

    Raises:
        IngestError: two rows of a merge have the same key. The merge itself would meet them only where it writes both: where one
            of them stands already as it is, the other would overwrite it.
    """
    is_told = extracted.standing.columns is not None and extracted.copied.rows >= (1 if extracted.span is None else _NULL_SAMPLE)
    counted = [column.landed for column in extracted.plan.table.columns] if is_told and extracted.span is not None else []
    table = extracted.plan.table.landed
    staged = sql.Identifier(publication.staging, table)
    repeated = has_repeated_key(staged, extracted.plan.key) if _may_repeat_a_key(extracted) else sql.SQL("false")
    fields = [_newest(extracted, publication), repeated, *(sql.SQL("count({})").format(sql.Identifier(name)) for name in counted)]
    query = sql.SQL("select {}").format(sql.SQL(", ").join(fields))
    if counted:
        query = sql.SQL("{} from {}").format(query, staged)
    cursor_value, is_repeated, *counts = connection.execute(query).fetchone() or (None, False)
    if is_repeated:
        raise not_unique(f"{publication.dataset}.{table}", _MET_TWICE)
    empty = [name for name, count in zip(counted, counts, strict=True) if count == 0]
    if is_told and extracted.span is None:
        empty = [name for name, is_empty in read_empty_columns(connection, publication.staging, table).items() if is_empty]
    before = read_empty_columns(connection, publication.dataset, table) if empty else {}
    emptied = sorted(name for name in empty if before.get(name) is False)
    return Prepared(extracted, (f"drift: only NULL now: {', '.join(emptied)}",) if emptied else (), cursor_value)


def _may_repeat_a_key(extracted: Extracted) -> bool:
    """Whether nothing else would tell: a whole table has an index on its key, and of inferred rows the last one was kept."""
    plan = extracted.plan
    return extracted.span is not None and plan.disposition == "merge" and not plan.table.is_inferred


def _newest(extracted: Extracted, publication: Publication) -> sql.Composable:
    """How far the cursor has come: never back, and never ahead of the source's own clock.

    Otherwise one row from the future would hide all that come after it.
    """
    cursor, state = extracted.plan.cursor, extracted.standing.state
    if cursor is None:
        return sql.SQL("null")
    before = state.cursor_value if extracted.span is not None and state is not None else None
    newest = sql.SQL("max({})").format(sql.Identifier(cursor.landed))
    relation: sql.Composable = sql.Identifier(publication.staging, extracted.plan.table.landed)
    if _knows_endless(cursor):  # NaN counts as more than that
        relation = sql.SQL("{} where {} < 'Infinity'").format(relation, sql.Identifier(cursor.landed))
    if cursor.is_moment:
        cap = sql.Literal(publication.moment.of(cursor))
        newest = sql.SQL("case when {0} is not null then least({0}, {1}::{2}) end").format(newest, cap, sql.SQL(cursor.type_name))
    return sql.SQL("(select greatest({}, {}::{})::text from {})").format(
        newest, sql.Literal(before), sql.SQL(cursor.type_name), relation
    )


def _knows_endless(cursor: Column) -> bool:
    return cursor.type_name.startswith("numeric") or cursor.type_name in {"real", "double precision"}
