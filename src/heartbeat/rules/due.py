"""Which datasets a beat reads: those whose schedule is due, or those that hold the tables it was asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from heartbeat.definitions.model import SourceDefinition
from heartbeat.rules.schedule import is_due


class Checked(Protocol):
    """A landed table, as far as this law looks at it."""

    @property
    def checked_at(self) -> datetime:
        """Up to when its source has been read, UTC."""


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
    tables: Mapping[str, Checked],
    *,
    now: datetime,
    timezone: str | ZoneInfo,
    pressing: Collection[str] = (),
) -> tuple[Due, ...]:
    """Every dataset whose schedule asks for it now, source after source, and the `pressing` tables of the others.

    `tables` ('dataset.table') tell when each was last read, UTC. A table whose read failed keeps its old time, so a source that
    failed is due again at once.
    """
    by_tables = {due.dataset: due for due in due_by_tables(sources, pressing)}
    every = [Due(source, schema) for source in sources for schema in source.schemas]
    found = [due if _is_due(due, tables, now, timezone) else by_tables.get(due.dataset) for due in every]
    return tuple(due for due in found if due is not None)


def due_by_tables(sources: Sequence[SourceDefinition], tables: Collection[str]) -> tuple[Due, ...]:
    """The datasets that hold these tables ('dataset.table'), whatever their schedule says. Tables of no source are left out."""
    every = [Due(source, schema, _tables_in(source.dataset(schema), tables)) for source in sources for schema in source.schemas]
    return tuple(due for due in every if due.tables)


def _tables_in(dataset: str, tables: Collection[str]) -> tuple[str, ...]:
    prefix = f"{dataset}."
    return tuple(sorted(table.removeprefix(prefix) for table in tables if table.startswith(prefix)))


def _is_due(due: Due, tables: Mapping[str, Checked], now: datetime, timezone: str | ZoneInfo) -> bool:
    # What its file leaves out since is never read again, and would keep the source due for ever.
    landed = {name: name.removeprefix(f"{due.dataset}.") for name in tables if name.startswith(f"{due.dataset}.")}
    known = [tables[name].checked_at for name, table in landed.items() if due.source.lands(table)]
    return is_due(due.source.schedule, timezone, last_at=min(known, default=None), now=now)
