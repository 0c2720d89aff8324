"""The list of all metrics and the runs, with the example bank's: found, walked by keys, opened, gone back from."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from demo_process import Demo

pytestmark = pytest.mark.e2e


def test_a_metric_is_found_in_the_list_and_opened_by_keys_alone(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/metrics?sort=-takes")
    page.wait_for_selector(".catalog-row")
    page.get_by_role("searchbox", name="Find a metric").focus()
    page.keyboard.type("COLLATERAL")
    page.keyboard.press("ArrowDown")  # before the list has followed
    expect(page.locator(".catalog-row a:focus")).to_be_visible()
    page.wait_for_url("**q=COLLATERAL*")
    expect(page.locator(".catalog-row", has_text="CCUN")).to_be_visible()
    first = page.evaluate("document.activeElement.href")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.href")
    assert first != second
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.href") == first
    page.keyboard.press("Enter")
    page.wait_for_url(first)
    page.wait_for_selector(".metric h1")
    page.keyboard.press("Escape")
    page.wait_for_url("**/metrics?**q=COLLATERAL*")
    page.wait_for_selector(".catalog-row")


def test_the_end_key_reaches_a_row_that_was_not_drawn_and_the_file_has_all_of_them(
    page: Page, demo: Demo, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 1366, "height": 500})
    page.goto(f"{demo.address}/metrics?sort=name&cols=code,value")
    page.wait_for_selector(".catalog-row")
    names = sorted((metric["name"] for metric in demo.board()["metrics"]), key=str.lower)
    assert page.locator(".catalog-row").count() < len(names)
    page.locator(".catalog-row a").first.focus()
    page.keyboard.press("End")
    page.wait_for_function("name => document.activeElement.textContent === name", arg=names[-1])
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV").click()
    saved.value.save_as(tmp_path / "metrics.csv")
    head, *rows = csv.reader((tmp_path / "metrics.csv").read_text(encoding="utf-8-sig").splitlines())
    assert head == ["Id", "Code", "Metric", "Value"]
    assert [row[2] for row in rows] == names


def test_a_beat_opens_to_what_failed_in_it_and_leads_to_the_metric(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/runs")
    page.locator(".run-line", has_text="metric failed").first.click()
    page.wait_for_url("**/runs?beat=*")
    panel = page.locator(".run-panel")
    failed = panel.locator("[aria-label=Metrics] li", has_text="failed").first
    expect(failed.locator(".run-hint")).to_contain_text("heartbeat check --live")
    page.reload()
    expect(panel.locator(".run-facts")).to_contain_text("reading")
    failed.get_by_role("link").click()
    page.wait_for_selector(".metric h1")
    page.keyboard.press("Escape")
    page.wait_for_selector(".run-panel")
    page.get_by_role("button", name="What metrics cost").click()
    expect(page.locator(".costs tbody tr").first).to_contain_text("%")


@pytest.mark.parametrize("path", ["/metrics", "/runs?beat=1", "/runs?view=cost"])
def test_a_phone_shows_them_without_scrolling_sideways(page: Page, demo: Demo, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{demo.address}{path}")
    page.wait_for_selector(".catalog-row, .run-facts, .costs tbody tr")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
