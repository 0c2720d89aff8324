"""What all pages share: finding anything by a few letters, telling something, and colours that follow the system."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from demo_process import Demo

pytestmark = pytest.mark.e2e


def test_a_few_letters_lead_anywhere_without_a_mouse(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/sources")
    page.wait_for_selector("main h1")
    metric = demo.board()["metrics"][3]
    page.keyboard.press("/")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    page.keyboard.type(metric["code"].lower())
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_contain_text(metric["name"])
    expect(chosen).to_contain_text(metric["display"]["value"])
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/metrics/{metric['metric_id']}*")
    expect(field).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(chosen).to_contain_text(metric["code"])  # what was opened last comes first
    page.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("Cockpit")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    assert metric["metric_id"] in page.url  # Escape closes what is in front, and leads nowhere else


def test_the_palette_opens_on_the_wall_at_a_desk_and_never_on_a_television(wall: Page, demo: Demo) -> None:
    wall.keyboard.press("Control+k")
    expect(wall.get_by_role("combobox")).to_be_focused()
    wall.goto(f"{demo.address}/?tv=1")
    wall.wait_for_selector("[data-tile]")
    wall.keyboard.press("Control+k")
    wall.keyboard.press("ArrowRight")
    wall.wait_for_selector("[data-tile]:focus")
    assert wall.get_by_role("combobox").count() == 0


def test_what_somebody_tells_is_kept_through_an_outage_and_dealt_with_by_an_operator(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/sources")
    page.wait_for_selector("main h1")
    page.get_by_role("button", name="feedback").click()
    page.get_by_role("textbox", name="What is wrong").fill("The webbank is read too seldom.")
    page.route("**/api/feedback", lambda route: route.abort())
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Your text is still here.")
    page.reload()
    page.unroute("**/api/feedback")
    page.get_by_role("button", name="feedback").click()
    expect(page.get_by_role("textbox", name="What is wrong")).to_have_value("The webbank is read too seldom.")
    page.get_by_role("textbox", name="Your name").fill("Anna Lind")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="See all feedback").click()
    told = page.get_by_role("listitem").filter(has_text="read too seldom")
    expect(told).to_contain_text("Anna Lind")
    expect(told.get_by_role("link", name="/sources")).to_be_visible()
    told.get_by_role("button", name="Done").click()
    page.get_by_role("textbox", name="Your name or email").fill("Sam Okafor")
    page.get_by_role("button", name="Use this name").click()
    expect(page.get_by_label("Done", exact=True)).to_contain_text("done by Sam Okafor")
    page.get_by_role("button", name="You: Sam Okafor").click()  # asked once, and kept
    expect(page.get_by_text("Your changes are logged under this name.")).to_be_visible()


def test_colours_follow_the_system_until_somebody_chooses(browser: Browser, demo: Demo) -> None:
    with browser.new_context(color_scheme="light") as context:
        page = context.new_page()

        def theme() -> str:
            return str(page.evaluate("document.documentElement.dataset.theme"))

        page.goto(f"{demo.address}/?tv=1")
        assert theme() == "dark"
        page.goto(f"{demo.address}/sources")
        assert theme() == "light"
        page.emulate_media(color_scheme="dark")
        page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
        page.get_by_role("button", name="light").click()
        page.reload()
        assert theme() == "light"
        page.emulate_media(color_scheme="dark")
        assert theme() == "light"
