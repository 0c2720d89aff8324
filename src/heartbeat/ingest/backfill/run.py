"""A backfill: each table in a run of its own, with the books kept beside it."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import psycopg

from heartbeat.clock import database_clock
from heartbeat.db import Role
from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import DeadlinePassed, IngestError, SourceBusy, SourceRejected
from heartbeat.ingest.backfill.agreement import Agreement, Wanted, agree
from heartbeat.ingest.child import Landing, land, list_tables
from heartbeat.ingest.report import OnProgress, RunReport, TableProgress
from heartbeat.marts.books import backfill as books
from heartbeat.marts.inspect import read_columns
from heartbeat.marts.loads import TableState, read_table_states

_NOTE_EVERY_SECONDS = 5.0


@dataclass(frozen=True)
class Ended:
    """What became of one table. `error` and `hint` are in words, as a run tells them."""

    table: Wanted
    state: Literal["ok", "error", "held"]
    rows: int
    seconds: float
    error: str = ""
    hint: str = ""


class Backfill:
    """The one backfill of a source, for as long as its lock is held."""

    def __init__(
        self, source: SourceDefinition, landing: Landing, connection: psycopg.Connection[Any], on_wait: Callable[[], None]
    ) -> None:
        self._source, self._landing, self._connection, self._on_wait = source, landing, connection, on_wait
        self._clock = database_clock(connection)
        self._is_again = False

    @property
    def source_id(self) -> str:
        """Of the source."""
        return self._source.source_id

    def begin(self, tables: Collection[str] | None, *, again: bool) -> Agreement:
        """Ask the source for its tables, and write down which are to be loaded.

        Args:
            tables: names of the source, or landed ones; null means all.
            again: load also what stands in marts already.

        Raises:
            SourceUnreachable, SourceRejected: as the source answers.
        """
        self._is_again = again
        there = [
            Wanted(schema, self._source.dataset(schema), listed)
            for schema in self._source.schemas
            for listed in list_tables(self._source, schema, self._landing)
        ]
        wanted = [table for table in there if tables is None or {table.listed.name, table.listed.landed} & set(tables)]
        self._refuse_missing(wanted, tables)
        before = books.read_backfill(self._connection, self._source.source_id)
        agreement = agree(wanted, before, self._standing(), again=again, now=self._clock())
        books.enter_backfill(self._connection, self._source.source_id, agreement.books, is_whole=tables is None)
        return agreement

    def load(self, table: Wanted, on_progress: OnProgress) -> Ended:
        """Load one table in full, in a child process. What fails is told; what interrupts leaves the table waiting.

        Raises:
            DatabaseUnavailable: the marts went away; the same command goes on later.
        """
        place, started = (table.dataset, table.listed.landed), time.monotonic()
        books.start_table(self._connection, *place, now=self._clock())
        try:
            ended = self._land(table, on_progress, started)
        except BaseException:  # Ctrl-C, an end in order, an outage
            with contextlib.suppress(psycopg.Error):
                books.end_table(self._connection, *place, "waiting", now=self._clock())
            raise
        books.end_table(
            self._connection,
            *place,
            ended.state,
            now=self._clock(),
            rows=ended.rows,
            seconds=ended.seconds,
            error=ended.error or None,
        )
        return ended

    def standing(self) -> tuple[TableState, ...]:
        """The tables of the backfill that stand in marts now."""
        found = self._standing()
        return tuple(found[name] for name in books.read_backfill(self._connection, self._source.source_id) if name in found)

    def _refuse_missing(self, wanted: list[Wanted], tables: Collection[str] | None) -> None:
        found = {name for table in wanted for name in (table.listed.name, table.listed.landed)}
        missing = sorted(set(tables or ()) - found)
        if missing:
            message = f"The source {self.source_id} gives no table {', '.join(missing)}."
            raise SourceRejected(message, hint="Look at `schemas`, `tables` and `skip_tables` in its file.")
        if not wanted:
            hint = "Its role may see none, or its file leaves all of them out."
            raise SourceRejected(f"The source {self.source_id} gives no table.", hint=hint)

    def _land(self, table: Wanted, on_progress: OnProgress, started: float) -> Ended:
        hears = self._noting(table, on_progress)
        try:
            run = self._land_in_turn(table, hears)
        except DeadlinePassed as error:
            return Ended(table, "error", 0, time.monotonic() - started, error.message, self._longer(table))
        except IngestError as error:
            return Ended(table, "error", 0, time.monotonic() - started, error.message, error.hint)
        (told,) = run.tables
        return Ended(table, run.outcome.state, told.rows, time.monotonic() - started, told.error or "", told.hint)

    def _longer(self, table: Wanted) -> str:
        """How to give a table more time: what its file says of a deadline does not count here."""
        hours = 2 * math.ceil(self._source.deadline_seconds / 3600)
        again = " --again" if self._is_again else ""
        command = f"heartbeat backfill-source {self.source_id} --table {table.listed.name}{again} --deadline {hours}h"
        return f"Give it more time: `{command}`. The `deadline` in its file is that of beats."

    def _land_in_turn(self, table: Wanted, on_progress: OnProgress) -> RunReport:
        """A run that goes on when its turn comes: one that began before the lock was taken may still hold the dataset."""
        ends_at = time.monotonic() + self._source.deadline_seconds
        while True:
            try:
                return land(
                    self._source, table.schema, self._landing, tables=[table.listed.name], is_full=True, on_progress=on_progress
                )
            except SourceBusy:
                if time.monotonic() >= ends_at:
                    raise
                self._on_wait()

    def _noting(self, table: Wanted, on_progress: OnProgress) -> OnProgress:
        noted_at = time.monotonic()

        def hear(progress: TableProgress) -> None:
            nonlocal noted_at
            on_progress(progress)
            if time.monotonic() - noted_at >= _NOTE_EVERY_SECONDS:
                books.note_rows(self._connection, table.dataset, table.listed.landed, progress.rows)
                noted_at = time.monotonic()

        return hear

    def _standing(self) -> dict[str, TableState]:
        found: dict[str, TableState] = {}
        for dataset in self._source.datasets():
            there = read_columns(self._connection, dataset)
            states = read_table_states(self._connection, dataset)
            found |= {name: state for name, state in states.items() if state.table_name in there}
        return found


@contextmanager
def open_backfill(source: SourceDefinition, landing: Landing, on_wait: Callable[[], None]) -> Iterator[Backfill]:
    """Become the one backfill of a source until the context ends.

    Args:
        source: as declared; its deadline bounds each table.
        landing: what its runs share.
        on_wait: called again and again while another run of the dataset goes on.

    Raises:
        SourceBusy: another backfill of it goes on.
        SourceRejected: nothing of such a source lies in the past.
    """
    if source.kind == "webhook":
        message = f"{source.source_id} is a webhook: what was not delivered cannot be asked for."
        raise SourceRejected(message, hint="Ask its sender to deliver again.")
    name = "heartbeat backfill"
    with landing.database.connect(Role.LOADER, autocommit=True, application_name=name) as connection:
        if not books.backfill_lock(connection, source.source_id):
            hint = "Wait until it has ended, or end its process; what it has loaded stays."
            raise SourceBusy(f"Another backfill of {source.source_id} goes on.", hint=hint)
        yield Backfill(source, landing, connection, on_wait)
