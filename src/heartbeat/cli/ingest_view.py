"""A run as it goes on: on a terminal the tables that are done and one moving line, elsewhere a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from heartbeat.cli.pace import Pace
from heartbeat.cli.say import can_move, counted, out

if TYPE_CHECKING:
    from heartbeat.ingest.report import TableProgress

_SHOWN = 8  # tables that are done; the report tells all of them at the end
_LINE_EVERY_SECONDS = 15.0  # where nothing can move: a log
_QUICK_SECONDS = 2.0  # a table that took less is told by the report alone, there


class IngestView:
    """Shows what is heard of a run. What it has drawn on a terminal goes with it: the report takes its place."""

    def __init__(self, dataset: str, console: Console = out, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds that never go back."""
        self._dataset, self._console, self._clock = dataset, console, clock
        self._pace, self._done, self._doing = Pace(clock), list[str](), f"Reading {dataset} …"
        self._table, self._began_at, self._heard_at, self._said_at = "", clock(), clock(), clock()
        self._live = Live(console=console, refresh_per_second=8, transient=True) if can_move(console) else None

    def __enter__(self) -> IngestView:
        if self._live:
            self._live.start()
            self._draw()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live:
            self._live.stop()

    def hear(self, seen: TableProgress) -> None:
        """So many rows of a table have been read."""
        if seen.table != self._table:
            self._end_table()
            self._table, self._began_at = seen.table, self._heard_at  # its first rows take time too
        self._doing, self._heard_at = self._pace.line(seen), self._clock()
        if self._live is None and self._heard_at - self._said_at >= _LINE_EVERY_SECONDS:
            self._say(self._doing)
        self._draw()

    def compare(self, table: str) -> None:
        """A table is being compared with its source."""
        self._end_table()
        self._table, self._doing = "", f"Comparing {self._dataset}.{table} with its source …"
        self._draw()

    def _end_table(self) -> None:
        """What was heard of a table last is what there was of it."""
        if not self._table:
            return
        self._done.append(self._doing)
        if self._live is None and self._heard_at - self._began_at >= _QUICK_SECONDS:
            self._say(self._doing)

    def _say(self, line: str) -> None:
        self._said_at = self._clock()
        self._console.print(Text(f"  {line}"))

    def _draw(self) -> None:
        if self._live is None:
            return
        hidden = len(self._done) - _SHOWN
        before = [f"{counted(hidden, 'table')} read before"] if hidden > 0 else []
        lines = [_cut(f"  {line}", "dim") for line in (*before, *self._done[-_SHOWN:])]
        self._live.update(Group(*lines, Spinner("dots", _cut(self._doing))))


def _cut(line: str, style: str = "") -> Text:
    """One line of a terminal, however narrow: what is drawn again has to be as high as it was counted."""
    return Text(line, style=style, no_wrap=True, overflow="ellipsis")
