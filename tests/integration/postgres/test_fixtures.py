from __future__ import annotations

import psycopg

from heartbeat.db import Database, Role


def test_a_fresh_database_has_an_empty_board(database: Database) -> None:
    with database.connect(Role.WORKER) as connection:
        assert connection.execute("select version, document from heartbeat.board").fetchall() == [(0, None)]


def test_every_role_may_connect(database: Database) -> None:
    for role in Role:
        with database.connect(role) as connection:
            assert connection.execute("select session_user").fetchone() == (f"hb_{role.value}",)
            assert connection.execute("show timezone").fetchone() == ("UTC",)


def test_a_source_database_is_empty(source_database: str) -> None:
    with psycopg.connect(source_database) as connection:
        assert connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone() == (0,)
