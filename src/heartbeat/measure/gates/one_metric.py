"""One metric file against the marts: each of its statements is run as a beat would run it, timed, and its plan looked at."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from zoneinfo import ZoneInfo

from heartbeat.db import Database, Role
from heartbeat.definitions.model import MetricDefinition, SourceDefinition
from heartbeat.definitions.problem import Problem
from heartbeat.definitions.sql.names import quoted
from heartbeat.definitions.sql.text import Statement
from heartbeat.errors import DatabaseUnavailable, MeasureError, QueryTimedOut
from heartbeat.marts.explain import Explainer
from heartbeat.marts.inspect import TableFacts
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.execute import LONGEST_HISTORY_DAYS, execute_history
from heartbeat.measure.gates.conditions import Condition
from heartbeat.measure.gates.findings import Finding, Limits, Sight, find
from heartbeat.measure.gates.index_advice import IndexAdvice, declared_for
from heartbeat.measure.gates.names import Read, missing_columns, missing_table, near_column, read_statement
from heartbeat.measure.gates.plan import Node, read_plan
from heartbeat.measure.shape import pick_days, pick_value, read_value

GATE_SECONDS = 5.0
"""What a value may take. A beat measures four at a time each hour, so two hundred such metrics are done within five minutes."""
_A_LITTLE_MORE = 1.0  # seconds over the gate, so that a value that barely misses it is told with its time

_LOST_SESSION = (
    "Its session was ended, as for a statement that needs too much memory or that an administrator ends. Read fewer rows."
)
_REMEDIES = {
    "22012": "Divide by nullif(…, 0): then the value is NULL, which means no data.",
    "22": "A cell does not fit. Leave such rows out before, or cast only what fits: case when x ~ '^[0-9]+$' then x::int end.",
    "42883": "Cast one side, so that both are of one type: `column::bigint`.",
    "42501": "Metric SQL reads the datasets of the sources and `segments`, nothing else.",
}


@dataclass(frozen=True)
class Site:
    """Where files are tried: the database, what has landed in it, and the workspace's sources by dataset."""

    database: Database
    zone: ZoneInfo
    now: datetime  # UTC; the moment of a statement that reads no table
    read_until: Mapping[str, datetime]  # of each landed table, 'dataset.table'
    tables: Mapping[str, TableFacts]
    sources: Mapping[str, SourceDefinition]
    timeout_seconds: float = 60.0  # of a statement in a beat
    gate_seconds: float = GATE_SECONDS
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Job:
    """A metric as its file is, with the place of each statement in it."""

    metric: MetricDefinition
    statements: Mapping[str, Statement]  # by section


