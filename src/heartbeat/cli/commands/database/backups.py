"""`heartbeat db backup` and `heartbeat db restore`: the whole database as one file, and back from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from heartbeat.cli.here import refuse_elsewhere, refuse_outside
from heartbeat.cli.say import say
from heartbeat.config import Settings
from heartbeat.db import Role, database_errors
from heartbeat.errors import ConfigError
from heartbeat.postgres.backup.dump import dump
from heartbeat.postgres.backup.restore import Restored, Target, restore
from heartbeat.postgres.external import is_external, resolve_role_urls, restore_plan
from heartbeat.postgres.house import house_plan, open_house

_MEGABYTE = 1_000_000


def add_to_group(group: typer.Typer) -> None:
    """Add the commands of this file to `heartbeat db`."""
    group.command("backup")(backup)
    group.command("restore")(bring_back)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="File to write; it must not be there yet.", dir_okay=False)],
    datasets: Annotated[
        bool, typer.Option("--datasets/--no-datasets", help="With the rows that landed, or without those of the sources.")
    ] = True,
) -> None:
    """Write the whole database into one file, beside a running Heartbeat, and read it once to the end.

    The workspace is in git and not in it; nor are `${NAME}` values. Without datasets it is small, and a restore reads the
    sources anew: what they have forgotten by then is lost, and past readings stay.

    Examples: `heartbeat db backup heartbeat.dump` · `heartbeat db backup --no-datasets small.dump`
    """
    settings: Settings = context.obj
    refuse_elsewhere(settings)
    with database_errors(), _owner_url(settings) as url:
        size = dump(url, file.absolute(), with_datasets=datasets)
    say(f"{file}: {size / _MEGABYTE:,.1f} MB, read to its end.", style="green")


def bring_back(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that `heartbeat db backup` wrote.", exists=True, dir_okay=False)],
    admin_url: Annotated[
        str | None, typer.Option(help="Of your own Postgres: connection string of an administrator; used once and not kept.")
    ] = None,
) -> None:
    """Restore a backup. What stands is kept under another name, and nothing of it is touched until the backup is in whole.

    Stop `heartbeat serve` and `heartbeat worker` first. A backup of an older version is brought up to date at the next start.

    Examples: `heartbeat db restore heartbeat.dump` ·
    `heartbeat db restore heartbeat.dump --admin-url postgresql://admin:PASSWORD@db.example.com/postgres`
    """
    settings: Settings = context.obj
    refuse_outside(settings)
    with database_errors(), _target(settings, admin_url) as target:
        done = restore(target, file.absolute())
    _say_restored(done, is_external(settings))


@contextmanager
def _owner_url(settings: Settings) -> Iterator[str]:
    """Without a migration: a backup before an update is of what stands."""
    if is_external(settings):
        yield resolve_role_urls(settings)[Role.OWNER]
        return
    with open_house(settings.workspace, settings.role_prefix, say) as (_, urls):
        yield urls[Role.OWNER]


@contextmanager
def _target(settings: Settings, admin_url: str | None) -> Iterator[Target]:
    if is_external(settings):
        if admin_url is None:
            hint = "heartbeat db restore FILE --admin-url postgresql://ADMIN:PASSWORD@HOST:PORT/postgres"
            raise ConfigError("Your own Postgres is restored by an administrator, and none is named.", hint=hint)
        yield Target(restore_plan(settings, admin_url), say)
        return
    if admin_url is not None:
        raise ConfigError("--admin-url is of a Postgres of your own; this workspace has the embedded one.", hint="Leave it out.")
    with open_house(settings.workspace, settings.role_prefix, say) as (server, _):
        yield Target(house_plan(server, settings.role_prefix), say)


def _say_restored(done: Restored, external: bool) -> None:
    say(
        f"Restored into {done.database}. `heartbeat serve` is next; `heartbeat verify` says whether the files agree.",
        style="green",
    )
    if done.kept:
        where = "your Postgres" if external else "the embedded Postgres"
        say(f'What stood before is in the database {done.kept} of {where}: DROP DATABASE "{done.kept}" when it is not needed.')
