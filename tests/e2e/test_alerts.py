"""The page of alerts: a person who is told of a red finds it, says who is on it, and makes metrics page that did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from e2e.axe import serious
from heartbeat.app import create_app
from heartbeat.config import Settings
from heartbeat.db import Database
from heartbeat.definitions.model import AccessRole
from integration.alerts.alert_house import OWNER, house
from integration.app.served import running
from integration.app.signed_in import token
from integration.readings.small_house import beat, metric
from postgres_fixtures import Cluster, cloned_house

pytestmark = pytest.mark.e2e

SCREENS = ((1920, 1080), (390, 844))
PARTS = ("", "?view=held", "?view=silences", "?view=messages", "?view=channels", "?view=rules", "?view=closed", "/1")
FADED_IN = "() => document.getAnimations().every(each => each.playState === 'finished')"


@dataclass(frozen=True)
class Site:
    """A server with two reds: one that pages, and one that nobody owns."""

    address: str
    database: Database


@pytest.fixture
def site(cluster: Cluster) -> Iterator[Site]:
    with cloned_house(cluster) as database:
        house(database, metric("owned", "OWND", owner=OWNER), metric("free", "FREE"))
        beat(database, {"owned": 12, "free": 30}, now=datetime.now(UTC))
        app = create_app(database, Settings(workspace=Path("/nowhere"), authentication="on"), environment={})
        with running(app) as (address, _):
            yield Site(address, database)


@pytest.fixture
def desk(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
        yield context


def signed_in(desk: BrowserContext, site: Site, role: AccessRole, name: str) -> Page:
    answer = desk.request.post(f"{site.address}/api/session", data={"token": token(site.database, role, name).secret})
    assert answer.ok, answer.text()
    return desk.new_page()


def row(page: Page, code: str) -> Locator:
    return page.locator("[data-incident]").filter(has_text=code)


def test_a_red_is_taken_on_by_a_key_and_the_wall_says_by_whom(desk: BrowserContext, site: Site) -> None:
    page = signed_in(desk, site, "operator", "Katrin Meyer")
    page.goto(f"{site.address}/alerts")
    expect(row(page, "OWND")).to_contain_text("12, red line 10")
    expect(row(page, "OWND")).to_contain_text("not picked up")
    expect(page.locator(".shell-links .open-count")).to_contain_text("2")
    page.keyboard.press("j")
    code = page.locator("[data-incident]:focus-within .incident-code").inner_text()
    page.keyboard.press("a")
    expect(page.get_by_label("Somebody is on it")).to_contain_text("Katrin Meyer, since")
    expect(page.locator("[data-incident]:focus-within")).not_to_contain_text(code)  # on to the one that took its place
    expect(page.locator(".shell-links .open-count")).to_contain_text("1")
    page.goto(site.address)
    expect(page.locator(f"[data-tile={code}]")).to_contain_text("Katrin Meyer on it since")


def test_a_key_on_the_wall_acknowledges_and_snoozes_the_tile(desk: BrowserContext, site: Site) -> None:
    page = signed_in(desk, site, "operator", "Katrin Meyer")
    page.goto(site.address)
    tile = page.locator("[data-tile=OWND]")
    tile.focus()
    page.keyboard.press("a")
    expect(page.get_by_text("You are on OWND")).to_be_visible()
    expect(tile).to_contain_text("on it since")
    page.keyboard.press("s")
    page.get_by_label("Why").fill("fix on its way")
    page.get_by_role("button", name="Snooze").click()
    expect(tile.locator(".pill-quiet")).to_have_attribute("title", "Alerts snoozed by Katrin Meyer.")


def test_an_owner_named_from_the_incident_makes_it_page(desk: BrowserContext, site: Site) -> None:
    page = signed_in(desk, site, "operator", "Katrin Meyer")
    page.goto(f"{site.address}/alerts?view=held")
    expect(page.get_by_text("1 metric is red but may not page:")).to_be_visible()
    page.get_by_role("button", name="Inbox").click()
    expect(row(page, "FREE")).to_contain_text("nobody: no owner")
    row(page, "FREE").get_by_role("button", name="Name an owner").click()
    page.get_by_label("Email or name").fill(OWNER)
    page.get_by_role("button", name="Save").click()
    expect(row(page, "FREE")).to_contain_text("telling ops")
    expect(row(page, "FREE").get_by_role("button", name="Name an owner")).to_have_count(0)


def test_a_silence_is_a_badge_and_hides_nothing(desk: BrowserContext, site: Site) -> None:
    page = signed_in(desk, site, "operator", "Katrin Meyer")
    page.goto(f"{site.address}/alerts")
    row(page, "OWND").get_by_role("button", name="More for").click()
    page.get_by_role("button", name="Silence for a while").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Silence", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Say why")
    dialog.get_by_label("Why").fill("a move of machines")
    dialog.get_by_role("button", name="Silence", exact=True).click()
    expect(row(page, "OWND").locator(".incident-badge-quiet")).to_contain_text("silenced until")
    page.goto(site.address)
    expect(page.locator("[data-tile=OWND] .pill-quiet")).to_have_attribute("title", "Alerts silenced by Katrin Meyer.")
    expect(page.locator("[data-tile=OWND]")).to_contain_text("12")


def test_who_was_faster_is_named_and_a_viewer_only_looks(browser: Browser, desk: BrowserContext, site: Site) -> None:
    page = signed_in(desk, site, "operator", "Katrin Meyer")
    for told_by in ("events", "cockpit"):
        page.route(f"**/api/{told_by}", lambda route: route.abort())  # this page hears of nothing
    page.goto(f"{site.address}/alerts/1")
    expect(page.get_by_role("button", name="Acknowledge")).to_be_visible()
    with browser.new_context() as other:
        viewer = signed_in(other, site, "viewer", "Eva Brandt")
        viewer.goto(f"{site.address}/alerts")
        expect(viewer.locator("[data-incident]")).to_have_count(2)
        assert viewer.locator(".incident-acts, .alerts-ways").count() == 0
    secret = token(site.database, "operator", "Sam Okafor").secret
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    with browser.new_context() as other:
        told = other.request.post(f"{site.address}/api/alerts/incidents/1/acknowledge", headers=headers, data={})
        assert told.ok, told.text()
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_role("alert")).to_contain_text("Sam Okafor has been on it since")
    expect(page.locator(".on-it")).to_contain_text("Sam Okafor")


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_nothing_serious_bars_anybody_from_the_alerts(browser: Browser, site: Site, width: int, height: int) -> None:
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        page = signed_in(context, site, "operator", "Katrin Meyer")
        for part in PARTS:
            page.goto(f"{site.address}/alerts{part}{'&' if '?' in part else '?'}theme=dark")
            page.wait_for_selector("main h1")
            page.wait_for_selector(".skeleton", state="detached")
            page.wait_for_function(FADED_IN)
            assert serious(page) == [], part
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), part
            page.keyboard.press("t")
            page.wait_for_function("() => document.documentElement.dataset.theme === 'light'")
            page.wait_for_function(FADED_IN)
            assert serious(page, ["color-contrast"]) == [], f"{part}, light"
