"""`heartbeat device …`: the screens that were paired."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape

from heartbeat.cli.commands.access.entries import UTC_NOTE, by_hand, listed, moment
from heartbeat.cli.here import login_name
from heartbeat.cli.say import grid, print_whole, say
from heartbeat.readings.access.devices import find_device, read_devices, revoke_device


def list_devices(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False
) -> None:
    """List every screen that was ever paired, those that are let in first. A screen shows at /pair how it is paired.

    Examples: `heartbeat device list` · `heartbeat device list --json`
    """
    with by_hand(context.obj, quiet=as_json) as (connection, _):
        devices = read_devices(connection)
    listed(devices, as_json=as_json, empty="No screen was paired yet: open /pair on it.", show=lambda: _show(devices))


def revoke(
    context: typer.Context, device: Annotated[str, typer.Argument(metavar="NAME|ID", help="The screen's name, or its number.")]
) -> None:
    """Let a screen in no more: within seconds it shows how to pair again.

    Examples: `heartbeat device revoke "Hall, 2nd floor"` · `heartbeat device revoke 3`
    """
    with by_hand(context.obj) as (connection, now):
        found = find_device(connection, device)
        was_good = revoke_device(connection, found["id"], by=login_name(), now=now)
    if was_good:
        say(f"Screen {found['id']}, {found['name']}, is let in no more.")
    else:
        say(f"Screen {found['id']}, {found['name']}, was revoked before, at {moment(found['revoked_at'])} UTC.")


def _show(devices: list[dict[str, Any]]) -> None:
    table = grid(">number", "name", "paired", "by", "last seen", "state")
    for one in devices:
        state = "[green]let in[/]" if one["revoked_at"] is None else f"[red]revoked[/] {moment(one['revoked_at'])}"
        cells = (escape(one["name"]), moment(one["paired_at"]), escape(one["paired_by"]), moment(one["last_seen_at"]) or "never")
        table.add_row(str(one["id"]), *cells, state)
    print_whole(table)
    say(UTC_NOTE, style="dim")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this group."""
    group = typer.Typer(no_args_is_help=True, help="List and revoke the screens that were paired.")
    for name, command in (("list", list_devices), ("revoke", revoke)):
        group.command(name)(command)
    app.add_typer(group, name="device", rich_help_panel="Access")
