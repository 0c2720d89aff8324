"""Who cannot see the wall well, or at all, still gets everything from it: checked by axe-core in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from demo_process import Demo
from e2e.axe import serious

pytestmark = pytest.mark.e2e

SCREENS = {"television": (1920, 1080), "laptop": (1366, 768), "phone": (390, 844)}
# Every kind of tile leads to a page of its own look: red, amber without data, failing, without limits.
PAGES = (
    "/",
    "/metrics/unpaid_collateral",
    "/metrics/chargebacks_won",
    "/metrics/high_risk_merchant_share",
    "/metrics/card_spend",
    "/sources",
    "/metrics?group=1",
    "/runs?beat=1",
    "/runs?view=cost",
    "/feedback",
    "/nope",
)
# What a list is not without.
FILLED = {"/": "[data-tile]", "/metrics?group=1": ".catalog-row", "/runs?beat=1": ".run-facts", "/runs?view=cost": ".costs td"}

# Half a fade has half the contrast. The sign of life breathes for ever and is not waited for.
FADED_IN = """() => document.getAnimations().every(
    each => each.playState === 'finished' || each.effect.getComputedTiming().iterations === Infinity)"""


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page on a television, a laptop and a phone."""
    width, height = SCREENS[request.param]
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        yield context.new_page()


def test_nothing_serious_bars_anybody_from_a_screen(screen: Page, demo: Demo) -> None:
    for path in PAGES:
        screen.goto(f"{demo.address}{path}{'&' if '?' in path else '?'}theme=dark")
        screen.wait_for_selector(FILLED.get(path, "main h1, .chart svg"))
        screen.wait_for_function(FADED_IN)
        assert serious(screen) == [], path
        screen.keyboard.press("t")
        screen.wait_for_function("() => document.documentElement.dataset.theme === 'light'")
        screen.wait_for_function(FADED_IN)
        assert serious(screen, ["color-contrast"]) == [], f"{path}, light"  # all else is as it was in the dark


def test_a_tile_answers_to_its_code_and_its_name(wall: Page, demo: Demo) -> None:
    for metric in demo.board()["metrics"]:
        spoken = wall.locator(f"[data-tile={metric['code']}]").get_attribute("aria-label") or ""
        assert spoken.startswith(f"{metric['code']}, {metric['name']}: "), spoken


def focused_tile(wall: Page) -> str:
    """The code of the tile that keys have come to."""
    return wall.locator("[data-tile]:focus").get_attribute("data-tile") or ""


def test_arrows_enter_and_escape_reach_every_tile_and_come_back(wall: Page) -> None:
    wall.keyboard.press("ArrowRight")
    first = focused_tile(wall)
    wall.keyboard.press("ArrowRight")
    expect(wall.locator(f"[data-tile={first}]")).not_to_be_focused()
    second = focused_tile(wall)
    assert wall.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    wall.keyboard.press("Enter")
    wall.wait_for_selector("main h1")
    wall.keyboard.press("Escape")
    expect(wall.locator(f"[data-tile={second}]")).to_be_focused()


def test_who_wants_no_motion_gets_none(browser: Browser, demo: Demo) -> None:
    with browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(demo.address)
        page.wait_for_selector("[data-tile]")
        assert page.evaluate("document.getAnimations().length") == 0
