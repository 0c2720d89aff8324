"""A wall for months, in minutes: one page of a real Chromium follows a real Heartbeat through thousands of boards.

    python tests/e2e/soak/soak.py [--refreshes 10000] [--samples 20]

After each sample's worth of boards the browser clears up and what it holds is counted. Then things go wrong one after another:
see `scenarios.py`. Ends with 1 when the heap grew by a tenth or more, when nodes or listeners became more, or when the wall did
not come back by itself.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parents[2])]

from e2e.soak.counts import Counts, count, open_session, wait_for_board  # noqa: E402 - the path comes first
from e2e.soak.house import CYCLE, House, soaked_house  # noqa: E402
from e2e.soak.scenarios import SCENARIOS  # noqa: E402

MOST_GROWTH = 0.1


def soak(browser: Browser, house: House, *, refreshes: int, samples: int, warm_up: int) -> list[Counts]:
    """Follow so many boards on one page that is never reloaded; the first counts are those after the warm-up."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(f"{house.address}/?tv=1&dim=19-07")
    page.wait_for_selector("[data-tile]")
    page.keyboard.press("p")  # pages of normal tiles stand still: another one has another number of tiles
    page.evaluate("window.sameDocument = true")
    session = open_session(page)
    found: list[Counts] = []
    step = max(CYCLE, refreshes // samples // CYCLE * CYCLE)
    for done in range(1, warm_up + refreshes + 1):
        wait_for_board(page, house.next_beat())
        if done >= warm_up and (done - warm_up) % step == 0:
            found.append(count(page, session, done - warm_up))
            sys.stdout.write(f"{found[-1]}\n")
            sys.stdout.flush()
    assert page.evaluate("window.sameDocument") is True
    page.close()
    return found


def complaints(found: list[Counts], *, most_growth: float = MOST_GROWTH) -> list[str]:
    """What grew that may not grow; the heap by such a share.

    The heap breathes, so the mean of the last quarter is compared with the first counts. A listener that waits for an answer is
    there at one look and not at the next; what is never let go is there at each, so the least of the last quarter counts.
    """
    first, last = found[0], found[-max(1, len(found) // 4) :]
    said = []
    growth = sum(each.heap for each in last) / len(last) / first.heap - 1
    if growth >= most_growth:
        said.append(f"the heap grew by {growth:.1%}")
    for kind in ("nodes", "listeners", "elements"):
        before, after = getattr(first, kind), min(getattr(each, kind) for each in last)
        if after > before:
            said.append(f"{kind}: {before} became {after}")
    return said


def main() -> int:
    """Command line: 0 when the wall held."""
    from tools import chromium

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--refreshes", type=int, default=10_000)
    parser.add_argument("--samples", type=int, default=20)
    chosen = parser.parse_args()
    started = time.monotonic()
    with sync_playwright() as playwright, soaked_house() as house:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.QUIET))
        found = soak(browser, house, refreshes=chosen.refreshes, samples=chosen.samples, warm_up=20 * CYCLE)
        said = complaints(found)
        sys.stdout.write(f"heap {found[0].heap / 1e6:.2f} -> {found[-1].heap / 1e6:.2f} MB, {time.monotonic() - started:.0f} s\n")
        for scenario in SCENARIOS:
            scenario(browser, house)
            sys.stdout.write(f"recovered: {scenario.__name__.replace('_', ' ')}\n")
        browser.close()
    sys.stdout.write("\n".join(said or ["the wall held"]) + "\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
