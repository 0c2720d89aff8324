"""The audit pages of the example bank: opened from where a number stands, read, printed, computed anew, and vouched for."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from demo_process import Demo
from e2e.axe import serious

pytestmark = pytest.mark.e2e

NAMED = "localStorage.setItem('heartbeat-operator', 'Olena K.')"
CUT = "fees_by_kind"
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def cut_of(page: Page, cut_id: str = CUT) -> Locator:
    return page.locator(f"#cut-{cut_id}")


def fetched(demo: Demo, path: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{demo.address}/api/audit/{path}", timeout=10) as answer:
        return dict(json.load(answer))


@pytest.fixture
def revenue(page: Page, demo: Demo) -> Page:
    """The page of revenue, with an operator before it who has said who they are."""
    page.add_init_script(NAMED)
    page.goto(f"{demo.address}/audit/revenue")
    expect(cut_of(page).locator(".cut-figure")).to_be_visible()
    return page


@pytest.fixture
def unverified(demo: Demo) -> Iterator[None]:
    """Whatever a test makes of the cut, the next one finds it unverified."""
    yield
    edit(demo, "unverified")


def edit(demo: Demo, state: str, by: str = "Somebody else") -> None:
    body = json.dumps({"verification_state": state, "changed_by": by}).encode()
    headers = {"content-type": "application/json", "if-match": "*"}
    address = f"{demo.address}/api/audit/cuts/{CUT}/verification"
    urllib.request.urlopen(urllib.request.Request(address, body, headers, method="PATCH"), timeout=10).close()


def test_from_the_list_of_pages_to_a_cut_and_its_window_in_the_address(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/metrics")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Audit").click()
    page.get_by_role("link", name="Who pays our fees").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revenue")
    expect(cut_of(page, "top_clients")).to_be_in_viewport()
    page.get_by_role("group", name="Window").get_by_role("button", name="12 months").click()
    page.wait_for_url("**/audit/revenue?window=12m*")
    page.reload()
    expect(page.get_by_role("button", name="12 months")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("navigation", name="Audit pages").get_by_role("link", name="Clients").click()
    page.wait_for_url("**/audit/clients?window=12m")


def test_a_window_that_a_page_has_not_is_told_and_the_page_opens_with_its_own(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/audit/revenue?window=7h")
    expect(page.get_by_role("heading", name="This page has no such window")).to_be_visible()
    page.get_by_role("button", name="Open it with its own window").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revenue")


def test_a_metric_and_the_search_lead_to_the_cut(page: Page, demo: Demo) -> None:
    linked = next(each for each in fetched(demo, "registry")["cuts"] if each["metrics"])
    page.goto(f"{demo.address}/metrics/{linked['metrics'][0]['metric_id']}")
    page.get_by_role("region", name="See in audit").get_by_role("link", name=linked["title"]).click()
    expect(cut_of(page, linked["cut_id"])).to_be_in_viewport()
    page.keyboard.press("Control+k")
    page.keyboard.type("pays our fees")
    expect(page.get_by_role("option", name="Who pays our fees")).to_be_visible()  # the names of cuts are asked for
    page.keyboard.press("Enter")
    page.wait_for_url("**/audit/revenue#cut-top_clients")
    expect(cut_of(page, "top_clients")).to_be_in_viewport()


def test_the_editor_of_a_tile_leads_to_what_explains_it(page: Page, demo: Demo) -> None:
    linked = next(each for each in fetched(demo, "registry")["cuts"] if each["metrics"])
    page.goto(demo.address)
    page.locator(f"[data-tile={linked['metrics'][0]['code']}]").focus()
    page.keyboard.press("e")
    page.get_by_role("dialog").get_by_role("link", name="See in audit").click()
    page.wait_for_url("**/audit/*#cut-*")


def test_a_cut_is_read_as_a_table_as_a_file_and_as_its_module(revenue: Page) -> None:
    cut = cut_of(revenue)
    cut.get_by_role("button", name="As table").click()
    expect(cut.get_by_role("table")).to_be_visible()
    with revenue.expect_download() as download:
        cut.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename.startswith(f"{CUT}-90d-")
    cut.get_by_role("button", name="Module").click()
    expect(cut.get_by_role("region", name="Module of")).to_contain_text("def compute(")
    cut.get_by_role("button", name="How to read").click()
    expect(cut.get_by_role("heading", name="How to read")).to_be_visible()
    expect(cut.get_by_role("region", name="Module of")).to_have_count(0)


@pytest.mark.usefixtures("unverified")
def test_a_cut_is_verified_with_who_and_when(revenue: Page) -> None:
    cut_of(revenue).get_by_role("button", name="Not verified").press("Enter")
    dialog = revenue.get_by_role("dialog")
    dialog.get_by_role("button", name="Verify …").click()
    dialog.get_by_label("How you know").fill("added up by hand")
    dialog.get_by_role("button", name="Verify", exact=True).click()
    expect(dialog.get_by_role("region", name="Verification")).to_contain_text("Verified by Olena K. on")
    expect(dialog.get_by_role("region", name="Edits")).to_contain_text("added up by hand")
    revenue.keyboard.press("Escape")
    expect(cut_of(revenue).get_by_role("button", name="Verified: ")).to_be_focused()


@pytest.mark.usefixtures("unverified")
def test_whoever_was_faster_is_told_before_anything_is_overwritten(revenue: Page, demo: Demo) -> None:
    cut_of(revenue).get_by_role("button", name="Not verified").click()
    dialog = revenue.get_by_role("dialog")
    dialog.get_by_role("button", name="Verify …").click()
    edit(demo, "verified")
    dialog.get_by_role("button", name="Verify", exact=True).click()
    told = dialog.get_by_role("alert")
    expect(told).to_contain_text("Somebody else set the verification from unverified to verified")
    told.get_by_role("button", name="Cancel").click()
    expect(dialog.get_by_role("region", name="Verification")).to_contain_text("Verified by Somebody else")


def test_a_page_is_computed_anew_and_says_what_came_of_it(revenue: Page, demo: Demo) -> None:
    before = fetched(demo, "pages/revenue")["computed_at"]
    revenue.get_by_role("button", name="Refresh", exact=True).click()
    expect(revenue.get_by_role("status").filter(has_text=" computed")).to_have_text("7 computed", timeout=60_000)
    assert fetched(demo, "pages/revenue")["computed_at"] > before


def answer_with(page: Page, demo: Demo, change: Callable[[dict[str, Any]], object]) -> None:
    """The page of revenue as the server has it, with its cut changed."""
    document = fetched(demo, "pages/revenue")
    change(next(part["cut"] for part in document["parts"] if part["kind"] == "cut" and part["cut"]["cut_id"] == CUT))

    def answer(route: Route) -> None:
        route.fulfill(body=json.dumps(document), content_type="application/json")

    page.route("**/api/audit/pages/revenue*", answer)
    page.goto(f"{demo.address}/audit/revenue")


FAILURE = {
    "code": "cut-failed",
    "message": "cuts/fees_by_kind.py, line 31: KeyError: 'fee'",
    "hint": "Mend it, then `heartbeat deploy`.",
    "tried_at": "2026-01-01T00:00:00Z",
}


def test_a_cut_that_failed_shows_what_it_had_and_why(page: Page, demo: Demo) -> None:
    answer_with(page, demo, lambda cut: cut.update(failure=FAILURE))
    expect(page.locator(".audit-sentence")).to_contain_text("1 of 7 cuts could not be computed.")
    expect(cut_of(page)).to_contain_text("KeyError: 'fee'")
    expect(cut_of(page)).to_contain_text("Mend it, then heartbeat deploy.")
    expect(cut_of(page).locator(".cut-figure")).to_be_visible()
    expect(cut_of(page).get_by_role("button", name="Try again")).to_be_visible()
    assert serious(page) == []


def test_a_cut_without_a_snapshot_and_one_of_an_older_module_say_so(page: Page, demo: Demo) -> None:
    answer_with(page, demo, lambda cut: cut.update(snapshot=None))
    expect(cut_of(page)).to_contain_text("Not computed for 90 days yet.")
    expect(cut_of(page).get_by_role("button", name="Compute now")).to_be_visible()
    page.unroute_all()
    answer_with(page, demo, lambda cut: cut["snapshot"].update(is_outdated=True))
    expect(cut_of(page)).to_contain_text("Computed by the module as it was before it was deployed anew.")


def test_paper_has_the_window_and_each_cut_whole_and_nothing_to_press(revenue: Page) -> None:
    revenue.emulate_media(media="print")
    expect(revenue.locator(".audit-printed")).to_contain_text("90 days, ")
    expect(cut_of(revenue).get_by_role("heading", name="How to read")).to_be_visible()
    expect(cut_of(revenue).locator(".cut-foot")).to_be_hidden()
    expect(revenue.locator(".audit-tools")).to_be_hidden()
    assert cut_of(revenue).evaluate("each => getComputedStyle(each).breakInside") == "avoid"
    assert revenue.evaluate("document.documentElement.dataset.theme") == "light"


@pytest.mark.parametrize("width", [1920, 390])
def test_nothing_serious_bars_anybody_from_the_audit_pages(browser: Browser, demo: Demo, width: int) -> None:
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        for path in ("", "/revenue", "/clients", "/journeys"):
            for theme in ("dark", "light"):
                page.goto(f"{demo.address}/audit{path}?theme={theme}")
                page.wait_for_selector(".cut-figure" if path else ".audit-entry")
                page.wait_for_function("() => document.querySelector('.cut-waiting') === null")
                assert serious(page, None if theme == "dark" else ["color-contrast"]) == [], f"{path} {theme}"
                assert page.evaluate(FITS), path
