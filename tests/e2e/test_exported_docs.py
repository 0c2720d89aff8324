"""The documentation as a folder, opened from the disk in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.axe import serious
from heartbeat.app import documented_program
from heartbeat.cli.reference import read_commands
from heartbeat.surfaces.docs.book.links import IMAGES
from heartbeat.surfaces.docs.book.product import product_root
from heartbeat.surfaces.docs.export.folder import write_site
from heartbeat.surfaces.docs.export.layout import Layout
from heartbeat.surfaces.docs.export.site import site_files
from heartbeat.surfaces.docs.library import read_book

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("docs") / "site"
    reference = documented_program(read_commands)
    layout = Layout(read_book(None, reference))
    write_site(folder, dict(site_files(layout, reference, product_root() / IMAGES, "Heartbeat docs")))
    return folder.as_uri()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


def test_it_is_read_and_searched_from_a_disk(page: Page, site: str) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{site}/how-to/add-a-metric.html")
    page.locator(".tree").get_by_role("link", name="Settings", exact=True).click()
    expect(page.locator("h1")).to_have_text("Settings")
    page.keyboard.press("/")
    page.keyboard.type("secret")
    expect(page.locator(".hits mark").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    chosen = page.locator(".hits .chosen b").inner_text().partition(" › ")[0]
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(chosen)
    page.goto(f"{site}/how-to/add-a-metric.html")
    page.keyboard.press("/")
    page.keyboard.type("zzzzqq")
    expect(page.locator(".hits")).to_have_text("Nothing has these words.")
    assert faults == []


@pytest.mark.parametrize("name", ["index", "quickstart", "api/metric", "reference/settings"])
def test_a_phone_shows_all_of_it_without_scrolling_sideways(browser: Browser, site: str, name: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True) as phone:
        page = phone.new_page()
        page.goto(f"{site}/{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        expect(page.locator(".tree")).not_to_be_visible()
        page.locator(".menu").click()
        expect(page.locator(".tree")).to_be_visible()


def test_without_a_script_the_contents_stay(browser: Browser, site: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False) as phone:
        page = phone.new_page()
        page.goto(f"{site}/index.html")
        expect(page.locator(".tree")).to_be_visible()
        expect(page.locator(".search")).not_to_be_visible()


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("name", ["index", "database", "api/metric"])
def test_everybody_can_use_it(browser: Browser, site: str, name: str, scheme: str) -> None:
    with browser.new_context(color_scheme="light" if scheme == "light" else "dark") as context:
        page = context.new_page()
        page.goto(f"{site}/{name}.html")
        assert serious(page) == []
