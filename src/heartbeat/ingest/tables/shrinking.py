"""A table that would lose most of its rows: somebody has to look at its source before that is published."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from heartbeat.errors import LoadHeld
from heartbeat.ingest.tables.model import Span
from heartbeat.ingest.tables.rows import in_span


def loses_most(before: int, after: int) -> bool:
    """Whether a table would lose 90 % of its rows or more."""
    return before > 0 and after * 10 <= before


def check_shrink(marts: psycopg.Connection[Any], name: tuple[str, str], span: Span | None, rows: int, rows_before: int) -> None:
    """Hold a load after which a table would have lost most of its rows.

    Args:
        marts: connection of the loader.
        name: dataset and table.
        span: whose rows are replaced; null for the whole table.
        rows: that were read.
        rows_before: that stand.

    Raises:
        LoadHeld: it would.
    """
    after = rows
    if span is not None:
        query = sql.SQL("select count(*) from {} where {}").format(sql.Identifier(*name), in_span(span, landed=True))
        after += rows_before - int((marts.execute(query).fetchone() or (0,))[0])
    if not loses_most(rows_before, after):
        return
    message = f"{'.'.join(name)} would shrink from {rows_before} to {after} rows, so the load is held and the old rows stay."
    raise LoadHeld(message, hint="Look at the source. If it is right, let it through with --accept-shrink.")
