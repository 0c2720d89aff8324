"""One comparison of a dataset with its source: a second run, with a snapshot of its own, after one that has just published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import psycopg

from heartbeat import checkpoints
from heartbeat.clock import Clock, database_clock
from heartbeat.db import database_errors
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.secrets import expanded
from heartbeat.errors import HeartbeatError, IngestError, LoadHeld, SourceBusy, SourceRejected, SourceUnreachable
from heartbeat.ingest.extract import Extraction
from heartbeat.ingest.kinds import open_snapshot
from heartbeat.ingest.plan import choose_tables, plan_table
from heartbeat.ingest.publishing.dlt_records import record_dlt_load
from heartbeat.ingest.publishing.prepare import Publication, note_read, refused
from heartbeat.ingest.reconcile.age import refuse_older
from heartbeat.ingest.reconcile.compare import Found, compare_table
from heartbeat.ingest.reconcile.repair import repair_table
from heartbeat.ingest.redaction import Redactor, redactor_of
from heartbeat.ingest.staging import drop_staging, new_load_id
from heartbeat.ingest.tables.model import Parts, Reach, SourceTable, position_of
from heartbeat.ingest.tables.refusal import is_outage, refusals, unforeseen
from heartbeat.ingest.tables.standing import Standing, read_standings
from heartbeat.ingest.workplace import default_folder, open_both, open_workplace
from heartbeat.marts.books import reconciliation as books
from heartbeat.marts.books.reconciliation import Comparison
from heartbeat.marts.records import note_files

_LOST = "Its process ended before the comparison did; nothing of it became visible."

_Connections = tuple[psycopg.Connection[Any], psycopg.Connection[Any]]  # the one that asks and publishes, the one that fills

OnCompare = Callable[[str], None]
"""Hears which table, as landed, is compared now."""


def reconcile(  # noqa: PLR0913 - as run_one
    source: SourceDefinition,
    schema: str,
    tables: Collection[str],
    *,
    database_url_of_loader: str,
    environment: Mapping[str, str],
    now: Clock | None = None,
    accept_shrink: bool = False,
    on_compare: OnCompare = lambda _: None,
    role_prefix: str = "hb_",
) -> tuple[Comparison, ...]:
    """Compare tables and mend what differs, all tables at once. A table that fails or is held is told and stops no other.

    Args:
        source: as declared, placeholders unexpanded.
        schema: of the source.
        tables: landed ones, which a run has just brought up to date.
        database_url_of_loader: connection string of the loader role.
        environment: gives each `${NAME}` of the source.
        now: the time; the database's own clock unless said.
        accept_shrink: mend also what would cost a table most of its rows, or by a source that is older than what has landed.
        on_compare: hears which table it is at.
        role_prefix: of the database's roles.

    Raises:
        SourceBusy: another run of this dataset goes on.
        DatabaseUnavailable: marts do not answer.
    """
    redactor, dataset = redactor_of(source, database_url_of_loader, environment), source.dataset(schema)
    try:
        with database_errors(), open_both(database_url_of_loader, dataset) as connections:
            clock = now or database_clock(connections[0])
            order = _Order(source, schema, environment, tables, accept_shrink, on_compare, role_prefix)
            return _Reconciliation(connections, clock, order, redactor).perform()
    except HeartbeatError as error:
        raise redactor.clean_error(error) from None  # what it stood on may hold a secret


@dataclass(frozen=True)
class _Order:
    source: SourceDefinition
    schema: str
    environment: Mapping[str, str]
    tables: Collection[str]
    accept_shrink: bool
    on_compare: OnCompare
    role_prefix: str

    @property
    def dataset(self) -> str:
        return self.source.dataset(self.schema)


class _Reconciliation:
    """The state of one: which records are open, and what was found of each table."""

    def __init__(self, connections: _Connections, clock: Clock, order: _Order, redactor: Redactor) -> None:
        self._marts, self._writer = connections
        self._clock, self._order, self._redactor = clock, order, redactor
        self._source, self._dataset = order.source, order.dataset
        self._records: dict[str, int] = {}
        self._told: dict[str, Comparison] = {}

    def perform(self) -> tuple[Comparison, ...]:
        """Do it, and leave an outcome in the books whatever happens."""
        books.close_lost_comparisons(self._marts, self._dataset, _LOST, now=self._clock())
        for table in sorted(self._order.tables):
            opened = books.open_comparison(self._marts, self._source.source_id, self._dataset, table, now=self._clock())
            self._records[table] = opened
        if self._records:
            try:
                self._compare_and_repair()
            except Exception as error:
                if is_outage(error):
                    raise
                self._fail_rest(error if isinstance(error, IngestError) else unforeseen("The comparison failed", error))
        return tuple(self._told.values())

    def _compare_and_repair(self) -> None:
        if not drop_staging(self._marts, self._dataset):
            raise SourceBusy(f"Somebody keeps the staging of {self._dataset} open.")
        found, publication = self._compare()
        checkpoints.passing("compared")
        self._publish(found, publication)
        drop_staging(self._marts, self._dataset)  # or the next run does it

    def _compare(self) -> tuple[list[Found], Publication]:
        source, order, began = expanded(self._source, self._order.environment), self._order, self._clock()
        standings = read_standings(self._marts, self._dataset)
        found = []
        with open_workplace(default_folder(), self._dataset) as place:
            reach = Reach(
                self._marts, place, self._dataset, standings.columns, self._redactor.clean,
                is_full=True, accepts_shrink=order.accept_shrink,
            )  # fmt: skip
            with open_snapshot(source, reach) as snapshot:
                position = position_of(snapshot)
                if position is not None and not order.accept_shrink:
                    refuse_older(self._marts, source.source_id, self._dataset, position)
                work = Extraction(
                    snapshot=snapshot, schema=order.schema, dataset=self._dataset, marts=self._marts, writer=self._writer,
                    plan=partial(plan_table, self._source), on_progress=lambda _: None, lag_seconds=source.lag_seconds,
                )  # fmt: skip
                for table in self._choose(work):
                    landed = table.landed
                    with self._told_by(landed), refusals(f"{self._dataset}.{landed} could not be compared"):
                        found += self._compared(table, standings.of(landed), work)
                moment = snapshot.moment
        return found, Publication(source.source_id, self._dataset, began, moment, order.role_prefix, position)

    def _choose(self, work: Extraction) -> Iterator[SourceTable]:
        reflected = work.snapshot.reflect(work.schema)
        chosen, _ = choose_tables(self._source, reflected.tables, reflected.views, None)
        there = {table.landed: table for table in chosen}
        for name in list(self._records):
            if name in there:
                self._order.on_compare(name)
                yield there[name]
            else:
                self._fail(name, SourceRejected("The source gives no such table any more."))

    def _compared(self, table: SourceTable, standing: Standing, work: Extraction) -> list[Found]:
        found = compare_table(table, standing, work)
        if found is None:  # there is nothing to tell
            books.forget_comparison(self._marts, self._records.pop(table.landed))
        return [] if found is None else [found]

    def _publish(self, found: list[Found], publication: Publication) -> None:
        """All of it in one transaction, so that no reader sees one table mended and another not yet."""
        load_id, mended = new_load_id(), list[Comparison]()
        checkpoints.passing("before-repair")
        with self._marts.transaction():
            for one in found:
                name = f"{self._dataset}.{one.plan.table.landed}"
                with self._told_by(one.plan.table.landed), refused(name):
                    mended.append(self._mend(one, load_id))
            note_read(self._marts, publication, is_accepted=self._order.accept_shrink)
            if any(one.repaired for one in mended):
                record_dlt_load(self._marts, publication.dataset, load_id)
            checkpoints.passing("repaired")
        self._told |= {one.table: one for one in mended}

    def _mend(self, one: Found, load_id: str) -> Comparison:
        with self._marts.transaction():
            told = repair_table(self._marts, one, accept_shrink=self._order.accept_shrink)
            if told.repaired:
                total = one.rows_here + (told.missed or 0) - (told.deleted or 0)
                books.note_repair(self._marts, self._dataset, told, load_id=load_id, total_rows=total, seconds=one.seconds)
            if one.parts:
                coming = one.coming.files if isinstance(one.coming, Parts) else ()
                note_files(self._marts, one.state, [part for part in one.parts if part.file not in coming], is_all=True)
            books.close_comparison(self._marts, self._records[told.table], told, now=self._clock())
        return told

    @contextmanager
    def _told_by(self, table: str) -> Iterator[None]:
        """A table that fails is told, and the others go on; a source that went away ends all."""
        try:
            yield
        except SourceUnreachable:
            raise
        except IngestError as error:
            self._fail(table, error)

    def _fail_rest(self, error: IngestError) -> None:
        for table in self._records.keys() - self._told.keys():
            self._fail(table, error)

    def _fail(self, table: str, error: IngestError) -> None:
        clean = self._redactor.clean_error(error)
        state: Literal["held", "error"] = "held" if isinstance(error, LoadHeld) else "error"
        self._told[table] = Comparison(table, state, error=clean.message, hint=clean.hint)
        books.close_comparison(self._marts, self._records[table], self._told[table], now=self._clock())
