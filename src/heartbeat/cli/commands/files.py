"""`heartbeat init`: the files of a new workspace."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from heartbeat.cli.say import say
from heartbeat.definitions.template import add_skills, write_workspace


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(rich_help_panel="Workspace")(init)


def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make; new or empty.", file_okay=False)],
    name: Annotated[str | None, typer.Option(help="The company's name, as on the wall. Default: from the folder.")] = None,
    bare: Annotated[bool, typer.Option("--bare", help="Without the examples and the README that explains them.")] = False,
    skills: Annotated[bool, typer.Option("--skills", help="Only add the runbooks for AI agents that a workspace lacks.")] = False,
) -> None:
    """Make a workspace of your own: `heartbeat.yaml`, a source, a metric, a cut, a segment, runbooks for AI agents, a README.

    Examples: `heartbeat init my-company && cd my-company && heartbeat check` · `heartbeat init my-company --bare` ·
    `heartbeat init . --skills`
    """
    if skills:
        added = add_skills(folder)
        say("\n".join(f"  + {path.relative_to(folder)}" for path in added) or "No runbook is missing.")
        return
    write_workspace(folder, name or folder.resolve().name.replace("-", " ").replace("_", " ").title(), is_bare=bare)
    say(f"Made the workspace {folder}.")
    say("Next:")
    say(f"  cd {shlex.quote(str(folder))}")
    if bare:
        say("  write a source and a metric: /docs of the cockpit and docs/quickstart.md tell how")
    else:
        say("  edit sources/, metrics/ and cuts/, and set the variable that the source names: README.md tells it step by step")
    say("  `heartbeat check`, `heartbeat deploy`, `heartbeat beat`, `heartbeat serve`")
