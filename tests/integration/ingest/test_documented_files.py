"""The example of docs/sources.md for files, as it stands there: landed, corrected, and asked."""

from __future__ import annotations

import os
from decimal import Decimal

from documented import PAGE, example_of
from heartbeat.db import Role
from heartbeat.definitions.parse.source_file import parse_source
from heartbeat.definitions.problem import Findings
from heartbeat.ingest.report import TableReport
from heartbeat.ingest.run_one import run_one
from integration.ingest.files_site import FilesSite


def land(shop: FilesSite) -> TableReport:
    source = parse_source("sources/settlements.yaml", example_of("files", "yaml"), Findings("sources/settlements.yaml"))
    assert source is not None
    environment = {"SETTLEMENT_FILES": str(shop.folder)}
    (table,) = run_one(source, "", database_url_of_loader=shop.database.url(Role.LOADER), environment=environment).tables
    return table


def test_the_example_works_as_it_stands(shop: FilesSite) -> None:
    path = shop.put("settlement-2026-01-30.csv", example_of("files", "csv"))
    report = land(shop)
    assert (report.outcome, report.disposition, report.rows) == ("loaded", "append", 3)
    assert shop.marts(example_of("files", "sql")) == [(Decimal("107.75"),)]
    assert shop.marts("select _line, settlement_id, note from settlements.card_settlement order by _line") == [
        (2, "S-1001", None), (3, "S-1002", "refund;\nin two lines"), (5, "S-1003", None),
    ]  # fmt: skip
    assert land(shop).outcome == "unchanged"
    path.write_text(example_of("files", "csv").replace("-20.00", "twenty"))
    os.utime(path, (1_700_000_001, 1_700_000_001))
    told = "settlement-2026-01-30.csv:3: `amount` holds a value that is no numeric(18,2)"
    assert told in (land(shop).error or "")
    assert told in PAGE.read_text(encoding="utf-8")
