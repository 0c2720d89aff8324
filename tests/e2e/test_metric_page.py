"""The page of one metric: from the number on the wall to the SQL behind it."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from demo_process import Demo

pytestmark = pytest.mark.e2e


@pytest.fixture
def collateral(wall: Page) -> Page:
    """The page of the unpaid collateral, reached by a click on its tile."""
    wall.locator("[data-tile=CCUN]").click()
    wall.wait_for_url("**/metrics/unpaid_collateral")
    wall.wait_for_selector(".metric h1")
    return wall


def test_a_click_on_a_tile_leads_to_its_sql(collateral: Page) -> None:
    expect(collateral.locator("h1")).to_have_text("Unpaid card collateral")
    expect(collateral.locator("body")).to_contain_text("from webbank_card_management.collateral_invoice")
    expect(collateral.locator("body")).to_contain_text("our own money")


def test_the_page_says_below_the_name_what_is_measured(collateral: Page) -> None:
    expect(collateral.locator(".metric-top")).to_contain_text("Collateral bills for company cards that are past due")


def test_the_day_of_a_point_reads_as_days_do_elsewhere(collateral: Page) -> None:
    collateral.locator(".chart svg").first.hover()
    expect(collateral.locator(".chart-tip b")).to_have_text(re.compile(r"^\d{1,2} [A-Z][a-z]+ 20\d\d: €"))


def test_an_address_that_leads_nowhere_keeps_the_way_to_the_other_pages(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/nope")
    expect(page.locator("h1")).to_have_text("There is no such page")
    expect(page.get_by_role("navigation")).to_be_visible()
    page.get_by_role("link", name="To the cockpit").click()
    page.wait_for_selector("[data-tile]")


def test_the_chart_is_drawn_with_its_days(collateral: Page) -> None:
    expect(collateral.locator(".chart svg").first).to_be_visible()
    assert collateral.locator(".chart svg path").count() > 3


def test_its_tables_say_when_they_were_read(collateral: Page) -> None:
    expect(collateral.get_by_text("webbank_card_management.collateral_invoice").first).to_be_visible()
    expect(collateral.get_by_text("never read")).to_have_count(0)


def test_escape_returns_to_the_wall(collateral: Page, demo: Demo) -> None:
    collateral.keyboard.press("Escape")
    collateral.wait_for_url(f"{demo.address}/")
    collateral.wait_for_selector("[data-tile=CCUN]")


def test_enter_opens_the_focused_tile(wall: Page) -> None:
    wall.locator("[data-tile=OPAP]").focus()
    wall.keyboard.press("Enter")
    wall.wait_for_url("**/metrics/outgoing_payments_approved")


def test_a_failing_metric_shows_what_postgres_said(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/metrics/high_risk_merchant_share")
    expect(page.locator("body")).to_contain_text("invalid input syntax for type integer")


GO_TO = "path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')) }"


def test_every_metric_has_a_page_without_a_mistake(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/metrics")
    for tile in demo.board()["metrics"]:  # from one to the next, as the palette leads
        page.evaluate(GO_TO, f"/metrics/{tile['metric_id']}")
        expect(page.locator("h1")).to_have_text(tile["name"])
        if tile["spark"]:
            expect(page.locator(".chart svg").first).to_be_visible()
        expect(page.locator("h1")).to_have_text(tile["name"])


def test_an_unknown_metric_is_told_kindly(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/metrics/no_such_metric")
    expect(page.locator("body")).to_contain_text("no_such_metric")
    expect(page.get_by_role("link").first).to_be_visible()


@pytest.mark.parametrize("metric", ["unpaid_collateral", "calls_answered"])
def test_a_phone_shows_the_page_and_its_readings_without_scrolling_sideways(browser: Browser, demo: Demo, metric: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True) as phone:
        opened = phone.new_page()
        opened.goto(f"{demo.address}/metrics/{metric}")
        opened.wait_for_selector(".chart svg")
        assert opened.evaluate("document.documentElement.scrollWidth") <= 390
        assert opened.evaluate("(table => table.scrollWidth - table.clientWidth)(document.querySelector('.table-scroll'))") <= 0
        for part in ("[data-name=rows]", ".state"):
            right = opened.locator(f".readings {part}").first.evaluate("each => each.getBoundingClientRect().right")
            assert 0 < right <= 390 - 28, part


@pytest.mark.parametrize(
    ("status", "code", "seen"),
    [(404, "metric-not-found", "There is no such metric"), (503, "database-unavailable", "not current")],
)
def test_a_page_that_cannot_be_renewed_does_not_pass_for_current(
    page: Page, demo: Demo, status: int, code: str, seen: str
) -> None:
    refusal = json.dumps({"code": code, "message": "No.", "hint": ""})
    newer = json.dumps({**demo.board(), "board_version": demo.board()["board_version"] + 1})
    page.clock.install()
    page.goto(f"{demo.address}/metrics/unpaid_collateral")
    page.wait_for_selector(".metric h1")
    page.route(
        "**/api/metrics/unpaid*", lambda route: route.fulfill(status=status, body=refusal, content_type="application/json")
    )
    page.route("**/api/cockpit", lambda route: route.fulfill(body=newer, content_type="application/json"))
    for _ in range(8):  # the next look for a board, then the tries of the page
        page.clock.run_for(10_000)
        page.wait_for_timeout(100)
    expect(page.locator("main")).to_contain_text(seen)
    page.unroute_all()
    for _ in range(8):
        page.clock.run_for(10_000)
        page.wait_for_timeout(100)
    if status == 503:
        expect(page.locator(".outdated")).to_have_count(0)
