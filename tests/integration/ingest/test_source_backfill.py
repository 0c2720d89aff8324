"""Backfills of a source: one at a time, each table by itself, what fails or is interrupted left for the next."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from heartbeat.db import Role
from heartbeat.errors import SourceBusy, SourceRejected
from heartbeat.ingest.backfill.aside import land_or_wait, refuse_meanwhile
from heartbeat.ingest.backfill.run import Ended, open_backfill
from heartbeat.ingest.report import TableProgress
from integration.ingest.landing_site import LandingSite

TABLES = (
    "create table core.payment (id int primary key, v text, updated_at timestamptz default now())",
    "insert into core.payment select g, 'a', now() - g * interval '1 minute' from generate_series(1, 300) g",
    "create table core.currency (code text)",
    "insert into core.currency select 'c' || g from generate_series(1, 10) g",
    "analyze",
)


def never() -> None:
    raise AssertionError("nobody else reads this source")


def load_all(site: LandingSite, hears: Callable[[TableProgress], None] = lambda _: None) -> list[Ended]:
    with open_backfill(site.source(), site.landing_in_child(), never) as backfill:
        agreement = backfill.begin(None, again=False)
        return [backfill.load(table, hears) for table in agreement.todo]


def states(site: LandingSite) -> dict[str, tuple[str, int]]:
    rows = site.landing("select table_name, state, rows from landing.backfill where source_id = 'webbank'")
    return {name: (state, rows) for name, state, rows in rows}


def test_what_failed_or_was_interrupted_is_loaded_by_the_next_and_nothing_else(site: LandingSite) -> None:
    def interrupt(seen: TableProgress) -> None:
        if seen.table == "payment":
            raise KeyboardInterrupt

    site.at_source(*TABLES, "alter table core.currency rename code to _dlt_code")
    with pytest.raises(KeyboardInterrupt):
        load_all(site, interrupt)
    assert states(site) == {"currency": ("error", 0), "payment": ("waiting", 0)}
    site.at_source("alter table core.currency rename _dlt_code to code")
    assert [(one.table.name, one.state, one.rows) for one in load_all(site)] == [
        ("webbank_core.currency", "ok", 10), ("webbank_core.payment", "ok", 300),
    ]  # fmt: skip
    assert site.equal("payment", key="id")
    assert load_all(site) == []
    assert states(site) == {"currency": ("ok", 10), "payment": ("ok", 300)}


def test_while_one_goes_on_another_is_refused_and_other_runs_stand_aside(site: LandingSite) -> None:
    site.at_source(*TABLES)
    source, landing = site.source(), site.landing_in_child()
    with open_backfill(source, landing, never) as backfill:
        with pytest.raises(SourceRejected, match="gives no table nothing"):
            backfill.begin(["payment", "nothing"], again=False)
        assert backfill.begin(None, again=False).done == 0
        with pytest.raises(SourceBusy, match="Another backfill of webbank"), open_backfill(source, landing, never):
            pass
        with pytest.raises(SourceBusy, match="0 of 2 tables"):
            refuse_meanwhile(source, site.database)
        report = land_or_wait(source, "core", landing, tables=None, on_progress=lambda _: None)
        assert (report.state, report.note, report.rows) == ("waiting", "a backfill of it goes on: 0 of 2 tables", 0)
    refuse_meanwhile(source, site.database)


def test_a_backfill_takes_its_turn_after_a_run_that_goes_on(site: LandingSite) -> None:
    site.at_source(*TABLES)
    with site.database.connect(Role.LOADER) as other:
        other.execute("select pg_advisory_lock(hashtextextended('heartbeat ingest webbank_core', 0))")

        def end_other() -> None:
            other.close()

        with open_backfill(site.source(), site.landing_in_child(), end_other) as backfill:
            (table,) = backfill.begin(["currency"], again=False).todo
            assert backfill.load(table, lambda _: None).state == "ok"
        assert other.closed


def test_nothing_of_a_webhook_lies_in_the_past(site: LandingSite) -> None:
    with (
        pytest.raises(SourceRejected, match="webhook"),
        open_backfill(site.source(kind="webhook"), site.landing_in_child(), never),
    ):
        pass
