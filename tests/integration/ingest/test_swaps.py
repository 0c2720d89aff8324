"""Tables that are replaced while somebody reads them, looks at them through a view, or has rights on them."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from heartbeat.db import Role
from heartbeat.errors import SourceBusy
from heartbeat.marts.inspect import read_openers
from heartbeat.postgres.server.account import Account
from heartbeat.postgres.server.binaries import find_binaries
from integration.ingest.landing_site import LandingSite, only, told_of
from waiting import eventually

SMALL = ("create table core.small (x int)", "insert into core.small values (1)")
PAYMENT = "create table core.payment (id int primary key, v text, updated_at timestamptz not null default now())"
GATE = "select pg_advisory_xact_lock(4711)"
_WAIT = "begin perform pg_advisory_xact_lock(4711); return null; end"
HELD_MERGE = (
    f"create function webbank_core.wait() returns trigger language plpgsql as '{_WAIT}'",
    "create trigger wait after insert on webbank_core.payment for each statement execute function webbank_core.wait()",
)


def on_marts(url: str, *statements: str) -> tuple[Any, ...]:
    """What somebody does in marts; the first row of the last statement."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements[:-1]:
            connection.execute(statement)
        last = connection.execute(statements[-1])
        return (last.fetchone() or ()) if last.description else ()


@contextmanager
def reading(site: LandingSite, query: str = "select * from webbank_core.small") -> Iterator[psycopg.Connection[Any]]:
    """Somebody who keeps a table open, as a backup does."""
    with site.database.connect(Role.OWNER, application_name="pg_dump") as backup:
        backup.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        backup.execute(query)
        yield backup


@contextmanager
def looking(site: LandingSite, query: str) -> Iterator[set[tuple[Any, ...]]]:
    """Somebody who asks once before, again and again meanwhile, and once behind; the answers."""
    looked, ended = threading.Event(), threading.Event()
    seen: set[tuple[Any, ...]] = set()

    def look() -> None:
        with site.database.connect(Role.QUERY, autocommit=True) as reader:
            is_last = False
            while not is_last:
                is_last = ended.is_set()
                seen.update(reader.execute(query).fetchall())
                looked.set()

    thread = threading.Thread(target=look)
    thread.start()
    try:
        assert looked.wait(10)
        yield seen
    finally:
        ended.set()
        thread.join()


def test_a_merge_of_one_table_keeps_nobody_from_reading_another(site: LandingSite) -> None:
    site.at_source(*SMALL, PAYMENT, "insert into core.payment values (1)")
    site.run()
    site.at_source("insert into core.small values (2)", "insert into core.payment values (2)")
    loader = site.database.url(Role.LOADER)
    on_marts(loader, *HELD_MERGE)
    waiting = "select count(*) from pg_locks where locktype = 'advisory' and objid = 4711 and not granted"
    loading = threading.Thread(target=site.run)
    with psycopg.connect(loader) as gate:
        gate.execute(GATE)
        loading.start()
        try:
            eventually(lambda: on_marts(loader, waiting) == (1,))  # it is in the middle of the merge
            with site.database.connect(Role.QUERY) as reader:
                reader.execute("lock table webbank_core.small in access share mode nowait")
                assert reader.execute("select count(*) from webbank_core.small").fetchone() == (1,)
        finally:
            gate.rollback()
            loading.join()
    assert site.equal("small")
    assert site.equal("payment", key="id")


def test_a_table_that_a_backup_keeps_open_is_replaced_in_place(site: LandingSite) -> None:
    site.at_source(*SMALL, PAYMENT, "insert into core.payment values (1)")
    site.run()
    site.at_source("insert into core.small values (2)", "insert into core.payment values (2)")
    with reading(site) as backup:
        report = site.run_in_child(deadline_seconds=40)
        assert report.state == "ok"
        assert "pg_dump of hb_owner" in (told_of(report, "small").note or "")
        assert backup.execute("select count(*) from webbank_core.small").fetchone() == (1,), "it goes on with its snapshot"
        assert site.equal("small")
        assert site.equal("payment", key="id")
    site.at_source("insert into core.small values (3)")
    assert "in place" not in (told_of(site.run(), "small").note or "")
    assert site.equal("small")


