"""The cockpit as a television that nobody touches: what it hides, how it moves, and how it comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from demo_process import Demo, wait_until
from e2e.own_clock import keep_own_clock

pytestmark = pytest.mark.e2e

Tile = dict[str, Any]

NOTE_SHIFTS = """
window.shifts = 0;
new PerformanceObserver(list => { for (const each of list.getEntries()) window.shifts += each.value })
  .observe({ type: 'layout-shift', buffered: true });
"""
# Everything that a callback hears was changed between two frames of the screen. Ages count on in texts of their own.
NOTE_CHANGES = """() => {
  window.changes = [];
  const told = each => {
    const { duration, iterations } = each.effect.getComputedTiming();
    const tile = each.effect.target.closest('[data-tile]')?.dataset.tile ?? null;
    return { name: each.animationName ?? 'move', tile, milliseconds: duration, times: iterations };
  };
  new MutationObserver(all => {
    if (all.some(each => each.target.closest('.band'))) window.changes.push(document.getAnimations().map(told));
  }).observe(document.querySelector('main'), { childList: true, subtree: true });
}"""
INSIDE = """() => [...document.querySelectorAll('[data-tile], .wall-header, .wall-footer, .clock')].every(each => {
  const box = each.getBoundingClientRect();
  return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
}) && document.documentElement.scrollWidth === innerWidth && document.documentElement.scrollHeight === innerHeight"""
PLACE = "() => getComputedStyle(document.querySelector('.wall')).transform"


@pytest.fixture
def still(browser: Browser) -> Iterator[Page]:
    """A television that shows each step at once."""
    with browser.new_context(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce") as context:
        yield context.new_page()


def serve(page: Page, board: dict[str, Any]) -> None:
    """The board that this page gets from now on."""
    page.unroute("**/api/cockpit")
    page.route("**/api/cockpit", lambda route: route.fulfill(body=json.dumps(board), content_type="application/json"))


def ask_again(page: Page) -> None:
    """The page looks for a board that it missed once a minute."""
    with page.expect_response("**/api/cockpit"):
        page.clock.fast_forward(61_000)


def alarmed(board: dict[str, Any]) -> tuple[dict[str, Any], str, str]:
    """A board on which one normal metric turned red and another has a new value; the codes of the two."""
    normal = [tile for tile in board["metrics"] if tile["class"] == "normal" and tile["value"] is not None]
    red, other = normal[-1], normal[0]
    display = {**other["display"], "value": "77.7", "text": "77.7"}
    changes: dict[str, Tile] = {
        red["metric_id"]: {**red, "class": "red", "status": "red"},
        other["metric_id"]: {**other, "value": 77.7, "display": display},
    }
    tiles = sorted((changes.get(tile["metric_id"], tile) for tile in board["metrics"]), key=lambda tile: tile["class"] != "red")
    return {**board, "board_version": board["board_version"] + 1, "metrics": tiles}, red["code"], other["code"]


def test_the_frame_walks_through_twelve_places_and_nothing_of_it_is_ever_cut(still: Page, demo: Demo) -> None:
    still.clock.install()
    still.goto(f"{demo.address}/?tv=1")
    still.wait_for_selector("[data-tile]")
    assert still.locator("button:visible").count() == 0
    still.route("**/api/**", lambda route: route.abort())  # or the server would set the page's clock right again
    places = set()
    for _ in range(26):  # looked at twice in each place: the test itself takes time as well
        assert still.evaluate(INSIDE)
        places.add(still.evaluate(PLACE))
        still.clock.fast_forward(89_000)
        still.clock.run_for(1000)
    assert len(places) == 12
    assert still.evaluate("getComputedStyle(document.body).cursor") == "none"


def test_a_new_board_changes_all_at_once_a_value_fades_over_and_only_a_new_red_moves(page: Page, demo: Demo) -> None:
    before = demo.board()
    after, red, other = alarmed(before)
    page.add_init_script(NOTE_SHIFTS)
    page.clock.install()
    serve(page, before)
    page.goto(f"{demo.address}/?tv=1")
    page.wait_for_selector("[data-tile]")
    page.wait_for_function("document.fonts.check(\"1em 'Inter Variable'\")")
    assert page.evaluate("window.shifts") == 0
    page.evaluate(NOTE_CHANGES)
    serve(page, after)
    ask_again(page)
    page.wait_for_selector(f"[data-tile={red}][data-class=red]")
    (motions,) = page.evaluate("window.changes")  # one change of tiles, and all that moved from then on
    of_red = {each["name"]: each for each in motions if each["tile"] == red}
    assert (of_red["move"]["milliseconds"], of_red["move"]["times"]) == (500, 1)
    assert (of_red["pulse"]["milliseconds"], of_red["pulse"]["times"]) == (1000, 3)
    assert {each["name"] for each in motions if each["tile"] == other} == {"appear", "leave"}
    beside = [each for each in motions if each["tile"] not in {red, other}]
    assert {each["name"] for each in beside} <= {"breathe", "move"}  # the sign of life, and the walk of the frame
    assert all(each["tile"] is None and each["milliseconds"] >= 2400 for each in beside)


def test_who_wants_no_motion_gets_none_from_a_new_red_either(still: Page, demo: Demo) -> None:
    before = demo.board()
    after, red, other = alarmed(before)
    still.clock.install()
    serve(still, before)
    still.goto(f"{demo.address}/?tv=1")
    still.wait_for_selector("[data-tile]")
    serve(still, after)
    ask_again(still)
    still.wait_for_selector(f"[data-tile={red}][data-class=red]")
    expect(still.locator(f"[data-tile={other}] .number-value > span")).to_have_text("77.7")
    assert still.evaluate("document.getAnimations().length") == 0


def shown(page: Page) -> set[str]:
    """Codes of the tiles on show."""
    return set(page.locator("[data-tile]").evaluate_all("tiles => tiles.map(tile => tile.dataset.tile)"))


def test_pages_of_areas_take_turns_until_somebody_stops_them_or_a_metric_turns_red(page: Page, demo: Demo) -> None:
    before = demo.board()
    after, red, _ = alarmed(before)
    cards, clients = ({tile["code"] for tile in before["metrics"] if tile["area"] == area} for area in ("cards", "clients"))
    page.clock.install()
    keep_own_clock(page)
    serve(page, before)
    page.goto(f"{demo.address}/?tv=1&pages=cards,clients&every=60")
    page.wait_for_selector("[data-tile]")
    wait_until(lambda: shown(page) == cards, "the page of cards")
    expect(page.locator(".wall-header")).to_contain_text(re.compile("Cards.*red elsewhere"))
    page.clock.run_for(61_000)
    wait_until(lambda: shown(page) == clients, "the page of clients")
    page.keyboard.press("p")
    expect(page.locator(".paused")).to_be_visible()
    page.clock.run_for(65_000)  # the other page's turn, if it was not stopped
    page.wait_for_timeout(500)
    assert shown(page) == clients
    page.keyboard.press("p")
    serve(page, after)
    ask_again(page)
    page.wait_for_selector(f"[data-tile={red}][data-class=red]")
    reds = {tile["code"] for tile in after["metrics"] if tile["class"] == "red"}
    wait_until(lambda: reds <= shown(page), "the reds of all areas")
    for _ in range(3):  # the whole wall for two minutes, then the pages again
        page.clock.run_for(41_000)
    page.wait_for_function(
        "codes => [...document.querySelectorAll('[data-tile]')].every(each => codes.includes(each.dataset.tile))",
        arg=sorted(cards | clients),
    )


DIM = """() => {
  const veil = document.querySelector('.dim-veil');
  for (const each of veil.getAnimations()) each.finish();  // it fades for seconds
  return getComputedStyle(veil).opacity;
}"""


def test_at_night_the_screen_has_half_its_light_but_for_a_minute_after_a_new_red(still: Page, demo: Demo) -> None:
    before = demo.board()
    after, red, _ = alarmed(before)
    published = datetime.fromisoformat(before["published_at"]).astimezone(ZoneInfo(before["timezone"]))
    still.clock.install(time=(published + timedelta(days=1)).replace(hour=18, minute=59, second=0))
    keep_own_clock(still)
    serve(still, before)
    still.goto(f"{demo.address}/?tv=1&dim=19-07")
    still.wait_for_selector("[data-tile]")
    wait_until(lambda: still.evaluate(DIM) == "0", "a veil of 0")
    still.clock.run_for(61_000)
    wait_until(lambda: still.evaluate(DIM) == "0.5", "a veil of 0.5")
    serve(still, after)
    ask_again(still)
    still.wait_for_selector(f"[data-tile={red}][data-class=red]")
    still.clock.run_for(2000)
    wait_until(lambda: still.evaluate(DIM) == "0", "a veil of 0")
    still.clock.run_for(61_000)
    wait_until(lambda: still.evaluate(DIM) == "0.5", "a veil of 0.5")
    still.clock.fast_forward(13 * 3_600_000)  # past seven in the morning, also where an hour comes twice
    still.clock.run_for(2000)
    wait_until(lambda: still.evaluate(DIM) == "0", "a veil of 0")


def test_a_screen_that_stands_still_is_loaded_anew_but_only_from_a_server_that_answers(page: Page, demo: Demo) -> None:
    page.clock.install()
    page.goto(f"{demo.address}/?tv=1")
    page.wait_for_selector("[data-tile]")
    page.evaluate("window.sameDocument = true; window.requestAnimationFrame = () => 0")
    page.route("**/healthz", lambda route: route.abort())
    page.clock.run_for(5 * 60_000)
    with page.expect_request("**/healthz"):
        page.clock.run_for(30_000)
    expect(page.locator("[data-tile]").first).to_be_visible()
    assert page.evaluate("window.sameDocument") is True
    page.unroute("**/healthz")
    with page.expect_event("load"):
        page.clock.run_for(10_000)
    expect(page.locator("[data-tile]").first).to_be_visible()
