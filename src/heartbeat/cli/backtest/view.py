"""A backtest in a terminal: the lines, then each window with what they make of it, now and as proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from heartbeat.cli.say import out, print_whole, width_of
from heartbeat.rules.backtest.words import day_text, range_text

Entry = Mapping[str, Any]

_NONE = "–"
_LONGEST_PAIR = 12  # letters of a pair that stays on one line in a narrow terminal
_BETTER = {"up": "higher is better", "down": "lower is better"}
_COUNTS: tuple[tuple[str, str], ...] = (
    ("red days", "red"),
    ("amber days", "amber"),
    ("green days", "green"),
    ("pages", "pages"),
)
_GAPS: tuple[tuple[str, str], ...] = (
    ("days to judge nothing by", "missing"),
    ("  over too few rows", "too_few"),
    ("  of an older definition", "older"),
)


class BacktestView:
    """Prints the document of `GET /api/metrics/{metric_id}/backtest`."""

    def __init__(self, document: Entry, console: Console = out) -> None:
        self._document, self._console = document, console
        self._present: Entry = document["present"]
        self._proposed: Entry | None = document["proposed"]

    def show(self) -> None:
        """The lines, the windows, the sentence, and what is to be known of them."""
        document = self._document
        head = f"{document['code']} · {_BETTER[document['direction']]}"
        self._console.print(f"[bold]{escape(document['name'])}[/] ({escape(document['metric_id'])}) · {head}")
        for line in self._lines():
            self._say(f"  {line}", style="dim")
        if document["known_days"]:
            self._console.print()
            self._print(self._windows())
        self._console.print()
        self._say(document["sentence"], style="bold")
        for remark in self._remarks():
            self._say(remark, style="yellow" if remark == document["hint"] else "dim")

    def _lines(self) -> Iterator[str]:
        yield self._pair("norm_value", lambda told: told["norm_text"] or "none")
        yield self._pair("alert_value", lambda told: told["alert_text"] or "none")
        yield self._pair("pages on", lambda told: str(told["page_on"]))
        yield self._pair("opens after", lambda told: _counted(told["for"], "bad day"))
        yield self._pair("closes after", lambda told: _counted(told["keep"], "good day"))
        yield self._pair("good from", lambda told: told["clear_text"] or "–, no line pages")

    def _pair(self, name: str, text: Callable[[Entry], str]) -> str:
        now = text(self._present)
        then = now if self._proposed is None else text(self._proposed)
        return f"{name:<12} {now}" if now == then else f"{name:<12} {now} → {then}"

    def _print(self, table: Table) -> None:
        """No cell is ever cut: where nobody knows the width, in a pipe or a log, a line is as long as it has to be."""
        if self._console.is_terminal and width_of(table) > self._console.width:
            table = self._windows(joint="\n→ ")
        print_whole(table, self._console)

    def _windows(self, joint: str = " → ") -> Table:
        table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
        table.add_column("", no_wrap=True)
        for window in self._present["windows"]:
            table.add_column(f"last {window['days']} days", no_wrap=True)
        for label, name in _COUNTS:
            table.add_row(label, *self._cells(joint, partial(_count, name)))
        table.add_row("longest red", *self._cells(joint, lambda window: _days(window["longest_red"])))
        table.add_row("  from, to", *self._cells(joint, _longest_range))
        table.add_row("first crossed", *self._cells(joint, lambda window: _day(window["first_crossed"])))
        table.add_row("last crossed", *self._cells(joint, lambda window: _day(window["last_crossed"])))
        for label, name in _GAPS:
            if any(told["windows"][-1][name] for told in (self._present, self._proposed) if told is not None):
                table.add_row(label, *self._cells(joint, partial(_count, name)), style="dim")
        return table

    def _cells(self, joint: str, text: Callable[[Entry], str]) -> Iterator[str]:
        """`3`, or where the proposal makes another of it `3 → 5`."""
        for at, window in enumerate(self._present["windows"]):
            now = text(window)
            then = now if self._proposed is None else text(self._proposed["windows"][at])
            between = joint if len(now) + len(then) > _LONGEST_PAIR else " → "
            yield now if now == then else f"{now}{between}[bold]{then}[/]"

    def _remarks(self) -> Iterator[str]:
        document = self._document
        if document["known_days"]:
            yield f"Through {day_text(document['through'])} {document['through'].year}, one value a day. {_PAGES}"
        if document["verification_state"] != "verified" or document["owner"] is None:
            lack = "has no owner" if document["verification_state"] == "verified" else f"is {document['verification_state']}"
            yield f"It {lack}, so as it stands it pages nobody."
        if document["hint"]:
            yield document["hint"]

    def _say(self, line: str, *, style: str) -> None:
        self._console.print(escape(line), style=style)


_PAGES = "A page is an incident that opens; readings within a day may open more."


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _count(name: str, window: Entry) -> str:
    return str(window[name])


def _days(stretch: Entry | None) -> str:
    return _NONE if stretch is None else _counted(stretch["days"], "day")


def _longest_range(window: Entry) -> str:
    stretch = window["longest_red"]
    return _NONE if stretch is None else range_text(stretch["first"], stretch["last"])


def _day(d: Any) -> str:
    return _NONE if d is None else f"{day_text(d)} {d.year}"
