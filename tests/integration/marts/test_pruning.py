"""What is removed of the books of ingest was asked for by nobody: every question has the same answer before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import psycopg
import pytest

from heartbeat.daily import tidy
from heartbeat.db import Database, Role
from heartbeat.marts.books.reconciliation import Comparison, close_comparison, open_comparison, read_last_comparisons
from heartbeat.marts.landed.facts import read_landed_facts
from heartbeat.marts.landed.prune import KEPT_DAYS, prune_books
from heartbeat.marts.loads import (
    read_changed_columns,
    read_earlier_cursor,
    read_source_conditions,
    read_table_states,
    read_whole_runs,
)
from heartbeat.marts.records import RunOutcome, TableFailure, TableLoad, close_run, note_loads, open_run
from postgres_fixtures import Cluster, cloned_house

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
TABLES = ("a", "b", "c")
LAGS = [timedelta(0), timedelta(minutes=10), timedelta(hours=3), timedelta(days=1)]
CHANGES: list[dict[str, str] | None] = [None, {"x": "is gone"}, {"x": "is gone", "y": "is wider"}, {"x": "was int and is text"}]


@dataclass(frozen=True)
class Reading:
    """What became of one table in one run; `ok` false: it failed."""

    ok: bool
    has_rows: bool
    starts_anew: bool
    cursor: str | None
    changed: dict[str, str] | None


@dataclass(frozen=True)
class Run:
    """One run: how long after the one before it, over which tables, and what became of it."""

    hours: int
    dataset: str
    is_whole: bool
    ends: str  # 'tables': each table has an outcome; 'away', 'error': none was read; 'never': it is still running
    tables: dict[str, Reading]


class History:
    """Invents runs. Troubles last: a table that fails tends to fail again, and a column that changed stays changed."""

    def __init__(self, seed: int) -> None:
        self._dice, self._trouble = Random(seed), (0.1, 0.4, 0.8)[seed % 3]
        self._failing: dict[str, bool] = {}
        self._changed: dict[str, dict[str, str] | None] = {}

    def runs(self, count: int) -> Iterator[Run]:
        for _ in range(count):
            hours = self._dice.choice([1, 1, 5, 24, 24, 200])
            dataset, ends = self._dice.choice(["d1", "d2"]), "tables"
            if self._dice.random() < self._trouble:
                ends = self._dice.choice(["tables", "away", "away", "error"])
            chosen = [table for table in TABLES if self._dice.random() < 0.6]
            tables = {table: self._reading(f"{dataset}.{table}") for table in chosen}
            yield Run(hours, dataset, self._dice.random() < 0.5, ends, tables)

    def _reading(self, table: str) -> Reading:
        if self._dice.random() < 0.25:
            self._failing[table] = self._dice.random() < self._trouble
        if self._dice.random() < 0.15:
            self._changed[table] = self._dice.choice(CHANGES)
        return Reading(
            ok=not self._failing.get(table, False),
            has_rows=self._dice.random() < 0.15,
            starts_anew=self._dice.random() < 0.06,
            cursor=self._dice.choice([None, None, None, "NaN", str(self._dice.randrange(100))]),
            changed=self._changed.get(table),
        )


@pytest.fixture(scope="module")
def loader(cluster: Cluster) -> Iterator[psycopg.Connection[Any]]:
    with cloned_house(cluster) as database, database.connect(Role.LOADER, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("seed", range(24))
def test_every_question_has_the_same_answer_after_pruning(loader: psycopg.Connection[Any], seed: int) -> None:
    with loader.transaction(force_rollback=True):
        ended_at = write(loader, list(History(seed).runs(10 + seed * 2)))
        before = answers(loader)
        for days_later in (0, 31, 100):
            prune_books(loader, now=ended_at + timedelta(days=days_later))
            assert answers(loader) == before, days_later


def write(loader: psycopg.Connection[Any], history: list[Run]) -> datetime:
    """Write the books of a history, as ingest does; returns when it ended."""
    at = BEGAN
    for number, run in enumerate(history):
        at += timedelta(hours=run.hours)
        run_id = open_run(loader, "bank", run.dataset, is_whole=run.is_whole, now=at)
        if run.ends == "tables":
            for table, reading in run.tables.items():
                if reading.ok:
                    note_loads(loader, _load(run.dataset, table, at + timedelta(seconds=1), reading, number))
        close_run(loader, run_id, _outcome(run, number), now=at + timedelta(seconds=30))
        for table in sorted(run.tables)[: number % 3]:
            found = Comparison(table, "ok" if number % 2 else "error", rows=number)
            close_comparison(loader, open_comparison(loader, "bank", run.dataset, table, now=at), found, now=at)
    return at


def _load(dataset: str, table: str, at: datetime, reading: Reading, number: int) -> TableLoad:
    return TableLoad(
        "bank", dataset, table, f"l{number}" if reading.has_rows else None, at, "append", "n", reading.cursor, number, number,
        0.1, None, reading.changed, reading.starts_anew,
    )  # fmt: skip


def _outcome(run: Run, number: int) -> RunOutcome:
    failed: TableFailure = {"state": "error", "code": "ingest", "error": f"it failed in run {number}", "hint": ""}
    failures = {table: failed for table, reading in run.tables.items() if not reading.ok}
    if run.ends == "away":
        return RunOutcome("error", "source-unreachable", f"no answer to run {number}", "is it running?")
    if run.ends == "error":
        return RunOutcome("error", "ingest", f"it broke in run {number}")
    return RunOutcome("error", "ingest", f"tables of run {number}", None, failures) if failures else RunOutcome("ok")


def answers(connection: psycopg.Connection[Any]) -> list[Any]:
    """All that is ever asked of the books."""
    states = read_table_states(connection)
    cursors = [
        read_earlier_cursor(connection, state.dataset, state.table_name, "n", until=state.checked_at - lag)
        for state in states.values()
        for lag in LAGS
    ]
    return [
        states, cursors, read_source_conditions(connection), read_changed_columns(connection), read_whole_runs(connection),
        read_landed_facts(connection, ["d1", "d2"]), *(read_last_comparisons(connection, name, TABLES) for name in ("d1", "d2")),
    ]  # fmt: skip


_A_YEAR = """
insert into landing.table_load (source_id, dataset, table_name, load_id, checked_at, disposition, rows, total_rows, seconds)
select 'bank', 'bank_core', 't' || t, case when i < 100 and t < 3 then 'l' || i end, %(now)s - (8760 - i) * interval '1 hour',
       'merge', i, 1, 0
