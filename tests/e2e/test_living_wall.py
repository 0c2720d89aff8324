"""The wall lives: new boards arrive by themselves, and it stays up when what is behind it goes away."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from demo_process import Demo, demo_folder, start, wait_until
from heartbeat.postgres.house import house_server

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

OUTAGE_SECONDS, BACK_SECONDS, BEAT_SECONDS = 60, 30, 120
MORE_MONEY = """
update core.payment set amount_eur = amount_eur * 3, updated_at = now()
where direction = 'out' and create_time > now() - interval '3 days'
"""


@pytest.fixture(scope="module")
def living() -> Iterator[Demo]:
    """A demo of its own for tests that break it."""
    with demo_folder() as above:
        running = start(above / "bank", "--rows", "6000")
        wait_until(lambda: worker_is_active(running), "the worker beside the server")
        yield running
        running.stop()


@pytest.fixture
def screen(page: Page, living: Demo) -> Page:
    page.goto(living.address)
    page.wait_for_selector("[data-tile]")
    return page


def worker_is_active(living: Demo) -> bool:
    """A worker that only starts when Postgres is stopped would bring it back, as any new process does."""
    with psycopg.connect(house_server(living.folder).url("heartbeat")) as connection:
        query = "select count(*) from pg_locks where locktype = 'advisory' and granted"
        return connection.execute(query).fetchone() != (0,)


def number(screen: Page, code: str) -> str:
    return screen.locator(f"[data-tile={code}] .number").inner_text()


def test_a_press_on_refresh_runs_a_beat_and_the_wall_changes_without_a_reload(screen: Page, living: Demo) -> None:
    before = number(screen, "PVOL"), living.board()["board_version"]
    screen.evaluate("window.sameDocument = true")
    with psycopg.connect(living.bank_url()) as connection:
        assert connection.execute(MORE_MONEY).rowcount > 10
    screen.get_by_role("button", name="refresh").click()
    expect(screen.locator(".pulse-beat")).to_be_visible()
    wait_until(lambda: living.board()["board_version"] > before[1], "a new board", seconds=60)
    wait_until(lambda: number(screen, "PVOL") != before[0], "a new number on the wall")
    assert screen.evaluate("window.sameDocument") is True


def test_the_wall_keeps_its_numbers_through_a_minute_without_postgres(screen: Page, living: Demo) -> None:
    before, age = number(screen, "CCUN"), screen.locator("[data-tile=CCUN] .corner").inner_text()
    server = house_server(living.folder)
    server.stop()
    gone_at = time.monotonic()
    try:
        expect(screen.locator(".pulse-loud")).to_be_visible(timeout=15_000)
        wait_until(lambda: time.monotonic() - gone_at > OUTAGE_SECONDS, "the end of the outage", seconds=OUTAGE_SECONDS + 5)
        assert number(screen, "CCUN") == before
        assert screen.locator("[data-tile=CCUN] .corner").inner_text() != age  # ages go on
        assert living.board()["database"] == "down"
    finally:
        server.start()
    version = living.board()["board_version"]
    expect(screen.locator(".pulse-loud")).to_have_count(0, timeout=BACK_SECONDS * 1000)
    screen.get_by_role("button", name="refresh").click()
    wait_until(lambda: living.board()["board_version"] > version, "page, API and worker at work again", seconds=BEAT_SECONDS)


def test_the_wall_survives_its_server_and_even_a_reload_without_it(
    television: BrowserContext, screen: Page, living: Demo
) -> None:
    before = number(screen, "CCUN")
    wait_until(lambda: screen.evaluate("navigator.serviceWorker.controller !== null"), "the page cached for later")
    port = int(living.address.rpartition(":")[2])
    assert living.stop() == 0
    expect(screen.locator(".bar")).to_contain_text("Offline since", timeout=40_000)
    assert number(screen, "CCUN") == before
    screen.reload()
    assert number(screen, "CCUN") == before
    expect(screen.locator(".pulse[role=status]")).to_contain_text("ago, connecting")
    expect(screen.locator(".bar")).to_contain_text("Offline since", timeout=40_000)
    again = start(living.folder, port=port)
    living.process, living.said = again.process, again.said
    expect(screen.locator(".bar")).to_have_count(0, timeout=70_000)
    assert television.pages == [screen]
