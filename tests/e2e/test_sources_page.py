"""The page of sources: reached from a metric, with every source of the example bank."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from demo_process import Demo

pytestmark = pytest.mark.e2e


def test_a_metric_leads_to_its_source_with_its_tables_and_what_mends_them(wall: Page) -> None:
    wall.locator("[data-tile=CCUN]").click()
    wall.locator("a.lineage-box[href*=source]").first.click()
    wall.wait_for_url("**/sources?source=webbank")
    source = wall.locator(".source", has=wall.locator(".source-line[aria-expanded=true] b", has_text="webbank"))
    source.locator(".table-line", has_text="collateral_invoice").click()
    detail = source.locator(".table-detail")
    expect(detail).to_contain_text("The next run mends")
    expect(detail.get_by_role("link", name="unpaid_collateral", exact=True)).to_be_visible()
    wall.keyboard.press("Escape")
    wall.wait_for_selector(".metric h1")


def test_a_phone_shows_all_of_it_without_scrolling_sideways(browser: Browser, demo: Demo) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True) as phone:
        page = phone.new_page()
        page.goto(demo.address)
        page.goto(f"{demo.address}/sources")
        page.wait_for_selector(".source")
        page.evaluate("document.querySelectorAll('.source-line[aria-expanded=false]').forEach(line => line.click())")
        page.locator(".table-line").first.click()
        page.wait_for_selector(".table-detail")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
