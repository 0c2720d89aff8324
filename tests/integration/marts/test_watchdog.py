"""A statement that the server does not stop is ended from outside, and nobody else is."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.errors import QueryTimedOut
from heartbeat.marts import sandbox as room
from heartbeat.marts.sandbox import Sandbox
from heartbeat.marts.watchdog import Session, end_session
from heartbeat.postgres.server.waiting import wait_until
from postgres_fixtures import Cluster

SLOW = "select count(*) as value from generate_series(1, 100000) a, generate_series(1, 100000) b"

Admin = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def admin(superuser_url: str) -> Iterator[Admin]:
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def deaf_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server looks for a reader, and at its statement timeout, much later than the client hangs up: after a second."""
    monkeypatch.setattr(room, "GRACE_SECONDS", -29.0)
    monkeypatch.setattr(room, "READER_CHECK_SECONDS", 60.0)


def is_gone(admin: Admin, pid: int) -> bool:
    return not admin.execute("select from pg_stat_activity where pid = %s", [pid]).fetchall()


def metric_sessions(admin: Admin) -> list[tuple[object, ...]]:
    query = "select pid from pg_stat_activity where datname = current_database() and application_name = 'heartbeat metric'"
    return admin.execute(query).fetchall()


@pytest.mark.usefixtures("deaf_server")
def test_a_statement_that_overruns_is_gone_from_the_server_within_seconds(database: Database, admin: Admin) -> None:
    with pytest.raises(QueryTimedOut):
        Sandbox(database, timeout_seconds=30).run(SLOW, as_of=None, label="m")
    assert wait_until(lambda: not metric_sessions(admin), timeout_seconds=5)


@pytest.mark.usefixtures("deaf_server")
def test_without_the_right_to_end_it_the_client_hangs_up_all_the_same(database: Database, admin: Admin) -> None:
    admin.execute("revoke pg_signal_backend from hb_worker")
    try:
        with pytest.raises(QueryTimedOut):
            Sandbox(database, timeout_seconds=30).run(SLOW, as_of=None, label="m")
        ((pid,),) = metric_sessions(admin)
        assert not end_session(database, Session(int(str(pid)), "hb_query", "heartbeat metric"))
        assert not is_gone(admin, int(str(pid)))
    finally:
        admin.execute("grant pg_signal_backend to hb_worker")
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'heartbeat metric'")


UNSEEING = "select (array(select i from generate_series(1, {0}) i) && array(select -i from generate_series(1, {0}) i)) as value"
"""Compares each with each. Postgres does not ask itself meanwhile whether it was cancelled."""


def test_a_statement_that_never_looks_up_is_ended_within_five_seconds_of_its_limit(
    database: Database, cluster: Cluster, admin: Admin
) -> None:
    started = time.monotonic()
    with pytest.raises(QueryTimedOut, match="longer than 1 s"):
        Sandbox(replace(database, break_off=cluster.server.break_off), timeout_seconds=1).run(
            UNSEEING.format(1_000_000), as_of=None, label="m"
        )
    assert wait_until(lambda: not metric_sessions(admin), timeout_seconds=6 - (time.monotonic() - started))
    assert admin.execute("select 1").fetchone() == (1,), "nobody else's session ended with it"


def test_only_a_session_of_that_role_that_computes_is_broken_off(database: Database, cluster: Cluster) -> None:
    server = cluster.server
    with database.connect(Role.QUERY, application_name="heartbeat metric") as idle:
        pid = idle.info.backend_pid
        assert not server.break_off(pid, "hb_query"), "it waits for its client"
        assert idle.execute("select 1").fetchone() == (1,)
    assert not server.break_off(pid, "hb_query"), "it is gone"
    assert not server.break_off(os.getpid(), "hb_query"), "that is no session"
    with ThreadPoolExecutor(1) as other, database.connect(Role.LOADER) as busy:
        answer = other.submit(busy.execute, UNSEEING.format(40_000))  # some seconds
        assert not server.break_off(busy.info.backend_pid, "hb_query"), "it is another role's"
        assert answer.result().fetchone() == (False,)


def test_a_session_is_ended_only_if_it_is_still_the_one_that_was_watched(database: Database, admin: Admin) -> None:
    with database.connect(Role.QUERY, application_name="heartbeat metric") as connection:
        session = Session.of(connection)
        for other in (replace(session, user="hb_app"), replace(session, application="psql"), replace(session, pid=1)):
            assert not end_session(database, other)
        assert connection.execute("select 1").fetchone() == (1,)
        assert end_session(database, session)
        assert wait_until(lambda: is_gone(admin, session.pid), timeout_seconds=5)
        connection.close()


def test_where_the_worker_is_not_known_or_the_server_is_away_nothing_is_ended_and_nothing_fails(database: Database) -> None:
    session = Session(1, "hb_query", "heartbeat metric")
    unknown = replace(database, urls={Role.QUERY: database.url(Role.QUERY)})
    away = replace(database, urls={Role.WORKER: "postgresql://hb_worker@127.0.0.1:1/nowhere"})
    assert (end_session(unknown, session), end_session(away, session)) == (False, False)
