"""`heartbeat token …`: who may come in with which role."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer
from rich.markup import escape

from heartbeat.cli.commands.access.entries import UTC_NOTE, by_hand, listed, moment
from heartbeat.cli.here import login_name
from heartbeat.cli.say import complain, grid, print_whole, say
from heartbeat.config import Settings
from heartbeat.definitions.model import AccessRole
from heartbeat.readings.access.tokens import MOST_DAYS, Order, create_token, find_token, read_tokens, revoke_token


def create(
    context: typer.Context,
    role: Annotated[
        AccessRole, typer.Option(help="viewer looks; operator also edits and lets screens in; admin also makes tokens.")
    ],
    name: Annotated[str, typer.Option(help="Who will bring it: edits are logged under this name.")],
    days: Annotated[int | None, typer.Option(min=1, max=MOST_DAYS, help="Until it expires. Default: it does not.")] = None,
) -> None:
    """Make a token and print it, this once: a person signs in with it at /sign-in, a program sends it with each request.

    It alone goes to standard output, so that it can be piped into a secret store; what is told beside it goes to standard error.

    Examples: `heartbeat token create --role admin --name "Ada L."` ·
    `heartbeat token create --role viewer --name prometheus --days 365 > token.txt`
    """
    settings: Settings = context.obj
    with by_hand(settings, quiet=True) as (connection, now):
        made = create_token(connection, Order(name, role, days), by=login_name(), now=now)
    typer.echo(made.secret.text)
    until = f"for {days} days" if days else "until it is revoked"
    complain(f"{name.strip()} is {role} with this token {until}. It is shown this once; only a hash of it is kept.")
    complain("Sign in with it at /sign-in, or send `Authorization: Bearer TOKEN`.")


def list_tokens(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False
) -> None:
    """List every token that was ever made, those that are good first. A token itself cannot be read again.

    Examples: `heartbeat token list` · `heartbeat token list --json`
    """
    with by_hand(context.obj, quiet=as_json) as (connection, now):
        tokens = read_tokens(connection)
    listed(
        tokens,
        as_json=as_json,
        empty="No token was made yet: `heartbeat token create` makes one.",
        show=lambda: _show(tokens, now),
    )


def revoke(
    context: typer.Context, token: Annotated[str, typer.Argument(metavar="NAME|ID", help="The token's name, or its number.")]
) -> None:
    """End a token for ever: within seconds it lets nobody in, and every session that began with it has ended.

    Examples: `heartbeat token revoke "Ada L."` · `heartbeat token revoke 7`
    """
    with by_hand(context.obj) as (connection, now):
        found = find_token(connection, token)
        was_good = revoke_token(connection, found["id"], by=login_name(), now=now)
    if was_good:
        say(f"Token {found['id']} of {found['name']} ({found['role']}) is revoked.")
    else:
        say(f"Token {found['id']} of {found['name']} was revoked before, at {moment(found['revoked_at'])} UTC.")


def _show(tokens: list[dict[str, Any]], now: datetime) -> None:
    table = grid(">number", "name", "role", "token", "made", "by", "last used", ">signed in", "state")
    for one in tokens:
        cells = (escape(one["name"]), one["role"], one["hint"], moment(one["created_at"]), escape(one["created_by"]))
        table.add_row(str(one["id"]), *cells, moment(one["last_used_at"]) or "never", str(one["sessions"]), _state(one, now))
    print_whole(table)
    say(UTC_NOTE, style="dim")


def _state(one: dict[str, Any], now: datetime) -> str:
    if one["revoked_at"] is not None:
        return f"[red]revoked[/] {moment(one['revoked_at'])}"
    if one["expires_at"] is None:
        return "[green]good[/]"
    return (
        f"[red]expired[/] {moment(one['expires_at'])}"
        if one["expires_at"] <= now
        else f"[green]good[/] until {moment(one['expires_at'])}"
    )


def add_to(app: typer.Typer) -> None:
    """Add the commands of this group."""
    group = typer.Typer(no_args_is_help=True, help="Make, list and revoke the tokens with which people and programs come in.")
    for name, command in (("create", create), ("list", list_tokens), ("revoke", revoke)):
        group.command(name)(command)
    app.add_typer(group, name="token", rich_help_panel="Access")
