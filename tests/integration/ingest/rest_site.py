"""A REST source of a test: its server, its file, and what comes of it in marts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api_server import ApiServer, Asked, Reply, Script
from heartbeat.db import Role
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.parse.source_file import parse_source
from heartbeat.definitions.problem import Findings
from heartbeat.ingest.report import RunReport, TableReport
from heartbeat.ingest.run_one import RunOptions, run_one
from integration.ingest.landed import Landed

Row = Mapping[str, Any]

RATES = """
kind: rest
url: ${RATES_URL}
deadline: 20s
endpoints:
  currency_rate: {path: rates}
"""


@dataclass
class RestSite(Landed):
    """The source `rates`; its url is that of the server unless the environment says otherwise."""

    server: ApiServer
    file: str = RATES
    environment: dict[str, str] = field(default_factory=dict)

    def source(self) -> SourceDefinition:
        findings = Findings("sources/rates.yaml")
        source = parse_source("sources/rates.yaml", self.file, findings)
        assert source is not None, findings.problems
        return source

    def run(self, *, accept_shrink: bool = False, is_full: bool = False) -> RunReport:
        return run_one(
            self.source(),
            "",
            database_url_of_loader=self.database.url(Role.LOADER),
            environment={"RATES_URL": self.server.url, **self.environment},
            accept_shrink=accept_shrink,
            options=RunOptions(is_full=is_full),
        )

    def table(self, name: str = "currency_rate", **how: bool) -> TableReport:
        """What the report of a run says of one table."""
        return next(table for table in self.run(**how).tables if table.table == name)

    def refused(self) -> str:
        """What the report of a run says is wrong with the table."""
        told = self.table()
        assert told.outcome == "error"
        return f"{told.error}\n{told.hint}"

    def rows(self, query: str = "select * from rates.currency_rate order by 1") -> list[tuple[Any, ...]]:
        return self.marts(query)

    def tables(self) -> list[str]:
        """What stands in the dataset."""
        query = "select relname from pg_class where relnamespace = to_regnamespace('rates') and relkind = 'r'"
        return sorted(name for (name,) in self.rows(query) if not name.startswith("_dlt"))

    def columns(self, table: str = "currency_rate") -> dict[str, str]:
        return self.types_of(f"rates.{table}")

    def serve(self, *rows: Row) -> None:
        """Answer each request with these rows."""
        self.server.script = lambda _: Reply({"rates": list(rows)})

    def offer(self, scripts: Mapping[str, Script], declared: Mapping[str, str] | None = None) -> None:
        """An endpoint for each script, of the same name, and what the file declares of it."""
        lines = [f"  {name}: {{path: {name}, {(declared or {}).get(name, '')}}}" for name in scripts]
        self.file = self.file.replace("  currency_rate: {path: rates}", "\n".join(lines))
        self.server.script = lambda asked: scripts[asked.path.strip("/")](asked)

    def told(self) -> dict[str, str]:
        """What a run tells of each table: `5 rows`, or what is wrong."""
        return {
            table.table: f"{table.error} {table.hint}" if table.error else f"{table.rows} rows" for table in self.run().tables
        }


def paged(rows: list[Row], asked: Asked, size: int = 2) -> tuple[list[Row], int]:
    """The rows of the page that begins at the parameter `offset`, and where the next one begins."""
    begin = int(asked.params.get("offset", 0))
    return rows[begin : begin + size], begin + size
