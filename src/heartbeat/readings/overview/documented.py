"""What the documentation tells of a deployed workspace beside its metrics: cuts, segments, links, pages of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements

_SQL = load_statements("heartbeat.readings", "queries/documented.sql")

Row = dict[str, Any]


@dataclass(frozen=True)
class Documented:
    """Rows as they are stored: audit pages in their order, cuts by page, segments and pages by name."""

    pages: tuple[Row, ...] = ()
    cuts: tuple[Row, ...] = ()
    links: tuple[Row, ...] = ()  # metric_id, cut_id, role
    segments: tuple[Row, ...] = ()
    workspace_pages: tuple[Row, ...] = ()


def read_documented(connection: psycopg.Connection[Any]) -> Documented:
    """All of it, as any role of ours that may read."""
    with connection.cursor(row_factory=dict_row) as cursor:
        names = ("pages", "cuts", "links", "segments", "workspace_pages")
        return Documented(**{name: tuple(cursor.execute(_SQL[f"read_{name}"]).fetchall()) for name in names})
