"""Segments as they are deployed, and how the last snapshot of each ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import class_row

from heartbeat.db import load_statements
from heartbeat.definitions.parse.fields import nearest
from heartbeat.definitions.segments.model import SegmentDefinition
from heartbeat.errors import HeartbeatError
from heartbeat.errors.audit import SegmentNotFound

_SQL = load_statements("heartbeat.readings", "queries/audit_segments.sql")


@dataclass(frozen=True)
class SegmentState:
    """A deployed segment: its last snapshot that went well (nulls: there is none yet), and how its last try failed, if it did."""

    segment: str
    name: str
    entity: str
    file: str
    uses_as_of: bool
    d: date | None
    taken_at: datetime | None
    entities: int | None
    moved: int | None
    seconds: float | None
    tried_at: datetime | None
    error_code: str | None
    error: str | None
    hint: str | None


class Outcome(NamedTuple):
    """Of which day a snapshot is, how many entities it has, how many of them moved, and how long it took."""

    d: date
    entities: int
    moved: int
    seconds: float


def read_segments(connection: psycopg.Connection[Any], names: Collection[str] = ()) -> tuple[SegmentDefinition, ...]:
    """The deployed segments, all of them or those that are named, by name.

    Raises:
        SegmentNotFound: one that is named is not deployed.
    """
    rows = connection.execute(_SQL["read_segments"]).fetchall()
    deployed = {row[0]: _definition(*row) for row in rows}
    for name in names:
        if name not in deployed:
            near = nearest(name, list(deployed))
            known = f"Deployed: {', '.join(deployed)}." if deployed else "None is deployed: write segments/<segment>.sql."
            raise SegmentNotFound(f"There is no segment {name}.", hint=f"Did you mean {near}?" if near else known)
    return tuple(segment for name, segment in deployed.items() if not names or name in names)


def _definition(*row: Any) -> SegmentDefinition:
    segment, file, name, entity, description, values, sql, tables, *rest = row
    return SegmentDefinition(segment, file, name, entity, description, tuple(values), sql, tuple(tables), *rest)


def note_taken(connection: psycopg.Connection[Any], segment: str, outcome: Outcome, *, now: datetime) -> None:
    """Note that a snapshot of today went well."""
    connection.execute(_SQL["note_taken"], {"segment": segment, **outcome._asdict(), "now": now})


def note_failed(connection: psycopg.Connection[Any], segment: str, error: HeartbeatError, *, now: datetime) -> None:
    """Note why there is no snapshot."""
    row = {"segment": segment, "code": error.code, "error": error.message, "hint": error.hint or None, "now": now}
    connection.execute(_SQL["note_failed"], row)


def read_states(connection: psycopg.Connection[Any]) -> list[SegmentState]:
    """How each deployed segment stands, by name."""
    with connection.cursor(row_factory=class_row(SegmentState)) as cursor:
        return cursor.execute(_SQL["read_states"]).fetchall()
