"""What a browser holds for a page, counted after it cleared up."""

from __future__ import annotations

import time
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

CALM = """() => document.querySelector('.tile-pulse, .pulse-beat') === null && document.getAnimations().every(
    each => each.playState === 'finished' || each.effect.getComputedTiming().iterations === Infinity)"""
SHOWS = """version => new Promise(done => {
  const look = () => document.querySelector('.pulse')?.title === `Board ${version}` ? done() : requestAnimationFrame(look);
  look();
})"""


@dataclass(frozen=True)
class Counts:
    """Bytes of JavaScript objects, nodes and listeners that are held, and elements that stand in the document."""

    refreshes: int
    heap: int
    nodes: int
    listeners: int
    elements: int

    def __str__(self) -> str:
        return (
            f"{self.refreshes:>7} refreshes: heap {self.heap / 1e6:6.2f} MB, {self.nodes} nodes, "
            f"{self.listeners} listeners, {self.elements} elements"
        )


def open_session(page: Page) -> CDPSession:
    """A line to the browser's own counters; its times are those of the processor, whatever else the machine does."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return session


def count(page: Page, session: CDPSession, refreshes: int) -> Counts:
    """Wait until nothing moves and no beat is told of, let the browser clear up, and count."""
    deadline = time.monotonic() + 60
    while True:
        page.wait_for_timeout(700)  # a beat that ended is told of half a second later at the latest
        if page.evaluate(CALM):
            found = _held(page, session, refreshes)
            if page.evaluate(CALM):
                return found
        assert time.monotonic() < deadline, "something on the wall does not come to rest"


def _held(page: Page, session: CDPSession, refreshes: int) -> Counts:
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    metrics = {each["name"]: int(each["value"]) for each in session.send("Performance.getMetrics")["metrics"]}
    elements = int(page.evaluate("document.querySelectorAll('*').length"))
    return Counts(refreshes, metrics["JSHeapUsedSize"], metrics["Nodes"], metrics["JSEventListeners"], elements)


def wait_for_board(page: Page, version: int) -> None:
    """Until the wall shows this board."""
    page.evaluate(SHOWS, version)
