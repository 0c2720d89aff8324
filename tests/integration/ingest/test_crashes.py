"""Runs that are killed, that meet each other, that take too long; and a reader who looks meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from heartbeat.db import Role
from heartbeat.definitions.stored import source_to_json
from heartbeat.errors import DeadlinePassed, IngestError, SourceBusy
from heartbeat.ingest.child import land
from heartbeat.marts.loads import read_source_conditions
from heartbeat.marts.records import open_run
from integration.ingest.landing_site import LandingSite
from machine_time import system_clock
from waiting import eventually

TABLES = (
    "create table core.payment (id int primary key, v text, updated_at timestamptz default now())",
    "create table core.log (v text, created_at timestamptz default now())",
    "create table core.currency (code text)",
)
FIRST = (
    "insert into core.payment select g, 'a', now() - g * interval '1 minute' from generate_series(1, 3000) g",
    "insert into core.log select 'l' || g, now() - g * interval '1 minute' from generate_series(1, 3000) g",
    "insert into core.currency select 'c' || g from generate_series(1, 100) g",
)
CHANGE = (
    "update core.payment set v = 'b', updated_at = now() where id % 7 = 0",
    "insert into core.payment select g, 'new' from generate_series(5001, 5100) g",
    "insert into core.log select 'late' || g, now() - interval '5 minutes' from generate_series(1, 50) g",
    "delete from core.currency where code = 'c1'",
)
KEYS = {"payment": "id", "log": "v, created_at", "currency": "code"}


def everything_equal(site: LandingSite) -> list[str]:
    return [table for table, key in KEYS.items() if not site.equal(table, key=key)]


@pytest.mark.faults
@pytest.mark.parametrize("moment", ["extract", "staging", "before-load-publish"])
def test_a_killed_run_leaves_nothing_visible_and_the_next_one_is_complete(site: LandingSite, moment: str) -> None:
    site.at_source(*TABLES, *FIRST)
    for changes in ((), CHANGE):  # the first load, then an increment of each disposition
        before = [site.marts(f"select * from webbank_core.{table}") for table in KEYS] if changes else []
        site.at_source(*changes)
        with pytest.raises(IngestError, match="ended by itself"):
            site.run_in_child(environment={"HEARTBEAT_STOP_AT": moment})
        if changes:
            assert [site.marts(f"select * from webbank_core.{table}") for table in KEYS] == before
        else:
            assert site.marts("select count(*) from pg_tables where schemaname = 'webbank_core'") == [(0,)]
        assert site.landing("select state from landing.source_run order by id desc limit 1") == [("error",)]
        assert site.run_in_child().state == "ok"
        assert everything_equal(site) == []
        assert site.landing("select count(*) from pg_namespace where nspname like '%staging'") == [(0,)]
        assert list(site.folder.glob("*/*")) == []


def test_a_reader_never_sees_a_missing_or_partial_table(site: LandingSite) -> None:
    site.at_source(*TABLES, *FIRST)
    site.run()
    ended = threading.Event()
    seen: set[tuple[int, ...]] = set()
    wrong: list[str] = []
    query = "select (select count(*) from webbank_core.payment), (select count(*) from webbank_core.currency)"

    def look() -> None:
        with site.database.connect(Role.QUERY, autocommit=True) as reader:
            while not ended.is_set():
                try:
                    seen.update(reader.execute(query).fetchall())
                except psycopg.Error as error:
                    wrong.append(str(error))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        for turn in range(8):
            site.at_source(
                f"insert into core.currency values ('n{turn}')", f"insert into core.payment values ({9000 + turn}, 'n')"
            )
            site.run()
    finally:
        ended.set()
        thread.join()
    assert wrong == []
    assert seen <= {(3000 + turn, 100 + turn) for turn in range(9)}
    assert len(seen) > 1


def test_a_long_query_delays_a_swap_and_no_other_reader(site: LandingSite) -> None:
    site.at_source(*TABLES, *FIRST)
    site.run()
    site.at_source("insert into core.currency values ('new')")
    with site.database.connect(Role.QUERY) as reader:
        reader.execute("select count(*) from webbank_core.currency")  # and its transaction stays open
        loading = threading.Thread(target=site.run)
        loading.start()
        waiting = "select count(*) from pg_locks where relation = 'webbank_core.currency'::regclass and not granted"
        for _ in range(2):  # it asks for the table, steps back, and asks again
            eventually(lambda: count(site, waiting) == 1)
            eventually(lambda: count(site, waiting) == 0)
            assert site.marts("select count(*) from webbank_core.currency") == [(100,)]
        assert loading.is_alive()
        reader.rollback()
    loading.join()
    assert site.marts("select count(*) from webbank_core.currency") == [(101,)]


def test_two_runs_of_a_dataset_at_once_are_refused(site: LandingSite) -> None:
    site.at_source(*TABLES)
    with site.database.connect(Role.LOADER) as other:
        other.execute("select pg_advisory_lock(hashtextextended('heartbeat ingest webbank_core', 0))")
        with pytest.raises(SourceBusy, match="webbank_core"):
            site.run_in_child()
    assert site.run_in_child().state == "ok"


def test_a_run_that_dies_while_another_one_lives_says_nothing_about_that_one(site: LandingSite) -> None:
    site.at_source(*TABLES)
    with site.database.connect(Role.LOADER, autocommit=True) as other:
        other.execute("select pg_advisory_lock(hashtextextended('heartbeat ingest webbank_core', 0))")
        open_run(other, "webbank", "webbank_core", is_whole=True, now=system_clock())
        with pytest.raises(DeadlinePassed):
            site.run_in_child(deadline_seconds=1)
        assert site.landing("select state from landing.source_run") == [("running",)]


def test_a_run_that_hangs_is_stopped_at_its_deadline(site: LandingSite) -> None:
    site.at_source("create view core.slow as select pg_sleep(600)::text as t")
    with pytest.raises(DeadlinePassed, match="deadline of 5 s"):
        site.run_in_child(tables=("slow",), deadline_seconds=5)
    assert site.landing("select state, error_code from landing.source_run") == [("error", "deadline-passed")]
    with site.database.connect(Role.WORKER) as connection:
        (condition,) = read_source_conditions(connection)
    assert condition.state == "error"
    assert condition.last_ok_at is None
    assert condition.since is not None


def test_whoever_waits_for_a_run_can_stop_it(site: LandingSite) -> None:
    def stop() -> None:
        raise InterruptedError

    site.at_source("create view core.slow as select pg_sleep(600)::text as t")
    with pytest.raises(InterruptedError):
        land(site.source(tables=("slow",)), "core", site.landing_in_child(keep_alive=stop))


@pytest.mark.faults
def test_a_child_ends_when_its_parent_is_killed(site: LandingSite, tmp_path: Path) -> None:
    site.at_source("create view core.slow as select pg_sleep(600)::text as t")
    parent = tmp_path / "parent.py"
    parent.write_text(PARENT)
    order = {"source": source_to_json(site.source(tables=("slow",))), "urls": {"loader": site.database.url(Role.LOADER)}}
    process = subprocess.Popen([sys.executable, str(parent)], stdin=subprocess.PIPE, env={**os.environ})
    assert process.stdin is not None
    process.stdin.write(json.dumps(order).encode())
    process.stdin.close()
    loading = "select count(*) from pg_stat_activity where application_name = 'heartbeat ingest' and datname = current_database()"
    eventually(lambda: count(site, loading) > 0)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    eventually(lambda: count(site, loading) == 0)


PARENT = """
import json, sys, threading
from heartbeat.db import Database, Role
from heartbeat.definitions.stored import source_from_json
from heartbeat.ingest.child import Landing, land

order = json.load(sys.stdin)
landing = Landing(Database("hb_", {Role(role): url for role, url in order["urls"].items()}), {})
# From a thread that is not the main one, as a worker in a server is.
threading.Thread(target=land, args=(source_from_json(order["source"]), "core", landing)).start()
"""


def count(site: LandingSite, query: str) -> int:
    with psycopg.connect(site.database.url(Role.LOADER)) as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
