"""What a new board costs the wall: main-thread milliseconds for 200 tiles of which ten changed, beside two other ways.

    make bench, or: .venv/bin/python benchmarks/bench_wall.py [--metrics 200] [--rounds 15]

A real Chromium follows a real `heartbeat serve`; boards are committed and published by the product's own code. Compared are,
round by round:

- **ten tiles**: a beat that measured ten metrics anew. What did not change is not drawn again;
- **all tiles**: a beat that measured all anew, ten of them with another value. Every tile is drawn again;
- **as text**: the browser is handed the finished HTML of the whole wall (`innerHTML`): the least that drawing it can cost.

Counted is what the main thread's tasks, layout included, took of a processor, as the browser itself counts it (`TaskDuration` in
thread ticks), from the moment before the board arrives to the second frame after it stands there. Then: how long a wall takes
from the server's first byte to the first tile, with an empty cache, and how much the layout shifts meanwhile. The last line is
the ratio of the medians.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from tools import chromium  # noqa: E402

from e2e.soak.counts import CALM, open_session, wait_for_board  # noqa: E402 - the path comes first
from e2e.soak.house import CHANGED, LEVELS, House, soaked_house  # noqa: E402

TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
AS_TEXT = """() => new Promise(done => {
  const wall = document.querySelector('main'), copy = document.createElement('main'), html = wall.innerHTML;
  copy.className = wall.className;
  wall.parentElement.append(copy);
  copy.innerHTML = html;
  copy.getBoundingClientRect();
  requestAnimationFrame(() => requestAnimationFrame(() => { copy.remove(); done() }));
})"""
NOTE_FIRST = """
window.shifts = 0;
new PerformanceObserver(list => { for (const each of list.getEntries()) window.shifts += each.value })
  .observe({ type: 'layout-shift', buffered: true });
new MutationObserver((_, watch) => {
  if (!document.querySelector('[data-tile]')) return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.firstTile = performance.now() }));
}).observe(document, { childList: true, subtree: true });
"""
FIRST = "() => window.firstTile && window.firstTile - performance.getEntriesByType('navigation')[0].responseStart"


def busy(session: CDPSession) -> float:
    """Milliseconds that the main thread has spent on tasks so far."""
    found = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return float(found["TaskDuration"]) * 1000


def settle(page: Page) -> None:
    """Until nothing of the last board moves any more."""
    while not page.evaluate(CALM):
        page.wait_for_timeout(50)


def cost(page: Page, session: CDPSession, house: House, levels: dict[int, float]) -> float:
    """Main-thread milliseconds of one board."""
    settle(page)
    before = busy(session)
    wait_for_board(page, house.beat(levels))
    page.evaluate(TWO_FRAMES)
    return busy(session) - before


def cost_as_text(page: Page, session: CDPSession) -> float:
    """The same for the wall's own HTML, written anew beside it."""
    settle(page)
    before = busy(session)
    page.evaluate(AS_TEXT)
    return busy(session) - before


def idle(page: Page, session: CDPSession) -> float:
    """What two frames and the questions of this benchmark cost by themselves; it is part of every other figure."""
    settle(page)
    before = busy(session)
    page.evaluate(TWO_FRAMES)
    return busy(session) - before


def compare(browser: Browser, house: House, metrics: int, rounds: int) -> dict[str, float]:
    """Medians of the three ways, and of doing nothing."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(house.address)
    page.wait_for_selector("[data-tile]")
    session = open_session(page)
    took: dict[str, list[float]] = {"idle": [], "ten tiles": [], "all tiles": [], "as text": []}
    for turn in range(rounds):
        ten = {(turn * CHANGED + place) % metrics: LEVELS[0] + turn + 1 for place in range(CHANGED)}
        rest = dict.fromkeys(range(metrics), LEVELS[0])
        took["idle"].append(idle(page, session))
        took["ten tiles"].append(cost(page, session, house, ten))
        took["all tiles"].append(cost(page, session, house, {**rest, **{number: value + 1 for number, value in ten.items()}}))
        took["as text"].append(cost_as_text(page, session))
    page.close()
    return {way: statistics.median(each) for way, each in took.items()}


def first_board(browser: Browser, house: House, rounds: int) -> tuple[float, float]:
    """Median milliseconds from the server's first byte to the first tile, each time in a fresh profile, and the largest shift."""
    took, shifts = [], []
    for _ in range(rounds):
        with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
            page = context.new_page()
            page.add_init_script(NOTE_FIRST)
            page.goto(house.address)
            while not (milliseconds := page.evaluate(FIRST)):
                page.wait_for_timeout(20)
            page.wait_for_timeout(500)
            took.append(float(milliseconds))
            shifts.append(float(page.evaluate("window.shifts")))
    return statistics.median(took), max(shifts)


def main() -> None:
    """Measure, and print the ratio last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--metrics", type=int, default=200, help="tiles on the wall")
    parser.add_argument("--rounds", type=int, default=15, help="boards of each way")
    chosen = parser.parse_args()
    with sync_playwright() as playwright, soaked_house(chosen.metrics) as house:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.QUIET))
        found = compare(browser, house, chosen.metrics, chosen.rounds)
        first, shift = first_board(browser, house, max(3, chosen.rounds // 3))
        browser.close()
    print(f"{chosen.metrics} tiles: " + ", ".join(f"{way} {milliseconds:.0f} ms" for way, milliseconds in found.items()))
    print(f"first tile {first:.0f} ms after the server's first byte, layout shift {shift:.3f}")
    print(f"ratio_ten_to_all_tiles={found['ten tiles'] / found['all tiles']:.2f} ", end="")
    print(f"ratio_all_tiles_to_text={found['all tiles'] / found['as text']:.2f}")


if __name__ == "__main__":
    main()
