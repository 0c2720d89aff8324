"""The wall fits its texts by the bundled fonts' widths: it waits for them a little, and never for long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from demo_process import Demo

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("demo")]

DRAWN_WITH = "document.fonts.check('1em Inter') && document.fonts.check('1em \"JetBrains Mono\"')"


@pytest.fixture
def bare(browser: Browser) -> Iterator[BrowserContext]:
    """A television whose requests all pass by the test: no service worker answers them."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, service_workers="block")
    yield context
    context.close()


def opened(bare: BrowserContext, demo: Demo, answer: Callable[[Route], object]) -> Page:
    bare.route(lambda url: url.endswith(".woff2"), answer)
    page = bare.new_page()
    page.goto(demo.address, wait_until="commit")
    page.wait_for_selector("[data-tile]")
    return page


def test_tiles_are_drawn_first_when_slow_fonts_are_there(bare: BrowserContext, demo: Demo) -> None:
    def late(route: Route) -> None:
        time.sleep(0.3)
        route.continue_()

    assert opened(bare, demo, late).evaluate(DRAWN_WITH)


def test_fonts_that_never_come_hold_nothing_up_and_write_nothing_over_the_clock(bare: BrowserContext, demo: Demo) -> None:
    page = opened(bare, demo, lambda route: None)
    expect(page.locator("[data-tile]").first).to_be_visible()
    assert not page.evaluate(DRAWN_WITH)
    edges = "each => { const box = document.querySelector(each).getBoundingClientRect(); return [box.left, box.right] }"
    (_, counts_end), (pulse, pulse_end), (clock, clock_end) = (
        page.evaluate(edges, each) for each in (".counts", ".pulse", ".clock")
    )
    assert counts_end <= pulse < pulse_end <= clock < clock_end <= 1920 - 32
    assert page.evaluate("getComputedStyle(document.querySelector('.counts')).overflow") == "hidden"
