"""Cuts on a terminal: what was computed, line by line, and a payload as a table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from rich.markup import escape

from heartbeat.cli.say import grid, out, print_whole, say, seconds_text
from heartbeat.config import Settings
from heartbeat.db import Database, Role
from heartbeat.definitions.charts.chart import Chart
from heartbeat.measure.cuts.queue import Desk, see_through
from heartbeat.measure.cuts.run import Computed
from heartbeat.readings.audit.cuts import read_registry
from heartbeat.readings.audit.refreshes import Taken, Wanted

_MOST_ROWS = 40


def compute_and_show(database: Database, settings: Settings, wanted: Collection[Wanted]) -> bool:
    """Have cuts that are asked for computed, here or by the worker that runs, with a line for each; whether all went well."""
    told: dict[Wanted, bool] = {}

    def tell(taken: Taken, computed: Computed) -> None:
        one = (taken.cut_id, taken.time_window)
        failure = None if computed.error is None else {"message": computed.error.message, "hint": computed.error.hint}
        told[one] = _line(one, computed.seconds, failure)

    see_through(Desk(database, settings.cut_deadline, on_done=tell), wanted)
    elsewhere = set(wanted) - set(told)
    if elsewhere:
        with database.connect(Role.APP) as connection:
            standing = {(cut["cut_id"], each["window"]): each for cut in read_registry(connection) for each in cut["snapshots"]}
        for one in sorted(elsewhere & set(standing)):
            told[one] = _line(one, standing[one]["seconds"] or 0.0, standing[one]["failure"])
    return all(told.values())


def _line(one: Wanted, seconds: float, failure: Mapping[str, Any] | None) -> bool:
    name = escape(f"{one[0]} {one[1]}")
    if failure is None:
        out.print(f"  [green]✓[/] {name}: computed in {seconds_text(seconds)}")
        return True
    lines = [f"  [red]✗[/] {name}: {escape(failure['message'])}", *map(escape, filter(None, failure["hint"].splitlines()))]
    out.print("\n      ".join(lines))
    return False


def _cell(value: Any) -> str:
    """A value as a person writes it: 12 for 12.0."""
    if value is None:
        return "–"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def show_payload(chart: Chart) -> None:
    """Print what a chart draws as the rows of its CSV."""
    table = chart.table()
    if chart.is_empty() or not table.header:
        say("  Nothing to draw." if chart.is_empty() else "  Its chart is the workspace's own, and it gave no rows for a table.")
        return
    drawn = grid(*map(escape, table.header))
    for row in table.rows[:_MOST_ROWS]:
        drawn.add_row(*(escape(_cell(cell)) for cell in row))
    print_whole(drawn)
    if len(table.rows) > _MOST_ROWS:
        say(f"  and {len(table.rows) - _MOST_ROWS:,} more rows", style="dim")
    if chart.note:
        say(f"  {chart.note}", style="dim")
