"""Which datasets a beat reads: those whose schedule is due, or those that hold the tables it was asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from heartbeat.definitions.model import SourceDefinition
from heartbeat.rules.schedule import is_due


@dataclass(frozen=True)
class Due:
    """One dataset to read. `tables` are the source's own names; null means all of them."""

    source: SourceDefinition
    schema: str
    tables: tuple[str, ...] | None = None

    @property
    def dataset(self) -> str:
        """The schema of the marts in which the rows land."""
        return self.source.dataset(self.schema)


def due_by_schedule(
    sources: Sequence[SourceDefinition],
    read_at: Mapping[str, datetime],
    *,
    now: datetime,
    timezone: str | ZoneInfo,
    pressing: Collection[str] = (),
) -> tuple[Due, ...]:
    """Every dataset whose schedule asks for it now, source after source, and the `pressing` tables of the others.

    `read_at` tells when all of a dataset was last read, UTC. A run in which something failed does not count: it is due again.
    """
    by_tables = {due.dataset: due for due in due_by_tables(sources, pressing)}
    every = [Due(source, schema) for source in sources for schema in source.schemas]
    whole = {due.dataset for due in every if is_due(due.source.schedule, timezone, last_at=read_at.get(due.dataset), now=now)}
    found = [due if due.dataset in whole else by_tables.get(due.dataset) for due in every]
    return tuple(due for due in found if due is not None)


def due_by_tables(sources: Sequence[SourceDefinition], tables: Collection[str]) -> tuple[Due, ...]:
    """The datasets that hold these tables ('dataset.table'), whatever their schedule says. Tables of no source are left out."""
    every = [Due(source, schema, _tables_in(source.dataset(schema), tables)) for source in sources for schema in source.schemas]
    return tuple(due for due in every if due.tables)


def _tables_in(dataset: str, tables: Collection[str]) -> tuple[str, ...]:
    prefix = f"{dataset}."
    return tuple(sorted(table.removeprefix(prefix) for table in tables if table.startswith(prefix)))
