"""The indexes that a source file declares, made where they are missing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql

_OWN_NAME = re.compile(r"hb_.*_[0-9a-f]{8}")


def ensure_indexes(connection: psycopg.Connection[Any], schema: str, table: str, indexes: Iterable[Sequence[str]]) -> None:
    """Make each index that is not there yet.

    The name is derived from table and columns, so a second call makes nothing, and an index moves along with a table that is
    swapped in from another schema.
    """
    for columns in indexes:
        name = index_name(table, columns)
        statement = sql.SQL("create index if not exists {} on {} ({})").format(
            sql.Identifier(name), sql.Identifier(schema, table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        connection.execute(statement)


def is_own_index(name: str) -> bool:
    """Whether an index has a name that only Heartbeat gives."""
    return _OWN_NAME.fullmatch(name) is not None


def index_name(table: str, columns: Sequence[str]) -> str:
    """A name of at most 63 bytes that stands for exactly these columns of this table."""
    digest = hashlib.sha256("\0".join((table, *columns)).encode()).hexdigest()[:8]
    readable = "_".join((table, *columns)).encode()[:48].decode(errors="ignore")
    return f"hb_{readable}_{digest}"  # as _OWN_NAME
