"""Who wants which cut computed anew: rows that the worker takes."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row

from heartbeat.db import load_statements

_SQL = load_statements("heartbeat.readings", "queries/audit_refreshes.sql")

_DEPLOYS_AT_ONCE = 3

RefreshTrigger = Literal["ui", "api", "cli", "cron", "deploy"]

Wanted = tuple[str, str]
"""A cut and a window of it."""


@dataclass(frozen=True)
class Taken:
    """A request that was taken, with the cut as it is deployed now."""

    refresh_id: int
    time_window: str
    cut_id: str
    file: str
    chart: str
    module: str
    sources: list[str]
    definition_hash: str


def request(  # noqa: PLR0913 - what, by which way, by whom and when
    connection: psycopg.Connection[Any],
    cut_ids: Sequence[str],
    windows: Collection[str] | None,
    *,
    trigger: RefreshTrigger,
    by: str | None,
    now: datetime,
) -> list[tuple[str, str]]:
    """Ask for cuts to be computed anew; several requests for one cut and window that waits are one.

    Args:
        connection: of a role that may ask: app, worker or config.
        cut_ids: which ones; one that is not deployed is left out.
        windows: for which windows; for all that each cut declares where it is `None`. One that a cut has not is left out for it.
        trigger: which way the request came.
        by: who asks, where that is known.
        now: UTC.

    Returns:
        Each cut with each window that is computed anew now, in the order of `cut_ids`.
    """
    asked = {"cut_ids": list(cut_ids), "windows": None if windows is None else list(windows)}
    rows = _insert(connection, "request_refreshes", {**asked, "trigger": trigger, "by": by, "now": now}).fetchall()
    return [(cut_id, window) for cut_id, window in rows]


def request_all(connection: psycopg.Connection[Any], *, now: datetime) -> None:
    """Ask for every cut in all its windows, as the schedule does."""
    _insert(connection, "request_all", {"now": now})


def request_never_computed(connection: psycopg.Connection[Any], *, now: datetime) -> None:
    """Ask again for what never went well and was not tried since the last beat: the tables that it reads may have landed."""
    _insert(connection, "request_never_computed", {"now": now})


def queue_lock(connection: psycopg.Connection[Any]) -> bool:
    """Try to become the one process that computes cuts, for as long as this session lasts; never waits.

    What another process had begun is queued again: it has died, or it would hold the lock.
    """
    row = connection.execute(_SQL["try_queue_lock"]).fetchone()
    if not (row and row[0]):
        return False
    with connection.transaction():
        connection.execute(_SQL["forget_lost"])
        connection.execute(_SQL["requeue_lost"])
    return True


def take_next(connection: psycopg.Connection[Any], *, now: datetime, only: Iterable[Wanted] | None = None) -> Taken | None:
    """Take what is asked for most urgently, of `only` these if they are given. For the holder of the lock."""
    with connection.cursor(row_factory=class_row(Taken)) as cursor:
        return cursor.execute(_SQL["take_next"], {"now": now, "only": _keys(only)}).fetchone()


def finish(connection: psycopg.Connection[Any], refresh_id: int) -> None:
    """A request is answered."""
    connection.execute(_SQL["finish_refresh"], {"refresh_id": refresh_id})


def read_waiting(connection: psycopg.Connection[Any], wanted: Iterable[Wanted]) -> set[Wanted]:
    """Which of these are not computed yet."""
    return {(cut_id, window) for cut_id, window in connection.execute(_SQL["read_waiting"], {"only": _keys(wanted)})}


def read_deployed(connection: psycopg.Connection[Any]) -> list[Wanted]:
    """What a deploy asked for and is not computed yet."""
    return [(cut_id, window) for cut_id, window in connection.execute(_SQL["read_deployed"])]


def read_due_segments(connection: psycopg.Connection[Any]) -> list[str]:
    """Segments whose snapshot is due: none was tried since their file changed or their schedule's last tick, or none ever."""
    return [segment for (segment,) in connection.execute(_SQL["read_due_segments"])]


def _insert(connection: psycopg.Connection[Any], statement: str, values: Mapping[str, Any]) -> psycopg.Cursor[Any]:
    """Insert requests for cuts that are deployed.

    A deploy may remove one after it was found and before it is asked for. It is not found again, and the rest is asked for.
    """
    for _ in range(_DEPLOYS_AT_ONCE):
        with contextlib.suppress(psycopg.errors.ForeignKeyViolation), connection.transaction():
            return connection.execute(_SQL[statement], values)
    return connection.execute(_SQL[statement], values)


def _keys(wanted: Iterable[Wanted] | None) -> list[str] | None:
    return None if wanted is None else [f"{cut_id} {window}" for cut_id, window in wanted]
