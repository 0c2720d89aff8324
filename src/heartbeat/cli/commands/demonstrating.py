"""`heartbeat demo`: the example bank, from nothing to a living cockpit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from heartbeat.cli.say import say
from heartbeat.config import Settings

_PAYMENTS = 60_000


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="Running")(demo)


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Option(file_okay=False, help="Where the demo's workspace and data lie.")] = Path("demo-bank"),
    rows: Annotated[int, typer.Option(min=1_000, max=50_000_000, help="Payments in the bank's sixteen months.")] = _PAYMENTS,
    live: Annotated[bool, typer.Option("--live", help="Keep adding payments, so that the wall moves.")] = False,
    port: Annotated[int | None, typer.Option(help="Port. Default: HEARTBEAT_PORT, else 8700.", min=0, max=65535)] = None,
) -> None:
    """Bring an example bank to life: its systems, a workspace over them, the first beat, the cockpit. Ctrl-C ends all of it.

    Started again it goes on with the data it had. Remove the folder to begin anew.

    Examples: `heartbeat demo` · `heartbeat demo --live` · `heartbeat demo --rows 1000000 --folder big-bank`
    """
    from heartbeat.cli.commands.beating import watch_beat
    from heartbeat.cli.commands.serving import run_server
    from heartbeat.cli.http_server import bind
    from heartbeat.cli.network.reach import refuse_beyond_loopback
    from heartbeat.demo.run import DemoOrder, Screen, run_demo

    settings: Settings = context.obj
    _refuse_workspace(context)
    if port is not None:
        settings = settings.model_copy(update={"port": port})
    # an address that it may not or cannot serve is told now, not after everything was made
    refuse_beyond_loopback(settings.host)
    bind(settings.host, settings.port).close()
    run_demo(settings, DemoOrder(folder, rows, live), Screen(say, watch_beat, run_server))


def _refuse_workspace(context: typer.Context) -> None:
    """Somebody who named a workspace would find the demo in another folder. HEARTBEAT_WORKSPACE names none here."""
    named = context.parent.params["workspace"] if context.parent else None
    if named is not None:
        message = f"The demo runs in a workspace of its own. Name its folder instead: heartbeat demo --folder {named}"
        raise typer.BadParameter(message, param_hint="-w/--workspace")
