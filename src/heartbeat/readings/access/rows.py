"""The named statements about access, and rows as mappings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements

SQL = load_statements("heartbeat.readings", "queries/access.sql")


def rows(connection: psycopg.Connection[Any], statement: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rows of a named statement."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(SQL[statement], values or {}).fetchall()


def changed(connection: psycopg.Connection[Any], statement: str, values: Mapping[str, Any]) -> bool:
    """Whether a named statement changed a row."""
    return connection.execute(SQL[statement], values).rowcount > 0
