"""The documentation in the page: read, followed, searched, on a screen and on a phone, and usable by everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from demo_process import Demo
from e2e.axe import serious

pytestmark = pytest.mark.e2e


def open_docs(page: Page, demo: Demo, path: str = "") -> None:
    page.goto(f"{demo.address}/docs{path}")
    page.wait_for_selector(".docs-article h1")
    page.wait_for_selector(".docs-tree a")


def test_from_the_pages_to_the_docs_and_along_a_link_without_a_new_load(wall: Page, demo: Demo) -> None:
    wall.goto(f"{demo.address}/sources")
    wall.get_by_role("link", name="Docs", exact=True).click()
    expect(wall.locator(".docs-article h1")).to_have_text("Heartbeat")
    wall.evaluate("window.stayed = true")
    wall.locator(".docs-tree").get_by_role("link", name="Settings", exact=True).click()
    expect(wall.locator(".docs-article h1")).to_have_text("Settings")
    wall.locator(".written a", has_text="workspace.md").first.click()
    wall.wait_for_url("**/docs/workspace")
    wall.go_back()
    expect(wall.locator(".docs-article h1")).to_have_text("Settings")
    assert wall.evaluate("window.stayed")


def test_a_deep_link_stands_below_the_bar(wall: Page, demo: Demo) -> None:
    open_docs(wall, demo, "/settings#secrets")
    expect(wall.locator("#secrets")).to_be_in_viewport()
    bar = wall.locator(".shell-bar").bounding_box()
    place = wall.locator("#secrets").bounding_box()
    assert bar
    assert place
    assert place["y"] >= bar["height"]


def test_a_metric_is_documented_as_it_is_deployed(wall: Page, demo: Demo) -> None:
    open_docs(wall, demo, "/metrics/stuck_payments#sql")
    expect(wall.locator("#sql")).to_be_in_viewport()
    expect(wall.locator(".written")).to_contain_text("metrics/payments/stuck_payments.sql")
    wall.locator(".written a", has_text="See it in the cockpit").click()
    wall.wait_for_selector(".metric h1")


def test_the_slash_searches_and_the_keyboard_chooses(wall: Page, demo: Demo) -> None:
    open_docs(wall, demo)
    wall.keyboard.press("/")
    wall.keyboard.type("reconcil")
    expect(wall.locator(".docs-hit mark").first).to_be_visible()
    wall.keyboard.press("ArrowDown")
    wall.keyboard.press("ArrowUp")
    chosen = wall.locator(".docs-hit[aria-selected=true] b").inner_text().partition(" › ")[0]
    wall.keyboard.press("Enter")
    expect(wall.locator(".docs-article h1")).to_have_text(chosen)
    expect(wall.locator(".docs-hit")).to_have_count(0)


def test_the_contents_are_filtered_and_groups_close(wall: Page, demo: Demo) -> None:
    open_docs(wall, demo)
    wall.locator(".docs-filter").fill("stuck")
    expect(wall.locator(".docs-link[href$='/metrics/stuck_payments']")).to_be_visible()
    expect(wall.locator(".docs-link", has_text="Quickstart")).to_have_count(0)
    wall.locator(".docs-filter").fill("")
    part = wall.locator(".docs-part").first
    part.locator("summary").first.click()
    expect(part.locator(".docs-link").first).not_to_be_visible()


def test_code_is_copied(browser: Browser, demo: Demo) -> None:
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        open_docs(page, demo, "/database")
        box = page.locator(".code-box").first
        box.hover()
        box.get_by_role("button", name="Copy").click()
        expect(box.locator(".code-copy")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == box.locator("code").text_content()


@pytest.mark.parametrize("path", ["", "/quickstart", "/api/metric", "/metrics/stuck_payments"])
def test_a_phone_shows_all_of_it_without_scrolling_sideways(browser: Browser, demo: Demo, path: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True) as phone:
        page = phone.new_page()
        page.goto(f"{demo.address}/docs{path}")
        page.wait_for_selector(".docs-article h1")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator(".docs-menu").click()
        expect(page.locator(".docs-tree")).to_be_visible()
        page.locator(".docs-link:visible").nth(2).click()
        expect(page.locator(".docs-tree")).not_to_be_visible()


@pytest.mark.parametrize("path", ["/settings", "/database", "/metrics/stuck_payments"])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_everybody_can_use_it(browser: Browser, demo: Demo, path: str, theme: str) -> None:
    with browser.new_context(color_scheme="light" if theme == "light" else "dark") as context:
        page = context.new_page()
        open_docs(page, demo, path)
        assert serious(page) == []
