"""`heartbeat db`: which database is used, preparing your own Postgres; backups are in `backups`."""

from __future__ import annotations

from typing import Annotated

import typer

from heartbeat.cli.commands.database.backups import add_to_group
from heartbeat.cli.here import refuse_elsewhere, refuse_outside
from heartbeat.cli.say import counted, say
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.errors import NotDeployed
from heartbeat.postgres.external import is_external, prepare_external, roles_file
from heartbeat.postgres.isolation import find_gaps
from heartbeat.readings.board import read_board
from heartbeat.readings.registry import read_workspace


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(
        no_args_is_help=True, help="Which database is used, preparing a Postgres of your own, backup and restore."
    )
    group.command("init")(init)
    group.command("status")(status)
    add_to_group(group)
    app.add_typer(group, name="db", rich_help_panel="Database")


def init(
    context: typer.Context,
    admin_url: Annotated[str, typer.Option(help="Connection string of an administrator; used once and not kept.")],
) -> None:
    """Prepare your own Postgres 15 or newer: the roles, the database, and what each role may do. May be repeated.

    HEARTBEAT_DATABASE_URL names the database to make; the roles' connection strings go into the workspace's `.heartbeat/`.
    What this may not do is listed for an administrator; exit code 1 then.

    Example: `heartbeat db init --admin-url postgresql://admin:PASSWORD@db.example.com/postgres`
    """
    settings: Settings = context.obj
    refuse_outside(settings)
    report = prepare_external(settings, admin_url, say)
    say(f"The roles' connection strings are in {roles_file(settings.workspace)}; keep it secret.")
    if report.left_to_administrator:
        say("An administrator still has to run:", style="yellow")
        for statement in report.left_to_administrator:
            say(f"  {statement}")
        for weaker in report.weaker:
            say(f"Until then: {weaker}", style="yellow")
        raise typer.Exit(1)
    say("Prepared. `heartbeat deploy` is next.", style="green")


def status(context: typer.Context) -> None:
    """Say which database is used, whether it answers, what is in it, and how well metric SQL is isolated.

    Example: `heartbeat db status`
    """
    settings: Settings = context.obj
    refuse_elsewhere(settings)
    kind = "your own Postgres" if is_external(settings) else "the embedded Postgres of the workspace"
    with open_database(settings, announce=say) as database, database.connect(Role.APP) as connection:
        version = connection.info.server_version
        say(f"Database:   {kind}, version {version // 10000}.{version % 10000}, answers; migrations are applied")
        try:
            deployed = read_workspace(connection)
            say(f"Workspace:  {deployed.settings.name}, deployed {deployed.deployed_at:%Y-%m-%d %H:%M} UTC")
        except NotDeployed:
            say("Workspace:  nothing deployed yet")
        board = read_board(connection)
        published = f"published {board.published_at:%Y-%m-%d %H:%M} UTC" if board.published_at else "nothing published yet"
        say(f"Board:      version {board.version}, {published}")
        gaps = find_gaps(connection, prefix=database.prefix)
    say(f"Metric SQL: {'fully isolated' if not gaps else counted(len(gaps), 'gap') + ' in its isolation'}")
    for gap in gaps:
        say(f"  {gap}", style="yellow")
