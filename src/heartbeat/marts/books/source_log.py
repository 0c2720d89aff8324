"""How far the log of writes of a source had come when what stands here was read from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.db import load_statements

_SQL = load_statements(__package__, "source_log.sql")


@dataclass(frozen=True)
class LogPosition:
    """A place in a log of writes, which never goes back: of two places in one `log`, the higher one is the later.

    `log` is the same for a server and its replicas, and another one after a restore or a failover. `position` is an LSN.
    """

    log: str
    position: str


def note_position(
    connection: psycopg.Connection[Any], dataset: str, reached: LogPosition, *, is_accepted: bool = False, now: datetime
) -> None:
    """Record up to where a dataset was read, with the caller's commit.

    Args:
        connection: of the loader.
        dataset: what was read.
        reached: up to where.
        is_accepted: a person takes the source as it is, even where it is older than what was read before.
        now: the time.
    """
    told = {"dataset": dataset, "log": reached.log, "position": reached.position}
    connection.execute(_SQL["note_position"], {**told, "is_accepted": is_accepted, "now": now})


def read_later_position(connection: psycopg.Connection[Any], dataset: str, reached: LogPosition) -> str | None:
    """Up to where a dataset had been read of the same log, if that is beyond this position."""
    wanted = {"dataset": dataset, "log": reached.log, "position": reached.position}
    row = connection.execute(_SQL["read_later_position"], wanted).fetchone()
    return row[0] if row else None
