"""Asking for cuts to be computed anew: rows for the worker, one for each cut and window that waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from heartbeat.db import Database, Role
from heartbeat.readings.audit.refreshes import request
from integration.app.audited import AT, asked, declare_cut, declare_page
from integration.app.served import app_over, client_of
from integration.app.signed_in import closed_client, token
from integration.readings.small_house import apply, metric, rows, workspace

CUT, PAGE = "/api/audit/cuts/fees/refresh", "/api/audit/pages/revenue/refresh"


@pytest.fixture
def house(database: Database) -> Database:
    apply(database, workspace(metric("delays", "DELA")))
    declare_page(database, "revenue")
    declare_cut(database, "fees", "revenue")
    declare_cut(database, "today", "revenue", windows=["24h", "7d"], window_default="24h", cut_order=20)
    return database


@pytest.fixture
def client(house: Database) -> Iterator[httpx.Client]:
    with client_of(app_over(house)) as client:
        yield client


def waiting(house: Database) -> list[Any]:
    return rows(house, "select cut_id, time_window, state, trigger from heartbeat.audit_refresh order by refresh_id")


def test_a_press_asks_for_one_window_and_presses_after_it_for_nothing_more(house: Database, client: httpx.Client) -> None:
    answers = [client.post(CUT, json={"window": "12m", "trigger": "ui"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert (answers[2].json()["cut_id"], answers[2].json()["windows"]) == ("fees", ["12m"])
    assert waiting(house) == [("fees", "12m", "queued", "ui")]
    assert client.get("/api/audit/cuts/fees?window=12m").json()["refresh"] == {
        "state": "queued",
        "requested_at": answers[2].json()["requested_at"],
    }


def test_without_a_window_all_are_asked_for(house: Database, client: httpx.Client) -> None:
    assert client.post(CUT, json={}).json()["windows"] == ["30d", "12m"]
    assert waiting(house) == [("fees", "30d", "queued", "api"), ("fees", "12m", "queued", "api")]


def test_what_is_being_computed_is_asked_for_again_only_by_a_deploy(house: Database, client: httpx.Client) -> None:
    asked(house, "fees", state="running")
    assert client.post(CUT, json={"window": "30d"}).json()["windows"] == ["30d"]
    assert [state for _, _, state, _ in waiting(house)] == ["running"]
    with house.connect(Role.CONFIG) as connection:
        assert request(connection, ["fees"], ["30d"], trigger="deploy", by=None, now=AT) == [("fees", "30d")]
    assert [state for _, _, state, _ in waiting(house)] == ["running", "queued"]


def test_the_schedule_does_not_take_over_what_a_person_asked_for(house: Database, client: httpx.Client) -> None:
    client.post(CUT, json={"window": "30d", "trigger": "ui"})
    with house.connect(Role.WORKER) as connection:
        request(connection, ["fees", "gone"], None, trigger="cron", by=None, now=AT)
    assert waiting(house) == [("fees", "30d", "queued", "ui"), ("fees", "12m", "queued", "cron")]


def test_a_page_is_asked_for_as_it_is_shown(house: Database, client: httpx.Client) -> None:
    answer = client.post(PAGE, json={"window": "12m"})
    assert (answer.status_code, answer.json()["cuts"]) == (
        202,
        [{"cut_id": "fees", "windows": ["12m"]}, {"cut_id": "today", "windows": ["24h"]}],
    )
    assert client.get("/api/audit/pages/revenue?window=12m").json()["refreshing"] == 2
    assert client.post(PAGE, json={}).json()["cuts"] == [
        {"cut_id": "fees", "windows": ["30d", "12m"]},
        {"cut_id": "today", "windows": ["24h", "7d"]},
    ]


@pytest.mark.parametrize(
    ("path", "body", "refusal"),
    [
        (CUT, {"window": "7d"}, (422, "window-not-offered")),
        (PAGE, {"window": "9d"}, (422, "window-not-offered")),
        (CUT, {"windows": ["7d"]}, (422, "invalid-request")),
        (CUT, {"trigger": "deploy"}, (422, "invalid-request")),
        ("/api/audit/cuts/none/refresh", {}, (404, "cut-not-found")),
        ("/api/audit/pages/none/refresh", {}, (404, "audit-page-not-found")),
    ],
)
def test_what_cannot_be_computed_is_refused(
    house: Database, client: httpx.Client, path: str, body: dict[str, Any], refusal: tuple[int, str]
) -> None:
    answer = client.post(path, json=body)
    assert (answer.status_code, answer.json()["code"]) == refusal
    assert waiting(house) == []


def test_who_signed_in_is_kept_with_the_request(house: Database) -> None:
    operator = token(house, "operator", "Olena K.")
    with closed_client(house) as client:
        assert client.post(CUT, json={}, headers=operator.headers).status_code == 202
    assert rows(house, "select distinct requested_by from heartbeat.audit_refresh") == [("Olena K.",)]
