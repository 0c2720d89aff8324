"""Find out where a landed table differs from its source, and bring the rows of those places into staging."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from psycopg import sql

from heartbeat.errors import IngestError
from heartbeat.ingest.extract import Extraction, window_of
from heartbeat.ingest.plan import TablePlan
from heartbeat.ingest.report import TableProgress
from heartbeat.ingest.staging import StagedTable
from heartbeat.ingest.tables.drift import compare_columns
from heartbeat.ingest.tables.model import (
    Copied,
    Fingerprinted,
    Parts,
    Ranges,
    SourceTable,
    Span,
    Window,
)
from heartbeat.ingest.tables.ranges import differing, fingerprint, ranges_for
from heartbeat.ingest.tables.standing import Standing
from heartbeat.marts.loads import TableState
from heartbeat.marts.records import FilePart, read_files


@dataclass(frozen=True)
class Found:
    """What a comparison has found of one table, before anything is mended.

    `ranges` are those whose rows lie in staging, null where all rows of the source do. `coming` is what the next run reads
    anyway. `rows_here` stand in marts, `rows_there` at the source.
    """

    plan: TablePlan
    state: TableState
    ranges: Ranges | None
    coming: Span | None
    rows_here: int
    rows_there: int
    seconds: float
    parts: tuple[FilePart, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether nothing differs, so that nothing lies in staging."""
        return self.ranges is not None and not self.ranges.wanted


def compare_table(table: SourceTable, standing: Standing, work: Extraction) -> Found | None:
    """Compare one table; null when the next run reads it in full, which mends whatever differs.

    Raises:
        SourceRejected, SourceUnreachable: as the source answers.
        IngestError: its columns are not as its last run had found them.
    """
    plan, state = work.plan(table), standing.state
    if state is None or standing.columns is None or plan.disposition == "replace":
        return None
    if plan.parts is not None:
        return _compare_rows(plan, state, standing, work, None)
    coming = window_of(plan, state, work)
    if coming is None:
        return None
    if isinstance(work.snapshot, Fingerprinted):
        return _compare_ranges(plan, state, standing, work, coming)
    return _compare_rows(plan, state, standing, work, coming)


def _compare_ranges(plan: TablePlan, state: TableState, standing: Standing, work: Extraction, coming: Window) -> Found:
    """Where the server of the source can hash: only ranges that are not the same are read."""
    started, snapshot = time.perf_counter(), work.snapshot
    if not isinstance(snapshot, Fingerprinted):
        raise TypeError("this kind tells no ranges")
    _refuse_other_shape(plan.table, standing)
    ranges = ranges_for(plan.table, plan.key, max(state.total_rows, plan.table.estimated_rows or 0))
    # What is ahead of the cursor has not landed: the next run brings it, and no range need be read for it.
    ahead = replace(coming, start=state.cursor_value or coming.start, lag_seconds=0)
    there = snapshot.fingerprints(work.schema, plan.table, ranges, ahead)
    relation = sql.Identifier(work.dataset, plan.table.landed)
    here = fingerprint(work.marts, relation, plan.table, ranges, None, landed=True)
    ranges = replace(ranges, wanted=differing(here, there))
    if ranges.wanted:
        staged = _staged(plan.table, work)
        snapshot.copy(work.schema, plan.table, ranges, staged)
        staged.fill()
    rows_here, rows_there = (sum(rows for rows, _ in side.values()) for side in (here, there))
    return Found(plan, state, ranges, coming, rows_here, rows_there, time.perf_counter() - started)


def _compare_rows(plan: TablePlan, state: TableState, standing: Standing, work: Extraction, coming: Window | None) -> Found:
    """Where it cannot: all rows are read."""
    started, staged = time.perf_counter(), _staged(plan.table, work)
    staged.expected_rows = plan.table.estimated_rows
    copied = work.snapshot.copy(work.schema, plan.table, None, staged)
    plan = work.plan(copied.table or plan.table)
    _refuse_other_shape(plan.table, standing)
    rows = copied.rows
    if not work.snapshot.has_exact_text:
        rows, _ = staged.keep(None, plan.key)
    staged.fill()
    changed = coming if plan.parts is None else _changed_files(plan, copied, work)
    told = (state.total_rows, rows, time.perf_counter() - started)
    return Found(plan, state, None, changed, *told, copied.parts or ())


def _changed_files(plan: TablePlan, copied: Copied, work: Extraction) -> Parts | None:
    """The files that the next run reads: those whose rows have not landed as they are now."""
    if plan.parts is None:
        return None
    known = read_files(work.marts, work.dataset, plan.table.landed)
    files = [part.file for part in copied.parts or () if part.file not in known or known[part.file].state != part.state]
    return Parts(plan.parts, tuple(files))


def _staged(table: SourceTable, work: Extraction) -> StagedTable:
    def hear(rows: int, expected: int | None) -> None:
        work.on_progress(TableProgress(table.landed, rows, expected))

    return StagedTable(work.writer, work.dataset, hear)


def _refuse_other_shape(table: SourceTable, standing: Standing) -> None:
    name = f"{standing.dataset}.{table.landed}"
    if compare_columns(table, name, standing.columns or {}).asks_for_more:
        message = f"{name} has other columns at the source than its last run had found."
        raise IngestError(message, hint="The next run loads it with them, and then it can be compared.")
