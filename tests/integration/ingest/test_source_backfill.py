"""Backfills of a source: one at a time, each table by itself, what fails or is interrupted left for the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from heartbeat.db import Role
from heartbeat.errors import DeadlinePassed, SourceBusy, SourceRejected
from heartbeat.ingest.backfill.aside import land_or_wait, refuse_meanwhile
from heartbeat.ingest.backfill.run import Ended, open_backfill
from heartbeat.ingest.child import land
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


SLOW = (
    "create table core.pace (seconds float8)",
    "insert into core.pace values (0)",
    "create table core.t (id int primary key, updated_at timestamptz not null)",
    "insert into core.t select g, now() - g * interval '1 day' from generate_series(0, 59) g",
    "create table core.aaa (id int)",
)
SLOW_VIEW = """
create view core.v as
select id, updated_at, (select pg_sleep(seconds) from core.pace where t.id is not null)::text as waited {more} from core.t
"""


def test_a_table_that_needs_more_than_a_deadline_once_is_named_with_what_loads_it_and_then_beats_go_on(site: LandingSite) -> None:
    site.at_source(*SLOW, SLOW_VIEW.format(more=""))
    source = site.source(tables=("aaa", "v"), primary_key={"v": ("id",)}, cursor={"v": "updated_at"}, deadline_seconds=6)
    landing = site.landing_in_child()
    assert land(source, "core", landing, compares="never").state == "ok"
    site.at_source(
        "update core.pace set seconds = 0.12", "insert into core.aaa values (1)",
        "drop view core.v", SLOW_VIEW.format(more=", 1 as more"),
    )  # fmt: skip
    with pytest.raises(DeadlinePassed, match=r"The run of webbank_core was stopped .* when it had come to v\.") as caught:
        land(source, "core", landing, compares="never")
    assert "`heartbeat backfill-source webbank --table v --again`" in caught.value.hint
    with open_backfill(replace(source, deadline_seconds=60), landing, never) as backfill:
        (ended,) = [backfill.load(table, lambda _: None) for table in backfill.begin(["v"], again=True).todo]
    assert (ended.state, ended.rows) == ("ok", 60)
    site.at_source("insert into core.t values (60, now())")
    report = land(source, "core", landing, compares="never")
    assert {one.table: (one.outcome, one.rows) for one in report.tables} == {"aaa": ("loaded", 1), "v": ("loaded", 2)}
    assert site.equal("v", columns="id, more", key="id")


@pytest.mark.parametrize("again", [False, True])
def test_a_table_that_needs_more_than_a_backfill_gives_is_told_how_to_give_it_more(site: LandingSite, *, again: bool) -> None:
    site.at_source(*SLOW, "update core.pace set seconds = 1", SLOW_VIEW.format(more=""))
    source = site.source(tables=("v",), deadline_seconds=3)
    with open_backfill(source, site.landing_in_child(), never) as backfill:
        (ended,) = [backfill.load(table, lambda _: None) for table in backfill.begin(None, again=again).todo]
    assert (ended.state, "stopped at its deadline of 3 s" in ended.error) == ("error", True)
    more = " --again" if again else ""
    assert f"`heartbeat backfill-source webbank --table v{more} --deadline 2h`" in ended.hint


def test_nothing_of_a_webhook_lies_in_the_past(site: LandingSite) -> None:
    with (
        pytest.raises(SourceRejected, match="webhook"),
        open_backfill(site.source(kind="webhook"), site.landing_in_child(), never),
    ):
        pass
