"""`heartbeat alerts …`: all of its commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import typer

from heartbeat.cli.commands.alerts.acting import acknowledge, comment, release
from heartbeat.cli.commands.alerts.looking import explain, list_incidents, replay
from heartbeat.cli.commands.alerts.proving import prove
from heartbeat.cli.commands.alerts.quieting import end, mute, silence, snooze

_COMMANDS: Mapping[str, Callable[..., None]] = {
    "list": list_incidents,
    "explain": explain,
    "test": prove,
    "acknowledge": acknowledge,
    "release": release,
    "comment": comment,
    "snooze": snooze,
    "silence": silence,
    "mute": mute,
    "end": end,
    "replay": replay,
}


def add_to(app: typer.Typer) -> None:
    """Add the commands of this group."""
    text = "What is wrong now, who is told of it and why not, and whether a channel gets through."
    group = typer.Typer(no_args_is_help=True, help=text)
    for name, command in _COMMANDS.items():
        group.command(name)(command)
    app.add_typer(group, name="alerts", rich_help_panel="Running")
