"""A source behind a URL of SQLAlchemy, Heartbeat's database, and one source definition between them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from heartbeat.db import Role
from heartbeat.definitions.model import SourceDefinition
from heartbeat.ingest.child import land
from heartbeat.ingest.report import RunReport
from heartbeat.ingest.run_one import RunOptions, run_one
from heartbeat.ingest.tables.model import Reach, SourceTable
from integration.ingest.landing_site import LandingSite


@dataclass
class SqlSite(LandingSite):
    """The source is `crm`; without schemas it lands in the dataset `crm`. `schema` is the one that a run reads."""

    schema: str = ""

    def source(self, **declared: Any) -> SourceDefinition:
        return replace(SourceDefinition("crm", "sources/crm.yaml", "sql", self.url, (self.schema,)), **declared)

    def run(self, *, tables: list[str] | None = None, accept_shrink: bool = False, **declared: Any) -> RunReport:
        return run_one(
            self.source(**declared),
            self.schema,
            database_url_of_loader=self.database.url(Role.LOADER),
            environment=self.environment,
            tables=tables,
            accept_shrink=accept_shrink,
            on_progress=self.progress.append,
            options=RunOptions(patience_seconds=self.patience_seconds),
        )

    def run_declaring(self, tables: tuple[str, ...]) -> RunReport:
        source = self.source(tables=tables)
        return run_one(source, self.schema, database_url_of_loader=self.database.url(Role.LOADER), environment=self.environment)

    def land(self, **declared: Any) -> RunReport:
        """A run as a beat makes it."""
        return land(self.source(**declared), self.schema, self.landing_in_child())

    def types(self, table: str) -> dict[str, str]:
        """The columns of a landed table with their types."""
        return self.types_of(f"crm.{table}")


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A file of SQLite, to be written; in autocommit."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def at_file(path: Path, *statements: str) -> None:
    """Carry out statements in a file of SQLite."""
    with opened(path) as connection:
        for statement in statements:
            connection.execute(statement)


def in_file(path: Path, query: str) -> list[tuple[Any, ...]]:
    """What a query finds in a file of SQLite."""
    with opened(path) as connection:
        return connection.execute(query).fetchall()


def reach_of(site: LandingSite) -> Reach:
    """What a kind may need, where it needs nothing."""
    with site.database.connect(Role.LOADER) as connection:
        return Reach(connection, site.folder, "crm", {}, str)


class Gathered:
    """A target that keeps what it is given of the table that came last, or throws it away."""

    def __init__(self, *, keeps: bool = True) -> None:
        self._keeps = keeps
        self.pieces: list[bytes] = []
        self.told: list[int] = []

    @contextmanager
    def open(self, _table: SourceTable, *, binary: bool = False) -> Iterator[Callable[[bytes], object]]:
        self.pieces = []
        yield self.pieces.append if self._keeps else lambda _: None

    def heard(self, rows: int) -> None:
        self.told.append(rows)
