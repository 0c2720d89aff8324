"""A run as it is shown while it goes on: in a log a line now and then, on a terminal what is done and what moves."""

from __future__ import annotations

import io

from rich.console import Console

from heartbeat.cli.ingest_view import IngestView
from heartbeat.ingest.report import TableProgress


class Clock:
    """Stands where it was put."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def shown(*steps: tuple[float, TableProgress | str], terminal: str | None = None) -> str:
    """What is printed while so much is heard, each at its second; a text is the name of a table that is compared.

    `terminal` is what TERM says of one, null in a log.
    """
    text, clock, is_terminal = io.StringIO(), Clock(), terminal is not None
    console = Console(
        file=text, width=200, highlight=False, force_terminal=is_terminal, color_system=None, _environ={"TERM": terminal or ""}
    )
    with IngestView("bank_core", console, clock) as view:
        for second, heard in steps:
            clock.now = second
            view.compare(heard) if isinstance(heard, str) else view.hear(heard)
    return text.getvalue()


def test_in_a_log_a_long_table_tells_how_far_it_is_and_when_it_is_done_and_a_quick_one_nothing() -> None:
    said = shown(
        (0.5, TableProgress("client", 90, 90)),
        (10, TableProgress("payment", 1_000_000, 3_000_000)),
        (20, TableProgress("payment", 2_000_000, 3_000_000)),
        (30, TableProgress("payment", 3_000_000, 3_000_000)),
        (31, TableProgress("rate", 7, None)),
    )
    assert said.splitlines() == [
        "  payment, 2,000,000 of about 3,000,000 rows, 102,564 rows/s, about 9.8 s left",
        "  payment, 3,000,000 of about 3,000,000 rows, 101,695 rows/s",
    ]


def test_a_terminal_shows_the_tables_that_are_done_above_the_one_that_is_read() -> None:
    steps = [(float(number), TableProgress(f"t{number}", 500, None)) for number in range(1, 13)]
    said = shown(*steps, (14, "t1"), terminal="xterm")
    assert "  4 tables read before" in said
    assert "  t12, 500 rows" in said
    assert "Comparing bank_core.t1 with its source …" in said


def test_a_terminal_that_cannot_move_shows_what_a_log_does() -> None:
    steps = ((10.0, TableProgress("payment", 1_000_000, None)), (20.0, TableProgress("payment", 2_000_000, None)))
    assert "payment, 2,000,000 rows" in shown(*steps, terminal="dumb")


def test_a_name_that_looks_like_markup_is_a_name() -> None:
    assert "[red], 5 rows" in shown((9, TableProgress("[red]", 5, None)), (30, TableProgress("[red]", 5, None)))
