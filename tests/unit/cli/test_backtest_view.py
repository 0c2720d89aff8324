"""A backtest in terminals of any width: no cell of it is cut."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from rich.console import Console

from heartbeat.cli.backtest.view import BacktestView


def told(first: date) -> dict[str, Any]:
    stretch = {"days": 31, "first": first, "last": date(2026, 11, 27)}
    counts = {"red": 31, "amber": 0, "green": 59, "pages": 1, "missing": 165, "too_few": 0, "older": 0}
    window = {**counts, "longest_red": stretch, "first_crossed": first, "last_crossed": date(2026, 11, 27)}
    law = {"norm_text": None, "alert_text": "€100 k", "clear_text": "€90 k", "page_on": "red", "for": 1, "keep": 2}
    return {**law, "windows": [{**window, "days": days} for days in (30, 90, 365)]}


DOCUMENT = {
    "name": "Unpaid orders",
    "metric_id": "orders_overdue",
    "code": "UOPD",
    "direction": "down",
    "known_days": 200,
    "through": date(2026, 11, 27),
    "sentence": "Told.",
    "hint": None,
    "verification_state": "verified",
    "owner": "ada@example.com",
    "present": told(date(2026, 9, 28)),
    "proposed": told(date(2026, 10, 28)),
}


@pytest.mark.parametrize(("width", "is_terminal"), [(80, True), (100, True), (200, True), (80, False)])
def test_no_cell_of_the_table_is_cut(width: int, *, is_terminal: bool) -> None:
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=is_terminal, color_system=None, soft_wrap=True)
    BacktestView(DOCUMENT, console).show()
    text = re.sub(r"\x1b\[\d*m", "", file.getvalue())
    assert "…" not in text
    assert text.count("→ 28 Oct 2026") == 3
    assert not is_terminal or max(len(line.rstrip()) for line in text.splitlines() if not line.startswith("Through")) <= width
