"""A statement whose session somebody ends while it runs."""

from __future__ import annotations

import psycopg

from heartbeat.postgres.server.waiting import wait_until

_END = """select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and state = 'active' and query like %s and pid <> pg_backend_pid()
            and clock_timestamp() - query_start > interval '0.5 s'"""


def end_statement(superuser_url: str, like: str) -> None:
    """Wait for a statement that has run for a moment, and end its session."""
    with psycopg.connect(superuser_url, autocommit=True) as admin:
        assert wait_until(lambda: bool(admin.execute(_END, [like]).fetchall()), timeout_seconds=30)
