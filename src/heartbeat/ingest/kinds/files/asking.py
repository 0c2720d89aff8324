"""Types of which only Postgres knows what they hold: it is asked, before it refuses a whole load for one value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import sql

Refused = Callable[[str, Sequence[str]], set[str]]
"""Of texts, those that are no values of a type."""

ASKED_ABOUT = ("inet", "cidr", "interval", "time with time zone")


def refused_by(connection: psycopg.Connection[Any]) -> Refused:
    """Ask over this connection, which is in autocommit."""

    def refused(type_name: str, texts: Sequence[str]) -> set[str]:
        query = sql.SQL("select count(text::{}) from unnest(%s::text[]) as text").format(sql.SQL(type_name))
        try:
            connection.execute(query, (list(texts),))
        except psycopg.DataError:
            if len(texts) == 1:
                return set(texts)
            half = len(texts) // 2
            return refused(type_name, texts[:half]) | refused(type_name, texts[half:])
        return set()

    return refused