from generate_series(1, 8760) i, generate_series(1, 3) t;
insert into landing.source_run (source_id, dataset, is_whole, started_at, ended_at, state, error_code, error)
select 'bank', 'bank_core', true, %(now)s - (8760 - i) * interval '1 hour', %(now)s, case when i < 100 then 'ok' else 'error' end,
       'ingest', 'no'
from generate_series(1, 8760) i"""


def test_a_year_of_hours_becomes_a_month_and_the_source_that_fails_all_the_while_since_when(database: Database) -> None:
    now = BEGAN + timedelta(days=400)
    with database.connect(Role.LOADER, autocommit=True) as loader, database.connect(Role.WORKER, autocommit=True) as worker:
        psycopg.ClientCursor(loader).execute(_A_YEAR, {"now": now})
        before = answers(loader)
        tidy(worker, database, readings_days=400, now=now)
        assert answers(loader) == before
        (failing,) = read_source_conditions(loader)
        left = loader.execute(
            "select (select count(*) from landing.table_load), (select count(*) from landing.source_run)"
        ).fetchone()
    assert failing.since == now - timedelta(hours=8660)
    a_month = KEPT_DAYS * 24 + 1
    assert left == (3 * a_month + 2, a_month + 2), (
        "beside the last month: two loads with rows; the last good run, the first failure"
    )


def test_who_may_not_log_in_as_the_loader_prunes_the_rest(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    other = Database(database.prefix, {**database.urls, Role.LOADER: "postgresql://hb_loader:wrong@127.0.0.1:1/x"})
    with database.connect(Role.WORKER, autocommit=True) as worker:
        tidy(worker, other, readings_days=400, now=BEGAN)
