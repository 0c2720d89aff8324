"""One run over one schema of a source: read, land in staging, publish. The same for the beat, the command line and tests."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import psycopg

from heartbeat import checkpoints
from heartbeat.clock import Clock, database_clock
from heartbeat.db import database_errors
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.secrets import expanded
from heartbeat.errors import HeartbeatError, IngestError, LoadHeld, SchemaDrift, SourceBusy, SourceRejected, SourceUnreachable
from heartbeat.ingest.extract import Extracted, Extraction, Planned, extract_table, plan_reading
from heartbeat.ingest.kinds import open_snapshot
from heartbeat.ingest.plan import TablePlan, choose_tables, is_gone, plan_table
from heartbeat.ingest.publishing.prepare import Prepared, Publication, note_read, open_dataset, prepare
from heartbeat.ingest.publishing.transaction import Published, Publishing, publishing
from heartbeat.ingest.publishing.visible import PATIENCE_SECONDS, Obstacle, clear_the_way
from heartbeat.ingest.redaction import Redactor, redactor_of
from heartbeat.ingest.report import OnProgress, RunReport, TableReport, gone, outcome_of
from heartbeat.ingest.staging import drop_staging, new_load_id
from heartbeat.ingest.tables.model import Reach, SourceTable, position_of
from heartbeat.ingest.tables.refusal import is_outage, refusals, unforeseen
from heartbeat.ingest.tables.standing import Standings, read_standings
from heartbeat.ingest.workplace import default_folder, open_both, open_workplace
from heartbeat.marts.records import close_lost_runs, close_run, open_run

_NO_TABLE = "It does not exist there, or the source's file leaves it out: look at `tables` and `skip_tables`."
_STAGING_OPEN = "The next beat tries again. A backup needs no staging: `pg_dump --exclude-schema='*_staging'`."
_NO_TABLES = (
    "It has none, the role of the source's url may see none, or the source's file leaves all of them out: look at `schemas`, "
    "`tables` and `skip_tables`."
)


_Connections = tuple[psycopg.Connection[Any], psycopg.Connection[Any]]  # the one that asks and publishes, the one that fills


@dataclass(frozen=True)
class RunOptions:
    """What seldom differs.

    The prefix of the database's roles, for how many seconds in all a publish waits for readers of a table, and whether tables
    are read whole, whatever their cursors say.
    """

    role_prefix: str = "hb_"
    patience_seconds: float = PATIENCE_SECONDS
    is_full: bool = False


def run_one(  # noqa: PLR0913 - one call is one run, and says all of it
    source: SourceDefinition,
    schema: str,
    *,
    database_url_of_loader: str,
    environment: Mapping[str, str],
    tables: Collection[str] | None = None,
    now: Clock | None = None,
    accept_shrink: bool = False,
    on_progress: OnProgress = lambda _: None,
    options: RunOptions = RunOptions(),
) -> RunReport:
    """Land one schema of a source in its dataset.

    A table that fails or is held is told in the report, with outcome `error` or `held`, and stops no other.

    Args:
        source: as declared, placeholders unexpanded.
        schema: of the source.
        database_url_of_loader: connection string of the loader role.
        environment: gives each `${NAME}` of the source.
        tables: names of the source, or landed ones; null means all.
        now: gives `checked_at`; the database's own clock unless said.
        accept_shrink: publish also what would lose most rows of a table.
        on_progress: hears of each table's progress.
        options: what seldom differs.

    Raises:
        SourceBusy: another run of this dataset goes on, or somebody keeps its staging open.
        SourceUnreachable, SourceRejected: nothing could be read.
        DatabaseUnavailable: marts do not answer.
        IngestError: it failed otherwise; nothing of it is visible.
    """
    redactor = redactor_of(source, database_url_of_loader, environment)
    order = _Order(source, schema, tables, environment, options, accept_shrink)
    try:
        with database_errors(), open_both(database_url_of_loader, order.dataset) as connections:
            return _Run(connections, now or database_clock(connections[0]), order, redactor, on_progress).perform()
    except HeartbeatError as error:
        raise redactor.clean_error(error) from None  # what it stood on may hold a secret


@dataclass(frozen=True)
class _Order:
    source: SourceDefinition
    schema: str
    tables: Collection[str] | None
    environment: Mapping[str, str]
    options: RunOptions
    accept_shrink: bool

    @property
    def dataset(self) -> str:
        return self.source.dataset(self.schema)


class _Run:
    """The state of one run: what was read, and what has become of each table."""

    def __init__(
        self, connections: _Connections, clock: Clock, order: _Order, redactor: Redactor, on_progress: OnProgress
    ) -> None:
        self._marts, self._writer = connections
        self._clock, self._order, self._redactor, self._on_progress = clock, order, redactor, on_progress
        self._source, self._dataset = order.source, order.dataset
        self._told: dict[str, TableReport] = {}
        self._started = time.perf_counter()

    def perform(self) -> RunReport:
        """Do it, and leave an outcome in the ledger whatever happens."""
        run_id = self._begin()
        try:
            return self._land_and_publish(run_id)
        except HeartbeatError as error:
            self._note_failure(run_id, error)
            raise
        except Exception as error:  # one failing source never stops the others
            if is_outage(error):
                raise  # marts cannot take an outcome
            failure = unforeseen(f"The run of {self._dataset} failed", error)
            self._note_failure(run_id, failure)
            raise failure from error

    def _begin(self) -> int:
        lost = "The process of this run ended before the run did; nothing of it became visible."
        whole = self._order.tables is None
        with refusals(f"No run of {self._dataset} could begin"):
            close_lost_runs(self._marts, self._dataset, outcome_of(IngestError(lost)), now=self._clock())
            return open_run(self._marts, self._source.source_id, self._dataset, is_whole=whole, now=self._clock())

    def _note_failure(self, run_id: int, error: HeartbeatError) -> None:
        clean = self._redactor.clean
        outcome = replace(outcome_of(error), error=clean(error.message), hint=clean(error.hint))
        try:
            close_run(self._marts, run_id, outcome, now=self._clock())
        except psycopg.Error as trouble:
            if is_outage(trouble):
                raise
            # A full disk takes no outcome either: what has been told is the cause, and the next run closes this one.

    def _land_and_publish(self, run_id: int) -> RunReport:
        # Deliveries were verified when they came: to land them takes no secret of their sender.
        source = self._source if self._source.webhook else expanded(self._source, self._order.environment)
        if not drop_staging(self._marts, self._dataset):
            raise SourceBusy(f"Somebody keeps the staging of {self._dataset} open, so no run can begin.", hint=_STAGING_OPEN)
        extracted, publication = self._extract(source)
        new = [one for one in extracted if not one.is_unchanged]
        load_id = new_load_id() if new else None
        checkpoints.passing("staging")
        self._publish(extracted, publication, load_id, run_id)
        drop_staging(self._marts, self._dataset)  # or the next run does it
        seconds = time.perf_counter() - self._started
        return RunReport(self._source.source_id, self._dataset, load_id, tuple(self._told.values()), seconds)

    def _extract(self, source: SourceDefinition) -> tuple[list[Extracted], Publication]:
        # Before the snapshot, not before each table: a row committed meanwhile is not in it, and must not count as read.
        checked_at, order = self._clock(), self._order
        standings = read_standings(self._marts, self._dataset)
        with open_workplace(default_folder(), self._dataset) as place:
            reach = Reach(
                self._marts, place, self._dataset, standings.columns, self._redactor.clean,
                is_full=order.options.is_full, accepts_shrink=order.accept_shrink,
            )  # fmt: skip
            with open_snapshot(source, reach) as snapshot:
                work = Extraction(
                    snapshot=snapshot, schema=order.schema, dataset=self._dataset, marts=self._marts, writer=self._writer,
                    plan=partial(plan_table, self._source), on_progress=self._on_progress, lag_seconds=source.lag_seconds,
                    is_full=order.options.is_full, accept_shrink=order.accept_shrink,
                )  # fmt: skip
                extracted = []
                for planned in self._plan(work, standings):
                    standing = standings.of(planned.plan.table.landed)
                    with self._told_by(planned.plan):
                        extracted.append(extract_table(planned, standing, work))
                moment, position = snapshot.moment, position_of(snapshot)
        return extracted, Publication(source.source_id, self._dataset, checked_at, moment, order.options.role_prefix, position)

    def _plan(self, work: Extraction, standings: Standings) -> Iterator[Planned]:
        """Plan one table after the other, as they are read."""
        for table in self._choose(work, standings):
            planned = None
            with self._told_by(TablePlan.unknown(table.name)):
                planned = plan_reading(table, work)
            if planned is not None:
                yield planned

    def _choose(self, work: Extraction, standings: Standings) -> tuple[SourceTable, ...]:
        reflected = work.snapshot.reflect(work.schema)
        chosen, missing = choose_tables(self._source, reflected.tables, reflected.views, self._order.tables)
        where = f"{work.schema}." if work.schema else ""
        for name in missing:
            said = SourceRejected(f"The source {self._source.source_id} gives no table {where}{name}.", hint=_NO_TABLE)
            self._tell(TablePlan.unknown(name), said)
        if not chosen and not missing:
            of = f" of schema {work.schema}" if work.schema else ""
            raise SourceRejected(f"The source {self._source.source_id} gives no table{of}.", hint=_NO_TABLES)
        if self._order.tables is None:
            there = {table.name for table in (*reflected.tables, *reflected.views)}
            lost = [state for state in standings.landed if is_gone(self._source, state.table_name, there)]
            self._told |= {state.table_name: gone(state) for state in lost}
        return chosen

    def _publish(self, extracted: list[Extracted], publication: Publication, load_id: str | None, run_id: int) -> None:
        open_dataset(self._marts, self._dataset, publication.role_prefix)
        ready = {}
        for one in extracted:
            with self._told_by(one.plan):
                ready[one.plan.table.landed] = prepare(self._marts, one, publication)
        whole = {name: one for name, one in ready.items() if one.extracted.is_whole}
        with publishing(self._marts, publication, load_id) as going_on:
            for name in [name for name in ready if name not in whole]:
                self._release(ready[name], going_on)
            # Swaps come last: what they lock stays locked until the commit.
            swapped = [table.extracted for table in whole.values()]
            for name, obstacle in clear_the_way(self._marts, swapped, self._order.options.patience_seconds):
                self._release(whole.pop(name), going_on, obstacle)
            for table in whole.values():
                self._release(table, going_on)
            note_read(self._marts, publication)
            report = RunReport(self._source.source_id, self._dataset, load_id, tuple(self._told.values()), 0)
            close_run(self._marts, run_id, report.outcome, now=self._clock())

    def _release(self, one: Prepared, going_on: Publishing, obstacle: Obstacle | None = None) -> None:
        plan = one.extracted.plan
        with self._told_by(plan):
            self._told[plan.table.landed] = _success(one.extracted, going_on.publish_table(one, obstacle))

    @contextmanager
    def _told_by(self, plan: TablePlan) -> Iterator[None]:
        """A table that fails is told, and the run goes on; a source that went away ends it."""
        try:
            yield
        except SourceUnreachable:
            raise
        except IngestError as error:
            self._tell(plan, error)

    def _tell(self, plan: TablePlan, error: IngestError) -> None:
        self._told[plan.table.landed] = _failure(plan, self._redactor.clean_error(error))


def _success(one: Extracted, published: Published) -> TableReport:
    plan = one.plan
    return TableReport(
        table=plan.table.landed,
        disposition=plan.disposition,
        reason=plan.reason,
        outcome="unchanged" if one.is_unchanged else "loaded",
        rows=0 if one.is_unchanged else one.copied.rows,
        total_rows=published.total_rows,
        note=published.note,
        changed_columns=one.changed_columns,
    )


def _failure(plan: TablePlan, error: IngestError) -> TableReport:
    return TableReport(
        table=plan.table.landed,
        disposition=plan.disposition,
        reason=plan.reason,
        outcome="held" if isinstance(error, LoadHeld) else "error",
        error_code=error.code,
        error=error.message,
        hint=error.hint,
        changed_columns=error.facts["columns"] if isinstance(error, SchemaDrift) else {},
    )
