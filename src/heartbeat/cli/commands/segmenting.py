"""`heartbeat segments …`: how the segments stand, and their snapshots taken now or for past days."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import psycopg
import typer
from rich.markup import escape

from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.say import counted, grid, out, print_whole, say, seconds_text
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_database
from heartbeat.definitions.segments.model import SegmentDefinition
from heartbeat.errors import HeartbeatError
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.segments.run import FAILURES, Studio, Taken, past_days, take_due, take_past
from heartbeat.readings.audit.segments import SegmentState, read_segments, read_states
from heartbeat.readings.registry import read_workspace

_NONE = "No segment is deployed: write segments/<segment>.sql, and run `heartbeat deploy`."


def add_to(app: typer.Typer) -> None:
    """Add the commands of this group."""
    text = "How the segments stand, and their snapshots: which entity belongs to which value on a day."
    group = typer.Typer(invoke_without_command=True, help=text)
    group.callback()(_list_unless_asked)
    group.command("list")(list_segments)
    group.command("run")(run)
    app.add_typer(group, name="segments", rich_help_panel="Running")


def _list_unless_asked(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_segments(context)


def list_segments(context: typer.Context) -> None:
    """List every segment: the day of its last snapshot, how many entities it has, how many of them moved, and what failed.

    Examples: `heartbeat segments` · `heartbeat segments list`
    """
    settings: Settings = context.obj
    with open_database(settings, announce=say) as database, database.connect(Role.APP) as connection:
        states = read_states(connection)
        zone = ZoneInfo(read_workspace(connection).settings.timezone)
    if not states:
        return say(_NONE)
    table = grid("segment", "last day", "taken", ">entities", ">moved", ">took")
    for state in states:
        table.add_row(*map(escape, _cells(state, zone)))
    print_whole(table)
    for state in states:
        if state.error:
            out.print(f"[red]✗[/] {escape(state.segment)}: {escape(state.error)}")
            say(f"  {state.hint}" if state.hint else "  `heartbeat segments run` tries again.", style="dim")
    return None


def _cells(state: SegmentState, zone: ZoneInfo) -> tuple[str, ...]:
    if state.d is None or state.taken_at is None:
        return state.segment, "never", "", "", "", ""
    taken = f"{state.taken_at.astimezone(zone):%Y-%m-%d %H:%M}"
    return state.segment, state.d.isoformat(), taken, f"{state.entities:,}", f"{state.moved:,}", seconds_text(state.seconds)


def run(
    context: typer.Context,
    segment: Annotated[str | None, typer.Argument(help="One segment: the name of its file without `.sql`. Default: all.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Also past days, from this one on.")] = None,
    again: Annotated[bool, typer.Option("--again", help="With --since: also past days that have a snapshot.")] = False,
) -> None:
    """Take the snapshot of today from what has landed, in the place of an earlier one of today. Reads no source.

    With --since past days too, each by `:as_of` at its end, newest first, committed as they come: after Ctrl-C the same command
    goes on with what is missing. Exit code 1 when one failed.

    Examples: `heartbeat segments run` · `heartbeat segments run client_tier --since 2026-01-01`
    """
    settings: Settings = context.obj
    refuse_elsewhere(settings)
    if again and since is None:
        raise typer.BadParameter("It is for past days: say from which one on with --since.", param_hint="--again")
    with (
        open_database(settings, announce=say) as database,
        database.connect(Role.WORKER, autocommit=True, application_name="heartbeat segments") as connection,
    ):
        runner = _Runner(database, connection, settings.metric_statement_timeout, read_workspace(connection).settings.timezone)
        failed = runner.run([segment] if segment else [], since.date() if since else None, again=again)
    if failed:
        raise typer.Exit(1)


@dataclass(frozen=True)
class _Runner:
    """Takes snapshots on a connection of the worker (autocommit), and says how it goes."""

    database: Database
    connection: psycopg.Connection[Any]
    timeout_seconds: float
    timezone: str

    def run(self, names: Sequence[str], since: date | None, *, again: bool) -> bool:
        """Today's snapshots, then past days where somebody asks for them; whether one failed."""
        now = database_clock(self.connection)()
        chosen = read_segments(self.connection, names)
        if not chosen:
            say(_NONE)
        today = now.astimezone(ZoneInfo(self.timezone)).date()
        past = self._past(chosen, since, today, again=again, is_named=bool(names)) if since else {}
        asked: dict[str, Any] = {"now": now, "timezone": self.timezone, "timeout_seconds": self.timeout_seconds}
        failed = False
        with closing(take_due(self.database, names=[one.segment for one in chosen], **asked)) as each:
            for taken in each if chosen else ():
                failed |= not _tell(taken)
        for segment in chosen:
            failed |= not self._fill(segment, past.get(segment.segment, ()), now)
        return failed

    def _past(
        self, chosen: Sequence[SegmentDefinition], since: date, today: date, *, again: bool, is_named: bool
    ) -> dict[str, tuple[date, ...]]:
        """The days to take of each; one that has no past is refused where it was named, else said."""
        days: dict[str, tuple[date, ...]] = {}
        for segment in chosen:
            try:
                days[segment.segment] = past_days(self.connection, segment, since=since, today=today, again=again)
            except FAILURES as error:
                if is_named:
                    raise
                say(f"  {error.message}", style="yellow")
        return days

    def _fill(self, segment: SegmentDefinition, days: Sequence[date], now: datetime) -> bool:
        """Whether all of the days were taken."""
        if not days:
            return True
        studio = Studio(self.connection, Sandbox(self.database, timeout_seconds=self.timeout_seconds))
        done, seconds = 0, 0.0
        with out.status("") as status, closing(take_past(studio, segment, days, now=now, timezone=self.timezone)) as each:
            try:
                for taken in each:
                    done, seconds = done + 1, seconds + taken.seconds
                    left = seconds_text(seconds / done * (len(days) - done))
                    status.update(escape(f"{segment.segment}: {done:,} of {counted(len(days), 'day')}, about {left} left"))
            except FAILURES as error:
                _tell_failure(f"{segment.segment} on {days[done]}, after {counted(done, 'day')}", error)
                return False
        out.print(f"  [green]✓[/] {escape(segment.segment)}: {counted(done, 'past day')} in {seconds_text(seconds)}")
        return True


def _tell(taken: Taken) -> bool:
    if taken.error is not None:
        _tell_failure(taken.segment, taken.error)
        return False
    moved = f", {taken.moved:,} moved" if taken.moved else ""
    entities = counted(taken.entities, "entity", "entities")
    out.print(f"  [green]✓[/] {escape(taken.segment)}: {taken.d}, {entities}{moved} in {seconds_text(taken.seconds)}")
    return True


def _tell_failure(where: str, error: HeartbeatError) -> None:
    told = [f"{where}: {error.message}", *error.hint.splitlines()]
    out.print("\n      ".join([f"  [red]✗[/] {escape(told[0])}", *map(escape, told[1:])]))
