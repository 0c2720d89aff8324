"""Types that a source's file declares, as Postgres writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from heartbeat.errors import SourceRejected
from heartbeat.ingest.tables.naming import landed_name

_TYPE = re.compile(r"[a-z_][a-z0-9_ ]*(?:\(\d+(?:, ?\d+)?\))?(?: with(?:out)? time zone)?", re.IGNORECASE)


def declared_types(marts: psycopg.Connection[Any], table: str, columns: Mapping[str, str]) -> dict[str, str]:
    """Landed name -> type: `timestamptz` is `timestamp with time zone`, `int` is `integer`.

    Args:
        marts: asked what it calls the type.
        table: as it lands, for messages.
        columns: as declared.

    Raises:
        SourceRejected: Postgres knows no such type, or it is one whose values no row of text can hold.
    """
    return {landed_name(column): _canonical(marts, table, column, type_name) for column, type_name in columns.items()}


def _canonical(marts: psycopg.Connection[Any], table: str, column: str, type_name: str) -> str:
    if _TYPE.fullmatch(type_name.strip()):
        try:
            cursor = marts.execute(sql.SQL("select null::{}").format(sql.SQL(type_name)))
            if (described := cursor.pgresult) is not None:
                asked = (described.ftype(0), described.fmod(0))
                row = marts.execute("select format_type(%s, %s)", asked).fetchone()
                return str((row or ("",))[0])
        except psycopg.ProgrammingError:
            pass
    message = f"`columns` of {table} declares {column} as {type_name}, which is no type of Postgres that rows can be read as."
    raise SourceRejected(message, hint="Write one such as text, bigint, numeric, date, timestamptz, boolean or jsonb.")
