"""Runs of a source stand aside while a backfill of it goes on."""

from __future__ import annotations

from collections.abc import Collection

from heartbeat.db import Database, Role
from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import SourceBusy
from heartbeat.ingest.child import Landing, land
from heartbeat.ingest.report import OnProgress, RunReport
from heartbeat.marts.books.backfill import Backfilled, read_backfilled


def land_or_wait(
    source: SourceDefinition, schema: str, landing: Landing, *, tables: Collection[str] | None, on_progress: OnProgress
) -> RunReport:
    """Land one schema of a source as a beat does: while a backfill of it goes on, nothing is read, and the report says so.

    Args and errors as those of `land`.
    """
    if goes_on := _backfilled(source, landing.database):
        return _waiting(source, schema, goes_on)
    try:
        return land(source, schema, landing, tables=tables, on_progress=on_progress)
    except SourceBusy:
        if goes_on := _backfilled(source, landing.database):  # it began in the moment between
            return _waiting(source, schema, goes_on)
        raise


def refuse_meanwhile(source: SourceDefinition, database: Database) -> None:
    """Refuse a run that a person asks for while a backfill of the source goes on.

    Raises:
        SourceBusy: it does.
    """
    if goes_on := _backfilled(source, database):
        message = f"{source.source_id} is not read now: {goes_on.words}."
        raise SourceBusy(message, hint="Wait until it has ended. Ctrl-C ends it too, and what it has loaded stays.")


def _backfilled(source: SourceDefinition, database: Database) -> Backfilled | None:
    with database.connect(Role.LOADER, autocommit=True) as connection:
        return read_backfilled(connection).get(source.source_id)


def _waiting(source: SourceDefinition, schema: str, goes_on: Backfilled) -> RunReport:
    return RunReport(source.source_id, source.dataset(schema), None, (), 0, waits_for=goes_on.words)
