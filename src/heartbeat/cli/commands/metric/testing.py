"""`heartbeat test`: metrics held against rows that somebody wrote down, without any source."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from heartbeat.cli.metric_tests.drafting import write_draft
from heartbeat.cli.metric_tests.reports import document, write_junit
from heartbeat.cli.metric_tests.selection import Wish
from heartbeat.cli.metric_tests.view import origin, say_file, summary
from heartbeat.cli.say import can_move, complaints, counted, out, say, say_problem
from heartbeat.config import Settings
from heartbeat.db import open_database, open_scratch, standing_database
from heartbeat.definitions.metric_tests.model import MetricTestFile
from heartbeat.definitions.metric_tests.reading import read_tests
from heartbeat.definitions.model import MetricDefinition, Workspace
from heartbeat.definitions.problem import Problem
from heartbeat.definitions.workspace import load_workspace
from heartbeat.errors import HeartbeatError
from heartbeat.measure.trials.run import FileResult, open_bench
from heartbeat.measure.trials.tables import Landed, read_landed
from heartbeat.postgres.external import is_external

_FIRST_TEST = "`heartbeat test METRIC --new` writes the first, with the columns that landed."


@dataclass(frozen=True)
class _Plan:
    """What is to be run, and what is wrong in the files that are meant."""

    files: list[MetricTestFile]
    problems: list[Problem]
    missing: list[str]
    nothing: str
    """What to say when nothing is to be run."""

    @property
    def unread(self) -> int:
        """How many files cannot be read."""
        return len({problem.file for problem in self.problems if problem.severity == "error"})


@dataclass(frozen=True)
class _Telling:
    """How to tell what came of a run."""

    verbose: bool
    missing: bool
    as_json: bool
    junit: Path | None


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(name="test", rich_help_panel="Metrics")(run_tests)


def run_tests(  # noqa: PLR0913, PLR0917 - one argument for each option
    context: typer.Context,
    metric: Annotated[list[str] | None, typer.Argument(help="Metrics, areas, files or folders. Default: all.")] = None,
    k: Annotated[str | None, typer.Option("-k", help="Only tests with these words: 'late', 'late and not covered'.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Name the tests that passed too.")] = False,
    new: Annotated[bool, typer.Option("--new", help="Write a first test file for each of these metrics that has none.")] = False,
    missing: Annotated[bool, typer.Option("--missing", help="List the metrics that have no test, and run none.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for programs.")] = False,
    junit: Annotated[Path | None, typer.Option(help="Write the results into this file too, as build servers read them.")] = None,
) -> None:
    """Run the metric tests: `metrics/**/METRIC.test.yaml` has rows, a moment and the value that the SQL has to give.

    They run in a database of their own that is gone afterwards; no source is read, and nothing that is deployed is touched. Exit
    code 1 when a test failed or a file is wrong.

    Examples: `heartbeat test` · `heartbeat test unpaid_collateral` · `heartbeat test metrics/cards -k late -v` ·
    `heartbeat test open_tickets --new`
    """
    settings: Settings = context.obj
    workspace = load_workspace(settings.workspace).workspace
    wish = Wish(settings.workspace, metric or (), k)
    failed = (
        _draft(settings, workspace, wish) if new else _hold(settings, workspace, wish, _Telling(verbose, missing, as_json, junit))
    )
    if failed:
        raise typer.Exit(1)


def _hold(settings: Settings, workspace: Workspace, wish: Wish, telling: _Telling) -> bool:
    """Run what was asked for and tell what came of it; whether anything failed."""
    plan = _plan(workspace, wish)
    if telling.missing:
        return _list_missing(plan, telling)
    if telling.junit:
        write_junit(telling.junit, [], plan.problems)  # a file that cannot be written is told before anything runs
    started = time.monotonic()
    done = []
    for each in _run(settings, workspace, wish, plan):
        done.append(each)
        if not telling.as_json:
            say_file(each, every=telling.verbose)
    seconds = time.monotonic() - started
    problems = [*plan.problems, *(problem for each in done for problem in each.problems)]
    if telling.junit:
        write_junit(telling.junit, done, problems)
    if telling.as_json:
        typer.echo(json.dumps(document(done, problems, plan.missing, seconds), ensure_ascii=False, indent=2))
    else:
        _say_end(plan, done, seconds)
    return plan.unread > 0 or not all(each.passed for each in done)


def _draft(settings: Settings, workspace: Workspace, wish: Wish) -> bool:
    """Write the first test file of each metric that is named and has none, with the columns that landed; whether one was not."""
    if not wish.names:
        raise typer.BadParameter("name the metrics, areas or files to write tests for.", param_hint="--new")
    chosen = wish.metrics(workspace.metrics)
    zone = ZoneInfo(workspace.settings.timezone)
    with _awake(settings):
        landed = _landed(settings, chosen)
    refused = 0
    with open_scratch(announce=_hint_at) as database:
        timeout_seconds = settings.metric_statement_timeout
        with open_bench(database, landed, zone=zone, timeout_seconds=timeout_seconds) as bench:
            for metric in chosen:
                refused += not write_draft(settings.workspace, metric, bench)
    return refused > 0


def _plan(workspace: Workspace, wish: Wish) -> _Plan:
    read = read_tests(wish.workspace, workspace)
    chosen = wish.metrics(workspace.metrics)
    ids = {metric.metric_id for metric in chosen}
    files = [file for file in read.files if file.metric_id in ids and wish.tests(file)]
    problems = wish.problems(read.problems, chosen)
    tested = {file.metric_id for file in read.files} | {Path(problem.file).name.split(".")[0] for problem in problems}
    missing = [metric.metric_id for metric in chosen if metric.metric_id not in tested]
    nothing = "No test has these words." if len(missing) < len(chosen) else f"No test yet: {_FIRST_TEST}"
    return _Plan(files, problems, missing, nothing)


def _run(settings: Settings, workspace: Workspace, wish: Wish, plan: _Plan) -> Iterator[FileResult]:
    """Run the files one after another; nothing is started where there is nothing to run."""
    if not plan.files:
        return
    metrics = {metric.metric_id: metric for metric in workspace.metrics}
    landed = _landed(settings, [metrics[file.metric_id] for file in plan.files])
    zone = ZoneInfo(workspace.settings.timezone)
    with open_scratch(announce=_hint_at) as database:
        timeout_seconds = settings.metric_statement_timeout
        with open_bench(database, landed, zone=zone, timeout_seconds=timeout_seconds) as bench:
            for file in plan.files:
                yield bench.run(file, wish.tests(file), metrics[file.metric_id])


def _landed(settings: Settings, metrics: Sequence[MetricDefinition]) -> Landed:
    """The types of landed tables. Tests need none where they declare their own, so nothing here ends a run."""
    tables = sorted({table for metric in metrics for table in metric.sql.tables})
    try:
        return read_landed(standing_database(settings), tables)
    except HeartbeatError as error:
        return Landed(away=error.message.rstrip("."))
    except OSError as error:  # a folder of another user, such as one that root made
        return Landed(away=f"the workspace's `.heartbeat` cannot be read: {error.strerror}")


@contextmanager
def _awake(settings: Settings) -> Iterator[None]:
    """A workspace's own database may sleep: whoever writes a first test waits for it, as tests themselves never do."""
    if is_external(settings) or standing_database(settings) is None:
        yield
        return
    with open_database(settings, announce=_hint_at):
        yield


