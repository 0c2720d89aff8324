"""What the commands about tokens and screens share: the connection, and how a list is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import typer

from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.say import say
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Role, open_database
from heartbeat.postgres.embedded import silent

UTC_NOTE = "Times are UTC."


@contextmanager
def by_hand(settings: Settings, *, quiet: bool = False) -> Iterator[tuple[psycopg.Connection[Any], datetime]]:
    """A connection that may change who comes in, and the time now; what is done with it counts when the block ends."""
    refuse_elsewhere(settings)
    with (
        open_database(settings, announce=silent if quiet else say) as database,
        database.connect(Role.APP) as connection,
        connection.transaction(),
    ):
        yield connection, database_clock(connection)()


def listed(entries: list[dict[str, Any]], *, as_json: bool, empty: str, show: Callable[[], None]) -> None:
    """Print entries as JSON for programs, else by `show`, or what to do where there are none."""
    if as_json:
        from heartbeat.wire.json_text import json_bytes

        typer.echo(json_bytes(entries).decode())
    elif entries:
        show()
    else:
        say(empty)


def moment(at: datetime | None) -> str:
    """A moment in UTC as a list shows it; empty without one."""
    return "" if at is None else f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"
