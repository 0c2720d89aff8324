"""A run over many tables: the memory it takes does not grow with their number."""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from heartbeat.db import Role
from heartbeat.ingest.report import RunReport, TableProgress
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


def test_a_table_in_which_nothing_is_new_is_asked_once_and_loads_nothing(site: LandingSite) -> None:
    for number in range(6):
        site.at_source(
            f"create table core.t{number} (id int primary key, updated_at timestamptz default now() - interval '1 day')",
            f"insert into core.t{number} select generate_series(1, 50)",
        )
    site.run()
    asked = statements_of(site, lambda: no_rows(site.run()))
    read = [re.search(r'from "core"."(t\d)"', line) for line in asked if line.startswith("copy")]
    assert sorted(found[1] for found in read if found) == [f"t{number}" for number in range(6)]
    # beside it, for each table, a look at the locks of its reading in a savepoint: the server's memory, and no table
    others = [line for line in asked if not line.startswith(("copy", "SAVEPOINT", "ROLLBACK TO", "RELEASE"))]
    assert sum("pg_locks" in line for line in others) == 6
    assert len(others) <= 6 + 12, others  # what is asked once for a run, whatever the number of its tables
    assert site.landing("select count(*) from landing.table_load where load_id is not null") == [(6,)]  # the first ones


def no_rows(report: RunReport) -> None:
    assert {(table.table, table.rows) for table in report.tables} == {(f"t{number}", 0) for number in range(6)}


def statements_of(site: LandingSite, act: Callable[[], object]) -> list[str]:
    """What the source's server was asked for meanwhile, by its own log."""
    with psycopg.connect(site.url, autocommit=True) as admin:
        name, folder = admin.execute("select current_database(), current_setting('data_directory')").fetchone() or ("", "")
        log = Path(folder).parent / "server.log"
        admin.execute(sql.SQL("alter database {} set log_statement = 'all'").format(sql.Identifier(name)))
        begin = log.stat().st_size
        act()
        admin.execute(sql.SQL("alter database {} reset log_statement").format(sql.Identifier(name)))
    text = log.read_bytes()[begin:].decode()
    return re.findall(r"LOG:  (?:statement|execute [^:]*): (.*(?:\n\t.*)*)", text)
