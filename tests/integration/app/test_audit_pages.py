"""The audit pages over HTTP: their text and cuts in order, what a cut shows of which window, and how it says that it failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from heartbeat.app import api_document
from heartbeat.db import Database
from heartbeat.definitions.charts.catalog import chart_kinds
from heartbeat.surfaces.audit.shapes import AuditPageShape, AuditPagesShape, CutDocumentShape, CutRegistryShape
from integration.app.audited import AT, BARS, asked, computed, declare_chart, declare_cut, declare_page, failed, link
from integration.app.served import app_over, client_of
from integration.readings.small_house import apply, beat, metric, workspace

TEXT = "Fees are *why*.\n\n[[fees_by_month]]\n\nAnd then:\n\n```\n[[fees_by_rail]]\n```\n"


@pytest.fixture
def house(database: Database) -> Database:
    """A page of three cuts, of which its text names one, and another page."""
    apply(database, workspace(metric("fees", "FEES"), metric("delays", "DELA")))
    declare_page(database, "revenue", TEXT)
    declare_page(database, "clients", position=1)
    declare_cut(database, "fees_by_rail", "revenue", cut_order=20, methodology="Counted <b>once</b>.")
    declare_cut(database, "fees_by_client", "revenue", windows=["24h", "all"], window_default="24h")
    declare_cut(database, "fees_by_month", "revenue", cut_order=30)
    declare_cut(database, "cohorts", "clients", windows=["all"], window_default="all")
    return database


@pytest.fixture
def client(house: Database) -> Iterator[httpx.Client]:
    with client_of(app_over(house)) as client:
        yield client


def page(client: httpx.Client, window: str | None = None) -> dict[str, Any]:
    answer = client.get("/api/audit/pages/revenue", params={"window": window} if window else None)
    assert answer.status_code == 200, answer.text
    AuditPageShape.model_validate(answer.json())
    return answer.json()  # type: ignore[no-any-return]


def cuts_of(page: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {part["cut"]["cut_id"]: part["cut"] for part in page["parts"] if part["kind"] == "cut"}


def cut(client: httpx.Client, cut_id: str = "fees_by_month", window: str | None = None) -> dict[str, Any]:
    answer = client.get(f"/api/audit/cuts/{cut_id}", params={"window": window} if window else None)
    assert answer.status_code == 200, answer.text
    CutDocumentShape.model_validate(answer.json())
    return answer.json()  # type: ignore[no-any-return]


def test_without_cuts_there_are_no_pages_and_that_is_said(database: Database) -> None:
    with client_of(app_over(database)) as client:
        assert client.get("/api/audit/pages").json() == {"pages": [], "empty": True}
        assert client.get("/api/audit/registry").json() == {"cuts": []}
        for path in ("pages/revenue", "cuts/fees_by_month"):
            refused = client.get(f"/api/audit/{path}")
            assert refused.status_code == 404
            assert "heartbeat deploy" in refused.json()["hint"]


def test_a_page_has_its_text_with_cuts_in_their_places_then_the_others_by_order(client: httpx.Client) -> None:
    told = page(client)
    kinds = [part["cut"]["cut_id"] if part["kind"] == "cut" else "text" for part in told["parts"]]
    assert kinds == ["text", "fees_by_month", "text", "fees_by_client", "fees_by_rail"]
    assert "<em>why</em>" in told["parts"][0]["html"]
    assert "[[fees_by_rail]]" in told["parts"][2]["html"]  # in a block of code it is code
    assert (told["title"], told["file"]) == ("Revenue", "cuts/revenue.md")


def test_texts_of_a_cut_are_html_in_which_tags_of_the_author_are_text(client: httpx.Client) -> None:
    shown = cuts_of(page(client))
    assert "<strong>tallest</strong>" in shown["fees_by_month"]["how_to_read_html"]
    assert shown["fees_by_month"]["methodology_html"] is None
    assert "&lt;b&gt;once" in shown["fees_by_rail"]["methodology_html"]


def test_a_page_shows_the_window_of_most_cuts_unless_asked_and_a_cut_without_it_says_so(client: httpx.Client) -> None:
    told = page(client)
    assert told["window"] == "30d"
    assert [one["key"] for one in told["windows"]] == ["24h", "30d", "12m", "all"]
    assert told["windows"][2]["words"] == "12 months"
    asked_for = cuts_of(page(client, "12m"))
    assert [(name, one["window"], one["is_other_window"]) for name, one in asked_for.items()] == [
        ("fees_by_month", "12m", False),
        ("fees_by_client", "24h", True),
        ("fees_by_rail", "12m", False),
    ]


@pytest.mark.parametrize(
    ("path", "status", "code", "hint"),
    [
        ("pages/none", 404, "audit-page-not-found", "revenue, clients"),
        ("pages/revenue?window=7d", 422, "window-not-offered", "24h, 30d, 12m, all"),
        ("cuts/none", 404, "cut-not-found", "/api/audit/registry"),
        ("cuts/fees_by_month?window=all", 422, "window-not-offered", "30d, 12m"),
        ("charts/none.js", 404, "not-found", "openapi.json"),
    ],
)
def test_what_is_not_there_is_named_with_what_is(client: httpx.Client, path: str, status: int, code: str, hint: str) -> None:
    refused = client.get(f"/api/audit/{path}")
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert hint in refused.json()["hint"]


def test_a_cut_that_was_never_computed_shows_nothing_and_blames_nobody(client: httpx.Client) -> None:
    told = cut(client)
    assert (told["snapshot"], told["failure"], told["refresh"], told["verified"], told["changes"]) == (None, None, None, None, [])
    assert page(client)["computed_at"] is None


def test_a_snapshot_is_shown_with_when_it_was_computed(house: Database, client: httpx.Client) -> None:
    computed(house, "fees_by_month")
    computed(house, "fees_by_rail", at=AT - timedelta(hours=2))
    told = page(client)
    assert told["computed_at"] == "2026-11-21T02:00:00Z"
    snapshot = cuts_of(told)["fees_by_month"]["snapshot"]
    assert (snapshot["payload"], snapshot["chart"], snapshot["seconds"], snapshot["is_outdated"]) == (BARS, "bar", 0.25, False)
    assert cut(client, window="12m")["snapshot"] is None  # of another window


def test_a_failed_try_stands_beside_the_last_snapshot(house: Database, client: httpx.Client) -> None:
    computed(house, "fees_by_month")
    failed(house, "fees_by_month", at=AT + timedelta(hours=1))
    failed(house, "fees_by_client", "24h")
    told = cut(client)
    assert told["failure"] == {
        "code": "cut-failed", "message": "division by zero", "hint": "Look at line 7.", "tried_at": "2026-11-21T05:00:00Z",
    }  # fmt: skip
    assert told["snapshot"]["computed_at"] == "2026-11-21T04:00:00Z"
    never = cut(client, "fees_by_client")
    assert (never["snapshot"], never["failure"]["code"]) == (None, "cut-failed")


def test_a_snapshot_of_the_module_as_it_was_is_outdated(house: Database, client: httpx.Client) -> None:
    computed(house, "fees_by_month", definition_hash="v1:before")
    assert cut(client)["snapshot"]["is_outdated"] is True


def test_a_cut_that_is_asked_for_says_how_far_it_is(house: Database, client: httpx.Client) -> None:
    asked(house, "fees_by_month")
    asked(house, "fees_by_month", state="running")
    asked(house, "fees_by_rail")
    told = page(client)
    assert told["refreshing"] == 2
    assert [one["refresh"] and one["refresh"]["state"] for one in cuts_of(told).values()] == ["running", None, "queued"]


def test_the_metrics_that_a_cut_belongs_to_come_with_their_names(house: Database, client: httpx.Client) -> None:
    link(house, "delays", "fees_by_month", "drilldown")
    link(house, "fees", "fees_by_month")
    link(house, "gone", "fees_by_month")
    assert cut(client)["metrics"] == [
        {"metric_id": "fees", "code": "FEES", "name": "fees", "role": "explains"},
        {"metric_id": "delays", "code": "DELA", "name": "delays", "role": "drilldown"},
    ]


def test_the_list_of_pages_says_what_is_unverified_failing_and_old(house: Database, client: httpx.Client) -> None:
    computed(house, "fees_by_month")
    computed(house, "fees_by_rail", "12m", at=AT - timedelta(days=3))
    failed(house, "fees_by_rail")
    answer = client.get("/api/audit/pages").json()
    AuditPagesShape.model_validate(answer)
    revenue, clients = answer["pages"]
    assert answer["empty"] is False
    assert [one["cut_id"] for one in revenue["cuts"]] == ["fees_by_client", "fees_by_rail", "fees_by_month"]
    assert (revenue["windows"], revenue["window_default"]) == (["24h", "30d", "12m", "all"], "30d")
    assert (revenue["unverified"], revenue["failing"], revenue["oldest_computed_at"]) == (3, 1, "2026-11-18T04:00:00Z")
    assert (clients["page"], clients["window_default"], clients["oldest_computed_at"]) == ("clients", "all", None)


def test_the_registry_has_every_cut_with_its_windows_and_nothing_that_is_drawn(house: Database, client: httpx.Client) -> None:
    computed(house, "fees_by_month")
    failed(house, "fees_by_month", "12m")
    answer = client.get("/api/audit/registry").json()
    CutRegistryShape.model_validate(answer)
    assert [one["cut_id"] for one in answer["cuts"]] == ["fees_by_client", "fees_by_rail", "fees_by_month", "cohorts"]
    told = answer["cuts"][2]
    assert {"payload", "module", "snapshot"} & set(told) == set()
    assert [(one["window"], one["computed_at"], bool(one["failure"])) for one in told["snapshots"]] == [
        ("30d", "2026-11-21T04:00:00Z", False),
        ("12m", None, True),
    ]


def test_a_page_that_is_known_is_not_sent_again(house: Database, client: httpx.Client) -> None:
    first = client.get("/api/audit/pages/revenue")
    known = {"if-none-match": first.headers["etag"]}
    assert client.get("/api/audit/pages/revenue", headers=known).status_code == 304
    computed(house, "fees_by_month")
    assert client.get("/api/audit/pages/revenue", headers=known).status_code == 200


def test_a_chart_of_the_workspace_is_a_module_that_a_browser_takes_for_nothing_else(
    house: Database, client: httpx.Client
) -> None:
    module = "export default function draw() {} // né\n"
    declare_chart(house, "spiral", module)
    answer = client.get("/api/audit/charts/spiral.js")
    assert (answer.status_code, answer.text) == (200, module)
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = client.get("/api/audit/charts/spiral.js", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_document_for_clients_has_the_payload_of_every_kind_of_chart() -> None:
    shapes = api_document()["components"]["schemas"]
    told = {one["$ref"].rsplit("/", 1)[1] for one in shapes["CutSnapshotShape"]["properties"]["payload"]["anyOf"]}
    assert told == {kind.__name__ for kind in chart_kinds().values()} | {"Custom"}


def test_a_metric_names_the_cuts_that_belong_to_it_what_explains_first(house: Database, client: httpx.Client) -> None:
    link(house, "fees", "cohorts")
    link(house, "fees", "fees_by_client", "drilldown")
    link(house, "fees", "fees_by_month")
    link(house, "fees", "gone")
    told = [
        {"cut_id": "fees_by_month", "page": "revenue", "title": "fees by month", "role": "explains"},
        {"cut_id": "cohorts", "page": "clients", "title": "cohorts", "role": "explains"},
        {"cut_id": "fees_by_client", "page": "revenue", "title": "fees by client", "role": "drilldown"},
    ]
    listed = {row["metric_id"]: row["cuts"] for row in client.get("/api/metrics").json()["metrics"]}
    assert listed == {"fees": told, "delays": []}
    beat(house, {"fees": 1, "delays": 2})
    assert client.get("/api/metrics/fees").json()["cuts"] == told
    assert client.get("/api/metrics/delays").json()["cuts"] == []
