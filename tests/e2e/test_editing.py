"""An operator works on the numbers where they stand: lines, owner and verification, on a metric's page and over the wall."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from demo_process import Demo
from e2e.axe import serious

pytestmark = pytest.mark.e2e

METRIC, CODE = "liquidity_days", "LIQB"
COLUMNS = ("owner", "verification_state", "norm_value", "alert_value", "target_value", "target_due_date")
NAMED = "localStorage.setItem('heartbeat-operator', 'Olena K.')"


def ask(demo: Demo, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the API says; with a body, after an edit."""
    headers = {"Content-Type": "application/json", "If-Match": "*"}
    sent = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(demo.address + path, sent, headers, method="PATCH" if sent else "GET")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return dict(json.load(answer))


def metric_of(demo: Demo) -> dict[str, Any]:
    return dict(ask(demo, f"/api/metrics/{METRIC}")["metric"])


@pytest.fixture
def metric(demo: Demo) -> Iterator[dict[str, Any]]:
    """The metric that is edited; what the test changed of it is put back."""
    before = metric_of(demo)
    assert (before["code"], before["status"], before["verification_state"]) == (CODE, "green", "verified")
    yield before
    columns = {name: before[name] for name in COLUMNS}
    ask(demo, f"/api/metrics/{METRIC}/verification", {**columns, "changed_by": "the tests"})


@pytest.fixture
def opened(page: Page, demo: Demo, metric: dict[str, Any]) -> Page:
    """The metric's page, with an operator before it who has said who they are."""
    page.add_init_script(NAMED)
    page.goto(f"{demo.address}/metrics/{metric['metric_id']}")
    return page


def test_a_line_is_moved_with_what_it_would_have_told(page: Page, demo: Demo, metric: dict[str, Any]) -> None:
    wall = page.context.new_page()
    wall.goto(demo.address)
    page.goto(f"{demo.address}/metrics/{METRIC}")
    limits = page.get_by_role("region", name="Limits")
    limits.get_by_label("Red below").fill("4000")
    expect(limits).to_contain_text("contradict each other")
    expect(limits.get_by_role("button", name="Save")).to_be_disabled()
    limits.get_by_label("Red below").fill(str(metric["value"] + 0.5))
    limits.get_by_label("Amber below").fill(str(metric["value"] + 1))
    expect(limits.locator(".backtest")).to_contain_text(re.compile(r"would show .*red days? instead of .* Today turns red\."))
    limits.get_by_label("Reason").fill("agreed with the board")
    limits.get_by_role("button", name="Save").click()
    asked = page.get_by_role("dialog", name="Who are you?")
    asked.get_by_label("Your name").fill("Olena K.")
    page.keyboard.press("Enter")
    expect(limits.get_by_role("status")).to_have_text("Saved. It is red by these lines.")
    expect(wall.locator(f"[data-tile={CODE}]")).to_have_attribute("data-class", "red")
    log = page.get_by_role("region", name="Changes").get_by_role("listitem").first
    expect(log).to_contain_text("Red line")
    expect(log).to_contain_text("Olena K.")
    expect(log).to_contain_text("agreed with the board")
    assert metric_of(demo)["alert_value"] == metric["value"] + 0.5


def test_an_owner_is_named_by_name(opened: Page, demo: Demo) -> None:
    card = opened.get_by_role("region", name="Owner")
    card.get_by_role("button", name="Change the owner").click()
    card.get_by_label("Email or name").fill("nobody")
    opened.keyboard.press("Enter")
    expect(card).to_contain_text("Type an email address")
    card.get_by_label("Email or name").fill("marek dvořák")
    opened.keyboard.press("Enter")
    expect(card.locator(".person")).to_contain_text("Marek Dvořák")
    expect(card.get_by_role("button", name="Change the owner")).to_be_focused()
    assert metric_of(demo)["owner"] == "marek.dvorak@linden.example"


def test_a_verification_is_withdrawn_and_given_again(opened: Page, demo: Demo) -> None:
    card = opened.get_by_role("region", name="Verification")
    card.get_by_role("button", name="Withdraw …").click()
    expect(card).to_contain_text("Nobody stands behind this number then.")
    card.get_by_role("button", name="Withdraw", exact=True).click()
    expect(card.locator(".badge")).to_have_text("unverified")
    assert metric_of(demo)["verification_state"] == "unverified"
    card.get_by_role("button", name="Verify …").click()
    expect(card).to_contain_text("is paged when it turns red.")
    card.get_by_label("How you know").fill("compared with the bank statements")
    card.get_by_role("button", name="Verify", exact=True).click()
    expect(card.locator(".badge")).to_have_text("verified")
    expect(card.get_by_role("listitem").first).to_contain_text("Verified by Olena K.")


