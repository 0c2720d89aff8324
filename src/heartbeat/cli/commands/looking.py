"""`heartbeat sources`: how each source is read, how current its tables are, and what costs more than it has to."""

from __future__ import annotations

from typing import Annotated

import typer

from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.say import say
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.errors import ConfigError
from heartbeat.postgres.embedded import silent


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="Running")(sources)


def sources(
    context: typer.Context,
    source: Annotated[str | None, typer.Argument(help="The source: the name of its file without `.yaml`. Default: all.")] = None,
    tables: Annotated[bool, typer.Option("--tables", help="Show the tables of all sources, as of one that is named.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for programs, as `GET /api/sources` answers.")] = False,
) -> None:
    """Show every source and how it does, or one with its tables: how each is kept up to date and why, size, age, what mends it.

    Reads no source. Exit code 1 when something fails or is held.

    Examples: `heartbeat sources` · `heartbeat sources webbank` · `heartbeat sources --tables` · `heartbeat sources --json`
    """
    from heartbeat.cli.sources_view import SourcesView, sources_named
    from heartbeat.surfaces.sources.document import read_sources_document
    from heartbeat.wire.json_text import json_bytes

    settings: Settings = context.obj
    refuse_elsewhere(settings)
    with (
        open_database(settings, announce=silent if as_json else say) as database,
        database.connect(Role.APP, autocommit=True) as connection,
    ):
        document = read_sources_document(connection)
    deployed = list(sources_named(document))
    if source is not None and source not in deployed:
        hint = f"Deployed: {', '.join(sorted(deployed)) or 'none'}. A new source file is deployed first."
        raise ConfigError(f"No source {source!r} is deployed.", hint=hint)
    told = [one for one in document["sources"] if source in (None, one["source_id"])]
    if as_json:
        typer.echo(json_bytes(document if source is None else told[0]).decode())
    elif source is None and not tables:
        SourcesView(document).show_all()
    else:
        for at, one in enumerate(told):
            if at:
                say("")
            SourcesView(document).show_one(one["source_id"])
    if any(one["problems"] for one in told):
        raise typer.Exit(1)
