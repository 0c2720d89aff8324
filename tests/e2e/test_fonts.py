"""The wall fits its texts by the bundled fonts' widths: it waits for them, never for long; scripts come when needed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from demo_process import Demo

pytestmark = pytest.mark.e2e

FONTS = """['1em "Inter Variable"', '1em "JetBrains Mono Variable"'].map(font => document.fonts.check(font))"""
NOTE_FIRST_TILE = f"""
new MutationObserver((_, watch) => {{
  if (!document.querySelector('[data-tile]')) return;
  window.fontsAtFirstTile = {FONTS};
  watch.disconnect();
}}).observe(document, {{ childList: true, subtree: true }});
"""
EDGES = "found => found.map(each => { const b = each.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom] })"


@pytest.fixture
def bare(browser: Browser) -> Iterator[BrowserContext]:
    """A television whose requests all pass by the test: no service worker answers them."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, service_workers="block")
    yield context
    context.close()


def is_font(url: str) -> bool:
    return url.endswith(".woff2")


def asking(bare: BrowserContext, answer: Callable[[Route], object]) -> Page:
    """A page whose fonts come as the test says, and that notes which were there when its first tile was."""
    bare.route(is_font, answer)
    page = bare.new_page()
    page.add_init_script(NOTE_FIRST_TILE)
    return page


def test_tiles_are_drawn_first_when_fonts_that_come_after_the_board_are_there(bare: BrowserContext, demo: Demo) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = asking(bare, hold)
    with page.expect_response("**/api/cockpit"):
        page.goto(demo.address, wait_until="commit")
    for route in held:
        route.continue_()
    bare.unroute(is_font)
    page.wait_for_selector("[data-tile]")
    assert page.evaluate("window.fontsAtFirstTile") == [True, True]


def test_fonts_that_never_come_hold_nothing_up_cut_no_count_and_leave_the_clock_free(bare: BrowserContext, demo: Demo) -> None:
    page = asking(bare, lambda route: None)
    page.goto(demo.address, wait_until="commit")
    page.wait_for_selector("[data-tile]")
    expect(page.locator("[data-tile]").first).to_be_visible()
    assert page.evaluate(FONTS) == [False, False]
    left, top, right, bottom = page.eval_on_selector_all(".counts", EDGES)[0]
    pulse, clock = (page.eval_on_selector_all(each, EDGES)[0] for each in (".pulse", ".clock"))
    assert right <= pulse[0] < pulse[2] <= clock[0] < clock[2] <= 1920 - 32
    counts = page.eval_on_selector_all(".count", EDGES)
    inside = [one for one in counts if left <= one[0] and one[2] <= right and top <= one[1] and one[3] <= bottom]
    outside = [one for one in counts if one[0] >= right or one[1] >= bottom]
    assert inside
    assert len(inside) + len(outside) == len(counts)


def test_letters_of_other_scripts_are_loaded_by_a_wall_that_shows_them_and_by_no_other(bare: BrowserContext, demo: Demo) -> None:
    page = bare.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]) if is_font(request.url) else None)
    board = demo.board()

    def show(name: str) -> set[str]:
        metrics = [{**tile, "name": name, "owner_name": "Ada"} for tile in board["metrics"]]
        body = json.dumps({**board, "metrics": metrics})
        page.route("**/api/cockpit", lambda route: route.fulfill(body=body, content_type="application/json"))
        asked.clear()
        page.goto(demo.address)
        page.wait_for_selector("[data-tile]")
        page.evaluate("document.fonts.ready")
        page.unroute("**/api/cockpit")
        return {file.removeprefix("inter-").partition("-opsz")[0] for file in asked if file.startswith("inter-")}

    assert show("Paid out") == {"latin"}
    assert show("Оплачено") == {"latin", "cyrillic"}
    assert show("Πληρωμένα") == {"latin", "greek"}


SCRIPTS = {
    "latin": "Crédit à court terme",
    "cyrillic": "Открытые обращения клиентов",
    "greek": "Χρόνος πρόσληψης",
    "latin-ext": "Średni czas, ő, ş, ž",
}


def fonts_of_names(page: Page) -> set[tuple[str, bool]]:
    """The fonts that the letters of all names were really drawn with, and whether each is a bundled one."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-tile] .name"})["nodeIds"]
    drawn = [session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] for node in nodes]
    assert nodes
    return {(font["familyName"], font["isCustomFont"]) for fonts in drawn for font in fonts}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_is_drawn_in_the_bundled_font_and_comes_only_when_a_text_needs_it(
    bare: BrowserContext, demo: Demo, script: str
) -> None:
    board = demo.board()
    named = [{**tile, "name": SCRIPTS[script], "owner_name": "Ada"} for tile in board["metrics"]]
    body = json.dumps({**board, "metrics": named})
    page = bare.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if is_font(request.url) else None)
    page.route("**/api/cockpit", lambda route: route.fulfill(body=body, content_type="application/json"))
    page.goto(demo.address)
    page.wait_for_selector("[data-tile]")
    page.evaluate("document.fonts.ready")
    assert fonts_of_names(page) == {("Inter Variable", True)} or fonts_of_names(page) == {("Inter", True)}
    inter = {found.group(1) for url in asked if (found := re.search(r"/inter-([a-z-]+)-opsz", url))}
    assert inter == {"latin", script}
