"""What an operator is told of sources and their tables, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from heartbeat.db import Database, Role
from heartbeat.marts.books.backfill import BackfillTable, backfill_lock, enter_backfill
from heartbeat.surfaces.sources.shapes import SourcesShape
from integration.app.landscape import settle
from integration.app.served import app_over, client_of
from postgres_fixtures import Cluster, cloned_house

Page = dict[str, Any]


@pytest.fixture(scope="module")
def page(cluster: Cluster) -> Page:
    with cloned_house(cluster) as database:
        settle(database)
        with client_of(app_over(database)) as client:
            answer = client.get("/api/sources")
    assert answer.status_code == 200
    SourcesShape.model_validate(answer.json())
    answered: Page = answer.json()
    return answered


def table(page: Page, name: str) -> Page:
    every = [*page["sources"], *page["unclaimed"]]
    return next(table for owner in every for table in owner["tables"] if table["table"] == name)


def test_what_fails_comes_first_and_each_source_says_how_it_is(page: Page) -> None:
    assert [(source["source_id"], source["state"]) for source in page["sources"]] == [
        ("support", "failing"), ("bank", "held"), ("cards", "never_ran"), ("kyc", "never_ran"),
    ]  # fmt: skip
    assert page["totals"] == {"sources": 4, "failing": 2, "table_count": 7, "rows": 95_003, "bytes": page["totals"]["bytes"]}


def test_a_source_that_is_away_is_told_once_with_what_to_do_and_since_when(page: Page) -> None:
    support = page["sources"][0]
    (problem,) = support["problems"]
    assert (problem["table"], problem["code"], problem["hint"]) == (None, "source-unreachable", "Is it running?")
    assert problem["since"] < support["last_run"]["started_at"]
    assert support["last_ok_at"] < problem["since"]
    assert table(page, "support_desk.ticket")["state"] == "unread"
    assert table(page, "support_desk.ticket")["problem"] is None


def test_a_table_that_is_held_stands_with_its_own_reason_and_its_neighbours_are_well(page: Page) -> None:
    (problem,) = page["sources"][1]["problems"]
    assert (problem["table"], problem["state"], problem["error"]) == ("bank_core.account", "held", "it would shrink")
    account, payment = table(page, "bank_core.account"), table(page, "bank_core.payment")
    assert (account["state"], account["punctuality"]) == ("held", "late")
    assert (payment["state"], payment["punctuality"]) == ("ok", "current")


def test_a_table_says_how_it_is_kept_up_to_date_how_large_it_is_and_when_rows_came(page: Page) -> None:
    payment = table(page, "bank_core.payment")
    assert (payment["disposition"], payment["key"], payment["cursor"]) == ("merge", ["id"], "updated_at")
    assert payment["reason"] == "key (id) and cursor updated_at"
    assert payment["rows"] == 1000
    assert payment["bytes"] > 50_000
    assert payment["last_load"]["rows"] == 10
    assert payment["last_load"]["at"] < payment["checked_at"]
    assert payment["drift"][0]["column"] == "colour"
    assert payment["metrics"] == ["delays"]
    assert {repair["by"] for repair in payment["repairs"]} == {"next_run", "reconcile"}


def test_a_table_that_a_whole_run_did_not_meet_is_gone(page: Page) -> None:
    assert table(page, "bank_core.lost")["state"] == "gone"
    assert table(page, "bank_core.lost")["bytes"] is None


def test_deliveries_that_came_since_the_last_run_wait(page: Page) -> None:
    waiting = table(page, "kyc.event")["waiting"]
    assert waiting["deliveries"] == 2
    assert waiting["oldest_at"] > table(page, "kyc.event")["checked_at"]
    assert table(page, "bank_core.payment")["waiting"] is None


def test_full_reloads_are_told_with_their_cost_and_remedies_and_accepted_ones_last(page: Page) -> None:
    client, currency = page["full_reloads"]["tables"]
    assert (client["table"], client["rows_per_hour"], client["seconds_per_hour"]) == ("bank_core.client", 90_000, 4.0)
    assert "cursor: {client: column}" in [remedy["yaml"] for remedy in client["remedies"]]
    assert "born or seen_at" in client["remedies"][0]["text"]
    assert (currency["accepted"], currency["remedies"]) == ("three rows", [])
    assert page["full_reloads"]["rows_per_hour"] == 90_003
    assert table(page, "bank_core.client")["note"] is None


def test_what_belongs_to_no_source_and_what_never_landed_are_shown_too(page: Page) -> None:
    (old,) = page["unclaimed"]
    assert (old["dataset"], old["was_ours"], old["table_count"]) == ("old_core", True, 1)
    assert page["missing"] == [{"table": "cards.settlement", "source_id": "cards", "metrics": ["delays"]}]


def test_a_first_load_that_goes_on_is_told(database: Database) -> None:
    settle(database)
    now = datetime.now(UTC)
    books = [
        BackfillTable("cards", "settlement", now, is_again=False),
        BackfillTable("cards", "fee", now, is_again=False, state="ok", started_at=now, rows=10, seconds=0.1),
    ]
    with database.connect(Role.LOADER, autocommit=True) as loader, client_of(app_over(database)) as client:
        assert backfill_lock(loader, "cards")
        enter_backfill(loader, "cards", books, is_whole=True)
        page = client.get("/api/sources").json()
    (cards,) = [source for source in page["sources"] if source["source_id"] == "cards"]
    assert (cards["state"], cards["backfill"]) == ("running", {"done": 1, "tables": 2})


def test_before_the_first_deploy_there_is_nothing_and_it_is_said(database: Database) -> None:
    with client_of(app_over(database)) as client:
        page = client.get("/api/sources").json()
    SourcesShape.model_validate(page)
    assert (page["sources"], page["missing"], page["full_reloads"]["tables"]) == ([], [], [])
