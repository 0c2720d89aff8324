"""The `heartbeat` command with its global options, and in which file of `commands` each command is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from heartbeat import __version__
from heartbeat.config import read_settings

# In the order of the help: the workspace, metrics as they live, what runs, and the rest. Only the file of the command that was
# asked for is imported: all of them together take half as long again to start.
_FILES = {
    "files": ("init",),
    "checks.check": ("check",),
    "deploying": ("deploy", "verify"),
    "metric.discovering": ("discover",),
    "metric.testing": ("test",),
    "metric.filling": ("backfill",),
    "metric.backtesting": ("backtest",),
    "metric.validating": ("validate",),
    "metric.life": ("metric",),
    "metric.listing": ("metrics",),
    "metric.triage": ("today",),
    "beating": ("beat",),
    "ingesting": ("ingest",),
    "backfilling": ("backfill-source",),
    "looking": ("sources",),
    "segmenting": ("segments",),
    "cuts.group": ("cuts",),
    "serving": ("serve", "worker"),
    "alerts.group": ("alerts",),
    "access.tokens": ("token",),
    "access.devices": ("device",),
    "database.provisioning": ("db",),
    "demonstrating": ("demo",),
    "for_programs": ("openapi", "hooks"),
    "checks.documenting": ("docs",),
}
_HOMES = {command: file for file, commands in _FILES.items() for command in commands}


@cache
def _commands_of(file: str) -> Mapping[str, Any]:
    group = typer.Typer(add_completion=False, rich_markup_mode="markdown")
    import_module(f"heartbeat.cli.commands.{file}").add_to(group)
    return typer.main.get_group(group).commands


class _Commands(Mapping[str, Any]):
    """Every command by its name, imported when somebody looks at it."""

    def __getitem__(self, name: str) -> Any:
        return _commands_of(_HOMES[name])[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


class _Program(TyperGroup):
    """Knows all commands by name, and says where an option of the whole program is written, to who wrote it behind a command."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**{**attributes, "commands": _Commands()})

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            misplaced: Any = error  # the class of a usage error is not public
            if getattr(error, "option_name", None) in {"-w", "--workspace"}:
                misplaced.message += f" here; {_instead(ctx.invoked_subcommand)}"
                misplaced.possibilities = None
            raise


def _instead(command: str | None) -> str:
    """What to write in place of a `--workspace` behind a command."""
    if command == "demo":
        return "the demo runs in a workspace of its own, whose folder is named by: heartbeat demo --folder DIR"
    return f"it stands before the command: heartbeat -w DIR {command} …"


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
