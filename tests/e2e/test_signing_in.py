"""With authentication on: people sign in, screens are paired, and numbers that are on show are never covered by a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from demo_process import wait_until
from e2e.axe import serious
from heartbeat.app import create_app
from heartbeat.config import Settings
from heartbeat.db import Database, Role
from heartbeat.definitions.model import AccessRole
from integration.app.served import running
from integration.app.signed_in import token
from integration.readings.small_house import apply, beat, metric, workspace
from postgres_fixtures import Cluster, cloned_house

pytestmark = pytest.mark.e2e


@dataclass(frozen=True)
class Site:
    """A server that lets in who has a token, with two metrics on its wall."""

    address: str
    database: Database


@pytest.fixture(scope="module")
def site(cluster: Cluster) -> Iterator[Site]:
    with cloned_house(cluster) as database:
        apply(database, workspace(metric("delays", "DELA"), metric("other", "OTHE")))
        beat(database, {"delays": 7, "other": 1}, now=datetime.now(UTC))
        app = create_app(database, Settings(workspace=Path("/nowhere"), authentication="on"), environment={})
        with running(app) as (address, _):
            yield Site(address, database)


@pytest.fixture
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """The browser of a person, beside the television."""
    with browser.new_context(viewport={"width": 1366, "height": 768}) as context:
        yield context


def signed_in(desk: BrowserContext, site: Site, role: AccessRole, name: str) -> Page:
    answer = desk.request.post(f"{site.address}/api/session", data={"token": token(site.database, role, name).secret})
    assert answer.ok, answer.text()
    return desk.new_page()


def kept_boards(page: Page) -> int:
    return int(
        page.evaluate("""() => new Promise((done, fail) => {
            const opening = indexedDB.open('heartbeat', 1);
            opening.onerror = () => fail(opening.error);
            opening.onsuccess = () => {
                const counting = opening.result.transaction('board').objectStore('board').count('last');
                counting.onsuccess = () => { opening.result.close(); done(counting.result); };
            };
        })""")
    )


def test_a_person_signs_in_sees_who_they_are_and_leaves_nothing_behind(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/metrics/delays")
    page.get_by_label("Your token").fill("hb_viewer_of_nothing")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("token")
    assert serious(page, ["color-contrast"]) == []
    page.get_by_label("Your token").fill(token(site.database, "operator", "Katrin Meyer").secret)
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_contain_text("Delays", ignore_case=True)
    assert page.url == f"{site.address}/metrics/delays"  # back where one came from
    page.get_by_role("link", name="Cockpit").click()
    page.wait_for_selector("[data-tile]")
    page.wait_for_function("() => indexedDB.databases().then(found => found.length > 0)")
    wait_until(lambda: kept_boards(page) == 1, "the board is kept")
    page.goto(f"{site.address}/access")
    page.get_by_role("button", name="You: Katrin Meyer").click()
    expect(page.get_by_text("Operator: may edit")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    wait_until(lambda: kept_boards(page) == 0, "no board is kept")
    page.goto(site.address)
    expect(page.get_by_label("Your token")).to_be_visible()
    assert page.locator("[data-tile]").count() == 0


def test_a_television_is_paired_with_a_code_and_asks_again_when_it_is_revoked(
    page: Page, desk: BrowserContext, site: Site
) -> None:
    page.goto(f"{site.address}/?tv=1")
    code = page.locator(".pair-code:not(.pair-no-code) [aria-hidden]").inner_text()
    operator = signed_in(desk, site, "operator", "Sam Okafor")
    operator.goto(f"{site.address}/access")
    expect(operator.get_by_label("Screens that wait")).to_contain_text(code)
    operator.get_by_label("Code on the screen").fill(code.replace("-", "").lower())
    operator.get_by_label("What it is called").fill("Entrance hall")
    operator.get_by_role("button", name="Let in", exact=True).click()
    expect(operator.get_by_label("Paired screens")).to_contain_text("Entrance hall")
    page.wait_for_selector("[data-tile=DELA]")
    operator.get_by_role("button", name="Revoke Entrance hall").click()
    operator.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(operator.get_by_label("Paired screens")).to_contain_text("No screen is paired.")
    expect(page.get_by_role("heading", name="Pair this screen again")).to_be_visible(timeout=45_000)
    expect(page.locator("[data-tile]")).to_have_count(0)
    wait_until(lambda: kept_boards(page) == 0, "no board is kept")


def test_numbers_stay_when_the_session_ends_and_go_on_with_the_next_one(desk: BrowserContext, site: Site) -> None:
    wall = signed_in(desk, site, "viewer", "Eva Brandt")
    wall.goto(site.address)
    wall.wait_for_selector("[data-tile=DELA]")
    with site.database.connect(Role.APP) as connection:
        connection.execute("update heartbeat.access_session set ended_at = now() where ended_at is null")
    expect(wall.locator(".bar")).to_contain_text("showing the last good values", timeout=45_000)
    assert wall.locator("[data-tile]").count() == 2
    wall.reload()
    expect(wall.locator(".bar")).to_contain_text("Signed out")
    assert wall.locator("[data-tile]").count() == 2
    wall.goto(f"{site.address}/?tv=1")  # where nobody types, the bar has the code that lets it in again
    expect(wall.locator(".bar-code")).to_have_text(re.compile("^[A-Z0-9]{3}-[A-Z0-9]{3}$"))
    assert wall.locator("[data-tile]").count() == 2
    wall.goto(site.address)
    wall.get_by_role("link", name="Sign in").click()
    wall.get_by_label("Your token").fill(token(site.database, "viewer", "Eva again").secret)
    wall.keyboard.press("Enter")
    wall.wait_for_selector("[data-tile=DELA]")
    expect(wall.locator(".bar")).to_have_count(0)


def test_a_viewer_is_told_what_a_page_needs(desk: BrowserContext, site: Site) -> None:
    viewer = signed_in(desk, site, "viewer", "Ada Lind")
    viewer.goto(f"{site.address}/access")
    expect(viewer.locator("main")).to_contain_text("needs the role operator")
    assert viewer.get_by_role("link", name="Access").count() == 0


def test_nothing_serious_bars_anybody_from_coming_in(desk: BrowserContext, browser: Browser, site: Site) -> None:
    operator = signed_in(desk, site, "admin", "Ines Roth")
    operator.goto(f"{site.address}/access")
    operator.get_by_role("button", name="New token").click()
    expect(operator.get_by_role("dialog")).to_be_visible()
    assert serious(operator) == []
    operator.keyboard.press("Escape")
    assert serious(operator) == []
    with browser.new_context(viewport={"width": 390, "height": 844}) as phone:
        page = phone.new_page()
        for path in ("/sign-in", "/pair"):
            page.goto(f"{site.address}{path}")
            page.wait_for_selector("main h1")
            assert serious(page) == [], path
