"""`heartbeat init` and `heartbeat check`: the files of a workspace, without any database."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from heartbeat.cli.say import counted, say, say_problem
from heartbeat.config import Settings
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

    Exit code 0 when `heartbeat deploy` would take it (warnings allowed), else 1.

    Examples: `heartbeat check` · `heartbeat -w my-company check`
    """
    settings: Settings = context.obj
    try:
        loaded = load_workspace(settings.workspace)
    except WorkspaceRefused as refused:
        _say_problems(refused.problems)
        raise typer.Exit(1) from None
    _say_problems(loaded.warnings)
    say(_contents(loaded.workspace), style="green")


def _say_problems(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        say_problem(problem)
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    if errors:
        tail = f" and {counted(warnings, 'warning')}" if warnings else ""
        say(f"{counted(errors, 'problem')}{tail}: the workspace cannot be deployed.", style="red")
    elif warnings:
        say(f"{counted(warnings, 'warning')}; the workspace can be deployed.", style="yellow")


def _contents(workspace: Workspace) -> str:
    metrics, sources = counted(len(workspace.metrics), "metric"), counted(len(workspace.sources), "source")
    return f"{workspace.settings.name}: {metrics}, {sources}. No errors."
