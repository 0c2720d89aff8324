"""A wall that nobody touches: whatever happens to it, it comes back by itself."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from demo_process import Demo

pytestmark = pytest.mark.e2e

SPOIL = """async () => {
  const open = indexedDB.open('heartbeat', 1);
  const base = await new Promise(done => { open.onsuccess = () => done(open.result) });
  const change = base.transaction('board', 'readwrite'), boards = change.objectStore('board'), asked = boards.get('last');
  asked.onsuccess = () => {
    for (const metric of asked.result.board.metrics) delete metric.display;
    boards.put(asked.result, 'last');
  };
  await new Promise(done => { change.oncomplete = done });
  base.close();
}"""


EDGES = """['.counts', '.pulse', '.clock'].map(each => {
  const box = document.querySelector(each).getBoundingClientRect();
  return [box.left, box.right];
})"""


KEPT = """async () => {
  const list = document.querySelector('meta[name=heartbeat-later]').content;
  const files = await (await fetch(list)).json();
  return files.length > 2 && (await Promise.all(files.map(each => caches.match(each)))).every(Boolean);
}"""


def board_with(demo: Demo, **changes: object) -> str:
    """The demo's board with some of it changed, as an answer of the server."""
    return json.dumps({**demo.board(), **changes})


def serve(page: Page, answer: str) -> None:
    """The board that this page gets from now on."""
    page.route("**/api/cockpit", lambda route: route.fulfill(body=answer, content_type="application/json"))


def test_a_kept_board_that_cannot_be_drawn_is_forgotten_and_the_wall_goes_on(wall: Page) -> None:
    wall.wait_for_function("indexedDB.databases().then(all => all.some(each => each.name === 'heartbeat'))")
    wall.evaluate(SPOIL)
    wall.route("**/api/**", lambda route: route.abort())
    wall.reload()
    expect(wall.locator("body")).to_contain_text("Heartbeat does not answer")
    wall.unroute("**/api/**")
    expect(wall.locator("[data-tile]").first).to_be_visible(timeout=15_000)


@pytest.mark.parametrize(
    "storage",
    [
        "indexedDB.open = () => ({})",
        "indexedDB.open = () => { throw new DOMException('refused', 'SecurityError') }",
        "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }",
    ],
    ids=["hangs", "is refused", "is full"],
)
def test_the_wall_shows_the_server_s_board_whatever_the_browser_s_storage_does(page: Page, demo: Demo, storage: str) -> None:
    page.add_init_script(storage)
    page.goto(demo.address)
    expect(page.locator("[data-tile]").first).to_be_visible()


def test_a_board_that_cannot_be_drawn_shows_no_stack_trace_and_is_tried_again(page: Page, demo: Demo) -> None:
    def spoil(route: Route) -> None:
        metrics = [{**tile, "display": None} for tile in demo.board()["metrics"]]
        route.fulfill(body=board_with(demo, metrics=metrics), content_type="application/json")

    page.clock.install()
    page.route("**/api/cockpit", spoil)
    page.goto(demo.address)
    expect(page.locator("h2")).to_have_text("This wall starts again")
    expect(page.locator("body")).not_to_contain_text("Cannot read")
    page.unroute("**/api/cockpit")
    page.clock.fast_forward(31_000)
    expect(page.locator("[data-tile]").first).to_be_visible()


def test_a_page_of_another_version_than_its_server_is_loaded_anew_once(page: Page, demo: Demo) -> None:
    answer = board_with(demo, app_version="0.0.0-other")
    serve(page, answer)
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    with page.expect_event("load", lambda _: len(loads) == 2):
        page.goto(demo.address)
    page.wait_for_selector("[data-tile]")
    page.wait_for_timeout(3000)
    assert len(loads) == 2


