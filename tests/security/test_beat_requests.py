"""Who may ask for a beat, and who may say that one runs."""

from __future__ import annotations

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.readings import beats
from integration.readings.small_house import NOON

ASKING = [Role.APP, Role.CONFIG]


@pytest.mark.parametrize("role", ASKING)
def test_whoever_may_ask_for_a_beat_may(database: Database, role: Role) -> None:
    with database.connect(role) as connection:
        first = beats.request(connection, "all", trigger="ui", ingest=False, now=NOON)
        assert beats.request(connection, "all", trigger="ui", now=NOON).job_id == first.job_id


@pytest.mark.parametrize("role", ASKING)
@pytest.mark.parametrize("column", ["state", "started_at", "ended_at", "phase", "board_version"])
def test_nobody_but_the_worker_says_how_a_beat_does(database: Database, role: Role, column: str) -> None:
    values = {"state": "running", "phase": "publish", "board_version": 1}
    statement = f"insert into heartbeat.beat (trigger, requested, requested_at, {column}) values ('ui', '\"all\"', %s, %s)"
    with database.connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement, (NOON, values.get(column, NOON)))


@pytest.mark.parametrize("role", ASKING)
def test_what_a_beat_was_asked_for_stands_once_it_runs(database: Database, role: Role) -> None:
    widen = "update heartbeat.beat set requested = '[\"m_one\"]'"
    with database.connect(Role.APP) as connection:
        beats.request(connection, "all", trigger="ui", ingest=False, now=NOON)
    with database.connect(role, autocommit=True) as connection:
        assert connection.execute(widen).rowcount == 1
        with database.connect(Role.WORKER, autocommit=True) as worker:
            beats.take_next(worker, now=NOON)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="does not wait any more"):
            connection.execute(widen)
