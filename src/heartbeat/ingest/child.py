"""A run in a process of its own: it can be stopped at its deadline, and ends when whoever started it dies.

What is here says which processes there are and what becomes of their answers; how one is spoken with is in `process/`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Literal

import psycopg

from heartbeat.clock import database_clock
from heartbeat.db import Role
from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import HeartbeatError, IngestError, SourceBusy
from heartbeat.ingest.process.conversation import Call, Died, Landing, OnCompare
from heartbeat.ingest.publishing.visible import PATIENCE_SECONDS
from heartbeat.ingest.report import (
    Listed,
    OnProgress,
    RunReport,
    comparisons_from_json,
    outcome_of,
    report_from_json,
)
from heartbeat.ingest.run_one import RunOptions
from heartbeat.ingest.workplace import open_marts
from heartbeat.marts.books.reconciliation import Comparison, close_lost_comparisons, read_last_comparisons
from heartbeat.marts.records import close_lost_runs
from heartbeat.rules.upkeep.comparisons import is_due

__all__ = ["Compares", "Landing", "land", "list_tables"]

Compares = Literal["due", "asked", "never"]


def land(  # noqa: PLR0913 - one call is one run, and says all of it
    source: SourceDefinition,
    schema: str,
    landing: Landing,
    *,
    tables: Collection[str] | None = None,
    is_full: bool = False,
    accept_shrink: bool = False,
    compares: Compares = "due",
    on_progress: OnProgress = lambda _: None,
    on_compare: OnCompare = lambda _: None,
) -> RunReport:
    """Land one schema of a source in a child process, and wait for it; then compare it with its source where that is due.

    A table that failed or was held is told by `state` and `error` of the report, and raises nothing. A comparison is a second
    child, with a deadline of its own; what it meets is told of the tables that it was for, and changes nothing of the run.

    Args:
        source: as declared.
        schema: of the source.
        landing: what runs share.
        tables: names of the source, or landed ones; null means all.
        is_full: read tables whole, whatever their cursor says.
        accept_shrink: publish also what would lose most rows of a table.
        compares: what of the run is compared: what is `due` after a run over all tables, what was `asked` for now, or nothing.
        on_progress: hears of each table's progress, in this thread.
        on_compare: hears which table is compared.

    Raises:
        DeadlinePassed: it took too long and was stopped; nothing of it is visible. Everything else as `run_one`.
    """
    call = Call(source, schema, landing, on_progress, on_compare)
    report = _run(call, tables, is_full=is_full, accept_shrink=accept_shrink)
    if compares == "never" or (compares == "due" and (tables is not None or source.reconcile == "off")):
        return report
    return _with_comparisons(report, call, is_asked=compares == "asked", accept_shrink=accept_shrink)


def list_tables(source: SourceDefinition, schema: str, landing: Landing) -> tuple[Listed, ...]:
    """The tables that a run over one schema of a source would read; asked in a child process, and no row is read.

    Raises:
        SourceUnreachable, SourceRejected: as the source answers.
        DeadlinePassed: it took too long.
    """
    call = Call(source, schema, landing)
    try:
        return tuple(Listed(**table) for table in call.answer({"do": "list"}, None)["tables"])
    except Died as death:
        raise death.error from None


def _run(call: Call, tables: Collection[str] | None, *, is_full: bool, accept_shrink: bool) -> RunReport:
    database, limit = call.landing.database, call.source.deadline_seconds
    options = RunOptions(database.prefix, min(PATIENCE_SECONDS, limit / 4), is_full)
    order = {"do": "land", "accept_shrink": accept_shrink, "options": asdict(options)}
    try:
        return report_from_json(call.answer(order, tables)["report"])
    except Died as death:
        _note_death(database.url(Role.LOADER), call.source.dataset(call.schema), death.error)
        raise death.error from None


def _with_comparisons(report: RunReport, call: Call, *, is_asked: bool, accept_shrink: bool) -> RunReport:
    if call.source.kind == "webhook":  # what its sender delivered is here already
        return report
    wanted = report.comparable if is_asked else _due(report, call.source, call.landing)
    if not wanted:
        return report
    try:
        return report.with_comparisons(_compare(wanted, call, accept_shrink=accept_shrink))
    except SourceBusy as busy:  # another run began in the moment between: what is due is so after that one
        return report.with_comparisons(_failed(wanted, busy)) if is_asked else report


def _compare(tables: Collection[str], call: Call, *, accept_shrink: bool) -> tuple[Comparison, ...]:
    """Have landed tables compared with their source. What ends that is told of each of them.

    Raises:
        SourceBusy: another run of the dataset goes on.
    """
    database = call.landing.database
    order = {"do": "compare", "accept_shrink": accept_shrink, "role_prefix": database.prefix}
    try:
        return comparisons_from_json(call.answer(order, tables)["compared"])
    except Died as death:
        _note_death(database.url(Role.LOADER), call.source.dataset(call.schema), death.error)
        return _failed(tables, death.error)
    except SourceBusy:
        raise
    except IngestError as error:
        return _failed(tables, error)


def _failed(tables: Collection[str], error: HeartbeatError) -> tuple[Comparison, ...]:
    return tuple(Comparison(table, "error", error=error.message, hint=error.hint) for table in tables)


def _due(report: RunReport, source: SourceDefinition, landing: Landing) -> tuple[str, ...]:
    """The tables of a run whose time has come to be compared."""
    with landing.database.connect(Role.LOADER, autocommit=True) as connection:
        now = database_clock(connection)()
        last = read_last_comparisons(connection, report.dataset, report.comparable)
    return tuple(table for table in report.comparable if is_due(source.reconcile, last[table], now=now))


def _note_death(loader_url: str, dataset: str, error: HeartbeatError) -> None:
    """Give the run of a killed child its outcome: the child could not.

    Under the dataset's lock: who cannot get it has met a run that lives, which is not ours to close and has closed ours.
    """
    try:
        with open_marts(loader_url, dataset) as marts:
            now = database_clock(marts)()
            close_lost_runs(marts, dataset, outcome_of(error), now=now)
            close_lost_comparisons(marts, dataset, error.message, now=now)
    except (HeartbeatError, psycopg.Error):
        pass  # the next run of the dataset does it
