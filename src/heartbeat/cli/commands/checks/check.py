"""`heartbeat check`: the files of a workspace by themselves, and with `--live` against what has landed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from heartbeat.cli.commands.checks.choice import chosen_files
from heartbeat.cli.say import counted, say, say_problem
from heartbeat.config import Settings
from heartbeat.definitions.metric_tests.reading import ReadTests, read_tests
from heartbeat.definitions.problem import Problem
from heartbeat.definitions.workspace import Survey, load_surveyed, survey_workspace

if TYPE_CHECKING:
    from heartbeat.measure.gates.one_metric import Outcome


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(rich_help_panel="Workspace")(check)


def check(
    context: typer.Context,
    metrics: Annotated[
        list[str] | None, typer.Argument(help="Metric ids, files or folders of the workspace. Default: everything.")
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Run each metric on what has landed, time it and read its plan.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for editors and CI.")] = False,
) -> None:
    """List every problem in the workspace with file and line. Changes nothing.

    By itself it needs no database. With `--live` the files as they are on disk are tried on the rows that have landed: tables and
    columns, the shape of the answer, five seconds for a value, and what its plan costs. The indexes that would help are written
    as the line to paste.

    Exit code 0 when `heartbeat deploy` would take it (warnings allowed) and every metric test can be read, else 1.

    Examples: `heartbeat check` · `heartbeat check metrics/payments` · `heartbeat check --live stuck_payments` ·
    `heartbeat check --json`
    """
    settings: Settings = context.obj
    files = _read(settings.workspace)
    chosen = chosen_files(files.names(), settings.workspace, metrics or [])
    problems = [problem for problem in files.problems if problem.file in chosen]
    if not as_json:
        for problem in problems:
            say_problem(problem)
    outcomes = _try(settings, files.survey, chosen, quiet=as_json) if live else []
    found = [problem for outcome in outcomes for problem in outcome.problems]
    if as_json:
        typer.echo(json.dumps(_document(files.survey, [*problems, *found], outcomes), indent=2, ensure_ascii=False))
    else:
        _say_verdict(files, problems, found, is_narrowed=bool(metrics))
    if _errors([*problems, *found]):
        raise typer.Exit(1)


@dataclass(frozen=True)
class _Files:
    """What lies in a workspace: what is declared, and the tests of its metrics."""

    survey: Survey
    tests: ReadTests

    @property
    def problems(self) -> list[Problem]:
        """Those of all files, in file and line order."""
        return sorted((*self.survey.problems, *self.tests.problems))

    def names(self) -> set[str]:
        """All files, as paths below the workspace."""
        tests = {file.file for file in self.tests.files}
        return {*self.survey.texts, *tests, *(problem.file for problem in self.problems)}


def _read(folder: Path) -> _Files:
    survey = survey_workspace(folder)
    workspace = None if survey.has_error else load_surveyed(survey, folder).workspace
    return _Files(survey, read_tests(folder, workspace))


def _try(settings: Settings, survey: Survey, chosen: frozenset[str], *, quiet: bool) -> list[Outcome]:
    from heartbeat.cli.commands.checks.live import try_on_marts

    return try_on_marts(settings, survey, chosen, quiet=quiet)


def _say_verdict(files: _Files, problems: Sequence[Problem], found: Sequence[Problem], *, is_narrowed: bool) -> None:
    survey = files.survey
    errors = _errors([*problems, *found])
    warnings = len(problems) + len(found) - errors
    tail = f" and {counted(warnings, 'warning')}" if warnings else ""
    can = "cannot" if survey.has_error else "can"
    if _errors(found):
        say(f"{counted(errors, 'problem')}{tail}: what is deployed so would fail on what has landed, or be slow.", style="red")
    elif errors:
        where = " in metric tests; " if not set(survey.problems) & set(_only_errors(problems)) else f"{tail}: "
        say(f"{counted(errors, 'problem')}{where}the workspace {can} be deployed.", style="red")
    elif warnings:
        say(f"{counted(warnings, 'warning')}{'' if survey.has_error else '; the workspace can be deployed'}.", style="yellow")
    if is_narrowed and _errors(files.problems) > _errors(problems):
        say("Other files of the workspace have errors: `heartbeat check` lists them.", style="yellow")
    elif survey.settings and not errors:
        say(f"{survey.settings.name}: {_contents(files, is_narrowed=is_narrowed)}", style="green")


def _contents(files: _Files, *, is_narrowed: bool) -> str:
    if is_narrowed:
        return "no errors in what was asked for."
    parts = [counted(len(files.survey.metrics), "metric"), counted(len(files.survey.sources), "source")]
    if count := sum(len(file.tests) for file in files.tests.files):
        parts.append(counted(count, "test"))
    explained = files.survey.explained
    more = ((explained.segments, "segment"), (explained.cuts, "cut"), (explained.pages, "audit page"))
    parts += [counted(len(things), word) for things, word in more if things]
    return f"{', '.join(parts)}. No errors."


def _only_errors(problems: Sequence[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


def _errors(problems: Sequence[Problem]) -> int:
    return len(_only_errors(problems))


def _document(survey: Survey, problems: Sequence[Problem], outcomes: Sequence[Outcome]) -> dict[str, Any]:
    document: dict[str, Any] = {
        "can_deploy": not survey.has_error,
        "errors": _errors(problems),
        "warnings": len(problems) - _errors(problems),
        "problems": [asdict(problem) for problem in problems],
    }
    if outcomes:
        from heartbeat.cli.commands.checks.live import advised_yaml, outcome_document

        document["metrics"] = [outcome_document(outcome) for outcome in outcomes]
        document["indexes"] = advised_yaml(outcomes, survey.sources)
    return document
