"""A day's snapshot of a segment, folded into intervals: in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import psycopg

from heartbeat.db import load_statements
from heartbeat.errors.audit import SegmentFailed
from heartbeat.marts.sandbox import Block

_SQL = load_statements(__package__, "segments.sql")
MOST_ENTITIES = 10_000_000
LONGEST_ENTITY = 200
_LONGEST_SHOWN = 60
_EVER = "infinity"


@dataclass(frozen=True)
class Snapshot:
    """Which segment is looked at, for which day, as of which moment, and when. Times are UTC."""

    segment: str
    d: date
    as_of: datetime
    taken_at: datetime


class Kept(NamedTuple):
    """How many entities a snapshot has, and how many of them had another value on the day before that was looked at."""

    entities: int
    moved: int


def keep(connection: psycopg.Connection[Any], snapshot: Snapshot, rows: Iterable[Block], values: Sequence[str]) -> Kept:
    """Keep a snapshot in the place of what its day said before, as the worker, on a connection of its own.

    Days may come in any order. What a day says holds until the next day that was looked at.

    Args:
        connection: in autocommit.
        snapshot: of what the rows are.
        rows: `entity` and `value` of each, as COPY writes them; what raises while they are read undoes everything.
        values: those that the segment declares.

    Raises:
        SegmentFailed: the rows are no snapshot: an entity twice, NULL, a value that is not declared.
    """
    with connection.transaction():
        connection.execute(_SQL["wait_for_turn"])
        _receive(connection, rows)
        entities = _refuse_faulty(connection, snapshot.segment, values)
        moved = _move(connection, snapshot)
        noted = {"segment": snapshot.segment, "d": snapshot.d, "taken_at": snapshot.taken_at, "as_of": snapshot.as_of}
        connection.execute(_SQL["note_snapshot"], {**noted, "entities": entities})
        connection.execute("drop table segments.incoming")
    return Kept(entities, moved)


def _receive(connection: psycopg.Connection[Any], rows: Iterable[Block]) -> None:
    connection.execute(_SQL["begin_incoming"])
    with connection.cursor() as cursor, cursor.copy("copy segments.incoming (entity, value) from stdin") as incoming:
        for block in rows:
            incoming.write(block)
    connection.execute("analyze segments.incoming")


def _refuse_faulty(connection: psycopg.Connection[Any], segment: str, values: Sequence[str]) -> int:
    """How many entities there are. Messages name no entity: who somebody is, is nobody's business here."""
    counts = connection.execute(_SQL["count_incoming"], {"longest": LONGEST_ENTITY}).fetchone() or (0,) * 6
    rows, no_entity, no_value, empty, long, doubled = counts
    if rows > MOST_ENTITIES:
        raise SegmentFailed(
            f"{segment} gives more than {MOST_ENTITIES:,} entities.", hint="Leave out those that nobody asks for."
        )
    faults = {
        "rows without an entity (NULL)": (no_entity, "Leave them out: `where … is not null`."),
        "rows with an empty entity": (empty, "Leave them out: `where … <> ''`."),
        f"entities of more than {LONGEST_ENTITY} characters": (long, "Give the key of the entity."),
        "entities more than once": (
            doubled,
            "Give one row for each: `group by entity`, or `distinct on (entity)`.",
        ),
        "entities without a value (NULL)": (no_value, "Give each one a value of the file's `values`, or leave it out."),
    }
    for what, (count, hint) in faults.items():
        if count:
            raise SegmentFailed(f"{segment} gives {what}: {count:,}.", hint=hint)
    unknown = connection.execute(_SQL["find_unknown_values"], {"known": list(values)}).fetchall()
    if unknown:
        told = ", ".join(f"“{value[:_LONGEST_SHOWN]}” ({count:,})" for value, count in unknown)
        hint = f"Declared are {', '.join(values)}. Correct the SQL, or add the value to `values`."
        raise SegmentFailed(f"{segment} gives values that its file does not declare: {told}.", hint=hint)
    return int(rows)


def _move(connection: psycopg.Connection[Any], snapshot: Snapshot) -> int:
    of_day: dict[str, Any] = {"segment": snapshot.segment, "d": snapshot.d}
    before, following = connection.execute(_SQL["read_neighbours"], of_day).fetchone() or (None, None)
    moved = connection.execute(_SQL["count_moved"], {**of_day, "before": before}).fetchone() if before else None
    connection.execute(_SQL["move"], {**of_day, "until": following or _EVER})
    return int(moved[0]) if moved else 0
