"""`heartbeat backfill`: the days of a metric from before anybody looked, filled in from the data that have landed."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import psycopg
import typer

from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.past_view import PastView
from heartbeat.cli.say import counted, out, say
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.parse.fields import nearest
from heartbeat.errors import ConfigError, DatabaseUnavailable, HeartbeatError, MeasureError, NoPast
from heartbeat.marts.loads import read_table_states
from heartbeat.readings.deployed.retired import refuse_retired
from heartbeat.readings.past.days import past_lock
from heartbeat.readings.past.typical import publish_past
from heartbeat.readings.registry import read_metrics, read_workspace

if TYPE_CHECKING:
    from heartbeat.marts.sandbox import Sandbox
    from heartbeat.measure.past.run import Sight, Todo, Wish


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="Metrics")(backfill)


def backfill(  # noqa: PLR0913, PLR0917 - each is an option
    context: typer.Context,
    metrics: Annotated[
        list[str] | None, typer.Argument(metavar="METRIC", help="Metrics: the names of their files without `.sql`.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every metric whose past can be filled in.")] = False,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days back.")] = 400,
    moments: Annotated[int | None, typer.Option(min=1, max=24, help="Hours of each day of a snapshot. Default: all.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Also days that are filled in already.")] = False,
    overwrite_observed: Annotated[
        bool, typer.Option("--overwrite-observed", help="Observed days too; says how many, and asks.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Fill in the past of metrics from the data that have landed, with the SQL that computes them today. Reads no source.

    Newest days first, committed as they come: after Ctrl-C or a crash the same command goes on with what is missing. Days that
    were observed stay. A day of a snapshot metric is the worst of its whole hours. Exit code 1 when some of it failed.

    Examples: `heartbeat backfill open_tickets` · `heartbeat backfill --all --days 90` · `heartbeat backfill stuck --moments 4`
    """
    from heartbeat.marts.sandbox import Sandbox
    from heartbeat.measure.past.run import Wish

    settings: Settings = context.obj
    refuse_elsewhere(settings)
    if bool(metrics) == every:
        raise typer.BadParameter("Name metrics, or say --all for every one that has a past.", param_hint="METRIC")
    wish = Wish(days, moments, overwrite_observed, again)
    with (
        open_database(settings, announce=say) as database,
        database.connect(Role.WORKER, autocommit=True, application_name="heartbeat backfill") as connection,
    ):
        run = _Run(connection, Sandbox(database, timeout_seconds=settings.metric_statement_timeout), wish)
        todos, unseen = run.survey(list(dict.fromkeys(metrics or ())))
        if not yes:
            _ask_about_observed(todos)
        failed = run.carry_out(todos) if todos or not unseen else False
    if failed or unseen:
        raise typer.Exit(1)


def _ask_about_observed(todos: Sequence[Todo]) -> None:
    """Say how many observed days would be replaced, and let a person decide; where nobody can be asked, refuse."""
    replaced = {todo.metric.metric_id: todo.replaced for todo in todos if todo.replaced}
    if not replaced:
        return
    told = ", ".join(f"{count} of {metric_id}" for metric_id, count in replaced.items())
    say(f"{counted(sum(replaced.values()), 'observed day')} would be replaced: {told}.", style="yellow")
    say("What the wall showed on them is lost from the history; readings, while they are kept, still tell it.")
    if not sys.stdin.isatty():
        raise ConfigError("Observed days are replaced only when somebody says so.", hint="Add --yes. Nothing was changed.")
    typer.confirm("Replace them?", abort=True)


@dataclass(frozen=True)
class _Run:
    """The backfill of some metrics, one after another, on one connection (role worker, autocommit)."""

    connection: psycopg.Connection[Any]
    sandbox: Sandbox
    wish: Wish

    def survey(self, metric_ids: Sequence[str]) -> tuple[list[Todo], int]:
        """What there is to do for each metric; without ids for all that have a past. Also of how many nobody could tell.

        Raises:
            NoPast: some of the metrics that were named have none, each told with its reason; nothing was begun.
            MetricRetired: one of them is retired; its days stay as they are.
        """
        from heartbeat.measure.past.run import Sight, survey

        timezone = read_workspace(self.connection).settings.timezone
        sight = Sight(self._now(), timezone, read_table_states(self.connection))
        refuse_retired(self.connection, metric_ids)
        deployed = {metric.metric_id: metric for metric in read_metrics(self.connection)}
        chosen = _chosen(deployed, metric_ids, sight)
        todos = []
        with out.status("Looking how far back the data go …"):
            for metric in chosen:
                try:
                    todos.append(survey(self.connection, self.sandbox, metric, self.wish, sight))
                except MeasureError as error:  # one metric never stops the others
                    say(f"  ✗ {metric.metric_id}: how far back its data go is not known. {error.message}", style="red")
        return todos, len(chosen) - len(todos)

    def carry_out(self, todos: Sequence[Todo]) -> bool:
        """Fill in what is missing, metric after metric; whether any of it failed."""
        with PastView(todos, self.wish.most_moments) as view:
            for todo in todos:
                view.start(todo)
                try:
                    with past_lock(self.connection, todo.metric.metric_id):
                        self._fill(todo, view)
                except DatabaseUnavailable:
                    raise
                except HeartbeatError as error:  # one metric never stops the others
                    view.fail(error)
            view.end()
            return view.failed

    def _fill(self, todo: Todo, view: PastView) -> None:
        from heartbeat.measure.past.run import carry_out

        try:
            with closing(carry_out(self.connection, self.sandbox, todo, self.wish)) as steps:
                for progress in steps:
                    view.hear(progress)
        except BaseException:  # also Ctrl-C: what was committed is shown
            with suppress(HeartbeatError, psycopg.Error):
                self._publish(todo)
            view.interrupt()
            raise
        self._publish(todo)
        view.done()

    def _publish(self, todo: Todo) -> None:
        publish_past(self.connection, todo.metric.metric_id, now=self._now())

    def _now(self) -> datetime:
        return database_clock(self.connection)()


def _chosen(deployed: Mapping[str, MetricDefinition], metric_ids: Sequence[str], sight: Sight) -> list[MetricDefinition]:
    """The metrics to fill, in the order in which they were named; all refusals are told at once."""
    refused = {metric_id: why for metric_id in metric_ids or deployed if (why := _why_refused(deployed, metric_id, sight))}
    if metric_ids and refused:
        hint = "\n".join([*(f"{metric_id}: {why}." for metric_id, why in refused.items()), "Nothing was begun."])
        raise NoPast(f"{len(refused)} of {counted(len(metric_ids), 'metric')} cannot be backfilled.", hint=hint)
    if refused:
        say(f"{counted(len(refused), 'metric')} cannot be backfilled:", style="yellow")
    for metric_id, why in refused.items():
        say(f"  {metric_id}: {why}", style="dim")
    return [deployed[metric_id] for metric_id in metric_ids or deployed if metric_id not in refused]


def _why_refused(deployed: Mapping[str, MetricDefinition], metric_id: str, sight: Sight) -> str | None:
    from heartbeat.measure.past.run import why_refused

    if metric_id in deployed:
        return why_refused(deployed[metric_id], sight)
    near = nearest(metric_id, list(deployed))
    return "it is not deployed" + (f"; did you mean {near}?" if near else "; an id is the name of its file without `.sql`")
