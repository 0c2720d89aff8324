"""Who sits at a desk finds, follows and understands metrics: search, filters in the address, stars, lists, cards, keys."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from demo_process import Demo
from e2e.axe import serious
from e2e.test_accessibility import FADED_IN, focused_tile

pytestmark = pytest.mark.e2e


def codes(page: Page) -> list[str]:
    """What the wall shows, in its order."""
    return list(page.eval_on_selector_all("[data-tile]", "tiles => tiles.map(tile => tile.dataset.tile)"))


def expected(demo: Demo, **wanted: Any) -> list[str]:
    return [each["code"] for each in demo.board()["metrics"] if all(each[name] == value for name, value in wanted.items())]


def wait_for_codes(page: Page, wanted: list[str]) -> None:
    page.wait_for_function(
        "wanted => JSON.stringify([...document.querySelectorAll('[data-tile]')].map(t => t.dataset.tile)) === wanted",
        arg=str(wanted).replace("'", '"').replace(", ", ","),
    )


def test_a_metric_is_found_and_opened_by_keys_alone(wall: Page, demo: Demo) -> None:
    wall.keyboard.press("ArrowRight")
    start = focused_tile(wall)
    wall.keyboard.press("/")
    expect(wall.locator(".search-box input")).to_be_focused()  # the search comes right after the wall
    wall.keyboard.type("collatéral BILL")
    wait_for_codes(wall, ["CCOD"])
    expect(wall.locator(".filter-summary")).to_contain_text(f"1 of {len(expected(demo))} metrics shown")
    wall.keyboard.press("Escape")
    expect(wall.locator(f"[data-tile={start}]")).to_be_visible()
    wall.keyboard.press("Escape")
    expect(wall.locator(".search-box")).to_have_count(0)
    expect(wall.locator(f"[data-tile={start}]")).to_be_focused()
    wall.keyboard.press("/")
    expect(wall.locator(".search-box input")).to_be_focused()
    wall.keyboard.type("ccun")
    wall.keyboard.press("Enter")
    expect(wall.locator("[data-tile=CCUN]")).to_be_focused()
    wall.keyboard.press("Enter")
    wall.wait_for_url("**/metrics/unpaid_collateral")
    wall.keyboard.press("Escape")
    wait_for_codes(wall, ["CCUN"])
    expect(wall.locator("[data-tile=CCUN]")).to_be_focused()


def test_an_address_filters_and_says_which_reds_it_hides(page: Page, demo: Demo) -> None:
    area = next(each["area"] for each in demo.board()["metrics"] if each["class"] == "normal")
    own = expected(demo, area=area)
    hidden = len(expected(demo, **{"class": "red"})) - len(expected(demo, **{"class": "red", "area": area}))
    assert hidden > 0
    page.goto(f"{demo.address}/?area={area}&nonsense=1")
    page.wait_for_selector("[data-tile]")
    wait_for_codes(page, own)
    shown = int(page.locator("[data-count=normal] b").inner_text())
    assert shown == page.locator("[data-class=normal]").count()
    page.get_by_role("button", name=f"{hidden} red").click()
    wait_for_codes(page, expected(demo, **{"class": "red"}))
    page.go_back()
    wait_for_codes(page, own)
    page.get_by_role("button", name=f"Remove the filter area {area}").click()
    expect(page.locator(".filter-summary")).to_have_count(0)
    page.wait_for_function("count => document.querySelectorAll('[data-tile]').length > count", arg=len(own))
    page.goto(f"{demo.address}/?tv=1&area={area}")
    wait_for_codes(page, own)
    expect(page.locator(".wall-header")).to_contain_text(f"{len(own)} of {len(expected(demo))}")
    expect(page.locator(".desk-bar")).to_have_count(0)


def test_what_finds_nothing_says_so_and_offers_the_way_back(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/?q=no+such+metric")
    expect(page.get_by_role("heading", name="No metric matches")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    page.wait_for_selector("[data-tile]")
    expect(page).to_have_url(f"{demo.address}/")


def test_stars_survive_a_reload_and_reach_other_tabs(wall: Page, demo: Demo) -> None:
    other = wall.context.new_page()
    other.goto(f"{demo.address}/?starred=1")
    expect(other.get_by_role("heading", name="No metric matches")).to_be_visible()
    wall.keyboard.press("ArrowRight")
    first = focused_tile(wall)
    wall.keyboard.press("w")
    wait_for_codes(other, [first])
    second = codes(wall)[-1]
    wall.locator(f"[data-tile={second}]").hover()
    wall.locator(".star-float button").click()
    wall.reload()
    wall.wait_for_selector(f"[data-tile={first}] .tile-star-mark")
    wait_for_codes(other, [first, second])
    other.locator(f"[data-tile={first}]").focus()
    other.keyboard.press("w")
    wait_for_codes(other, [second])
    expect(other.locator(f"[data-tile={second}]")).to_be_focused()


def test_a_list_goes_with_its_address_to_another_browser(wall: Page, demo: Demo, browser: Browser) -> None:
    wall.keyboard.press("/")
    wall.get_by_role("button", name="Lists").click()
    wall.get_by_role("button", name="New list").click()
    wall.get_by_label("Name").fill("Treasury")
    chosen = [codes(wall)[0], codes(wall)[-1]]
    for code in chosen:
        wall.get_by_label("Find a metric").fill(code)
        expect(wall.get_by_role("checkbox")).to_have_count(1)
        wall.get_by_role("checkbox").check()
    wall.get_by_role("button", name="Keep").click()
    wait_for_codes(wall, chosen)
    with browser.new_context() as elsewhere:
        opened = elsewhere.new_page()
        opened.goto(wall.url)
        opened.wait_for_selector("[data-tile]")
        wait_for_codes(opened, chosen)
        opened.get_by_role("button", name="Keep this list").click()
        opened.goto(demo.address)
        opened.wait_for_selector("[data-tile]")
        opened.keyboard.press("/")
        opened.get_by_role("button", name="Lists").click()
        opened.get_by_role("button", name="Treasury 2", exact=True).click()
        wait_for_codes(opened, chosen)


def test_a_card_explains_the_tile_under_the_pointer(wall: Page, demo: Demo) -> None:
    asked: list[str] = []
    wall.on("request", lambda request: asked.append(request.url) if "/api/metrics/" in request.url else None)
    for box in wall.eval_on_selector_all(
        "[data-tile]", "tiles => tiles.map(t => { const b = t.getBoundingClientRect(); return [b.x + 9, b.y + 9] })"
    ):
        wall.mouse.move(*box)
    first, last = wall.locator("[data-tile]").first, wall.locator("[data-tile]").last
    card = wall.locator(".tile-card")
    first.hover()
    expect(card).to_contain_text("Last change")
    expect(card.locator(".tile-card-read")).not_to_be_empty()
    assert len([url for url in asked if url.endswith("/unpaid_collateral")]) == 1
    assert len(asked) <= 2, "only a tile that one stays on is asked about"
    assert first.get_attribute("aria-describedby") == card.get_attribute("id")
    card.hover()
    wall.wait_for_function("() => performance.now() > (window.since ??= performance.now()) + 500")
    expect(card).to_be_visible()
    wall.keyboard.press("Escape")
    expect(card).to_have_count(0)
    last.focus()
    wall.keyboard.press("ArrowLeft")
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box
    assert min(box["x"], box["y"], 1920 - box["x"] - box["width"], 1080 - box["y"] - box["height"]) >= 0


def test_help_tells_the_keys_and_gives_the_focus_back(wall: Page) -> None:
    wall.keyboard.press("ArrowRight")
    wall.keyboard.press("?")
    dialog = wall.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("search and filter the metrics")
    for _ in range(3):
        wall.keyboard.press("Tab")
        assert wall.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    wall.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(wall.locator("[data-tile]:focus")).to_have_count(1)


def test_nothing_serious_bars_anybody_from_searching(browser: Browser, demo: Demo) -> None:
    with browser.new_context(viewport={"width": 1366, "height": 768}) as context:
        page = context.new_page()
        page.goto(f"{demo.address}/?status=red,amber&q=a&theme=dark&watch=CCUN,NOPE&name=Treasury")
        page.wait_for_selector("[data-tile]")
        page.locator("[data-tile]").first.hover()
        page.wait_for_selector(".tile-card-read")
        page.wait_for_function(FADED_IN)
        assert serious(page) == []
        page.keyboard.press("t")
        page.wait_for_function("() => document.documentElement.dataset.theme === 'light'")
        page.wait_for_function(FADED_IN)
        assert serious(page, ["color-contrast"]) == []
        page.keyboard.press("/")
        page.get_by_role("button", name="Area").click()
        assert serious(page) == []
