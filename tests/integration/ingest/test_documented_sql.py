"""The example of docs/sources.md for SQL, as it stands there: landed, read on from its cursor, and asked."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from heartbeat.db import Database
from heartbeat.definitions.parse.source_file import parse_source
from heartbeat.definitions.problem import Findings
from integration.ingest.landing_site import only
from integration.ingest.sql_site import SqlSite, at_file, opened

PAGE = Path(__file__).resolve().parents[3] / "docs" / "sources.md"


def example(language: str) -> str:
    """The first example in a language below the heading of the kind."""
    section = PAGE.read_text(encoding="utf-8").split("\n## sql\n")[1].split("\n## ")[0]
    found = re.search(rf"^```{language}\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    assert found, language
    return found[1]


def test_the_example_works_as_it_stands(database: Database, tmp_path: Path) -> None:
    file, findings = tmp_path / "crm.db", Findings("sources/crm.yaml")
    source = parse_source("sources/crm.yaml", example("yaml"), findings)
    assert source is not None, findings.problems
    with opened(file) as connection:
        connection.executescript(example("sqlite"))
    site = SqlSite(database, source.url, tmp_path / "work", {"CRM_FILE": str(file)})
    told = only(site.land())
    assert (told.outcome, told.disposition, told.rows) == ("loaded", "merge", 3)
    assert site.marts(example("sql")) == [(Decimal("1200.5"),)]
    assert only(site.run()).outcome == "unchanged"
    at_file(file, "update deal set won = 1, updated_at = current_timestamp where client = 'Bob Ltd'")
    assert only(site.run()).outcome == "loaded"
    assert site.marts(example("sql")) == [(Decimal("1280.5"),)]
