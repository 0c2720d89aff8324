"""`heartbeat check --live`: metric files on the rows that have landed, a line for each as it is done."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any
from zoneinfo import ZoneInfo

from rich.markup import escape

from heartbeat.cli.say import can_move, counted, out, say, say_problem, seconds_text
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_database, standing_database
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.parse.sections import cut
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.workspace import Survey
from heartbeat.errors import ConfigError
from heartbeat.measure.gates.index_advice import IndexAdvice, as_yaml, merged
from heartbeat.measure.gates.one_metric import Job, Outcome, Site, Tried
from heartbeat.measure.gates.run import read_landed, try_metrics
from heartbeat.postgres.embedded import silent
from heartbeat.postgres.external import is_external
from heartbeat.rules.notation import size_text


def try_on_marts(settings: Settings, survey: Survey, chosen: frozenset[str], *, quiet: bool) -> list[Outcome]:
    """Try the chosen metrics of a workspace, with a line for each unless it is to be quiet.

    Returns:
        What came of each, in catalog order.

    Raises:
        ConfigError: the workspace has no database yet.
    """
    if not is_external(settings) and standing_database(settings) is None:
        hint = "`heartbeat deploy` and `heartbeat beat` land the sources. Without --live the files alone are checked."
        raise ConfigError(f"Nothing has landed yet in {settings.workspace.resolve()}.", hint=hint)
    jobs = [
        Job(metric, cut(survey.texts[metric.file], Findings(metric.file)).statements)
        for metric in survey.metrics
        if metric.file in chosen
    ]
    if not jobs and not quiet:
        say("No metric to try: nothing was asked for, or none could be read.", style="yellow")
    with open_database(settings, announce=silent if quiet else say) as database:
        outcomes = _try_all(jobs, _site(database, settings, survey), quiet=quiet)
    order = [job.metric.metric_id for job in jobs]
    outcomes.sort(key=lambda outcome: order.index(outcome.metric.metric_id))
    if not quiet:
        _say_indexes(outcomes, survey.sources)
    return outcomes


def advised_yaml(outcomes: Sequence[Outcome], sources: Sequence[SourceDefinition]) -> dict[str, str]:
    """The entry `indexes` of a source, with what it declares and what is advised, by the source's file."""
    by_source = [
        (source, [one for one in _advice(outcomes) if one.table.partition(".")[0] in source.datasets()]) for source in sources
    ]
    return {source.file: as_yaml(merged(advice, source)) for source, advice in by_source if advice}


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """What came of a metric, for programs."""
    return {
        "metric_id": outcome.metric.metric_id,
        "file": outcome.metric.file,
        "as_of": outcome.as_of.isoformat().replace("+00:00", "Z"),
        "statements": [
            {
                "section": tried.section,
                "seconds": None if tried.seconds is None else round(tried.seconds, 3),
                "rows_read": tried.rows_read,
                "largest_table": tried.largest,
                "no_data": tried.no_data,
            }
            for tried in outcome.tried
        ],
    }


def _site(database: Database, settings: Settings, survey: Survey) -> Site:
    until, tables = read_landed(database)
    with database.connect(Role.APP, autocommit=True) as connection:
        now = database_clock(connection)()
    zone = ZoneInfo(survey.settings.timezone if survey.settings else "UTC")
    sources = {dataset: source for source in survey.sources for dataset in source.datasets()}
    return Site(database, zone, now, until, tables, sources, timeout_seconds=settings.metric_statement_timeout)


def _try_all(jobs: Sequence[Job], site: Site, *, quiet: bool) -> list[Outcome]:
    outcomes: list[Outcome] = []
    status = None if quiet or not can_move(out) else out.status(_progress(0, len(jobs)))
    with status or nullcontext():
        for outcome in try_metrics(jobs, site):
            outcomes.append(outcome)
            if status:
                status.update(_progress(len(outcomes), len(jobs)))
            if not quiet:
                _say(outcome, site)
    return outcomes


def _progress(done: int, of: int) -> str:
    return f"Trying metrics: {done} of {of}"


def _say(outcome: Outcome, site: Site) -> None:
    is_error = any(problem.severity == "error" for problem in outcome.problems)
    sign = "[red]✗[/]" if is_error else "[yellow]![/]" if outcome.problems else "[green]✓[/]"
    parts = "; ".join(filter(None, (_words(tried, site) for tried in outcome.tried)))
    out.print(f"  {sign} {outcome.metric.metric_id}{escape(f': {parts}') if parts else ''}")
    for problem in outcome.problems:
        say_problem(problem)


def _words(tried: Tried, site: Site) -> str:
    """`0.4 s, 812,000 rows read, largest webbank_core.payment 1.2 GB`; other sections with their name before it."""
    if tried.seconds is None:
        return ""
    is_value = tried.section == "value"
    took = _took(tried.seconds) if is_value else f"{tried.section} {_took(tried.seconds)}"
    rows = "" if tried.rows_read is None else f"{counted(tried.rows_read, 'row')} read"
    largest = f"largest {tried.largest} {size_text(site.tables[tried.largest].size)}" if tried.largest and is_value else ""
    no_data = f"no data: {tried.no_data}" if tried.no_data else ""
    return ", ".join(part for part in (took, rows, largest, no_data) if part)


def _took(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else seconds_text(seconds)


def _say_indexes(outcomes: Sequence[Outcome], sources: Sequence[SourceDefinition]) -> None:
    for file, entry in advised_yaml(outcomes, sources).items():
        say("")
        say(f"In {file}, in place of what it says of indexes; the next load makes what is new:")
        for line in entry.splitlines():
            say(f"  {line}", style="bold")


def _advice(outcomes: Sequence[Outcome]) -> list[IndexAdvice]:
    return [advice for outcome in outcomes for tried in outcome.tried for advice in tried.advice]
