"""Running the tests of a metric: its tables made once, each test's rows put in, and its SQL run as a beat would."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from heartbeat.db import Database, Role
from heartbeat.definitions.metric_tests.model import MetricTest, MetricTestFile
from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.problem import Findings, Problem
from heartbeat.errors import ConfigError, DatabaseUnavailable, MeasureError
from heartbeat.marts.sandbox import Sandbox
from heartbeat.marts.scratch import (
    CellRefused,
    ScratchTable,
    drop_tables,
    empty_tables,
    insert_row,
    rebuild_tables,
    refuse_house,
)
from heartbeat.measure.execute import execute_history, execute_value
from heartbeat.measure.shape import Value, pick_value, read_value
from heartbeat.measure.trials.outcome import Difference, Given, differences
from heartbeat.measure.trials.tables import Landed, tables_of
from heartbeat.postgres.roles import role_name
from heartbeat.rules.days import day_end
from heartbeat.rules.status import Lines, Verdict, judge

_FAILURES = (MeasureError, DatabaseUnavailable)
"""What a beat would write down as the metric's health. A server that lost one session answers the next test."""


@dataclass(frozen=True)
class Result:
    """One test that was run: what it gave and how that differs; `refused` says in words why its rows could not be put in."""

    test: MetricTest
    differences: tuple[Difference, ...]
    seconds: float
    got: Given | None = None
    refused: Problem | None = None

    @property
    def passed(self) -> bool:
        """Whether all was as expected."""
        return self.refused is None and not self.differences


@dataclass(frozen=True)
class FileResult:
    """What came of one test file. With an error among the problems nothing was run. `landed` tables gave their columns."""

    metric_id: str
    file: str
    results: tuple[Result, ...]
    problems: tuple[Problem, ...] = ()
    landed: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every test was run and passed."""
        return all(result.passed for result in self.results) and not any(each.severity == "error" for each in self.problems)


@contextmanager
def open_bench(database: Database, landed: Landed, *, zone: ZoneInfo, timeout_seconds: float) -> Iterator[Bench]:
    """A place to run tests in a scratch database. Times in rows that have no offset are read in the workspace's zone.

    Raises:
        ConfigError: it is no scratch database but one with data.
    """
    with database.connect(Role.LOADER, autocommit=True, application_name="heartbeat test") as loader:
        refuse_house(loader)
        loader.execute("select set_config('timezone', %s, false)", (zone.key,))
        yield Bench(database, loader, Sandbox(database, timeout_seconds=timeout_seconds), zone, landed)


@dataclass(frozen=True)
class Bench:
    """Where tests are run: a scratch database (`loader` is a connection of its loader, autocommit), and the workspace's zone."""

    database: Database
    loader: psycopg.Connection[Any]
    sandbox: Sandbox
    zone: ZoneInfo
    landed: Landed

    def run(self, tests: MetricTestFile, chosen: Sequence[MetricTest], metric: MetricDefinition) -> FileResult:
        """Run the chosen tests of a file, one after another."""
        findings = Findings(tests.file)
        tables = tables_of(tests, metric, self.landed, findings)
        results: tuple[Result, ...] = ()
        if not findings.has_error:
            try:
                rebuild_tables(self.loader, tables, role_name(Role.QUERY, self.database.prefix))
                results = tuple(self._run_each(chosen, metric, tables, tests.file))
            except ConfigError as error:
                findings.error(1, error.message, error.hint)
            finally:
                drop_tables(self.loader, tables)
        landed = tuple(table for table in metric.sql.tables if table not in tests.columns and table in self.landed.columns)
        return FileResult(tests.metric_id, tests.file, results, tuple(findings.problems), landed)

    def _run_each(
        self, chosen: Sequence[MetricTest], metric: MetricDefinition, tables: Sequence[ScratchTable], file: str
    ) -> Iterator[Result]:
        for test in chosen:
            started = time.perf_counter()
            refused = self._fill(test, tables, file)
            got = None if refused else self._measure(test, metric)
            found = differences(test.expect, got) if got else ()
            yield Result(test, found, time.perf_counter() - started, got, refused)

    def _fill(self, test: MetricTest, tables: Sequence[ScratchTable], file: str) -> Problem | None:
        """Replace the rows by those of a test. Committed: the sandbox comes as another role, on a connection of its own."""
        with self.loader.transaction():
            empty_tables(self.loader, tables)
            for table in tables:
                name = f"{table.dataset}.{table.name}"
                for row in test.given.get(name, ()):
                    try:
                        insert_row(self.loader, table, row.cells)
                    except CellRefused as error:
                        return _refused_row(file, row.line, name, row.cells.get(error.column or ""), error)
        return None

    def _measure(self, test: MetricTest, metric: MetricDefinition) -> Given:
        value, error = Value(None), None
        try:
            value = execute_value(metric, self.sandbox, test.as_of)
        except _FAILURES as failure:
            error = str(failure)
        crosscheck, crosscheck_error = self._crosscheck(test, metric) if error is None else (None, None)
        history, history_error = self._history(test, metric)
        verdict = _verdict(metric, value)
        return Given(value, error, verdict, crosscheck, crosscheck_error, history, history_error)

    def _crosscheck(self, test: MetricTest, metric: MetricDefinition) -> tuple[Value | None, str | None]:
        if metric.sql.crosscheck is None or not test.expect.crosscheck:
            return None, None
        label = f"{metric.metric_id}.crosscheck"
        try:
            answer = self.sandbox.run(metric.sql.crosscheck, as_of=test.as_of, label=label, pick=pick_value)
            return read_value(answer.columns, answer.rows), None
        except _FAILURES as failure:
            return None, str(failure)

    def _history(self, test: MetricTest, metric: MetricDefinition) -> tuple[dict[Any, float | None], str | None]:
        """The days that are expected, from the history statement, else from the value's own at the end of each day."""
        days = test.expect.history
        if not days:
            return {}, None
        try:
            if metric.sql.history is not None:
                told = execute_history(metric, self.sandbox, test.as_of, self.zone)
                return {day: told[day].value if day in told else None for day in days}, None
            return {day: execute_value(metric, self.sandbox, day_end(day, self.zone)).value for day in days}, None
        except _FAILURES as failure:
            return {}, str(failure)


def _refused_row(file: str, line: int, table: str, cell: str | None, error: CellRefused) -> Problem:
    place = f"{table}.{error.column} cannot be “{(cell or '')[:60]}”" if error.column else f"A row of {table} is refused"
    return Problem(
        file, line, f"{place}: {error.message}.", "Write a value of the column's type, or declare another in `columns`."
    )


def _verdict(metric: MetricDefinition, value: Value) -> Verdict:
    """By the lines of the file, with nothing before it and nothing typical."""
    lines = Lines(metric.direction, metric.norm_value, metric.alert_value, metric.target_value)
    return judge(value.value, value.n, lines=lines, typical=None, side="both", min_n=metric.min_n, last_status=None)
