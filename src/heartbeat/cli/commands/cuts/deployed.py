"""What a deploy asked for is computed at once: dropping a file in is all that it takes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from rich.markup import escape

from heartbeat.cli.commands.cuts.view import compute_and_show
from heartbeat.cli.say import counted, out, say, seconds_text
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Database, Role
from heartbeat.measure.segments.run import take_due
from heartbeat.readings.audit.refreshes import read_deployed, read_due_segments
from heartbeat.readings.beats import has_read_sources
from heartbeat.readings.registry import read_workspace


def compute_deployed(database: Database, settings: Settings) -> None:
    """Take the first snapshot of segments that are new or changed, then compute the cuts that are, with a line for each.

    Before the first beat nothing has landed to compute from: the worker does it after that.
    """
    with database.connect(Role.WORKER, autocommit=True, application_name="heartbeat deploy") as connection:
        segments, wanted = read_due_segments(connection), read_deployed(connection)
        has_rows = has_read_sources(connection)
    if has_rows and segments:
        _take(database, settings, segments)
    if has_rows and wanted:
        compute_and_show(database, settings, wanted)
    if wanted and not has_rows:
        count = len({cut_id for cut_id, _ in wanted})
        say(f"{counted(count, 'cut')} to compute after the first beat, when tables have landed.", style="yellow")


def _take(database: Database, settings: Settings, segments: Sequence[str]) -> None:
    with database.connect(Role.APP) as connection:
        now, timezone = database_clock(connection)(), read_workspace(connection).settings.timezone
    limit = settings.metric_statement_timeout
    with closing(take_due(database, now=now, timezone=timezone, timeout_seconds=limit, names=segments)) as each:
        for taken in each:
            if taken.error is not None:
                out.print(f"  [red]✗[/] segment {escape(taken.segment)}: {escape(taken.error.message)}")
                continue
            entities = counted(taken.entities, "entity", "entities")
            out.print(f"  [green]✓[/] segment {escape(taken.segment)}: {entities} in {seconds_text(taken.seconds)}")
