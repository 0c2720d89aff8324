"""What is read for one answer is of one moment."""

from __future__ import annotations

import psycopg
import pytest

from heartbeat.config import Settings
from heartbeat.db import Database, Role
from heartbeat.wire.site import Site


def test_all_that_an_answer_reads_is_of_one_moment_and_nothing_is_written(database: Database) -> None:
    site = Site(Settings())
    site.attach(database)
    count = "select count(*) from heartbeat.incident"
    insert = """insert into heartbeat.incident (dedup_key, kind, subject, state, severity, began_at)
                values ('k', 'beats', 'beats', 'firing', 'red', now())"""
    try:
        with site.picture() as connection:
            assert connection.execute(count).fetchone() == (0,)
            with database.connect(Role.WORKER, autocommit=True) as other:
                other.execute(insert)
            assert connection.execute(count).fetchone() == (0,)
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                connection.execute(insert)
    finally:
        site.close()
