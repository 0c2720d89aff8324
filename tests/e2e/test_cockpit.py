"""What a person in front of the wall sees of the example bank."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from bank_source.truth import told
from demo_process import Demo
from e2e.printed import read_printed

pytestmark = pytest.mark.e2e


def test_every_tile_shows_the_truth_of_the_bank(wall: Page, demo: Demo) -> None:
    for tile in demo.board()["metrics"]:
        if tile["metric_id"] in told.FAILS_NOW | told.NO_TABLE_YET:
            continue
        truth = demo.truth(tile)
        shown = read_printed(wall.locator(f"[data-tile={tile['code']}] .number").inner_text(), tile["unit"])
        assert truth.value == pytest.approx(shown.value, rel=1e-9, abs=shown.rounding * 1.0001), tile["code"]


def test_red_stands_before_amber_before_stale_before_normal(wall: Page) -> None:
    classes = wall.eval_on_selector_all("[data-tile]", "tiles => tiles.map(tile => tile.dataset.class)")
    order = {"red": 0, "amber": 1, "stale": 2, "normal": 3}
    assert classes == sorted(classes, key=order.__getitem__)
    assert set(classes) == set(order)
    assert len(classes) >= 31


def test_the_unpaid_collateral_is_the_first_and_largest_thing_on_the_wall(wall: Page) -> None:
    sizes = wall.eval_on_selector_all(
        "[data-tile]", "tiles => tiles.map(tile => [tile.dataset.tile, tile.offsetWidth * tile.offsetHeight])"
    )
    assert sizes[0][0] == "CCUN"
    assert sizes[0][1] == max(size for _, size in sizes)


def test_the_wall_names_the_source_that_does_not_answer(wall: Page, demo: Demo) -> None:
    (failing,) = demo.board()["failing_sources"]
    assert (failing["source_id"], failing["trouble"]) == ("support", "unreachable")
    expect(wall.locator(".failing-sources")).to_contain_text("unreachable since")


def test_the_header_counts_what_the_wall_shows(wall: Page, demo: Demo) -> None:
    counted = {tile["class"] for tile in demo.board()["metrics"]}
    for word in ("red", "amber", "stale", "normal"):
        shown = int(wall.locator(f"[data-count={word}] b").inner_text())
        assert shown == wall.locator(f"[data-tile][data-class={word}]").count(), word
    assert counted == {"red", "amber", "stale", "normal"}


def test_the_wall_never_scrolls_and_no_tile_lies_outside(wall: Page) -> None:
    assert wall.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]") == [1080, 1920]
    boxes = wall.eval_on_selector_all(
        "[data-tile]", "tiles => tiles.map(tile => { const b = tile.getBoundingClientRect(); return [b.right, b.bottom] })"
    )
    assert all(right <= 1920 and bottom <= 1080 for right, bottom in boxes)


def test_unverified_tiles_are_dashed_and_say_so(wall: Page, demo: Demo) -> None:
    for tile in demo.board()["metrics"]:
        shown = wall.locator(f"[data-tile={tile['code']}]")
        dashed = shown.evaluate("tile => getComputedStyle(tile).borderTopStyle") == "dashed"
        assert dashed == (tile["verification_state"] != "verified"), tile["code"]
        assert shown.locator(".pill-unverified").count() == int(dashed), tile["code"]


def test_a_dead_source_a_failing_metric_and_no_data_are_told_in_words(wall: Page) -> None:
    for code in ("TKTO", "TFRT", "CALL"):
        expect(wall.locator(f"[data-tile={code}]")).to_contain_text("4 d old")
        expect(wall.locator(f"[data-tile={code}]")).to_contain_text("source unreachable")
    expect(wall.locator("[data-tile=CHRM]")).to_contain_text("failed since")
    expect(wall.locator("[data-tile=CCHB]")).to_contain_text("no data yet")


def test_every_tile_is_a_sentence_for_ears(wall: Page) -> None:
    sentences = wall.eval_on_selector_all("[data-tile]", "tiles => tiles.map(tile => tile.getAttribute('aria-label'))")
    assert all(len(sentence) > 20 for sentence in sentences)
    assert "red" in sentences[0]


def test_sparklines_are_drawn_from_thirty_days(wall: Page) -> None:
    for code in ("CCUN", "OPAP", "DUPP"):
        assert wall.locator(f"[data-tile={code}] svg path").count() >= 1, code


def test_nothing_is_asked_of_another_server(page: Page, demo: Demo) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(demo.address)
    page.wait_for_selector("[data-tile]")
    assert [url for url in asked if not url.startswith((demo.address, "data:"))] == []


def test_a_phone_shows_the_same_order_in_one_column(browser: Browser, demo: Demo) -> None:
    with browser.new_context(viewport={"width": 360, "height": 780}, is_mobile=True) as phone:
        opened = phone.new_page()
        opened.goto(demo.address)
        opened.wait_for_selector("[data-tile]")
        assert opened.evaluate("document.documentElement.scrollWidth") <= 360
        lefts = opened.eval_on_selector_all("[data-tile]", "tiles => tiles.map(t => Math.round(t.getBoundingClientRect().left))")
        assert len(set(lefts)) == 1
        codes = opened.eval_on_selector_all("[data-tile]", "tiles => tiles.map(tile => tile.dataset.tile)")
        assert codes == [tile["code"] for tile in demo.board()["metrics"]]


def test_a_larger_television_shows_the_same_picture(browser: Browser, demo: Demo) -> None:
    shapes = []
    for width, height in ((1920, 1080), (3840, 2160)):
        with browser.new_context(viewport={"width": width, "height": height}) as television:
            opened = television.new_page()
            opened.goto(demo.address)
            opened.wait_for_selector("[data-tile]")
            script = "tiles => tiles.map(t => { const b = t.getBoundingClientRect(); return [b.left, b.top, b.width, b.height] })"
            shapes.append([[edge / width for edge in box] for box in opened.eval_on_selector_all("[data-tile]", script)])
    small, large = shapes
    assert [edge for box in large for edge in box] == pytest.approx([edge for box in small for edge in box], abs=0.001)
