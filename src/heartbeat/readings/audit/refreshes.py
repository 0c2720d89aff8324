"""Who wants which cut computed anew: rows that the worker takes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal

import psycopg

from heartbeat.db import load_statements

_SQL = load_statements("heartbeat.readings", "queries/audit_refreshes.sql")

RefreshTrigger = Literal["ui", "api", "cli", "cron", "deploy"]


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
    rows = connection.execute(_SQL["request_refreshes"], {**asked, "trigger": trigger, "by": by, "now": now}).fetchall()
    return [(cut_id, window) for cut_id, window in rows]
