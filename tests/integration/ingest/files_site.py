"""A folder of files, Heartbeat's database, and one source definition between them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from heartbeat.db import Role
from heartbeat.definitions.kinds import FileFormat, FileSet, FilesReading
from heartbeat.definitions.model import SourceDefinition
from heartbeat.ingest.report import RunReport, TableProgress, TableReport
from heartbeat.ingest.run_one import RunOptions, run_one
from integration.ingest.landed import Landed

LONG_AGO = 1_700_000_000.0  # seconds since 1970


@dataclass
class FilesSite(Landed):
    """The source `shop` has the table `t`, whose files are `*.csv` unless a test says otherwise."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    progress: list[TableProgress] = field(default_factory=list)

    def put(self, name: str, content: str | bytes, *, age: float = 0) -> Path:
        """Write a file as it was written long ago, and `age` seconds before that."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (LONG_AGO - age, LONG_AGO - age))
        return path

    def source(self, *sets: FileSet, bad_rows: Any = "refuse", **declared: Any) -> SourceDefinition:
        base = SourceDefinition("shop", "sources/shop.yaml", "files", str(self.folder), ("",))
        return replace(base, files=FilesReading(sets or (files_of(),), bad_rows), **declared)

    def run(self, *sets: FileSet, full: bool = False, accept_shrink: bool = False, **declared: Any) -> RunReport:
        return run_one(
            self.source(*sets, **declared),
            "",
            database_url_of_loader=self.database.url(Role.LOADER),
            environment=self.environment,
            accept_shrink=accept_shrink,
            on_progress=self.progress.append,
            options=RunOptions(is_full=full),
        )

    def land(self, *sets: FileSet, **how: Any) -> TableReport:
        """A run over one table."""
        (table,) = self.run(*sets, **how).tables
        return table

    def types(self, table: str = "t") -> dict[str, str]:
        """The columns of the files, with their types in marts."""
        return {name: kind for name, kind in self.types_of(f"shop.{table}").items() if not name.startswith("_")}


def files_of(
    glob: str = "*.csv", shape: FileFormat = "csv", columns: Mapping[str, str] | None = None, table: str = "t", **how: Any
) -> FileSet:
    return FileSet(table, glob, shape, columns=columns or {}, **how)
