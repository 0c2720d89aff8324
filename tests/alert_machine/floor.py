"""The floor that every sequence starts from: a database as after a deploy, cheap to have again, and a session of each role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
from psycopg import sql

from heartbeat.db import Database, Role

Connection = psycopg.Connection[Any]
_KEPT = frozenset({"migration", "workspace"})  # the next deploy writes the one row of the workspace anew
_DECLARED = ("metric_registry", "source_registry")  # guarded: only who deploys may delete there


class Floor:
    """Open sessions of one database, and the way back to an empty one: rows are deleted, since most sequences leave few."""

    def __init__(self, superuser: Connection, worker: Connection, app: Connection, config: Connection) -> None:
        self.superuser, self.worker, self.app, self.config = superuser, worker, app, config
        query = "select relname from pg_class where relnamespace = 'heartbeat'::regnamespace and relkind = %s order by relname"
        tables = [name for (name,) in superuser.execute(query, ["r"]) if name not in {*_KEPT, *_DECLARED}]
        sequences = [name for (name,) in superuser.execute(query, ["S"])]
        deletes = [sql.SQL("delete from heartbeat.{}").format(sql.Identifier(name)) for name in tables]
        restarts = [sql.SQL("alter sequence heartbeat.{} restart").format(sql.Identifier(name)) for name in sequences]
        self._sweep = sql.SQL("; ").join([sql.SQL("set session_replication_role = replica"), *deletes, *restarts])
        self._counts = {name: int(count) for name, count in self._rows_of(tables) if count}
        self._initial = {name: superuser.execute(_all_of(name)).fetchall() for name in self._counts}

    def sweep(self) -> None:
        """Back to the rows that the migrations left."""
        self.superuser.execute(self._sweep)
        for name in _DECLARED:
            self.config.execute(sql.SQL("delete from heartbeat.{}").format(sql.Identifier(name)))
        for name, rows in self._initial.items():
            places = sql.SQL(", ").join(sql.Placeholder() * len(rows[0]))
            insert = sql.SQL("insert into heartbeat.{} overriding system value values ({})").format(sql.Identifier(name), places)
            with self.superuser.cursor() as cursor:
                cursor.executemany(insert, rows)

    def _rows_of(self, tables: list[str]) -> Iterator[tuple[str, int]]:
        for name in tables:
            row = self.superuser.execute(sql.SQL("select count(*) from heartbeat.{}").format(sql.Identifier(name))).fetchone()
            yield name, row[0] if row else 0


def _all_of(name: str) -> sql.Composed:
    return sql.SQL("select * from heartbeat.{}").format(sql.Identifier(name))


@contextmanager
def open_floor(database: Database, superuser_url: str) -> Iterator[Floor]:
    """The sessions for as long as a test takes."""
    with ExitStack() as stack:
        superuser = stack.enter_context(psycopg.connect(superuser_url, autocommit=True))
        roles = (Role.WORKER, Role.APP, Role.CONFIG)
        sessions = [stack.enter_context(database.connect(role, autocommit=True)) for role in roles]
        yield Floor(superuser, *sessions)
