"""`heartbeat docs`: the documentation, checked and written as a site."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from heartbeat.cli.commands.checks.exporting import export
from heartbeat.cli.reference import read_commands
from heartbeat.cli.say import counted, say, say_problem
from heartbeat.config import Settings


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(no_args_is_help=True, help="Check the documentation, or write it as a static site.")
    group.command("check")(check)
    group.command("export")(export)
    app.add_typer(group, name="docs", rich_help_panel="For programs")


def check(
    context: typer.Context,
    walk: Annotated[bool, typer.Option("--run", help="Also type what the pages tell a reader to type.")] = False,
) -> None:
    """List what is wrong in the documentation, Heartbeat's own and that of the workspace if you are in one, with file and line.

    Dead links and anchors, also in what metrics and cuts say; examples that would not be taken; commands and options that there
    are not; pages that the table of contents lacks; settings, error codes, commands, keys and routes that no page names.
    Needs no database. With `--run` the walks of Heartbeat's own pages are done too, in a folder that is removed afterwards, each
    with a database of its own: a minute or more. Exit code 1 when something was found.

    Examples: `heartbeat docs check` · `heartbeat docs check --run`
    """
    from heartbeat.app import documented_program  # the web framework costs every other command 0.4 s
    from heartbeat.cli.commands.checks.walking import run_walks
    from heartbeat.surfaces.docs.book.product import product_root
    from heartbeat.surfaces.docs.checks.check import check_docs

    settings: Settings = context.obj
    here = settings.workspace if (settings.workspace / "heartbeat.yaml").exists() else None
    problems = check_docs(product_root(), here, documented_program(read_commands))
    for problem in problems:
        say_problem(problem)
    failed = run_walks(product_root(), os.environ) if walk else 0  # noqa: TID251 - the door passes it down
    if problems or failed:
        told = [counted(len(problems), "problem")] if problems else []
        told += [f"{counted(failed, 'walk')} that stopped"] if failed else []
        say(f"{' and '.join(told)} in the documentation.", style="red")
        raise typer.Exit(1)
    say("The documentation has no problem.", style="green")
