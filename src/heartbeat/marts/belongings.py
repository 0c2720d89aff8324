"""What people gave a landed table: rights of their own roles, and comments. A table that takes its place has to have them too."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import psycopg
from psycopg import sql

from heartbeat.db import load_statements

_SQL = load_statements(__package__)


def carry_over(
    connection: psycopg.Connection[Any], dataset: str, table: str, heir_schema: str, *, own_roles: Collection[str]
) -> None:
    """Give the table of the same name in another schema what people gave this one.

    Args:
        connection: of the owner of both.
        dataset: where the table stands.
        table: its name, in both schemas.
        heir_schema: where the table is made that will take its place.
        own_roles: Heartbeat's own roles, whose rights follow from what it is.
    """
    heir, wanted = sql.Identifier(heir_schema, table), {"dataset": dataset, "table": table, "own_roles": list(own_roles)}
    for grantee, privileges, may_pass_on in connection.execute(_SQL["read_grants"], wanted).fetchall():
        statement = sql.SQL("grant {} on {} to {}{}").format(
            sql.SQL(", ").join(map(sql.SQL, privileges)),
            heir,
            sql.SQL("public") if grantee is None else sql.Identifier(grantee),
            sql.SQL(" with grant option" if may_pass_on else ""),
        )
        connection.execute(statement)
    wanted["heir_schema"] = heir_schema
    for column, comment in connection.execute(_SQL["read_comments"], wanted).fetchall():
        target = sql.SQL("table {}").format(heir)
        if column is not None:
            target = sql.SQL("column {}").format(sql.Identifier(heir_schema, table, column))
        connection.execute(sql.SQL("comment on {} is {}").format(target, sql.Literal(comment)))
