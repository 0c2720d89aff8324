"""The example of docs/sources.md for SQL, as it stands there: landed, read on from its cursor, and asked."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from documented import example_of
from heartbeat.db import Database
from heartbeat.definitions.parse.source_file import parse_source
from heartbeat.definitions.problem import Findings
from integration.ingest.landing_site import only
from integration.ingest.sql_site import SqlSite, at_file, opened


def test_the_example_works_as_it_stands(database: Database, tmp_path: Path) -> None:
    file, findings = tmp_path / "crm.db", Findings("sources/crm.yaml")
    source = parse_source("sources/crm.yaml", example_of("sql", "yaml"), findings)
    assert source is not None, findings.problems
    with opened(file) as connection:
        connection.executescript(example_of("sql", "sqlite"))
    site = SqlSite(database, source.url, tmp_path / "work", {"CRM_FILE": str(file)})
    told = only(site.land())
    assert (told.outcome, told.disposition, told.rows) == ("loaded", "merge", 3)
    assert site.marts(example_of("sql", "sql")) == [(Decimal("1200.5"),)]
    assert only(site.run()).outcome == "unchanged"
    at_file(file, "update deal set won = 1, updated_at = current_timestamp where client = 'Bob Ltd'")
    assert only(site.run()).outcome == "loaded"
    assert site.marts(example_of("sql", "sql")) == [(Decimal("1280.5"),)]
