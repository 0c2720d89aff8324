"""The `heartbeat` command with its global options; every group of commands adds itself here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from heartbeat import __version__
from heartbeat.cli.commands import (
    backfilling,
    beating,
    demonstrating,
    deploying,
    files,
    for_programs,
    ingesting,
    looking,
    provisioning,
    serving,
)
from heartbeat.cli.commands.checks import check
from heartbeat.cli.commands.metric import backtesting, discovering, filling, life, listing, testing, triage, validating
from heartbeat.config import read_settings


class _Program(TyperGroup):
    """Says where an option of the whole program is written, to who wrote it behind a command."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            misplaced: Any = error  # the class of a usage error is not public
            if getattr(error, "option_name", None) in {"-w", "--workspace"}:
                misplaced.message += f" here; it stands before the command: heartbeat -w DIR {ctx.invoked_subcommand} …"
                misplaced.possibilities = None
            raise


app = typer.Typer(
    name="heartbeat",
    cls=_Program,
    help="A metrics cockpit for a company: red first, green fades.\n\n"
    "Begin with `heartbeat demo` to see a living one, or `heartbeat init my-company` to make your own.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"heartbeat {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace",
            "-w",
            file_okay=False,
            help="Folder of the workspace. Default: HEARTBEAT_WORKSPACE, else the current folder.",
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001 - acts in its callback
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Read the settings once, for whichever command follows."""
    settings = read_settings()
    context.obj = settings.model_copy(update={"workspace": workspace}) if workspace else settings


_WORKSPACE = (files, check, deploying)
_METRICS = (discovering, testing, filling, backtesting, validating, life, listing, triage)  # as a metric lives
_RUNNING = (beating, ingesting, backfilling, looking, serving, provisioning, demonstrating)
for group in (*_WORKSPACE, *_METRICS, *_RUNNING, for_programs):
    group.add_to(app)
