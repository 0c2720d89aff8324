"""`heartbeat ingest`: the first step of the pipeline for one source, whatever its schedule."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape

from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.ingest_view import IngestView
from heartbeat.cli.say import counted, few, out, say, seconds_text
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_database
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.secrets import expanded
from heartbeat.errors import ConfigError
from heartbeat.readings.registry import heed_changed_columns, read_sources, read_workspace

if TYPE_CHECKING:
    from heartbeat.ingest.report import RunReport, TableReport

_SIGNS = {
    "loaded": ("✓", "green"),
    "unchanged": ("✓", "dim"),
    "gone": ("!", "yellow"),
    "held": ("✗", "yellow"),
    "error": ("✗", "red"),
}


@dataclass(frozen=True)
class _Wish:
    """What the command line says about a run."""

    tables: list[str] | None
    is_full: bool
    compares: Literal["due", "asked"]
    accept_shrink: bool


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="Running")(ingest)


def ingest(  # noqa: PLR0913, PLR0917 - one argument for each option
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The source: the name of its file without `.yaml`.")],
    table: Annotated[list[str] | None, typer.Option(help="Only this table, as the source calls it; may be repeated.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Read the tables whole, whatever their cursors say.")] = False,
    reconcile: Annotated[
        bool, typer.Option("--reconcile", help="Then compare the tables with the source, row for row, and mend what differs.")
    ] = False,
    accept_shrink: Annotated[
        bool,
        typer.Option("--accept-shrink", help="Publish also what would empty a table or a file, or lose most of a table's rows."),
    ] = False,
) -> None:
    """Read one source now, as deployed. Metrics are measured by the next beat.

    Exit code 1 when a table failed, was held or could not be compared.

    Examples: `heartbeat ingest webbank` · `heartbeat ingest webbank --table payment --full` ·
    `heartbeat ingest webbank --reconcile` · `heartbeat ingest webbank --accept-shrink`
    """
    settings: Settings = context.obj
    refuse_elsewhere(settings)
    with open_database(settings, announce=say) as database:
        found = deployed_source(database, source)
        _stand_aside(database, found)
        wish = _Wish(table, full, "asked" if reconcile else "due", accept_shrink)
        reports = [_land(database, found, schema, wish) for schema in found.schemas]
    if any(table.outcome in ("loaded", "unchanged") for report in reports for table in report.tables):
        say("`heartbeat beat --no-ingest` measures what reads it.")
    if not all(map(_went_well, reports)):
        raise typer.Exit(1)


def deployed_source(database: Database, source_id: str) -> SourceDefinition:
    """The source of this id as it was deployed.

    Raises:
        ConfigError: there is none, or this shell lacks a variable that it asks for. The latter says nothing about the source,
            whose condition stays as the last run found it.
    """
    with database.connect(Role.APP) as connection:
        read_workspace(connection)
        sources = {one.source_id: one for one in read_sources(connection)}
    if source_id not in sources:
        hint = f"Deployed: {', '.join(sources) or 'none'}. A new source file is deployed first."
        raise ConfigError(f"No source {source_id!r} is deployed.", hint=hint)
    found = sources[source_id]
    if found.webhook is None:  # to land deliveries takes no secret of their sender
        expanded(found, os.environ)  # noqa: TID251 - a door
    return found


def _stand_aside(database: Database, source: SourceDefinition) -> None:
    from heartbeat.ingest.backfill.aside import refuse_meanwhile

    refuse_meanwhile(source, database)


def _land(database: Database, source: SourceDefinition, schema: str, wish: _Wish) -> RunReport:
    from heartbeat.ingest.child import Landing, land

    landing = Landing(database, dict(os.environ))  # noqa: TID251 - the door passes it down
    with IngestView(source.dataset(schema)) as view:
        report = land(
            source,
            schema,
            landing,
            tables=wish.tables,
            is_full=wish.is_full,
            accept_shrink=wish.accept_shrink,
            compares=wish.compares,
            on_progress=view.hear,
            on_compare=view.compare,
        )
    _say_report(report)
    with database.connect(Role.WORKER, autocommit=True) as connection:
        ended = heed_changed_columns(connection, report.changed_columns, now=database_clock(connection)())
    for metric_id, reason in ended.items():
        say(f"{metric_id} is no longer verified: {reason}.", style="yellow")
    return report


def _went_well(report: RunReport) -> bool:
    return report.state == "ok" and all(table.compared is None or table.compared.state == "ok" for table in report.tables)


def _say_report(report: RunReport) -> None:
    from heartbeat.ingest.report import uncompared

    alike = {words: tables for words, tables in uncompared(report.tables).items() if len(tables) > 1}
    for table in report.tables:
        out.print(_table_line(table, is_told_below=table.compared is not None and table.compared.words in alike))
    for words, tables in alike.items():
        hint = tables[0].compared.hint if tables[0].compared else ""
        lines = [f"  [yellow]![/] {few([table.table for table in tables])}: {escape(words)}", escape(hint)]
        out.print("\n      ".join(filter(None, lines)))
    took = seconds_text(report.seconds)
    say(f"{report.dataset}: {counted(len(report.tables), 'table')}, {counted(report.rows, 'row')} in {took}.", style="bold")


def _table_line(table: TableReport, *, is_told_below: bool) -> str:
    """What became of a table; `is_told_below` when many share what is said of their comparison."""
    sign, colour = _SIGNS[table.outcome]
    landed = f"{counted(table.rows, 'row')} ({table.total_rows:,} now)" if table.outcome == "loaded" else table.outcome
    how: str = table.disposition
    if table.outcome in ("loaded", "unchanged") and how != "replace":  # the note of a replaced table has the reason
        how = f"{how}: {escape(table.reason)}"
    compared = None if is_told_below else table.compared
    told = (table.error, table.hint, table.note, compared and compared.words, compared and compared.hint)
    notes = [escape(line) for part in told if part for line in part.splitlines()]
    return "\n      ".join([f"  [{colour}]{sign}[/] {escape(table.table)}: {landed}, {how}", *notes])
