"""The session at a Postgres source: its settings, its limits, and how it ends."""

from __future__ import annotations

import psycopg
import pytest

from heartbeat.ingest.kinds.postgres import begin_snapshot
from integration.ingest.landing_site import LandingSite, told_of

SETTINGS = "select name, setting from pg_settings where name <> 'transaction_isolation' order by 1"


def test_a_session_is_afterwards_as_it_was_before(site: LandingSite) -> None:
    """A pooler in transaction mode gives it to somebody else."""
    with psycopg.connect(site.url, options="-c timezone=Asia/Tokyo -c statement_timeout=7s") as connection:
        before = connection.execute(SETTINGS).fetchall()
        connection.rollback()
        begin_snapshot(connection, deadline_seconds=600)
        assert connection.execute("show statement_timeout").fetchone() == ("10min",)
        assert connection.execute("show timezone").fetchone() == ("UTC",)
        assert connection.execute("show transaction_isolation").fetchone() == ("repeatable read",)
        for _ in range(20):
            connection.execute("select %s::int", (1,))
        connection.rollback()
        connection.isolation_level = connection.read_only = None
        assert connection.execute(SETTINGS).fetchall() == before
        assert connection.execute("select count(*) from pg_prepared_statements").fetchone() == (0,)


@pytest.mark.parametrize("limit", ["transaction_timeout", "statement_timeout", "idle_in_transaction_session_timeout"])
def test_a_limit_of_the_role_is_not_that_of_a_run(site: LandingSite, limit: str) -> None:
    site.at_source(
        "create table core.t (id int)",
        "insert into core.t select generate_series(1, 4)",
        "create view core.slow as select id, pg_sleep(0.3)::text as waited from core.t",
    )
    with psycopg.connect(site.url, autocommit=True) as source:
        source.execute(f"alter database {source.info.dbname} set {limit} = '500ms'".encode())
    report = site.run_declaring(("slow", "t"))
    assert report.error is None
    assert told_of(report, "slow").rows == 4
