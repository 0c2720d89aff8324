"""`heartbeat openapi`: the API described for programs."""

from __future__ import annotations

import json

import typer


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="For programs")(openapi)


def openapi() -> None:
    """Print the OpenAPI document of the HTTP API as JSON. Needs no workspace and no database.

    Example: `heartbeat openapi > openapi.json`
    """
    from heartbeat.app import api_document  # the web framework costs every other command 0.4 s

    typer.echo(json.dumps(api_document(), indent=2, ensure_ascii=False))
