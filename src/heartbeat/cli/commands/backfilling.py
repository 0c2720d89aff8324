"""`heartbeat backfill-source`: a long first load that survives its own end."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.status import Status

from heartbeat.cli.commands.ingesting import deployed_source
from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.pace import Pace, per_second
from heartbeat.cli.say import can_move, counted, out, say, seconds_text
from heartbeat.config import Settings
from heartbeat.db import Database, open_database
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.parse import formats

if TYPE_CHECKING:
    from heartbeat.ingest.backfill.agreement import Agreement, Wanted
    from heartbeat.ingest.backfill.run import Backfill, Ended
    from heartbeat.ingest.report import TableProgress

_LINE_EVERY_SECONDS = 60.0  # where nothing can move: a log
_SIGNS = {"ok": ("✓", "green"), "held": ("✗", "yellow"), "error": ("✗", "red")}


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(name="backfill-source", rich_help_panel="Running")(backfill_source)


def backfill_source(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The source: the name of its file without `.yaml`.")],
    table: Annotated[list[str] | None, typer.Option(help="Only this table, as the source calls it; may be repeated.")] = None,
    deadline: Annotated[str, typer.Option(help="How long one table may take: 30m, 12h, 2d.")] = "12h",
    again: Annotated[bool, typer.Option("--again", help="Load also the tables that have landed already.")] = False,
) -> None:
    """Load the tables of a source for the first time, one after another, small ones first, however long that takes.

    It needs the database and no server. Beats go on meanwhile: they read the other sources, and note that this one waits. After a
    crash or Ctrl-C the same command goes on; no table that it has loaded is loaded again. Exit code 1 when a table failed.

    Examples: `heartbeat backfill-source webbank` · `heartbeat backfill-source webbank --table payment --again`
    """
    settings: Settings = context.obj
    refuse_elsewhere(settings)
    if wrong := formats.duration(deadline):
        raise typer.BadParameter(wrong, param_hint="--deadline")
    with open_database(settings, announce=say) as database:
        found = replace(deployed_source(database, source), deadline_seconds=formats.seconds_of(deadline))
        failed = _backfill(database, found, table, again=again)
    if failed:
        raise typer.Exit(1)


def _backfill(database: Database, source: SourceDefinition, tables: list[str] | None, *, again: bool) -> bool:
    from heartbeat.ingest.backfill.run import open_backfill
    from heartbeat.ingest.child import Landing

    landing = Landing(database, dict(os.environ))  # noqa: TID251 - the door passes it down
    with _View(source.source_id) as view, open_backfill(source, landing, view.wait) as backfill:
        agreement = backfill.begin(tables, again=again)
        view.begin(agreement)
        with _told_how_to_go_on(view, again=again):
            failed = [ended for ended in _load_all(backfill, agreement, view) if ended.state != "ok"]
        _say_end(backfill, failed, again=again)
    return bool(failed)


def _load_all(backfill: Backfill, agreement: Agreement, view: _View) -> Iterator[Ended]:
    for wanted in agreement.todo:
        view.start(wanted)
        ended = backfill.load(wanted, view.hear)
        view.end(ended)
        yield ended


@contextmanager
def _told_how_to_go_on(view: _View, *, again: bool) -> Iterator[None]:
    try:
        yield
    except BaseException:
        more = " --again" if again else ""
        say(f"Interrupted: {view.place}. What is loaded stays; `heartbeat backfill-source {view.source_id}{more}` goes on.")
        raise


@dataclass
class _View:
    """What the command says: a line for each table that has ended, and one that moves, or one each minute in a log."""

    source_id: str
    done: int = 0
    tables: int = 0
    _pace: Pace = field(default_factory=Pace)
    _said_at: float = 0.0
    _current: str = ""
    _status: Status = field(default_factory=lambda: out.status("Asking for the tables …"))

    def __enter__(self) -> _View:
        self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._status.stop()

    @property
    def place(self) -> str:
        """How far it is: `3 of 30 tables loaded`."""
        return f"{self.done} of {counted(self.tables, 'table')} loaded"

    def begin(self, agreement: Agreement) -> None:
        """Say what is left to do."""
        self.done, self.tables = agreement.done, len(agreement.books)
        head = f"The backfill of {self.source_id} that was interrupted goes on" if agreement.goes_on else f"{self.source_id}"
        say(f"{head}: {self.place}, {counted(len(agreement.todo), 'table')} to load.")

    def start(self, wanted: Wanted) -> None:
        """A table begins."""
        self._pace, self._said_at = Pace(), time.monotonic()
        self._current = wanted.name
        self._status.update(f"{escape(wanted.name)} … ({self.place})")

    def wait(self) -> None:
        """Another run of the source holds its dataset."""
        self._status.update(f"{escape(self._current)} waits for another run of {self.source_id} to end … ({self.place})")

    def hear(self, seen: TableProgress) -> None:
        """Say how far a table is."""
        line = f"{self._pace.line(seen)} ({self.place})"
        self._status.update(escape(line))
        if not can_move(out) and time.monotonic() - self._said_at >= _LINE_EVERY_SECONDS:
            self._said_at = time.monotonic()
            say(f"  {line}")

    def end(self, ended: Ended) -> None:
        """Say what became of a table."""
        self.done += ended.state == "ok"
        sign, colour = _SIGNS[ended.state]
        parts = [f"{counted(ended.rows, 'row')} in {seconds_text(ended.seconds)}", per_second(ended.rows, ended.seconds)]
        told = ", ".join(part for part in parts if part)
        lines = [
            f"  [{colour}]{sign}[/] {escape(ended.table.name)}: {told if ended.state == 'ok' else ended.state} ({self.place})"
        ]
        out.print(
            "\n      ".join([*lines, *(escape(line) for part in (ended.error, ended.hint) if part for line in part.splitlines())])
        )


def _say_end(backfill: Backfill, failed: list[Ended], *, again: bool) -> None:
    if failed:
        names = " ".join(f"--table {ended.table.listed.name}" for ended in failed)
        source_id = backfill.source_id
        more = f" {names} --again" if again else ""
        say(f"{counted(len(failed), 'table')} failed; `heartbeat backfill-source {source_id}{more}` tries again.", style="yellow")
    standing = backfill.standing()
    whole = [state for state in standing if state.disposition == "replace"]
    parts = [f"what is new in {counted(len(standing) - len(whole), 'table')}"] if len(standing) > len(whole) else []
    if whole:
        parts.append(f"{counted(len(whole), 'table')} in full ({counted(sum(state.total_rows for state in whole), 'row')})")
    say(f"The next beat reads {' and '.join(parts) or 'nothing'}: `heartbeat beat`.")
