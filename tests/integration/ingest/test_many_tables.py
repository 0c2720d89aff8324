"""A run over many tables: the memory it takes does not grow with their number."""

from __future__ import annotations

import gc
from collections import Counter

from heartbeat.db import Role
from heartbeat.ingest.report import TableProgress
from heartbeat.ingest.run_one import run_one
from heartbeat.ingest.staging import StagedTable
from integration.ingest.landing_site import LandingSite

TABLES, ROWS = 4, 500


def test_of_tables_that_have_been_compared_nothing_stays_in_memory(site: LandingSite) -> None:
    held: list[int] = []

    def look(progress: TableProgress) -> None:
        if progress.rows == 0:  # it has only begun
            return
        held.append(
            sum(isinstance(one, StagedTable) or (isinstance(one, Counter) and len(one) >= ROWS) for one in gc.get_objects())
        )

    for number in range(TABLES):
        site.at_source(
            f"create table core.t{number} (id int primary key)",
            f"insert into core.t{number} select generate_series(1, {ROWS})",
        )
    gc.collect()  # what errors of other tests still hold
    for _ in range(2):
        run_one(site.source(), "core", database_url_of_loader=site.database.url(Role.LOADER), environment={}, on_progress=look)
    assert held == [2] * TABLES * 2, "the rows and marks of the table that is being read"
