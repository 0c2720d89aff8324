"""A server of MariaDB that is away, that refuses, hangs or breaks off, and what is told of it."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from heartbeat.db import Database
from heartbeat.errors import IngestError, SourceRejected, SourceUnreachable
from heartbeat.ingest.kinds import open_snapshot
from heartbeat.ingest.tables.model import SourceTable
from integration.ingest.landing_site import told_of
from integration.ingest.sql_site import Gathered, SqlSite, reach_of
from mariadb_fixtures import MariaDb
from postgres_fixtures import free_port

SECRET = "s3cr3t-pässwörd/&%-кот"
READER = f"reader:{quote(SECRET, safe='')}"


@pytest.fixture
def site(database: Database, mariadb: MariaDb, crm_database: str, tmp_path: Path) -> SqlSite:
    for name in ("open_one", "closed"):
        mariadb.execute(f"create table {name} (id int primary key)", database=crm_database)
    return SqlSite(database, mariadb.url(crm_database, READER), tmp_path / "work")


@pytest.fixture
def reader(site: SqlSite, mariadb: MariaDb, crm_database: str) -> Iterator[None]:
    """A user that may read one table, and insert into another."""
    mariadb.execute(
        f"create user reader identified by '{SECRET}'",
        f"grant select on {crm_database}.open_one to reader",
        f"grant insert on {crm_database}.closed to reader",
    )
    yield
    mariadb.execute("drop user reader")


@pytest.mark.usefixtures("reader")
def test_a_table_without_permission_is_told_and_the_others_are_published(site: SqlSite) -> None:
    report = site.land()
    assert {one.table: one.outcome for one in report.tables} == {"closed": "error", "open_one": "loaded"}
    told = told_of(report, "closed")
    assert "SELECT command denied to user 'reader'" in (told.error or "")
    assert "Grant select" in told.hint


@pytest.mark.usefixtures("reader")
def test_a_login_that_is_refused_is_no_outage(site: SqlSite, mariadb: MariaDb) -> None:
    site.environment = {"CRM_PASSWORD": "wrong-s3cr3t"}
    with pytest.raises(SourceRejected, match="refused the login: Access denied") as caught:
        site.land(url=mariadb.url("", "reader:${CRM_PASSWORD}") + "x")
    assert "s3cr3t" not in told_everywhere(site, caught.value)
    with pytest.raises(SourceRejected, match=r"Access denied .*nowhere|Unknown database"):
        site.run(url=mariadb.url("nowhere", READER))


def test_a_server_that_is_away_is_told_with_its_address_and_without_its_password(site: SqlSite) -> None:
    port = free_port()
    with pytest.raises(SourceUnreachable, match=rf"crm \(127\.0\.0\.1:{port}/crm\) does not answer") as caught:
        site.land(url=f"mysql+pymysql://{READER}@127.0.0.1:{port}/crm")
    assert "s3cr3t" not in told_everywhere(site, caught.value)


def test_a_server_that_never_greets_is_told(site: SqlSite) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = f"mysql+pymysql://me@127.0.0.1:{listener.getsockname()[1]}/crm?connect_timeout=1"
        with pytest.raises(SourceUnreachable, match=r"does not answer: .*timed out"):
            site.run(url=url)


def test_a_server_that_falls_silent_is_told(site: SqlSite, mariadb: MariaDb, crm_database: str) -> None:
    with mariadb.connected(crm_database) as holder:
        holder.execute("lock tables open_one write")
        with pytest.raises(SourceUnreachable, match=r"table open_one broke: Lost connection .*timed out"):
            site.run(url=mariadb.url(crm_database) + "?read_timeout=1", tables=["open_one"])


@pytest.mark.parametrize("limit", ["wait_timeout", "idle_transaction_timeout", "idle_readonly_transaction_timeout"])
@pytest.mark.usefixtures("reader")
def test_a_server_that_ends_idle_sessions_waits_while_marts_are_busy(
    site: SqlSite, mariadb: MariaDb, crm_database: str, limit: str
) -> None:
    mariadb.execute("insert into open_one values (1)", database=crm_database)
    ((before,),) = mariadb.execute(f"select @@global.{limit}")
    mariadb.execute(f"set global {limit} = 1")
    try:
        with open_snapshot(site.source(), reach_of(site)) as snapshot:
            tables = {table.name: table for table in snapshot.reflect("").tables}
            time.sleep(2.5)
            assert snapshot.copy("", tables["open_one"], None, Gathered()).rows == 1
    finally:
        mariadb.execute(f"set global {limit} = {before}")


def test_a_connection_that_breaks_while_a_table_is_read_ends_the_run(site: SqlSite, mariadb: MariaDb, crm_database: str) -> None:
    mariadb.execute("create table large select seq as id, repeat('x', 500) as t from seq_1_to_30000", database=crm_database)

    class Cutting(Gathered):
        @contextmanager
        def open(self, _table: SourceTable, *, binary: bool = False) -> Iterator[Callable[[bytes], object]]:
            def cut(_piece: bytes) -> None:
                for (process,) in mariadb.execute(f"select id from information_schema.processlist where db = '{crm_database}'"):
                    mariadb.execute(f"kill connection {process}")

            yield cut

    url = mariadb.url(crm_database)
    with open_snapshot(site.source(url=url), reach_of(site)) as snapshot:
        (table,) = [one for one in snapshot.reflect("").tables if one.name == "large"]
        with pytest.raises(SourceUnreachable, match="table large broke"):
            snapshot.copy("", table, None, Cutting())


def test_a_value_that_does_not_fit_is_told_and_the_next_table_is_read(site: SqlSite, mariadb: MariaDb, crm_database: str) -> None:
    mariadb.execute(
        "set sql_mode = ''",
        "create table a_date (id int primary key, d date)",
        "insert into a_date values (1, '2026-01-01'), (2, '2026-00-15')",
        "create table b_text (id int primary key, t text)",
        "insert into b_text values (1, 'x'), (2, 'a\\0b')",
        "create table c_json (id int primary key, j json)",
        'insert into c_json values (1, \'{"a": "\\\\\\\\u0000"}\'), (2, \'"\\\\u0000"\')',
        database=crm_database,
    )
    report = site.run(url=mariadb.url(crm_database))
    for name, column, why in [
        ("a_date", "d", "a date whose year, month or day is zero"),
        ("b_text", "t", "a NUL character"),
        ("c_json", "j", "JSON with a character that Postgres cannot keep"),
    ]:
        told = told_of(report, name)
        assert told.error_code == "source-rejected"
        assert f"table {name}: in row 2 of those read, `{column}` holds {why}" in (told.error or "")
        assert "drop_columns" in told.hint
    assert told_of(report, "open_one").outcome == "loaded"


def test_a_value_that_a_view_cannot_cast_is_not_repeated_in_the_error(site: SqlSite, mariadb: MariaDb, crm_database: str) -> None:
    mariadb.execute(
        "set sql_mode = 'STRICT_ALL_TABLES'",
        "create table raw (card text)",
        "insert into raw values ('card 4000 1234 5678 9010')",
        "create function number_of(card text) returns bigint deterministic begin declare n bigint; set n = card; return n; end",
        "create view cards as select number_of(card) as n from raw",
        database=crm_database,
    )
    site.url = mariadb.url(crm_database)
    report = site.run_declaring(("cards",))
    assert "Incorrect integer value: '…' for column" in (told_of(report, "cards").error or "")
    assert "4000 1234" not in str(report)


def test_a_table_that_is_made_anew_meanwhile_is_told_and_the_others_are_read(
    site: SqlSite, mariadb: MariaDb, crm_database: str
) -> None:
    mariadb.execute("insert into open_one values (1)", database=crm_database)
    with open_snapshot(site.source(url=mariadb.url(crm_database)), reach_of(site)) as snapshot:
        mariadb.execute("alter table closed modify id varchar(20)", database=crm_database)
        tables = {table.name: table for table in snapshot.reflect("").tables}
        with pytest.raises(SourceRejected, match=r"table closed refused: Table definition has changed, .*\(1412\)"):
            snapshot.copy("", tables["closed"], None, Gathered())
        assert snapshot.copy("", tables["open_one"], None, Gathered()).rows == 1


def told_everywhere(site: SqlSite, error: IngestError) -> str:
    causes = []
    cause: BaseException | None = error
    while cause is not None:
        causes.append(str(cause))
        cause = cause.__cause__ or cause.__context__
    return "\n".join([*causes, error.hint, str(site.landing("select error, hint from landing.source_run"))])
