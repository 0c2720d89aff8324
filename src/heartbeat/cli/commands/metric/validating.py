"""`heartbeat validate`: the dated audit of a metric."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from heartbeat.cli.here import refuse_outside
from heartbeat.cli.say import counted, out, say
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_database
from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.parse.fields import nearest
from heartbeat.errors import MetricNotFound
from heartbeat.readings.deployed.retired import refuse_retired
from heartbeat.readings.registry import read_metrics, read_workspace

if TYPE_CHECKING:
    from heartbeat.measure.validation.audit import Audit

_SIGNS = {"pass": ("✓", "green"), "warn": ("!", "yellow"), "fail": ("✗", "red")}


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(rich_help_panel="Metrics")(validate)


def validate(
    context: typer.Context,
    metrics: Annotated[
        list[str] | None,
        typer.Argument(metavar="METRIC", help="Metrics: the names of their files without `.sql`.", show_default=False),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Audit every deployed metric.")] = False,
) -> None:
    """Audit metrics: is the number what it says? Writes a dated document for each, with a verdict: pass, warn or fail.

    It computes the value again, sets it against its `-- crosscheck`, looks at the freshness and the gaps of its tables, and tells
    how often its lines would have been crossed. It changes no value and pages nobody. What is deployed is audited.

    The document is docs/metric-audits/DATE-METRIC.md; a second one on the same day replaces the first. Exit code 1 when a verdict
    is fail.

    Examples: `heartbeat validate open_complaints` · `heartbeat validate --all`
    """
    settings: Settings = context.obj
    if bool(metrics) == every:
        raise typer.BadParameter("Name the metrics, or say --all for every one that is deployed.")
    refuse_outside(settings)
    with open_database(settings, announce=say) as database:
        audits = _audit_each(database, settings, sorted(set(metrics or ())), every=every)
    counts = {level: sum(audit.verdict.level == level for audit in audits) for level in _SIGNS}
    told = ", ".join(f"{count} {level}" for level, count in counts.items() if count)
    say(f"{counted(len(audits), 'metric')} audited: {told}.", style="bold")
    if counts["fail"]:
        raise typer.Exit(1)


def _audit_each(database: Database, settings: Settings, wanted: Sequence[str], *, every: bool) -> list[Audit]:
    from heartbeat.marts.sandbox import Sandbox
    from heartbeat.measure.validation.audit import audit, prepare_folder
    from heartbeat.measure.validation.gather import Office
    from heartbeat.measure.validation.tables import read_landscape

    with database.connect(Role.WORKER, autocommit=True, application_name="heartbeat validate") as connection:
        deployed = read_workspace(connection)
        refuse_retired(connection, wanted)
        metrics = chosen(read_metrics(connection), wanted)
        prepare_folder(settings.workspace)
        sandbox = Sandbox(database, timeout_seconds=settings.metric_statement_timeout)
        office = Office(connection, sandbox, settings.workspace, deployed)
        clock = database_clock(connection)
        done = []
        with out.status("") as moving:
            for at, metric in enumerate(metrics, 1):
                moving.update(f"Auditing {metric.metric_id} ({at} of {len(metrics)})")
                landscape = read_landscape(connection, frozenset(metric.sql.tables), now=clock())
                try:
                    done.append(audit(office, metric, landscape))
                except MetricNotFound as error:  # a deploy has retired it meanwhile
                    if not every:
                        raise
                    say(f"{metric.metric_id}: {error.message}", style="yellow")
                else:
                    _tell(done[-1])
    return done


def chosen(deployed: Sequence[MetricDefinition], wanted: Sequence[str]) -> list[MetricDefinition]:
    """The wanted metrics in catalog order, or all where none is named.

    Raises:
        MetricNotFound: naming every id that is not deployed.
    """
    known = [metric.metric_id for metric in deployed]
    unknown = [metric_id for metric_id in wanted if metric_id not in known]
    if unknown or not known:
        near = [f"{metric_id}: did you mean {found}?" for metric_id in unknown if (found := nearest(metric_id, known))]
        hint = " ".join([*near, "`heartbeat deploy` registers the metrics of the workspace; an id is the name of its file."])
        what = "No metric is" if not known else f"{', '.join(map(repr, unknown))} {'is' if len(unknown) == 1 else 'are'} not"
        raise MetricNotFound(f"{what} deployed.", hint=hint)
    return [metric for metric in deployed if not wanted or metric.metric_id in wanted]


def _tell(audit: Audit) -> None:
    sign, colour = _SIGNS[audit.verdict.level]
    replaced = " (replaces the one of today)" if audit.replaced else ""
    out.print(f"[{colour}]{sign} {audit.verdict.level}[/] [bold]{audit.metric_id}[/]  {audit.file}{replaced}")
    for reason in audit.verdict.reasons:
        if reason.level != "pass":
            say(f"    {reason.sentence}")