def test_a_table_that_has_to_become_another_one_waits_alone_for_its_reader(site: LandingSite) -> None:
    site.at_source(*SMALL, "create table core.wide (x int)", "create table core.currency (code text)", PAYMENT)
    site.run()
    site.at_source(
        "alter table core.small alter x type bigint",
        "alter table core.wide add y int",
        "insert into core.currency values ('EUR')",
        "insert into core.payment values (2)",
    )
    site.patience_seconds = 0
    with reading(site, "select 1 from webbank_core.small, webbank_core.wide"):
        report = site.run()
        small, wide = told_of(report, "small"), told_of(report, "wide")
        assert (small.outcome, wide.outcome, report.state) == ("error", "error", "error")
        for told in ("webbank_core.small was not loaded", "pg_dump of hb_owner", "x was integer and is bigint"):
            assert told in (small.error or "")
        assert "it has new columns: y" in (wide.error or "")
        assert "pg_terminate_backend" in small.hint
        assert site.equal("currency")
        assert site.equal("payment", key="id")
    assert site.run().state == "ok"
    assert site.equal("small")


def test_what_is_replaced_in_place_becomes_visible_with_everything_else(site: LandingSite) -> None:
    site.at_source(*SMALL, PAYMENT, "create table core.code (c text)")
    site.run()
    site.patience_seconds = 0
    counts = ", ".join(f"(select count(*) from webbank_core.{table})" for table in ("small", "payment", "code"))
    with reading(site), looking(site, f"select {counts}") as seen:
        for turn in range(3):
            site.at_source(
                "insert into core.small values (7)",
                f"insert into core.payment values ({turn})",
                "insert into core.code values ('c')",
            )
            site.run()
    assert {(1, 0, 0), (4, 3, 3)} <= seen <= {(1 + turn, turn, turn) for turn in range(4)}


def test_a_reader_whose_snapshot_is_older_than_a_swap_never_finds_the_table_empty(site: LandingSite) -> None:
    site.at_source(*SMALL, "create table core.code (c text)")
    site.run()
    with reading(site, "select * from webbank_core.code") as backup:
        site.at_source("insert into core.small values (2)")
        assert only(site.run(tables=["small"])).outcome == "loaded"
        assert backup.execute("select count(*) from webbank_core.small").fetchone() == (2,)


def test_a_staging_that_somebody_keeps_open_is_told(site: LandingSite) -> None:
    site.at_source(*SMALL)
    site.run()
    loader = site.database.url(Role.LOADER)
    on_marts(loader, "create schema webbank_core_staging", "create table webbank_core_staging.small (x int)")
    with reading(site, "select * from webbank_core_staging.small"), pytest.raises(SourceBusy) as caught:
        site.run()
    assert "--exclude-schema" in caught.value.hint
    assert site.run().state == "ok"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("alter table core.m alter v type varchar(20)", "v was character varying(5) and is character varying(20)"),
        ("alter table core.m drop constraint m_pkey, add primary key (id, k)", "its key is (id, k) now"),
    ],
)
def test_a_view_on_a_table_that_has_to_become_another_one_is_named_until_it_is_gone(
    site: LandingSite, superuser_url: str, change: str, told: str
) -> None:
    site.at_source(
        "create table core.m (id int primary key, k int not null default 0, v varchar(5), updated_at timestamptz default now())",
        "insert into core.m values (1, 0, 'a')",
        *SMALL,
    )
    site.run()
    on_marts(superuser_url, "create view public.mine as select * from webbank_core.m")
    site.at_source(change, "insert into core.m values (2, 0, 'b')", "insert into core.small values (2)")
    for _ in range(2):
        report = site.run()
        refused = told_of(report, "m")
        assert refused.outcome == "error"
        assert "mine depends on table webbank_core.m" in (refused.error or "")
        assert told in (refused.error or "")
        assert "Drop what depends on it" in refused.hint
        assert site.marts("select count(*) from webbank_core.m") == [(1,)]
        assert site.equal("small")
    on_marts(superuser_url, "drop view public.mine")
    assert told_of(site.run(), "m").outcome == "loaded"
    assert site.equal("m", key="id")