@dataclass(frozen=True)
class Tried:
    """What came of one statement. `seconds` and `rows_read` are null where it was not run to its end."""

    section: str
    problems: tuple[Problem, ...]
    seconds: float | None = None
    rows_read: int | None = None
    largest: str | None = None  # the largest table that it reads
    no_data: str | None = None  # in words, why a value that was computed is none
    advice: tuple[IndexAdvice, ...] = ()
    is_over_gate: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of a metric: its statements in the order of the file."""

    metric: MetricDefinition
    as_of: datetime
    tried: tuple[Tried, ...] = field(default=())

    @property
    def problems(self) -> list[Problem]:
        """Everything found, by line; errors before warnings."""
        return sorted(set(chain.from_iterable(each.problems for each in self.tried)), key=_place)

    @property
    def is_over_gate(self) -> bool:
        """Whether the value took longer than a metric may."""
        return any(each.is_over_gate for each in self.tried)


def _place(problem: Problem) -> tuple[int, str, str]:
    """By line; an error comes before what explains it."""
    return problem.line, problem.severity, problem.message


def try_metric(job: Job, site: Site) -> Outcome:
    """Try every statement of one metric.

    Raises:
        DatabaseUnavailable: Postgres went away.
    """
    known = [site.read_until[table] for table in job.metric.sql.tables if table in site.read_until]
    as_of = min(known, default=site.now)
    tried = (_Attempt(job.metric, read_statement(statement), site, as_of).make() for statement in job.statements.values())
    return Outcome(job.metric, as_of, tuple(tried))


@dataclass(frozen=True)
class _Attempt:
    """One statement of one metric on its way through the gates."""

    metric: MetricDefinition
    read: Read
    site: Site
    as_of: datetime

    def make(self) -> Tried:
        statement, site = self.read.statement, self.site
        absent = [table for table in self.read.tables if str(table) not in site.read_until]
        if absent:
            landed = list(site.read_until)
            told = (missing_table(self.metric.file, table, landed, site.sources.get(table.dataset)) for table in absent)
            return Tried(statement.section, tuple(told))
        started = time.perf_counter()
        try:
            rows_read, no_data = self._run()
        except QueryTimedOut as error:
            return self._timed_out(error, time.perf_counter() - started)
        except MeasureError as error:
            return Tried(statement.section, tuple(self._refused(error)))
        except DatabaseUnavailable as error:
            self._raise_if_away()
            return Tried(statement.section, (Problem(self.metric.file, statement.line, error.message, _LOST_SESSION),))
        seconds = time.perf_counter() - started
        is_slow = self._is_gated and seconds > site.gate_seconds
        found, plan = self._findings(runs=seconds <= site.gate_seconds)
        problems = [self._too_slow(f"takes {seconds:.1f} s", found)] if is_slow else []
        return Tried(
            statement.section,
            (*problems, *map(self._told, found)),
            seconds,
            rows_read,
            self._largest(plan),
            no_data,
            tuple(finding.advice for finding in found if finding.advice),
            is_slow,
        )

    def _run(self) -> tuple[int | None, str | None]:
        """Run it as a beat does; the rows that it read, and in words why it has no value."""
        section, metric = self.read.statement.section, self.metric
        sandbox = Sandbox(self.site.database, timeout_seconds=self._timeout)
        if section == "history":
            days = execute_history(metric, sandbox, self.as_of, self.site.zone)
            return None, None if days else "it gives no day with a value"
        answer = sandbox.run(self.read.statement.sql, as_of=self.as_of, label=metric.metric_id, pick=pick_value)
        return answer.rows_read, read_value(answer.columns, answer.rows).missing

    def _raise_if_away(self) -> None:
        """Ask Postgres itself, after a statement lost its session: if it answers, that statement alone did."""
        with self.site.database.connect(Role.QUERY, autocommit=True, application_name="heartbeat check") as connection:
            connection.execute("select 1")

    @property
    def _is_gated(self) -> bool:
        return self.read.statement.section == "value"  # the others do not run in each beat

    @property
    def _timeout(self) -> float:
        """A statement never gets more than in a beat."""
        gate = self.site.gate_seconds + _A_LITTLE_MORE
        return min(gate, self.site.timeout_seconds) if self._is_gated else self.site.timeout_seconds

    def _timed_out(self, error: QueryTimedOut, seconds: float) -> Tried:
        section = self.read.statement.section
        if seconds < self._timeout:  # it waited for a lock
            problem = Problem(self.metric.file, self.read.statement.line, error.message, error.hint or "Try again.")
            return Tried(section, (problem,))
        found, plan = self._findings(runs=False)
        problem = self._too_slow(f"takes more than {self._timeout:g} s and was stopped", found)
        advice = tuple(finding.advice for finding in found if finding.advice)
        problems = (problem, *map(self._told, found))
        return Tried(section, problems, largest=self._largest(plan), advice=advice, is_over_gate=self._is_gated)

    def _too_slow(self, what: str, found: Sequence[Finding]) -> Problem:
        statement = self.read.statement
        allowed = self.site.gate_seconds if self._is_gated else self.site.timeout_seconds
        below = " What its plan costs is told below." if found else " No single step of its plan is to blame."
        hint = f"Read fewer rows: a shorter time, bare columns in its conditions, tables grouped before they are joined.{below}"
        message = f"The {statement.section} {what}; it has {allowed:g} s."
        return Problem(self.metric.file, statement.line, message, hint)

    def _refused(self, error: MeasureError) -> Sequence[Problem]:
        file, statement = self.metric.file, self.read.statement
        state, at = error.facts.get("state"), error.facts.get("line")  # what the sandbox knows of Postgres' refusal
        if state is None:
            return [Problem(file, statement.line, error.message, error.hint or "Correct the SQL.")]
        line, hint = statement.line + (at or 1) - 1, ""
        if state == "42703":  # undefined column; Postgres tells the first one alone
            if missing := missing_columns(file, self.read, self.site.tables):
                return missing
            hint = near_column(self.read, line, self.site.tables)
        met_in_rows = "" if at else _REMEDIES.get(state[:2])
        hint = hint or _REMEDIES.get(state) or met_in_rows or error.hint
        return [Problem(file, line, f"Postgres refuses the {statement.section}: {error.facts['reason']} ({state}).", hint)]

    def _findings(self, *, runs: bool) -> tuple[list[Finding], Node | None]:
        plan = self._plan(runs=runs) or (self._plan(runs=False) if runs else None)
        if plan is None:
            return [], None
        tables = [str(table) for table in self.read.tables]
        declared = {table: declared_for(table, self.site.sources.get(table.partition(".")[0])) for table in tables}
        return find(plan, Sight(self.site.tables, declared, self._estimate, self.site.limits)), plan

    def _plan(self, *, runs: bool) -> Node | None:
        statement, is_history = self.read.statement, self.read.statement.section == "history"
        explainer = Explainer(self.site.database, timeout_seconds=self._timeout, runs=runs)
        pick, limit = (pick_days, LONGEST_HISTORY_DAYS + 1) if is_history else (pick_value, 2)
        try:
            document = explainer.plan(statement.sql, as_of=self.as_of, label=self.metric.metric_id, limit=limit, pick=pick)
        except MeasureError:  # it took longer this time, or a table was swapped meanwhile: then its plan is not known
            return None
        except DatabaseUnavailable:
            self._raise_if_away()
            return None
        return read_plan(document)

    def _estimate(self, scan: Node, conditions: Sequence[Condition]) -> float | None:
        """Ask the planner, which knows the statistics better than anybody."""
        constant = [condition.sql for condition in conditions if condition.is_constant]
        if not constant:
            return None if conditions else self.site.tables[scan.table or ""].rows
        table = ".".join(map(quoted, (scan.table or "").split(".", 1)))
        sql = f"select 1 as value from {table} as {quoted(scan.alias)} where {' and '.join(f'({one})' for one in constant)}"
        explainer = Explainer(self.site.database, timeout_seconds=self._timeout, runs=False)
        try:
            plan = read_plan(explainer.plan(sql, as_of=None, label=self.metric.metric_id))
        except MeasureError:
            return None
        return next((node.planned for node in plan.walk() if node.table == scan.table), None)

    def _told(self, finding: Finding) -> Problem:
        lines = {str(table): table.line for table in self.read.tables}
        line = lines.get(finding.table or "", self.read.statement.line)
        return Problem(self.metric.file, line, finding.message, finding.hint, "warning")

    def _largest(self, plan: Node | None) -> str | None:
        met = {node.table for node in plan.walk() if node.table in self.site.tables} if plan else set()
        return max(met, key=lambda table: self.site.tables[table or ""].size, default=None)
