"""No text of a tile is cut or lies over another, however long names and units are, in any script, and whatever the number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from demo_process import Demo
from heartbeat.rules.numbers import display
from heartbeat.rules.status import Lines

pytestmark = pytest.mark.e2e

CUT_TEXTS = (Path(__file__).resolve().parents[2] / "web" / "fixtures" / "cut-texts.js").read_text()

NAMES = (
    "Задолженность по кредитам свыше 30 дней",
    "Kreditkartenzahlungsausfallwahrscheinlic",
    "Καθυστερημένες πληρωμές άνω των 30 ημερ.",
    "Outgoing payments approved within 1 hour",
    "Opérations de change non couvertes, État",
    "Просроченные обращения клиентов в банк",
)
AMOUNTS = (  # a value of now and the line beside it
    (-9999.0, "bookings/day", -9998.0),
    (-1_234_567_890.0, "CHF", -1.2e9),
    (0.999996, "ratio", 0.999995),
    (1.23e18, "tickets/day", 1.2e18),
    (-1.23e-9, "number", 0.0),
    (338_820.0, "seconds", 338_400.0),
    (123.456789, "basis points", 123.456788),
    (0.0, "EUR", 0.0),
    (4812.0, "Überweisung.", 4000.0),
)


def stretched(tile: Mapping[str, Any], name: str, amount: tuple[float, str, float], locale: str) -> dict[str, Any]:
    value, unit, line = amount
    lines = Lines(tile["direction"], line, line, line)
    shown = display(value, unit, None, lines, "EUR", locale, before=value * 0.9 + 3)
    changed: dict[str, Any] = {"name": name, "display": asdict(shown)}
    return {**tile, **changed} if tile["value"] is not None else {**tile, "name": name}


def is_spec(problem: str) -> bool:
    """A name may end in dots after two lines where a tile is one of eight and more in a row: the tooltip has it whole."""
    return "tile-normal" in problem and any(problem.endswith(f"cut: {name}") for name in NAMES)


@pytest.mark.parametrize(("size", "locale"), [((1920, 1080), "en"), ((1366, 768), "de")])
def test_whatever_the_length_of_its_texts_a_tile_shows_them_whole(
    page: Page, demo: Demo, size: tuple[int, int], locale: str
) -> None:
    board = demo.board()
    names, amounts = cycle(NAMES), cycle(AMOUNTS)
    tiles = [stretched(tile, next(names), next(amounts), locale) for tile in board["metrics"]]
    body = json.dumps({**board, "locale": locale, "metrics": tiles})
    page.route("**/api/cockpit", lambda route: route.fulfill(body=body, content_type="application/json"))
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{demo.address}/?tv=1")
    page.wait_for_selector("[data-tile]")
    page.evaluate("document.fonts.ready")
    problems = [problem for problem in page.evaluate(CUT_TEXTS) if not is_spec(problem)]
    assert problems == []


def test_the_bank_as_it_is_has_nothing_cut(wall: Page) -> None:
    wall.evaluate("document.fonts.ready")
    assert wall.evaluate(CUT_TEXTS) == []
