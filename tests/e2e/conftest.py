"""A real Chromium before the real process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tools import chromium

from demo_process import Demo

expect.set_options(timeout=20_000)  # a busy machine takes its time, and what never comes fails all the same


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium.find()
    assert found, "no Chromium or Chrome on this machine; `make test` says how to get one"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=list(chromium.QUIET))
        yield running
        running.close()


@pytest.fixture
def television(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile on a screen of 1920x1080."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    yield context
    context.close()


@pytest.fixture
def page(television: BrowserContext) -> Iterator[Page]:
    """A page of the television; an error that no code of the page caught fails the test."""
    opened = television.new_page()
    uncaught: list[str] = []
    opened.on("pageerror", lambda error: uncaught.append(str(error)))
    yield opened
    assert uncaught == []


@pytest.fixture
def wall(page: Page, demo: Demo) -> Page:
    """The cockpit of the example bank."""
    page.goto(demo.address)
    page.wait_for_selector("[data-tile]")
    return page
