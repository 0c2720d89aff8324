"""`heartbeat beat`: one turn of the pipeline."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from heartbeat.cli.beat_view import BeatView, advice, summary
from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.say import say
from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_database
from heartbeat.definitions.workspace import content_hash_of
from heartbeat.readings.registry import read_metrics, read_workspace

if TYPE_CHECKING:
    from heartbeat.worker import Wish


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="Running")(beat)


def beat(
    context: typer.Context,
    metrics: Annotated[list[str] | None, typer.Argument(metavar="[METRIC]…", help="Metric ids. Default: all.")] = None,
    no_ingest: Annotated[bool, typer.Option("--no-ingest", help="Measure what has landed already; read no source.")] = False,
) -> None:
    """Run one beat: read the sources that are due, measure, publish the board. Joins a beat that runs already.

    With metric ids it reads only the tables those metrics use. Exit code 1 when a source or a metric failed; the others went on.

    Examples: `heartbeat beat` · `heartbeat beat open_complaints` · `heartbeat beat --no-ingest`
    """
    settings: Settings = context.obj
    refuse_elsewhere(settings)
    with open_database(settings, announce=say) as database:
        differ = _files_differ(database, settings)
        job = run_and_show(database, settings, sorted(set(metrics)) if metrics else "all", trigger="cli", ingest=not no_ingest)
    if differ:
        say("The files differ from what is deployed: `heartbeat deploy` makes them count.", style="yellow")
    if _failed(job):
        raise typer.Exit(1)


def run_and_show(
    database: Database,
    settings: Settings,
    requested: Literal["all"] | Collection[str],
    *,
    trigger: Literal["cli", "deploy"],
    ingest: bool,
) -> Mapping[str, Any]:
    """Run a beat here, or watch the worker that already runs one, and print how it goes; returns the finished job."""
    from heartbeat.worker import Wish  # brings everything a beat needs

    job = watch_beat(database, settings, Wish(requested, trigger=trigger, ingest=ingest))
    say(summary(job), style="bold")
    for line in advice(job):
        say(line, style="yellow")
    return job


def watch_beat(database: Database, settings: Settings, wish: Wish) -> Mapping[str, Any]:
    """Fulfil a wish here, or watch the worker that already runs, and print each part that is done; returns the finished job."""
    from heartbeat.worker import Worker

    with database.connect(Role.WORKER) as connection:
        files = {metric.metric_id: metric.file for metric in read_metrics(connection)}
    with BeatView(files=files) as view:
        environment = dict(os.environ)  # noqa: TID251 - the door passes it down
        job = Worker(database, settings, environment, on_progress=view.show, poll_seconds=0.3).run_once(wish)
        view.show(job)
    return job


def _files_differ(database: Database, settings: Settings) -> bool:
    found = content_hash_of(settings.workspace)
    if found is None:  # a beat needs no files: it runs what is in the database
        return False
    with database.connect(Role.WORKER) as connection:
        return found != read_workspace(connection).content_hash


def _failed(job: Mapping[str, Any]) -> bool:
    return bool(job["errors"]) or job["state"] != "done"
