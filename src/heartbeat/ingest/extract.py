"""Read from a source what is new in each table into staging, and compare it with what stands in marts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import sql

from heartbeat import checkpoints
from heartbeat.ingest.plan import TablePlan
from heartbeat.ingest.records.fitting import is_wider
from heartbeat.ingest.renames import settle_renames
from heartbeat.ingest.report import OnProgress, TableProgress
from heartbeat.ingest.staging import StagedTable
from heartbeat.ingest.tables.drift import compare_columns, returned_columns
from heartbeat.ingest.tables.model import Copied, Parts, Snapshot, SourceTable, Span, Window
from heartbeat.ingest.tables.rows import mark_rows, select_rows
from heartbeat.ingest.tables.shrinking import check_shrink
from heartbeat.ingest.tables.standing import Standing
from heartbeat.marts.inspect import count_rows
from heartbeat.marts.loads import TableState, read_earlier_cursor

_NO_CURSOR_VALUE = (None, "NaN", "Infinity")  # more than every number: nothing would ever be new
_SHOWN_TWICE_SECONDS = 3600  # local clocks go back by an hour once a year, and a cursor never does


@dataclass(frozen=True)
class Extracted:
    """What a run has read of one table. `span` is null for a whole table.

    `starts_anew` tells that the table is made anew, or kept up to date another way: an older cursor value means nothing for it.
    """

    plan: TablePlan
    standing: Standing
    span: Span | None
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
        return self.span is None and not self.is_unchanged


@dataclass(frozen=True)
class Extraction:
    """What reading needs: the snapshot of the source, the loader's connections (autocommit), and what was ordered.

    Marts are asked through the one connection while the other, the writer, fills staging.
    """

    snapshot: Snapshot
    schema: str
    dataset: str
    marts: psycopg.Connection[Any]
    writer: psycopg.Connection[Any]
    plan: Callable[[SourceTable], TablePlan]
    on_progress: OnProgress
    lag_seconds: float
    is_full: bool = False
    accept_shrink: bool = False


@dataclass(frozen=True)
class Planned:
    """How a table will be kept up to date. Where its shape was not known without its rows, they have been read in full."""

    plan: TablePlan
    staged: StagedTable
    copied: Copied | None = None
    seconds: float = 0.0  # that this took


@dataclass
class _Reading:
    span: Span | None = None
    notes: list[str] = field(default_factory=list)
    changed_columns: dict[str, str] = field(default_factory=dict)
    is_same_shape: bool = True  # marts hold the same columns, kept up to date the same way
    starts_anew: bool = True


def plan_reading(table: SourceTable, work: Extraction) -> Planned:
    """Plan one table; one that never landed and whose columns follow from its rows is read for that.

    Raises:
        SourceRejected, SourceUnreachable: as the source answers, or the plan is refused.
    """
    staged = StagedTable(
        work.writer, work.dataset, lambda rows, expected: work.on_progress(TableProgress(table.landed, rows, expected))
    )
    if table.columns or not table.is_inferred:
        return Planned(work.plan(table), staged)
    started = time.perf_counter()
    copied = _copy(table, None, staged, work)
    return Planned(work.plan(copied.table or table), staged, copied, time.perf_counter() - started)


def extract_table(planned: Planned, standing: Standing, work: Extraction) -> Extracted:
    """Read what is new of one table, compare, and bring it into staging if marts do not hold it already.

    Raises:
        SchemaDrift: a column has another type than before.
        LoadHeld: the table would lose 90 % of its rows or more.
        SourceRejected, SourceUnreachable: as the source answers.
    """
    started = time.perf_counter() - planned.seconds
    plan, reading, copied = _read(planned, standing, work)
    checkpoints.passing("extract")
    rows_before = _rows_before(plan, standing, work)
    unchanged = reading.is_same_shape and _is_unchanged(plan, standing, work, reading.span, copied)
    if not unchanged:
        if not work.accept_shrink and not (plan.disposition == "merge" and isinstance(reading.span, Window)):
            check_shrink(work.marts, (standing.dataset, plan.table.landed), reading.span, copied.rows, rows_before)
        planned.staged.fill()
    notes = (*reading.notes, *((copied.note,) if copied.note else ()))
    told = (notes, reading.changed_columns, reading.starts_anew)
    copied = replace(copied, marks=None)  # they have been compared, and those of many tables would fill the memory
    seconds = time.perf_counter() - started
    return Extracted(plan, standing, reading.span, copied, rows_before, unchanged, *told, seconds)


def _read(planned: Planned, standing: Standing, work: Extraction) -> tuple[TablePlan, _Reading, Copied]:
    plan, reading, copied = _read_shaped(planned, standing, work)
    if isinstance(reading.span, Parts):
        copied = settle_renames(copied, plan, standing, planned.staged)
        files = tuple(name for part in copied.parts or () for name in (part.file, *part.replaces))
        reading.span = replace(reading.span, files=files)
    copied = _kept(copied, plan, reading.span, planned.staged, work)
    if isinstance(reading.span, Window) and _has_moved_back(plan, standing, work, copied, planned.staged):
        reading.notes.append("loaded in full once: rows that had no cursor value are no longer as they were")
        reading.span = None
        copied = _kept(_copy(plan.table, None, planned.staged, work), plan, None, planned.staged, work)
    return plan, reading, copied


def _kept(copied: Copied, plan: TablePlan, span: Span | None, staged: StagedTable, work: Extraction) -> Copied:
    """What is left in staging of rows whose source knows no exact text, and their marks."""
    if work.snapshot.has_exact_text:
        return copied
    rows, marks = staged.keep(span, plan.key)
    repeated = 0 if isinstance(span, Window) else copied.rows - rows
    told = f"{repeated} of {copied.rows} rows had a key that came again: the last one counts" if repeated else None
    return replace(copied, rows=rows, marks=marks, note="; ".join(filter(None, (copied.note, told))) or None)


def _read_shaped(planned: Planned, standing: Standing, work: Extraction) -> tuple[TablePlan, _Reading, Copied]:
    """Read, and where the rows have another shape than was thought, decide again, and read all of it if that asks for it."""
    plan, staged = planned.plan, planned.staged
    reading = _decide(plan, standing, work)
    copied = planned.copied or _copy(plan.table, reading.span, staged, work)
    if copied.table is None or copied.table.columns == plan.table.columns:
        return plan, reading, copied
    was_whole = reading.span is None
    plan = work.plan(copied.table)
    reading = _decide(plan, standing, work)
    if reading.span is None and not was_whole:
        copied = _copy(plan.table, None, staged, work)
        plan = work.plan(copied.table or plan.table)
        reading = _decide(plan, standing, work)
        was_whole = True
    if was_whole:
        reading.span = None
    return plan, reading, copied


def _copy(table: SourceTable, span: Span | None, staged: StagedTable, work: Extraction) -> Copied:
    staged.expected_rows = table.estimated_rows if span is None else None
    staged.heard(0)  # its first rows may take long, and who waits should know for what
    copied = work.snapshot.copy(work.schema, table, span, staged)
    staged.heard(copied.rows)
    return copied


def _decide(plan: TablePlan, standing: Standing, work: Extraction) -> _Reading:
    """Whole table or span? A span only where marts hold the same columns, key and cursor as this plan."""
    reading = _Reading(notes=[plan.table.note] if plan.table.note else [])
    if standing.columns is None:
        reading.is_same_shape = False
        return reading
    drift = compare_columns(plan.table, f"{standing.dataset}.{plan.table.landed}", standing.columns)
    reading.notes += drift.notes
    reading.changed_columns = dict(drift.changed)
    # A merge keeps a column that is gone; a replaced table has to lose it.
    reading.is_same_shape = not (drift.asks_for_more or (drift.gone and plan.disposition == "replace"))
    if plan.disposition == "replace" or (drift.asks_for_more and not _can_change_in_place(plan, standing.columns)):
        return reading
    if work.is_full:
        reading.notes.append("read in full, as ordered")
        return reading
    if differs := _kept_otherwise(plan, standing):
        reading.notes.append(f"loaded in full once: {differs}")
        reading.is_same_shape = False
        return reading
    reading.starts_anew = False
    if plan.parts is not None:
        reading.span = Parts(plan.parts)
    elif why := _no_start(plan, standing.state, work):
        reading.notes.append(f"read in full: {why}")
    elif standing.state is not None:
        reading.span = window_of(plan, standing.state, work)
    return reading


def _can_change_in_place(plan: TablePlan, before: Mapping[str, str]) -> bool:
    """Whether rows that stand are right in the new shape: files before had no such column, and no type gets narrower."""
    types = [(before.get(column.landed, column.type_name), column.type_name) for column in plan.table.columns]
    return plan.parts is not None and all(is_wider(*both) for both in types if both[0] != both[1])


def _kept_otherwise(plan: TablePlan, standing: Standing) -> str | None:
    """How the table was kept up to date so far, if that was not the way of this plan."""
    state, cursor = standing.state, plan.cursor.landed if plan.cursor else None
    if state is None or (state.disposition, state.cursor_column) != (plan.disposition, cursor):
        return "it was not kept up to date this way before"
    if plan.disposition == "merge" and not standing.is_unique(plan.key):
        return "its key in marts was another one"
    if came_again := returned_columns(plan.table, state.check.changed_columns if state.check else {}):
        return f"{', '.join(came_again)} was not read for a while"
    return None


def _no_start(plan: TablePlan, state: TableState | None, work: Extraction) -> str | None:
    """Why no window can begin anywhere, although there is a cursor."""
    cursor = plan.cursor
    if cursor is None:
        return None
    if state is None or state.cursor_value in _NO_CURSOR_VALUE:
        return f"no row has a value of {cursor.landed} yet"
    # A merge asks a Postgres source alone, and begins at a text that was there: nothing that came after it is missed.
    if cursor.is_text and not (plan.disposition == "merge" and work.snapshot.has_exact_text):
        return f"the source may have another order of texts such as those of {cursor.landed} than marts"
    return None


def window_of(plan: TablePlan, state: TableState, work: Extraction) -> Window | None:
    """The rows that the next increment after this state reads; null when it reads the table in full."""
    cursor = plan.cursor
    if cursor is None or state.cursor_value is None or _no_start(plan, state, work):
        return None
    if cursor.is_moment:
        return Window(cursor, state.cursor_value, work.lag_seconds + (0 if cursor.is_unmistakable else _SHOWN_TWICE_SECONDS))
    until = state.checked_at - timedelta(seconds=work.lag_seconds)
    start = read_earlier_cursor(work.marts, state.dataset, state.table_name, cursor.landed, until=until)
    return None if start is None else Window(cursor, start, 0)


def _rows_before(plan: TablePlan, standing: Standing, work: Extraction) -> int:
    if standing.columns is None:
        return 0
    return standing.state.total_rows if standing.state else count_rows(work.marts, standing.dataset, plan.table.landed)


def _has_moved_back(plan: TablePlan, standing: Standing, work: Extraction, copied: Copied, staged: StagedTable) -> bool:
    """Whether a row without a cursor value may have got one before the window: an append would remove it and not find it."""
    cursor = plan.cursor
    if plan.disposition != "append" or cursor is None:
        return False
    relation = sql.Identifier(standing.dataset, plan.table.landed)
    without = sql.SQL("{} is null").format(sql.Identifier(cursor.landed))
    if copied.marks is None:
        return staged.lacks(relation, without)
    query = select_rows(relation, plan.table.columns, None, landed=True)
    rows, marks = mark_rows(work.marts, sql.SQL("{} where {}").format(query, without), plan.table.columns)
    return rows > 0 and (marks is None or not marks <= copied.marks)


def _is_unchanged(plan: TablePlan, standing: Standing, work: Extraction, span: Span | None, copied: Copied) -> bool:
    """Whether marts already hold every row that was read: then nothing is loaded, and metrics need not run again."""
    if copied.marks is None or standing.state is None:
        return False
    if span is None and standing.state.total_rows != copied.rows:
        return False
    relation = sql.Identifier(standing.dataset, plan.table.landed)
    query = select_rows(relation, plan.table.columns, span, landed=True)
    _, standing_marks = mark_rows(work.marts, query, plan.table.columns)
    if plan.disposition == "merge" and isinstance(span, Window):  # rows deleted at the source may stand in marts beside them
        return standing_marks is not None and copied.marks <= standing_marks
    return copied.marks == standing_marks
