"""A source database, Heartbeat's database, and one source definition between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg

from heartbeat.db import Database, Role
from heartbeat.definitions.model import SourceDefinition
from heartbeat.ingest.child import Compares, Landing, land
from heartbeat.ingest.reconcile.run import reconcile
from heartbeat.ingest.report import RunReport, TableProgress, TableReport
from heartbeat.ingest.run_one import RunOptions, run_one
from heartbeat.marts.books.reconciliation import Comparison
from integration.ingest.landed import Landed


@dataclass
class LandingSite(Landed):
    """`url` is the source's superuser; its schema is `core`, its dataset `webbank_core`.

    `patience_seconds`: for how long a run inside this process waits for readers of the tables that it swaps.
    `progress`: what such runs have told.
    """

    url: str
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    patience_seconds: float = 30
    progress: list[TableProgress] = field(default_factory=list)

    def source(self, **declared: Any) -> SourceDefinition:
        base = SourceDefinition("webbank", "sources/webbank.yaml", "postgres", self.url, ("core",))
        return replace(base, **declared)

    def at_source(self, *statements: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def run(self, *, tables: list[str] | None = None, accept_shrink: bool = False, **declared: Any) -> RunReport:
        """A run inside this process."""
        return run_one(
            self.source(**declared),
            "core",
            database_url_of_loader=self.database.url(Role.LOADER),
            environment=self.environment,
            tables=tables,
            accept_shrink=accept_shrink,
            on_progress=self.progress.append,
            options=RunOptions(patience_seconds=self.patience_seconds),
        )

    def reconcile(self, *tables: str, **declared: Any) -> dict[str, Comparison]:
        """A comparison inside this process, by landed table."""
        accept_shrink = declared.pop("accept_shrink", False)
        return compared(self.database, self.source(**declared), *tables, accept_shrink=accept_shrink)

    def run_declaring(self, tables: tuple[str, ...]) -> RunReport:
        """A run of a source whose file lists its tables."""
        source = replace(self.source(), tables=tables)
        return run_one(source, "core", database_url_of_loader=self.database.url(Role.LOADER), environment={})

    def run_in_child(
        self,
        *,
        tables: tuple[str, ...] | None = None,
        environment: Mapping[str, str] | None = None,
        compares: Compares = "due",
        **declared: Any,
    ) -> RunReport:
        """A run as a beat makes it."""
        return land(self.source(tables=tables, **declared), "core", self.landing_in_child(environment), compares=compares)

    def landing_in_child(self, environment: Mapping[str, str] | None = None, **shared: Any) -> Landing:
        """What such runs share. Their files lie in `folder`."""
        self.folder.mkdir(exist_ok=True)
        return Landing(self.database, {"TMPDIR": str(self.folder), **self.environment, **(environment or {})}, **shared)

    def equal(self, table: str, columns: str = "*", key: str = "1") -> bool:
        """Whether the table in marts is the table of the source, row by row."""
        with psycopg.connect(self.url) as connection:
            there = connection.execute(f"select {columns} from core.{table} order by {key}").fetchall()
        return there == self.marts(f"select {columns} from webbank_core.{table} order by {key}")


def compared(
    database: Database,
    source: SourceDefinition,
    *tables: str,
    accept_shrink: bool = False,
    environment: Mapping[str, str] | None = None,
) -> dict[str, Comparison]:
    """A comparison of a source inside this process, by landed table."""
    found = reconcile(
        source,
        source.schemas[0],
        tables,
        database_url_of_loader=database.url(Role.LOADER),
        environment=environment or {},
        accept_shrink=accept_shrink,
    )
    return {one.table: one for one in found}


def told_of(report: RunReport, table: str) -> TableReport:
    """What a report says of one of its tables."""
    return next(one for one in report.tables if one.table == table)


def only(report: RunReport) -> TableReport:
    """The one table of a report."""
    (table,) = report.tables
    return table