def test_a_table_under_a_view_gets_its_new_column_in_place(site: LandingSite, superuser_url: str) -> None:
    site.at_source(*SMALL, "create table core.other (x int)")
    site.run()
    on_marts(superuser_url, "create view public.mine as select * from webbank_core.small")
    site.at_source("alter table core.small add y int default 5", "insert into core.other values (1)")
    report = site.run(indexes={"small": (("y",),)})
    assert report.state == "ok"
    assert "mine depends on table webbank_core.small" in (told_of(report, "small").note or "")
    assert site.marts("select * from webbank_core.small") == [(1, 5)]
    assert site.equal("other")
    assert site.marts("select count(*) from pg_indexes where schemaname = 'webbank_core' and indexdef like '%(y)'") == [(1,)]


def test_rights_and_comments_that_people_gave_survive_a_swap(site: LandingSite, superuser_url: str) -> None:
    site.at_source("create table core.small (x int, gone int)", "insert into core.small values (1)")
    site.run()
    reader = f"bi_{site.url.rpartition('/')[2]}"
    on_marts(
        superuser_url,
        f'create role "{reader}"',
        f'grant select, references on webbank_core.small to "{reader}" with grant option',
        "grant select on webbank_core.small to public",
        "comment on table webbank_core.small is $$what it's for$$",
        "comment on column webbank_core.small.x is 'a number'",
        "comment on column webbank_core.small.gone is 'soon'",
    )
    query = (
        "select array(select a::text from unnest(relacl) a order by 1), obj_description(oid, 'pg_class'), "
        "col_description(oid, 1), relfilenode from pg_class where oid = 'webbank_core.small'::regclass"
    )
    try:
        before = on_marts(superuser_url, query)
        site.at_source("insert into core.small values (2)", "alter table core.small drop gone")
        assert site.run().state == "ok"
        after = on_marts(superuser_url, query)
    finally:
        on_marts(superuser_url, f'drop owned by "{reader}"', f'drop role "{reader}"')
    assert after[:3] == before[:3]
    assert (after[1:3], after[3] != before[3]) == (("what it's for", "a number"), True)


def test_metric_sql_is_let_into_a_dataset_again_and_nobody_else_is(site: LandingSite) -> None:
    site.at_source(*SMALL)
    site.run()
    on_marts(site.database.url(Role.LOADER), "revoke usage on schema webbank_core from hb_query")
    site.run()
    assert site.marts("select x from webbank_core.small") == [(1,)]
    assert site.landing("select has_schema_privilege('webbank_core', 'usage')") == [(False,)]


def test_a_backup_that_runs_meanwhile_has_the_rows_from_before(site: LandingSite, tmp_path: Path) -> None:
    site.at_source("create table core.small (x int)", "insert into core.small values (4711)")
    site.run()
    site.patience_seconds = 0
    site.at_source("insert into core.small values (4712)")
    loader = site.database.url(Role.LOADER)
    on_marts(loader, "create table webbank_core.zone (x int)")
    with psycopg.connect(loader) as blocker:
        blocker.execute(
            "lock table webbank_core.zone in access exclusive mode"
        )  # it comes after the other one, and holds the dump
        dump = backup_into(tmp_path / "dump", site)
        eventually(lambda: "small" in read_openers(blocker, "webbank_core"), within_seconds=30)
        assert "pg_dump of hb_owner" in (only(site.run()).note or "")
        blocker.rollback()
    said = dump.communicate()[1]
    assert (dump.returncode, said) == (0, "")
    content = (tmp_path / "dump").read_text()
    assert ("4711" in content, "4712" in content) == (True, False)
    assert site.equal("small")


def backup_into(file: Path, site: LandingSite) -> subprocess.Popen[str]:
    arguments = [f"--file={file}", "--exclude-schema=*_staging", site.database.url(Role.OWNER)]
    return subprocess.Popen([find_binaries(Account()).program("pg_dump"), *arguments], stderr=subprocess.PIPE, text=True)
