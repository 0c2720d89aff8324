"""Read from a source what is new in each table, and compare it with what stands in marts."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from heartbeat import checkpoints
from heartbeat.errors import LoadHeld, SchemaDrift
from heartbeat.ingest.plan import TablePlan
from heartbeat.ingest.report import OnProgress, TableProgress
from heartbeat.ingest.tables.model import Copied, Snapshot, Target, Window
from heartbeat.ingest.tables.rows import copy_rows, in_window, select_rows
from heartbeat.marts.inspect import count_rows, has_unique_key
from heartbeat.marts.loads import TableState, read_earlier_cursor

LOST_SHARE = 0.9  # a load that would lose this share of a table's rows waits for a person
_NO_CURSOR_VALUE = (None, "NaN", "Infinity")  # more than every number: nothing would ever be new
_SHOWN_TWICE_SECONDS = 3600  # local clocks go back by an hour once a year, and a cursor never does
# Types within a family differ in width only: the table is loaded anew in full with the new type. Between families it is drift.
_FAMILIES = {
    "smallint": "integer", "bigint": "integer", "real": "float", "double precision": "float",
    "character varying": "text", "character": "text",
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What stands in marts of one table before a run. `columns` is null when there is no such table yet."""

    dataset: str
    state: TableState | None
    columns: dict[str, str] | None


@dataclass(frozen=True)
class Extracted:
    """What a run has read of one table. `window` is null for a whole table.

    `starts_anew` tells that the table is made anew, or kept up to date another way: an older cursor value means nothing for it.
    """

    plan: TablePlan
    standing: Standing
    window: Window | None
    copied: Copied
    rows_before: int
    is_unchanged: bool
    notes: tuple[str, ...]
    changed_columns: Mapping[str, str]
    starts_anew: bool
    seconds: float

    @property
    def is_whole(self) -> bool:
        """Whether a table takes the place of the one that stands."""
        return self.window is None and not self.is_unchanged


@dataclass(frozen=True)
class Extraction:
    """What reading needs: the snapshot of the source, the loader's connection (autocommit), and where files go."""

    snapshot: Snapshot
    marts: psycopg.Connection[Any]
    schema: str
    place: Path
    lag_seconds: float
    on_progress: OnProgress
    accept_shrink: bool = False


@dataclass
class _Reading:
    window: Window | None = None
    notes: list[str] = field(default_factory=list)
    changed_columns: dict[str, str] = field(default_factory=dict)
    is_same_shape: bool = True  # marts hold the same columns, kept up to date the same way
    starts_anew: bool = True


def extract_table(plan: TablePlan, standing: Standing, work: Extraction) -> Extracted:
    """Copy what is new of one table to a file.

    Raises:
        SchemaDrift: a column has another type than before.
        LoadHeld: the table would lose 90 % of its rows or more.
        SourceRejected, SourceUnreachable: as the source answers.
    """
    started = time.perf_counter()
    reading = _decide(plan, standing, work)
    copied = _copy(plan, reading.window, work)
    if reading.window is not None and _has_moved_back(plan, standing, work, copied):
        reading.notes.append("loaded in full once: rows that had no cursor value are no longer as they were")
        reading.window = None
        copied = _copy(plan, None, work)
    checkpoints.passing("extract")
    rows_before = _rows_before(plan, standing, work)
    unchanged = reading.is_same_shape and _is_unchanged(plan, standing, work, reading.window, copied)
    if not unchanged and not work.accept_shrink:
        _check_shrink(plan, standing, work, reading.window, copied.rows, rows_before)
    seconds = time.perf_counter() - started
    told = (tuple(reading.notes), reading.changed_columns, reading.starts_anew)
    return Extracted(plan, standing, reading.window, copied, rows_before, unchanged, *told, seconds)


def _copy(plan: TablePlan, window: Window | None, work: Extraction) -> Copied:
    table, estimate = plan.table, plan.table.estimated_rows if window is None else None
    target = Target(
        work.place / f"{table.landed}.csv", lambda rows: work.on_progress(TableProgress(table.landed, rows, estimate))
    )
    copied = work.snapshot.copy(work.schema, table, window, target)
    target.heard(copied.rows)
    return copied


def _decide(plan: TablePlan, standing: Standing, work: Extraction) -> _Reading:
    """Whole table or window? A window only where marts hold the same columns, key and cursor as this plan."""
    reading = _Reading(notes=[plan.table.note] if plan.table.note else [])
    if standing.columns is None:
        reading.is_same_shape = False
        return reading
    grown = _compare_columns(plan, standing, reading)
    if plan.cursor is None or plan.disposition == "replace" or grown:
        return reading
    if differs := _kept_otherwise(plan, standing, work):
        reading.notes.append(f"loaded in full once: {differs}")
        reading.is_same_shape = False
        return reading
    reading.starts_anew = False
    if standing.state is None or standing.state.cursor_value in _NO_CURSOR_VALUE:
        reading.notes.append(f"read in full: no row has a value of {plan.cursor.landed} yet")
        return reading
    reading.window = _window(plan, standing.state, work)
    return reading


def _kept_otherwise(plan: TablePlan, standing: Standing, work: Extraction) -> str | None:
    """How the table was kept up to date so far, if that was not the way of this plan."""
    state, cursor = standing.state, plan.cursor.landed if plan.cursor else None
    if state is None or (state.disposition, state.cursor_column) != (plan.disposition, cursor):
        return "it was not kept up to date this way before"
    if plan.disposition == "merge" and not has_unique_key(work.marts, standing.dataset, plan.table.landed, plan.key):
        return "its key in marts was another one"
    return None


