"""`heartbeat openapi` and `heartbeat hooks`: the HTTP API described for programs, and one of its addresses tried."""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path
from typing import Annotated

import typer

from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.say import say
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.definitions.placeholders import expand
from heartbeat.errors import ConfigError
from heartbeat.readings.registry import read_sources, read_workspace

_PATIENCE_SECONDS = 30


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="For programs")(openapi)
    group = typer.Typer(no_args_is_help=True, help="Try the address at which a webhook source takes events.")
    group.command("send")(send)
    app.add_typer(group, name="hooks", rich_help_panel="For programs")


def openapi() -> None:
    """Print the OpenAPI document of the HTTP API as JSON. Needs no workspace and no database.

    Example: `heartbeat openapi > openapi.json`
    """
    from heartbeat.app import api_document  # the web framework costs every other command 0.4 s

    typer.echo(json.dumps(api_document(), indent=2, ensure_ascii=False))


def send(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="A deployed source of kind webhook.")],
    file: Annotated[Path, typer.Argument(help="The JSON to send, byte by byte.", exists=True, dir_okay=False)],
    to: Annotated[str | None, typer.Option(help="Where Heartbeat is reached from outside. Default: this machine.")] = None,
    webhook_id: Annotated[str | None, typer.Option("--id", help="Id of the event; sent again, it is the same one.")] = None,
) -> None:
    """Send an event as the sender of a webhook source would, signed with the source's secret, and print the answer.

    It is an event like any other: it lands, and metrics count it. Exit code 1 when it was not taken in.

    Examples: `heartbeat hooks send kyc event.json` · `heartbeat hooks send kyc event.json --to https://heartbeat.example.com`
    """
    import httpx  # 0.1 s

    settings: Settings = context.obj
    refuse_elsewhere(settings)
    base, body = to or f"http://{settings.host}:{settings.port}", file.read_bytes()
    address = f"{base.rstrip('/')}/api/hooks/{source}"
    headers = _signed(settings, source, body, webhook_id or f"test_{uuid.uuid4().hex}")
    try:
        answer = httpx.post(address, content=body, headers=headers, timeout=_PATIENCE_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        hint = "Start `heartbeat serve`, or name another address with --to."
        raise ConfigError(f"Nothing answers at {address}: {error}.", hint=hint) from error
    say(f"{answer.status_code} {answer.reason_phrase}: {answer.text}")
    if not answer.is_success:
        raise typer.Exit(1)


def _signed(settings: Settings, source: str, body: bytes, webhook_id: str) -> dict[str, str]:
    """The headers of a delivery that is sent now, by the database's clock."""
    from heartbeat.surfaces.intake.signature import key_of, sign

    with open_database(settings, announce=say) as database, database.connect(Role.APP) as connection:
        read_workspace(connection)
        hooks = {one.source_id: one.webhook for one in read_sources(connection) if one.webhook}
        timestamp = str(int(database_clock(connection)().timestamp()))
    if source not in hooks:
        hint = f"Deployed: {', '.join(hooks) or 'none'}. A new source file is deployed first."
        raise ConfigError(f"No webhook source {source!r} is deployed.", hint=hint)
    secret = hooks[source].secrets[0]
    try:
        key = key_of(expand(secret, os.environ).strip())  # noqa: TID251 - a door
    except ValueError as error:
        raise ConfigError(f"{secret} {error}.", hint="Set it as the sender shows it.") from None
    signature = sign(key, webhook_id, timestamp, body)
    named = {"webhook-id": webhook_id, "webhook-timestamp": timestamp, "webhook-signature": signature}
    return {"content-type": "application/json", **named}