def test_what_changed_since_it_was_verified_is_shown(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/metrics/active_cards")
    card = page.get_by_role("region", name="Verification")
    card.get_by_role("button", name="See what changed").click()
    expect(card.locator(".difference .line-new").first).to_be_visible()
    expect(card.get_by_role("button", name="Verify again …")).to_be_visible()


def test_who_comes_second_is_told_and_loses_nothing(opened: Page, demo: Demo, metric: dict[str, Any]) -> None:
    limits = opened.get_by_role("region", name="Limits")
    target = limits.get_by_label("Target", exact=True)
    expect(target).to_be_visible()
    # This page hears of nothing; the colleague's browser does the same edit meanwhile.
    opened.route("**/api/events", lambda route: route.abort())
    opened.route("**/api/cockpit", lambda route: route.abort())
    target.fill("44")
    changed = {"target_value": 43, "changed_by": "Marek", "reason": "a colleague was faster"}
    ask(demo, f"/api/metrics/{METRIC}/verification", changed)
    limits.get_by_role("button", name="Save").click()
    expect(limits.get_by_role("alert")).to_contain_text("Marek set the target")
    expect(target).to_have_value("44")
    assert metric_of(demo)["target_value"] == 43
    limits.get_by_role("button", name="Save mine over it").click()
    expect(limits.get_by_role("status")).to_have_text("Saved.")
    assert metric_of(demo)["target_value"] == 44
    assert metric["alert_value"] == metric_of(demo)["alert_value"]


def test_a_phone_without_its_server_keeps_what_was_typed(browser: Browser, demo: Demo, metric: dict[str, Any]) -> None:
    def away(route: Route) -> None:
        route.abort()

    with browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, service_workers="block"
    ) as phone:
        page = phone.new_page()
        page.add_init_script(NAMED)
        page.goto(f"{demo.address}/metrics/{METRIC}")
        limits = page.get_by_role("region", name="Limits")
        page.route("**/verification", away)
        limits.get_by_label("Target", exact=True).fill("45")
        limits.get_by_role("button", name="Save").tap()
        expect(limits.get_by_role("alert")).to_contain_text("the server did not answer")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.reload()
        expect(limits.get_by_label("Target", exact=True)).to_have_value("45")
        page.unroute("**/verification", away)
        limits.get_by_role("button", name="Save").tap()
        expect(limits.get_by_role("status")).to_have_text("Saved.")
    assert metric_of(demo)["target_value"] == 45


def test_a_tile_is_edited_over_the_wall_by_keys(wall: Page, demo: Demo, metric: dict[str, Any]) -> None:
    wall.evaluate(NAMED)
    wall.reload()
    tile = wall.locator(f"[data-tile={CODE}]")
    tile.focus()
    wall.keyboard.press("e")
    editor = wall.get_by_role("dialog", name=metric["name"])
    expect(editor.get_by_label("Red below")).to_be_focused()
    assert serious(wall) == []
    wall.keyboard.type(str(metric["value"] + 0.5))
    wall.keyboard.press("Tab")
    editor.get_by_label("Amber below").fill(str(metric["value"] + 1))
    wall.keyboard.press("Enter")
    expect(editor.get_by_role("region", name="Limits").get_by_role("status")).to_contain_text("Saved. It is red")
    expect(tile).to_have_attribute("data-class", "red")
    editor.get_by_role("button", name="Refresh").click()
    expect(editor.locator(".refresh-told")).to_contain_text(re.compile("measured|nothing new"))
    wall.keyboard.press("Escape")
    expect(editor).to_have_count(0)
    expect(tile).to_be_focused()
    assert wall.url.rstrip("/") == demo.address


def test_a_click_on_the_limit_of_a_tile_edits_it_and_no_television_does(wall: Page, demo: Demo) -> None:
    wall.locator("[data-tile=CCUN] .limit").click()
    expect(wall.get_by_role("dialog", name="Unpaid card collateral")).to_be_visible()
    assert wall.url.rstrip("/") == demo.address
    television = wall.context.new_page()
    parts: list[str] = []
    television.on("request", lambda request: parts.append(request.url))
    television.goto(f"{demo.address}/?tv=1")
    television.locator("[data-tile=CCUN]").focus()
    television.keyboard.press("e")
    television.locator("[data-tile=CCUN] .limit").click()
    television.wait_for_url("**/metrics/unpaid_collateral*")
    assert not [url for url in parts if "tile-editor" in url]
