"""`heartbeat deploy` and `heartbeat verify`: the files become the truth, and whether they still are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any

import typer

from heartbeat.cli.commands.beating import run_and_show
from heartbeat.cli.commands.cuts.deployed import compute_deployed
from heartbeat.cli.say import counted, say, say_problem
from heartbeat.clock import database_clock, utc_text
from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_database
from heartbeat.definitions.model import Workspace
from heartbeat.definitions.workspace import load_workspace
from heartbeat.errors import ConfigError, NotDeployed
from heartbeat.readings.commit import read_states
from heartbeat.readings.deployed.another import refuse_to_empty
from heartbeat.readings.deployed.explained import ExplainedReport
from heartbeat.readings.deployed.lineage import Lineage
from heartbeat.readings.registry import DeployReport, find_drift, read_workspace
from heartbeat.readings.registry import deploy as apply_files


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="Workspace")(deploy)
    app.command(rich_help_panel="Workspace")(verify)


def deploy(
    context: typer.Context,
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of a workspace of which no metric stays.")] = False,
    reuse: Annotated[
        list[str] | None, typer.Option(metavar="METRIC", help="Let a retired id have another definition. Repeatable.")
    ] = None,
) -> None:
    """Make the workspace's files the truth: all of them or, with any error, none. Then measure what is new or changed.

    Lines and owners that operators changed stay theirs, and deploy says so. A metric whose file is gone is retired:
    its history stays.

    Examples: `heartbeat deploy` · `heartbeat -w my-company deploy` · `heartbeat deploy --reuse open_tickets`
    """
    settings: Settings = context.obj
    loaded = load_workspace(settings.workspace)
    for warning in loaded.warnings:
        say_problem(warning)
    _refuse_unknown(reuse or [], loaded.workspace)
    with open_database(settings, announce=say) as database:
        if not replace:
            with database.connect(Role.APP) as connection:
                refuse_to_empty(connection, loaded.workspace)
        _tell_of_another_zone(database, loaded.workspace)
        deploy_and_measure(database, settings, loaded.workspace, reuse=reuse or ())


def _refuse_unknown(reuse: list[str], workspace: Workspace) -> None:
    unknown = sorted(set(reuse) - {metric.metric_id for metric in workspace.metrics})
    if unknown:
        hint = "--reuse takes the id of a metric of this workspace: the name of its file without `.sql`."
        raise ConfigError(f"--reuse: no file declares {', '.join(unknown)}.", hint=hint)


def _tell_of_another_zone(database: Database, workspace: Workspace) -> None:
    with database.connect(Role.APP) as connection:
        try:
            before = read_workspace(connection).settings.timezone
        except NotDeployed:
            return
    if before != workspace.settings.timezone:
        say(f"The time zone changes from {before} to {workspace.settings.timezone}.", style="yellow")
        say("Days that a history has already keep their old bounds; from today on a day begins in the new zone.", style="yellow")


def deploy_and_measure(database: Database, settings: Settings, workspace: Workspace, *, reuse: Collection[str] = ()) -> None:
    """Apply a workspace and measure what is new or changed, so that a new tile shows a number at once."""
    with database.connect(Role.CONFIG, autocommit=True, application_name="heartbeat deploy") as connection:
        report = apply_files(connection, workspace, now=database_clock(connection)(), reuse=reuse)
    for line in report_lines(report):
        say(line)
    say(f"Deployed {workspace.settings.name}: {contents_of(workspace)}.", style="green")
    if report.needs_measuring:
        job = run_and_show(database, settings, sorted(report.needs_measuring), trigger="deploy", ingest=False)
        _say_what_lacks_rows(database, job)
    compute_deployed(database, settings)


def contents_of(workspace: Workspace) -> str:
    """What a workspace holds, counted: always its metrics and sources, the rest where there is any."""
    explained = workspace.explained
    always = [counted(len(workspace.metrics), "metric"), counted(len(workspace.sources), "source")]
    more = [(explained.segments, "segment"), (explained.cuts, "cut"), (explained.pages, "audit page"), (explained.docs, "doc")]
    return ", ".join([*always, *(counted(len(things), word) for things, word in more if things)])


def report_lines(report: DeployReport) -> list[str]:
    """What a deploy did, in words; nothing for what stayed as it was."""
    ended = "it reads or computes something else than what was verified; its owner verifies again"
    return [
        *(f"  + source {source_id}: new" for source_id in report.sources.added),
        *(f"  ~ source {source_id}: changed" for source_id in report.sources.changed),
        *(f"  - source {source_id}: removed; what it landed stays" for source_id in report.sources.removed),
        *(f"  + {metric_id}: {_how_new(metric_id, report.lineage)}" for metric_id in report.added),
        *(f"  ~ {metric_id}: changed" for metric_id in report.changed),
        *(f"  - {metric_id}: retired; its history stays: heartbeat metric history {metric_id}" for metric_id in report.removed),
        *(f"  = {kept}" for kept in report.kept),
        *(f"  ! {metric_id}: no longer verified, because {ended}" for metric_id in report.ended_verifications),
        *([f"    {counted(len(report.unchanged), 'metric')} unchanged"] if report.unchanged else []),
        *_explained_lines(report.explained),
    ]


def _explained_lines(explained: ExplainedReport) -> Iterator[str]:
    """What became of audit pages, cuts, charts, segments and docs."""
    kinds = {"audit page": explained.pages, "cut": explained.cuts, "chart": explained.charts, "segment": explained.segments}
    gone = {"segment": "; who belonged where stays", "cut": "; its snapshots are gone"}
    for kind, changes in kinds.items():
        yield from (f"  + {kind} {name}: new" for name in changes.added)
        yield from (f"  ~ {kind} {name}: changed" for name in changes.changed)
        yield from (f"  - {kind} {name}: removed{gone.get(kind, '')}" for name in changes.removed)
    if moved := len(explained.docs.added) + len(explained.docs.changed) + len(explained.docs.removed):
        yield f"    {counted(moved, 'page')} of docs/ new, changed or removed"
    yield from (
        f"  = cut {cut_id}: its owner stays as somebody set it; the file has another now" for cut_id in explained.kept_owners
    )
    ended = "no longer verified, because its module computes something else; its owner verifies again"
    yield from (f"  ! cut {cut_id}: {ended}" for cut_id in explained.ended_verifications)


def _how_new(metric_id: str, lineage: Lineage) -> str:
    parts = ["new"]
    if was := lineage.returned.get(metric_id):
        parts = [f"back, retired since {utc_text(was.retired_at)[:10]}; its history goes on ({was.kept})"]
        if was.definition["verification_state"] == "verified":
            parts.append("it was verified then and pages nobody until a person verifies it again")
    if was := lineage.reused.get(metric_id):
        parts = [f"new, under an id that was retired on {utc_text(was.retired_at)[:10]}; {was.kept} of the other definition stay"]
    old = lineage.renamed.get(metric_id)
    if old is not None:
        parts.append(f"looks like {old} renamed: the history stays under {old}, and begins anew here")
    other = lineage.codes.get(metric_id)
    if other is not None and other != old:
        parts.append(f"its code was that of {other}")
    return "; ".join(parts)


def _say_what_lacks_rows(database: Database, job: Mapping[str, Any]) -> None:
    with database.connect(Role.APP) as connection:
        states = read_states(connection)
    stood_still = [metric["metric_id"] for metric in job["metrics"] if metric["outcome"] == "stood_still"]
    waiting = [metric_id for metric_id in stood_still if metric_id not in states or states[metric_id].value is None]
    if waiting:
        say(f"{counted(len(waiting), 'metric')} without a value yet: a table has not landed.", style="yellow")
        say("`heartbeat beat` reads the sources.", style="yellow")


def verify(context: typer.Context) -> None:
    """Compare the files with what was deployed; exit code 1 when they differ.

    Example: `heartbeat verify || echo "deploy is due"`
    """
    settings: Settings = context.obj
    workspace = load_workspace(settings.workspace).workspace
    with open_database(settings, announce=say) as database, database.connect(Role.APP) as connection:
        drifts = find_drift(connection, workspace)
    for drift in drifts:
        say(str(drift), style="yellow")
    if drifts:
        say(f"{counted(len(drifts), 'difference')}. `heartbeat deploy` makes the files the truth.", style="red")
        raise typer.Exit(1)
    say("The files are what is deployed.", style="green")