def _hint_at(line: str) -> None:
    """A pipe or a log wants the results alone."""
    if can_move(complaints):
        complaints.print(line.replace("an embedded", "a scratch").replace("embedded", "scratch"), style="dim")


def _say_end(plan: _Plan, done: Sequence[FileResult], seconds: float) -> None:
    for problem in plan.problems:
        say_problem(problem)
    if done or plan.unread:
        good = not plan.unread and all(each.passed for each in done)
        out.print(summary(done, plan.unread, seconds), style="green" if good else "red")
    else:
        say(plan.nothing, style="yellow")
    if told := origin(done):
        say(told, style="dim")
    if plan.missing:
        say(f"{counted(len(plan.missing), 'metric')} without a test; `heartbeat test --missing` lists them.", style="dim")


def _list_missing(plan: _Plan, telling: _Telling) -> bool:
    """Tell what has no test and run nothing; whether a file cannot be read, for what is in it is not known."""
    if telling.junit:
        raise typer.BadParameter("`--missing` runs no test, so there is no result to write.", param_hint="--junit")
    if telling.as_json:
        typer.echo(json.dumps(document([], plan.problems, plan.missing, 0.0), ensure_ascii=False, indent=2))
        return plan.unread > 0
    for problem in plan.problems:
        say_problem(problem)
    say(f"{counted(len(plan.missing), 'metric')} without a test{':' if plan.missing else '.'}")
    for metric_id in plan.missing:
        say(f"  {metric_id}")
    if plan.missing:
        say(_FIRST_TEST, style="dim")
    return plan.unread > 0
