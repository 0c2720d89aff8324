"""Deploy: cuts, pages, charts and docs come, change and go with their files; what people said of a cut stays theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.definitions.model import WorkspacePage
from heartbeat.readings.deployed.explained import Changes, ExplainedReport
from heartbeat.readings.registry import deploy
from integration.readings.explained_house import (
    CLOCK,
    COSTS,
    FEES,
    ORDERS,
    RENT,
    SALES,
    drift,
    explain,
    house,
    people_say,
    said,
    when,
)
from integration.readings.small_house import NOON, metric, rows

LATER = NOON + timedelta(hours=1)
DOC = WorkspacePage("index", "docs/index.md", "House rules", "text", "d1")


def test_a_first_deploy_writes_all_of_it_and_a_second_nothing(database: Database) -> None:
    declared = house(FEES, RENT, charts=(CLOCK,), docs=(DOC,))
    first = explain(database, declared)
    assert (first.pages.added, first.cuts.added, first.charts.added, first.docs.added) == (
        ("sales",),
        ("fees", "rent"),
        ("clock",),
        ("index",),
    )
    assert drift(database, declared) == []
    assert explain(database, declared, now=LATER, commit="def") == ExplainedReport()
    assert when(database, "audit_cut_registry", "cut_id") == {"fees": ("abc123", NOON), "rent": ("abc123", NOON)}
    assert when(database, "audit_page", "page") == {"sales": ("abc123", NOON)}


def test_only_what_changed_has_the_commit_and_time_of_its_deploy(database: Database) -> None:
    explain(database, house(FEES, RENT))
    report = explain(database, house(replace(FEES, title="All fees"), RENT), now=LATER, commit="def")
    assert report.cuts == Changes((), ("fees",), ())
    assert when(database, "audit_cut_registry", "cut_id") == {"fees": ("def", LATER), "rent": ("abc123", NOON)}


def test_a_page_that_another_moves_is_not_changed_by_it(database: Database) -> None:
    explain(database, house(FEES))
    report = explain(database, house(replace(RENT, page="costs"), FEES, pages=(COSTS, SALES)), now=LATER, commit="def")
    assert report.pages == Changes(("costs",), (), ())
    assert rows(database, "select page, position from heartbeat.audit_page order by position") == [("costs", 1), ("sales", 2)]
    assert when(database, "audit_page", "page")["sales"] == ("abc123", NOON)


def test_a_cut_moves_to_another_page_and_the_page_that_is_left_goes(database: Database) -> None:
    explain(database, house(FEES))
    report = explain(database, house(replace(FEES, page="costs"), pages=(COSTS,)))
    assert (report.pages, report.cuts) == (Changes(("costs",), (), ("sales",)), Changes((), ("fees",), ()))
    assert rows(database, "select cut_id, page from heartbeat.audit_cut_registry") == [("fees", "costs")]


def test_the_last_cut_goes_with_its_page_its_snapshots_and_its_links_and_what_people_said_stays(database: Database) -> None:
    explain(database, house(FEES))
    people_say(database, "fees", verification_state="verified")
    report = explain(database, house(pages=()))
    assert (report.pages.removed, report.cuts.removed) == (("sales",), ("fees",))
    for table in ("audit_page", "audit_cut_registry", "audit_cut_snapshot", "audit_refresh", "metric_cut_link"):
        assert rows(database, f"select count(*) from heartbeat.{table}") == [(0,)], table
    assert rows(database, "select cut_id, value_to from heartbeat.audit_cut_change") == [("fees", "verified")]


def test_an_owner_follows_the_file_until_a_person_sets_another(database: Database) -> None:
    explain(database, house(FEES))
    newer = replace(FEES, owner="newer@example.com")
    assert explain(database, house(newer)).kept_owners == ()
    assert said(database, "fees")[0] == "newer@example.com"
    people_say(database, "fees", owner="anna@example.com")
    assert explain(database, house(newer)).kept_owners == ()
    assert explain(database, house(replace(FEES, owner="third@example.com"))).kept_owners == ("fees",)
    assert said(database, "fees")[0] == "anna@example.com"
    assert explain(database, house(replace(FEES, owner="third@example.com"))).kept_owners == ()
    with database.connect(Role.APP) as connection:
        rows = connection.execute(
            "select value_from, value_to, reason from heartbeat.audit_cut_change where changed_by = 'deploy'"
        )
        assert rows.fetchall() == [("file@example.com", "newer@example.com", "its file changed")]


def test_a_verification_ends_with_the_code_and_not_with_a_text(database: Database) -> None:
    explain(database, house(FEES))
    people_say(database, "fees", verification_state="verified")
    text = replace(FEES, title="All fees", content_hash="c2", text="module ")
    assert explain(database, house(text), now=LATER).ended_verifications == ()
    assert said(database, "fees") == ("file@example.com", "verified")
    code = replace(text, definition_hash="v1:b", content_hash="c3")
    assert explain(database, house(code), now=LATER).ended_verifications == ("fees",)
    assert said(database, "fees") == ("file@example.com", "changed")
    logged = (
        "select column_name, value_from, value_to, changed_by, changed_at, reason from heartbeat.audit_cut_change order by id"
    )
    assert rows(database, logged)[-1] == (
        *("verification_state", "verified", "changed", "deploy", LATER),
        "its module computes something else",
    )
    assert explain(database, house(code), now=LATER).ended_verifications == ()


def test_links_come_from_both_sides(database: Database) -> None:
    by_metric = metric("by_metric", "BYME", links={"rent": "drilldown"})
    by_both = metric("by_both", "BOTH", links={"fees": "explains"})
    fees = replace(FEES, metrics={"orders": "explains", "by_both": "explains"})
    explain(database, house(fees, RENT, metrics=(ORDERS, by_metric, by_both)))
    assert rows(database, "select metric_id, cut_id, role, declared_in from heartbeat.metric_cut_link order by 1") == [
        ("by_both", "fees", "explains", "both"),
        ("by_metric", "rent", "drilldown", "metric"),
        ("orders", "fees", "explains", "cut"),
    ]
    explain(database, house(replace(fees, metrics={}), RENT, metrics=(ORDERS,)))
    assert rows(database, "select * from heartbeat.metric_cut_link") == []


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"title": "All fees", "text": "module ", "content_hash": "c2"}, []),
        ({"page": "costs"}, []),
        ({"definition_hash": "v1:b"}, ["30d", "90d"]),
        ({"windows": ("30d", "7d")}, ["30d", "7d"]),
    ],
)
def test_only_what_computes_anew_is_asked_for(database: Database, changes: dict[str, object], asked: list[str]) -> None:
    first = explain(database, house(FEES, RENT))
    assert first.stale_cuts == ("fees", "rent")
    everything = rows(database, "select cut_id, time_window from heartbeat.audit_refresh order by 1, 2")
    assert everything == [(cut_id, window) for cut_id in ("fees", "rent") for window in ("30d", "90d")]
    with database.connect(Role.WORKER) as connection:
        connection.execute("delete from heartbeat.audit_refresh")
    fees = replace(FEES, **changes)  # type: ignore[arg-type]
    report = explain(database, house(fees, RENT, pages=(SALES, COSTS)), now=LATER)
    assert report.stale_cuts == (("fees",) if asked else ())
    waiting = rows(database, "select time_window, trigger, requested_at from heartbeat.audit_refresh order by 1")
    assert waiting == [(window, "deploy", LATER) for window in asked]


def test_a_deploy_that_fails_leaves_all_as_it_was(database: Database) -> None:
    explain(database, house(FEES))
    orphan = house(replace(FEES, page="nowhere"), RENT, pages=(SALES,), docs=(DOC,))
    with database.connect(Role.CONFIG) as connection, pytest.raises(psycopg.errors.ForeignKeyViolation):
        deploy(connection, orphan, now=LATER)
    assert drift(database, house(FEES)) == []
    assert rows(database, "select count(*) from heartbeat.workspace_page") == [(0,)]
    assert rows(database, "select distinct cut_id from heartbeat.audit_refresh") == [("fees",)]


def test_every_difference_is_told(database: Database) -> None:
    explain(database, house(FEES, RENT, charts=(CLOCK,)))
    assert drift(database, house(replace(FEES, title="All"), RENT, charts=(CLOCK,))) == [
        "cuts/fees.py: title is 'All' in the file and 'Fees' in the database"
    ]
    assert drift(database, house(replace(FEES, metrics={"orders": "drilldown"}), RENT, charts=(CLOCK,))) == [
        "cuts/fees.py: metrics.orders is 'drilldown' in the file and 'explains' in the database"
    ]
    assert drift(database, house(FEES)) == [
        "cuts/rent.py: is deployed, but the file is gone",
        "cuts/clock.chart.js: is deployed, but the file is gone",
    ]
    other = replace(CLOCK, kind="dial", file="cuts/dial.chart.js")
    assert drift(database, house(FEES, RENT, charts=(CLOCK, other))) == ["cuts/dial.chart.js: is not deployed"]
    text = replace(SALES, text="[[rent]]", content_hash="p2")
    assert drift(database, house(FEES, RENT, pages=(text,), charts=(CLOCK,))) == [
        "cuts/sales.md: text is '[[rent]]' in the file and '[[fees]]' in the database"
    ]


def test_a_page_that_another_moves_is_no_difference(database: Database) -> None:
    explain(database, house(FEES))
    declared = house(replace(RENT, page="costs"), FEES, pages=(COSTS, SALES))
    assert drift(database, declared) == ["cuts/rent.py: is not deployed"]


def test_what_people_said_and_docs_are_no_difference(database: Database) -> None:
    explain(database, house(FEES))
    people_say(database, "fees", owner="anna@example.com", verification_state="verified")
    assert drift(database, house(FEES, docs=(DOC,))) == []