def _window(plan: TablePlan, state: TableState, work: Extraction) -> Window | None:
    cursor = plan.cursor
    if cursor is None or state.cursor_value is None:
        return None
    if cursor.is_moment:
        return Window(cursor, state.cursor_value, work.lag_seconds + (0 if cursor.is_unmistakable else _SHOWN_TWICE_SECONDS))
    until = state.checked_at - timedelta(seconds=work.lag_seconds)
    start = read_earlier_cursor(work.marts, state.dataset, state.table_name, cursor.landed, until=until)
    return None if start is None else Window(cursor, start, 0)


def _compare_columns(plan: TablePlan, standing: Standing, reading: _Reading) -> bool:
    """Note what differs between source and marts; return whether the table must be loaded anew in full for it."""
    before = standing.columns or {}
    now = {column.landed: column.type_name for column in plan.table.columns}
    others = {name: (before[name], now[name]) for name in now if name in before and before[name] != now[name]}
    refused = {name: types for name, types in others.items() if _family(types[0]) != _family(types[1])}
    if refused:
        _refuse(plan, standing.dataset, refused)
    new = sorted(now.keys() - before.keys())
    gone = sorted(before.keys() - now.keys())
    reading.changed_columns = dict.fromkeys(gone, "is no longer at the source") | _in_words(others)
    if new:
        reading.notes.append(f"drift: new at the source: {', '.join(new)}; loaded in full once")
    if gone:
        reading.notes.append(f"drift: no longer at the source: {', '.join(gone)}")
    for name, what in sorted(_in_words(others).items()):
        reading.notes.append(f"drift: {name} {what}; loaded in full once")
    # A merge keeps a column that is gone; a replaced table has to lose it.
    reading.is_same_shape = not (new or others or (gone and plan.disposition == "replace"))
    return bool(new or others)


def _in_words(types: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    return {name: f"was {before} and is {now}" for name, (before, now) in types.items()}


def _refuse(plan: TablePlan, dataset: str, refused: Mapping[str, tuple[str, str]]) -> None:
    table = f"{dataset}.{plan.table.landed}"
    column, types = next(iter(refused.items()))
    message = f"The column {column} of {table} was {types[0]} and is {types[1]} at the source; the table was not loaded."
    hint = f"Correct the metrics that read it, then `drop table {table}` as the loader: the next run loads it with the new type."
    raise SchemaDrift(message, hint=hint, columns=_in_words(refused))


def _family(type_name: str) -> str:
    """`character varying(20)[]` -> `text[]`."""
    brackets = "[]" if type_name.endswith("[]") else ""
    head, _, tail = type_name.removesuffix("[]").partition("(")
    base = head.strip() + tail.partition(")")[2]
    return _FAMILIES.get(base, base) + brackets


def _rows_before(plan: TablePlan, standing: Standing, work: Extraction) -> int:
    if standing.columns is None:
        return 0
    if standing.state is not None:
        return standing.state.total_rows
    return count_rows(work.marts, standing.dataset, plan.table.landed)


def _has_moved_back(plan: TablePlan, standing: Standing, work: Extraction, copied: Copied) -> bool:
    """Whether a row without a cursor value may have got one before the window: an append would remove it and not find it."""
    cursor = plan.cursor
    if plan.disposition != "append" or cursor is None or (cursor.nullable and copied.marks is None):
        return False
    query = select_rows(sql.Identifier(standing.dataset, plan.table.landed), plan.table.columns, None, landed=True)
    without = sql.SQL("{} where {} is null").format(query, sql.Identifier(cursor.landed))
    rows, marks = copy_rows(work.marts, without, None)
    if rows == 0 or copied.marks is None:
        return rows > 0
    return marks is None or not marks <= copied.marks


def _is_unchanged(plan: TablePlan, standing: Standing, work: Extraction, window: Window | None, copied: Copied) -> bool:
    """Whether marts already hold every row that was read: then nothing is loaded, and metrics need not run again."""
    if copied.marks is None or standing.state is None:
        return False
    if window is None and standing.state.total_rows != copied.rows:
        return False
    relation = sql.Identifier(standing.dataset, plan.table.landed)
    _, standing_marks = copy_rows(work.marts, select_rows(relation, plan.table.columns, window, landed=True), None)
    if standing_marks is None:
        return False
    if plan.disposition == "merge" and window is not None:  # rows deleted at the source may stand in marts beside them
        return copied.marks <= standing_marks
    return copied.marks == standing_marks


def _check_shrink(  # noqa: PLR0913, PLR0917 - the facts of one decision
    plan: TablePlan, standing: Standing, work: Extraction, window: Window | None, rows: int, rows_before: int
) -> None:
    if rows_before == 0 or (plan.disposition == "merge" and window is not None):
        return
    after = rows
    if window is not None:
        relation = sql.Identifier(standing.dataset, plan.table.landed)
        query = sql.SQL("select count(*) from {} where {}").format(relation, in_window(window, landed=True))
        after += rows_before - int((work.marts.execute(query).fetchone() or (0,))[0])
    if after > rows_before * (1 - LOST_SHARE):
        return
    table = f"{standing.dataset}.{plan.table.landed}"
    message = f"{table} would shrink from {rows_before} to {after} rows, so the load is held and the old rows stay."
    raise LoadHeld(message, hint="Look at the source. If it is right, let it through with --accept-shrink.")
