"""What goes wrong around a wall; after each it shows the newest board again, and nobody touched it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from playwright.sync_api import Browser, Page, expect

from e2e.own_clock import keep_own_clock
from e2e.soak.house import House
from integration.app.signed_in import token

HOUR = 3_600_000
TURNS = 120


@contextmanager
def wall(browser: Browser, house: House, *, at: datetime | None = None) -> Iterator[Page]:
    """A television of its own whose clock the scenario moves; it may never load itself anew."""
    with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
        page = context.new_page()
        page.clock.install(time=at or datetime.now(UTC))
        if at is not None:
            keep_own_clock(page)
        page.goto(f"{house.address}/?tv=1")
        page.wait_for_selector("[data-tile]")
        page.evaluate("window.sameDocument = true")
        yield page
        assert page.evaluate("window.sameDocument") is True


def pass_time(page: Page, until: Callable[[], bool], what: str, *, step: int = 2000) -> None:
    """Let the page's time go on until something is so."""
    for _ in range(TURNS):
        if until():
            return
        page.clock.run_for(step)
        page.wait_for_timeout(20)
    raise AssertionError(f"never: {what}")


def shows_next_board(page: Page, house: House) -> None:
    """The next board comes to the wall by itself, and no bar says that it is old."""
    version = house.next_beat()
    shown = page.locator(f".pulse[title='Board {version}']")
    pass_time(page, lambda: shown.count() == 1, f"board {version} on the wall")
    expect(page.locator(".bar")).to_have_count(0)


def tiles(page: Page) -> int:
    """How many tiles stand on the wall, but for those that take turns."""
    return page.locator("[data-tile]:not(.tile-normal)").count()


def server_restarted(browser: Browser, house: House) -> None:
    """The server ends and comes back on the same port, with a board that was published meanwhile."""
    with wall(browser, house) as page:
        before = tiles(page)
        house.stop_serving()
        pass_time(page, lambda: page.locator(".bar").count() == 1, "the wall says that it is offline")
        assert tiles(page) == before
        house.next_beat()
        house.serve()
        pass_time(page, lambda: page.locator(".bar").count() == 0, "the wall is back")
        shows_next_board(page, house)


def network_lost_for_a_day(browser: Browser, house: House) -> None:
    """Nothing comes for a day: the numbers stay, and their ages count on by the wall's own clock."""
    with wall(browser, house) as page:
        before = tiles(page)
        page.context.set_offline(True)
        pass_time(page, lambda: page.locator(".bar").count() == 1, "the wall says that it is offline")
        for _ in range(24):
            page.clock.fast_forward(HOUR)
            page.clock.run_for(1000)
        assert tiles(page) == before
        expect(page.locator("[data-tile] .corner").first).to_have_text("24h")
        expect(page.locator(".bar")).to_contain_text("the board is 1 d")
        page.context.set_offline(False)
        pass_time(page, lambda: page.locator(".bar").count() == 0, "the wall is back")
        shows_next_board(page, house)


def postgres_away(browser: Browser, house: House) -> None:
    """The database goes and comes: the last board stays, and is said to be old."""
    with wall(browser, house) as page:
        before = tiles(page)
        house.stop_postgres()
        pass_time(page, lambda: page.locator(".pulse-loud").count() == 1, "the wall says that the database is away")
        assert tiles(page) == before
        house.start_postgres()
        pass_time(page, lambda: page.locator(".pulse-loud").count() == 0, "the database is back")
        shows_next_board(page, house)


def cookie_lost(browser: Browser, house: House) -> None:
    """What the screen is known by is gone for a while: its numbers stay, and it goes on as soon as it is known again."""
    secret = token(house.database, "viewer", f"Hall {datetime.now(UTC).timestamp()}").secret
    restart(house, authentication="on")
    try:
        with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
            assert context.request.post(f"{house.address}/api/session", data={"token": secret}).ok
            page = context.new_page()
            page.clock.install()
            page.goto(f"{house.address}/?tv=1")
            page.wait_for_selector("[data-tile]")
            before, known = tiles(page), context.cookies()
            context.clear_cookies()
            restart(house, authentication="on")  # or the open stream would go on
            pass_time(page, lambda: page.locator(".bar").count() == 1, "the wall says that nobody knows it")
            assert tiles(page) == before
            context.add_cookies([{**each} for each in known])  # type: ignore[typeddict-item]
            pass_time(page, lambda: page.locator(".bar").count() == 0, "the wall is back")
            shows_next_board(page, house)
    finally:
        restart(house)


def restart(house: House, *, authentication: str = "off") -> None:
    """End the server and start it."""
    house.stop_serving()
    house.serve(authentication=authentication)


def midnight(browser: Browser, house: House) -> None:
    """The day changes in the workspace's zone, wherever the television hangs."""
    clock_jumps(browser, house, datetime(2026, 11, 20, 22, 59, 30, tzinfo=UTC), ("Fri 20 Nov", "23:59"), ("Sat 21 Nov", "00:00"))


def clocks_go_forward(browser: Browser, house: House) -> None:
    """An hour is missing."""
    clock_jumps(browser, house, datetime(2027, 3, 28, 0, 59, 30, tzinfo=UTC), ("Sun 28 Mar", "01:59"), ("Sun 28 Mar", "03:00"))


def clocks_go_back(browser: Browser, house: House) -> None:
    """An hour comes twice."""
    clock_jumps(browser, house, datetime(2026, 10, 25, 0, 59, 30, tzinfo=UTC), ("Sun 25 Oct", "02:59"), ("Sun 25 Oct", "02:00"))


def clock_jumps(browser: Browser, house: House, at: datetime, before: tuple[str, str], after: tuple[str, str]) -> None:
    """The clock on the wall goes from one reading to the other within a minute, and boards keep coming."""
    with wall(browser, house, at=at) as page:
        clock = page.locator(".clock")
        expect(clock.locator("span")).to_have_text(before[0])
        expect(clock.locator("b")).to_have_text(before[1])
        page.clock.run_for(40_000)
        expect(clock.locator("span")).to_have_text(after[0])
        expect(clock.locator("b")).to_have_text(after[1])
        numbers = page.locator(".number-value")
        earlier = numbers.all_inner_texts()
        version = house.next_beat()
        pass_time(page, lambda: numbers.all_inner_texts() != earlier, f"the numbers of board {version}")


SCENARIOS = (
    server_restarted,
    network_lost_for_a_day,
    postgres_away,
    cookie_lost,
    midnight,
    clocks_go_forward,
    clocks_go_back,
)
