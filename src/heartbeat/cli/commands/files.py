"""`heartbeat init` and `heartbeat check`: the files of a workspace, without any database."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from heartbeat.cli.say import counted, say, say_problem
from heartbeat.config import Settings
from heartbeat.definitions.metric_tests.reading import ReadTests, read_tests
from heartbeat.definitions.model import Workspace
from heartbeat.definitions.problem import Problem, WorkspaceRefused
from heartbeat.definitions.template import write_workspace
from heartbeat.definitions.workspace import load_workspace


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="Workspace")(init)
    app.command(rich_help_panel="Workspace")(check)


def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make; new or empty.", file_okay=False)],
    name: Annotated[str | None, typer.Option(help="The company's name, as on the wall. Default: from the folder.")] = None,
) -> None:
    """Make a workspace of your own: `heartbeat.yaml`, one source, one metric and a README, all commented.

    Example: `heartbeat init my-company && cd my-company && heartbeat check`
    """
    write_workspace(folder, name or folder.resolve().name.replace("-", " ").replace("_", " ").title())
    say(f"Made the workspace {folder}.")
    say("Next:")
    say(f"  cd {shlex.quote(str(folder))}")
    say("  edit sources/ and metrics/, and set the variable that the source names: README.md there tells it step by step")
    say("  `heartbeat check`, `heartbeat deploy`, `heartbeat beat`, `heartbeat serve`")


def check(context: typer.Context) -> None:
    """List every problem in the workspace with file and line. Needs no database and changes nothing.

    Exit code 0 when `heartbeat deploy` would take it (warnings allowed) and every metric test can be read, else 1.

    Examples: `heartbeat check` · `heartbeat -w my-company check`
    """
    settings: Settings = context.obj
    try:
        loaded = load_workspace(settings.workspace)
    except WorkspaceRefused as refused:
        _say_problems((*refused.problems, *read_tests(settings.workspace, None).problems))
        raise typer.Exit(1) from None
    tests = read_tests(settings.workspace, loaded.workspace)
    errors = _say_problems((*loaded.warnings, *tests.problems), refused=False)
    if errors:
        raise typer.Exit(1)
    say(_contents(loaded.workspace, tests), style="green")


def _say_problems(problems: tuple[Problem, ...], *, refused: bool = True) -> int:
    """Tell all of them, and whether a deploy is `refused`: a wrong test refuses none. Returns how many are errors."""
    for problem in sorted(problems):
        say_problem(problem)
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    if errors and not refused:
        say(f"{counted(errors, 'problem')} in metric tests; the workspace can be deployed.", style="red")
    elif errors:
        tail = f" and {counted(warnings, 'warning')}" if warnings else ""
        say(f"{counted(errors, 'problem')}{tail}: the workspace cannot be deployed.", style="red")
    elif warnings:
        say(f"{counted(warnings, 'warning')}; the workspace can be deployed.", style="yellow")
    return errors


def _contents(workspace: Workspace, tests: ReadTests) -> str:
    parts = [counted(len(workspace.metrics), "metric"), counted(len(workspace.sources), "source")]
    if count := sum(len(file.tests) for file in tests.files):
        parts.append(counted(count, "test"))
    return f"{workspace.settings.name}: {', '.join(parts)}. No errors."
