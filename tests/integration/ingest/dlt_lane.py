"""The same rows by another way: Postgres writes a CSV file, and dlt loads it with its own write dispositions.

Whoever asks whether our COPY lands what dlt would land compares the two, cell by cell.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

DATASET = "by_dlt"
_SETTINGS = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "CRITICAL",
    "SCHEMA__NAMING": "direct",
    "RESTORE_FROM_DESTINATION": "false",
    "NORMALIZE__DATA_WRITER__DISABLE_COMPRESSION": "true",
}


@dataclass(frozen=True)
class DltLane:
    """`source_url` has a schema `core`; `marts_url` is of somebody who may make schemas; dlt's own files lie in `folder`."""

    source_url: str
    marts_url: str
    folder: Path

    def make(self, *tables: str) -> None:
        """Tables like those of the source: dlt's own types know no arrays, no range, no numeric without a scale."""
        with psycopg.connect(self.marts_url, autocommit=True) as marts:
            for schema in (DATASET, f"{DATASET}_staging"):
                marts.execute(f"create schema {schema}")
                for table in tables:
                    marts.execute(f"create table {schema}.{table} ({self._columns(table)})")

    def land(self, table: str, disposition: str, *, where: str = "true", key: str | None = None) -> None:
        """Let dlt load the rows of a table at the source."""
        os.environ |= {**_SETTINGS, "DLT_DATA_DIR": str(self.folder / "home"), "DLT_PROJECT_DIR": str(self.folder)}
        import dlt
        from dlt.destinations import postgres

        file = self.folder / f"{table}-{disposition}.csv"
        rows = self._write(table, where, file)

        def given() -> Iterator[Any]:
            yield dlt.mark.with_file_import(str(file), "csv", rows)

        # dlt reads an empty string of a nullable column as NULL, so it is told that there are none.
        hints: dict[str, Any] = {"write_disposition": disposition, "primary_key": key}
        hints["columns"] = {name: {"name": name, "data_type": "text", "nullable": False} for name in self._names(table)}
        resource = dlt.resource(given, name=table, **hints)
        pipeline = dlt.pipeline(
            "by_dlt", destination=postgres(credentials=self._address()), dataset_name=DATASET, pipelines_dir=str(self.folder)
        )
        pipeline.run(resource, loader_file_format="csv").raise_on_failed_jobs()

    def _write(self, table: str, where: str, file: Path) -> int:
        with psycopg.connect(
            self.source_url, options="-c timezone=UTC -c extra_float_digits=3 -c client_encoding=UTF8"
        ) as source:
            statement = f"copy (select * from core.{table} where {where}) to stdout (format csv, header)"
            with source.cursor() as cursor, cursor.copy(statement) as copy:
                file.write_bytes(b"".join(copy))
            counted = source.execute(f"select count(*) from core.{table} where {where}").fetchone()
        return int(counted[0]) if counted else 0

    def _described(self, table: str) -> list[tuple[str, str]]:
        query = (
            "select quote_ident(attname), format_type(atttypid, atttypmod) from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum"
        )
        with psycopg.connect(self.source_url) as source:
            return source.execute(query, [f"core.{table}"]).fetchall()

    def _columns(self, table: str) -> str:
        return ", ".join(f"{name} {kind}" for name, kind in self._described(table))

    def _names(self, table: str) -> list[str]:
        return [name for name, _ in self._described(table)]

    def _address(self) -> str:
        """As dlt writes it: the folder of a socket is a parameter there."""
        parts = conninfo_to_dict(self.marts_url)
        return "postgresql://{user}:{password}@localhost:{port}/{dbname}?host={host}".format(**parts)