@pytest.mark.parametrize("minutes", [1, 100])
@pytest.mark.parametrize(
    "company", ["Aurora Privatbank", "Aurora Privatbank & Söhne Vermögensverwaltung Aktiengesellschaft Frankfurt am Main"]
)
def test_neither_a_long_name_nor_an_age_pushes_the_clock_off_the_wall(page: Page, demo: Demo, company: str, minutes: int) -> None:
    published = (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()
    answer = board_with(demo, workspace=company, published_at=published)
    serve(page, answer)
    page.goto(demo.address)
    page.wait_for_selector("[data-tile]")
    page.wait_for_function("document.fonts.check(\"1em 'Inter Variable'\")")
    edges = page.evaluate(EDGES)
    (_, counts_end), (pulse, pulse_end), (clock, clock_end) = edges
    assert counts_end <= pulse < pulse_end <= clock < clock_end <= 1920 - 32
    assert page.evaluate("[...document.querySelectorAll('.count')].at(-1).getBoundingClientRect().right") <= pulse


COUNTS_WHOLE = """() => {
  const room = document.querySelector('.counts').getBoundingClientRect();
  return [...document.querySelectorAll('.count')].every(each => {
    const box = each.getBoundingClientRect();
    return box.width > 0 && box.right <= room.right + 0.5 && box.bottom <= room.bottom + 0.5;
  });
}"""


@pytest.mark.parametrize("minutes", [0, 5, 12, 48, 100])
def test_every_count_is_whole_on_a_screen_of_any_width(page: Page, demo: Demo, minutes: int) -> None:
    published = (datetime.now(UTC) - timedelta(minutes=minutes, seconds=2)).isoformat()
    serve(page, board_with(demo, published_at=published))
    page.goto(demo.address)
    page.wait_for_selector("[data-tile]")
    page.wait_for_function("document.fonts.check(\"1em 'Inter Variable'\")")
    for width in (1110, 1280, 1366, 1440, 1536, 1600, 1680, 1920, 2560):
        page.set_viewport_size({"width": width, "height": width * 9 // 16})
        page.wait_for_function(COUNTS_WHOLE)


def test_the_page_of_a_metric_that_was_never_opened_opens_without_the_server_and_fills_when_it_is_back(
    television: BrowserContext, wall: Page
) -> None:
    wall.wait_for_function(KEPT)
    television.set_offline(True)
    wall.locator("[data-tile=CCUN]").click()
    expect(wall.locator("h1")).to_have_text("This metric cannot be shown now", timeout=15_000)
    expect(wall.get_by_role("button", name="Try again")).to_be_visible()
    television.set_offline(False)
    expect(wall.locator("h1")).to_have_text("Unpaid card collateral", timeout=40_000)


@pytest.mark.parametrize("part", ["metric-page-*.css", "metric-page-*.js", "history-chart-*.js"])
def test_a_part_of_the_page_that_does_not_come_says_so_and_comes_when_the_server_is_back(
    browser: Browser, demo: Demo, part: str
) -> None:
    with browser.new_context(service_workers="block") as context:
        page = context.new_page()
        for lost in (f"**/assets/{part}", "**/healthz"):
            page.route(lost, lambda route: route.abort())
        page.goto(demo.address)
        page.locator("[data-tile=CCUN]").click()
        expect(page.locator("main h1")).to_have_text("This metric cannot be shown now")
        expect(page.locator("body")).not_to_contain_text("broke")
        page.unroute_all()
        expect(page.locator("main h1")).to_have_text("Unpaid card collateral", timeout=15_000)


def failing_red(demo: Demo, *, reds: int) -> str:
    """A board whose worst red fails and never had a curve, with so many reds in all."""
    tiles = demo.board()["metrics"]
    red, others = [tile for tile in tiles if tile["class"] == "red"], [tile for tile in tiles if tile["class"] != "red"]
    cause = 'failing: Postgres refused the SQL of unpaid_collateral: column "amountt" does not exist (42703), at line 1'
    since = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    failing = {**red[0], "spark": [], "health": "error", "health_since": since, "cause": cause, "as_of": since}
    return board_with(demo, metrics=[failing, *red[1:reds], *others])


PARTS_WHOLE = """tile => [...tile.querySelectorAll('.context > *, .cause, .owner-line b')].every(
  each => each.scrollWidth <= each.clientWidth + 1 && each.scrollHeight <= each.clientHeight + 1)"""


@pytest.mark.parametrize(("width", "reds"), [(1920, 1), (1920, 3), (1920, 4), (1280, 4), (820, 4), (390, 4)])
def test_a_failing_red_without_a_curve_says_whole_since_when_and_why(browser: Browser, demo: Demo, width: int, reds: int) -> None:
    with browser.new_context(viewport={"width": width, "height": 1080 if width == 1920 else 800}) as context:
        page = context.new_page()
        serve(page, failing_red(demo, reds=reds))
        page.goto(demo.address)
        tile = page.locator("[data-tile]").first
        expect(tile).to_contain_text(re.compile(r"failed since \w+ \d\d:\d\d"))
        expect(tile.locator(".cause")).to_be_visible()
        expect(tile.locator(".cause")).to_have_text('SQL refused: column "amountt" does not exist')
        page.wait_for_function("document.fonts.check(\"1em 'Inter Variable'\")")
        assert tile.evaluate(PARTS_WHOLE)
        if width > 1100:  # the owner stands where all owners stand, on the right
            edges = "tile => [tile, tile.querySelector('.owner-line')].map(each => each.getBoundingClientRect().right)"
            right, owner = tile.evaluate(edges)
            assert right - 32 < owner < right
