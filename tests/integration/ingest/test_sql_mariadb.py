"""A server of MariaDB: how its tables are kept up to date, and what a run sees of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from heartbeat.db import Database
from heartbeat.errors import SourceRejected
from heartbeat.ingest.kinds import open_snapshot
from integration.ingest.landing_site import only, told_of
from integration.ingest.sql_site import Gathered, SqlSite, reach_of
from mariadb_fixtures import MariaDb
from memory import at_most_megabytes


class Crm:
    """A database of the server, and the landing site of it."""

    def __init__(self, server: MariaDb, database: str, site: SqlSite) -> None:
        self.server, self.database, self.site = server, database, site

    def execute(self, *statements: str) -> list[tuple[object, ...]]:
        return self.server.execute(*statements, database=self.database)


@pytest.fixture
def crm(database: Database, mariadb: MariaDb, crm_database: str, tmp_path: Path) -> Crm:
    return Crm(mariadb, crm_database, SqlSite(database, mariadb.url(crm_database), tmp_path / "work"))


def test_each_table_is_kept_up_to_date_as_its_columns_allow(crm: Crm) -> None:
    crm.execute(
        "create table deal (id bigint unsigned primary key, title varchar(20), updated_at timestamp(6) null)",
        "create table visit (who varchar(9), created_at datetime)",
        "create table country (code char(2) primary key, name text) character set latin1",
        "create table log (what text) engine = MyISAM",
        "create view titles as select title from deal",
        "create sequence numbers",
        "insert into deal values (18446744073709551615, 'x', now(6)), (1, '', null)",
        "insert into visit values ('a', now()), ('a', now())",
        "insert into country values ('AT', 'Österreich')",
    )
    report = crm.site.land()
    assert {one.table: (one.disposition, one.outcome, one.rows) for one in report.tables} == {
        "deal": ("merge", "loaded", 2), "visit": ("append", "loaded", 2), "country": ("replace", "loaded", 1),
        "log": ("replace", "loaded", 0),
    }  # fmt: skip
    assert (told_of(report, "log").note or "").startswith("MyISAM keeps no snapshot: read as it was a little later")
    assert crm.site.marts("select id::text, title from crm.deal order by 2") == [("1", ""), ("18446744073709551615", "x")]
    assert crm.site.marts("select name from crm.country") == [("Österreich",)]
    assert {one.outcome for one in crm.site.land().tables} == {"unchanged"}
    assert only(crm.site.run_declaring(("titles",))).rows == 2


def test_an_increment_brings_what_is_new_changed_late_or_without_a_cursor(crm: Crm) -> None:
    crm.execute(
        "create table deal (id int primary key, title text, updated_at timestamp(3) null, index (updated_at))",
        "insert into deal values (1, 'old', '2020-01-01'), (2, 'older', '2019-01-01'), (3, 'new', now(3))",
    )
    crm.site.run()
    crm.execute(
        "update deal set title = 'changed in silence' where id = 1",
        "update deal set title = 'changed', updated_at = now(3) where id = 2",
        "delete from deal where id = 3",
        "insert into deal values (4, 'late', now(3) - interval 3 minute), (5, 'without', null)",
        "insert into deal values (6, 'committed a day late', now(3) - interval 1 day)",
    )
    assert only(crm.site.run(lag_seconds=600)).total_rows == 5
    assert crm.site.marts("select id, title from crm.deal order by id") == [
        (1, "old"), (2, "changed"), (3, "new"), (4, "late"), (5, "without"),
    ]  # fmt: skip


def test_a_zero_date_is_no_date_is_told_and_is_never_lost(crm: Crm) -> None:
    kinds = {"by_day": "date", "by_hour": "datetime(6)", "by_moment": "timestamp"}
    cursors = dict.fromkeys(kinds, "at")
    for name, kind in kinds.items():
        crm.execute(
            "set sql_mode = ''",
            f"create table {name} (who text, at {kind} not null)",
            f"insert into {name} values ('a', '0000-00-00'), ('b', '2026-01-01'), ('c', 0)",
        )
    assert {(one.disposition, one.note) for one in crm.site.run(cursor=cursors).tables} == {
        ("append", "landed as NULL: 2 zero dates of at")
    }
    for name in kinds:
        crm.execute("set sql_mode = ''", f"insert into {name} values ('d', 0), ('e', '2026-01-02')")
        crm.execute(f"delete from {name} where who = 'a'")
    crm.site.run(cursor=cursors)
    for name in kinds:
        assert crm.site.marts(f"select who, at::date::text from crm.{name} order by who") == [
            ("b", "2026-01-01"), ("c", None), ("d", None), ("e", "2026-01-02"),
        ]  # fmt: skip


def test_any_value_that_has_an_order_can_be_a_cursor(crm: Crm) -> None:
    kinds = {"a": "decimal(12,3)", "b": "float", "c": "bigint", "d": "varchar(9)"}
    cursors = dict.fromkeys(kinds, "n")
    for name, kind in kinds.items():
        crm.execute(f"create table {name} (who text, n {kind})")
        crm.execute(f"insert into {name} values ('a', 1), ('b', 2.7), ('none', null)")
    crm.site.run(cursor=cursors)
    crm.site.run(cursor=cursors)
    for name in kinds:
        crm.execute(f"insert into {name} values ('c', 3.7), ('d', 2.7)")
    crm.site.run(cursor=cursors, lag_seconds=0)
    for name in kinds:
        landed = crm.site.marts(f"select who from crm.{name} order by who")
        assert landed == [("a",), ("b",), ("c",), ("d",), ("none",)], name


def test_databases_are_schemas(crm: Crm) -> None:
    crm.execute("create table a (id int primary key)")
    crm.site.url, crm.site.schema = crm.server.url(), crm.database
    assert only(crm.site.run()).outcome == "loaded"
    assert crm.site.marts(f"select count(*) from crm_{crm.database}.a") == [(0,)]
    crm.site.schema = "nowhere"
    with pytest.raises(SourceRejected, match="no database nowhere that its user may see"):
        crm.site.run()
    crm.site.schema = ""
    with pytest.raises(SourceRejected, match="url names no database") as caught:
        crm.site.run()
    assert "schemas" in caught.value.hint


def test_what_changes_its_shape_is_told(crm: Crm) -> None:
    crm.execute("create table deal (id int primary key, worth int, title varchar(5))", "insert into deal values (1, 5, 'x')")
    crm.site.run()
    crm.execute("alter table deal modify worth bigint, modify title varchar(9), add stage enum('open', 'won') default 'won'")
    report = only(crm.site.run())
    assert "worth was integer and is bigint; loaded in full once" in (report.note or "")
    assert crm.site.types("deal") == {
        "id": "integer", "worth": "bigint", "title": "character varying(9)", "stage": "text",
    }  # fmt: skip
    crm.execute("alter table deal drop column stage, modify worth varchar(20)")
    report = only(crm.site.run())
    assert report.error_code == "schema-drift"
    assert report.changed_columns == {"worth": "was bigint and is character varying(20)"}


def test_a_run_sees_all_tables_as_they_were_at_one_moment(crm: Crm) -> None:
    crm.execute("create table a (id int primary key)", "create table b (id int primary key)", "insert into a values (1)")
    with open_snapshot(crm.site.source(), reach_of(crm.site)) as snapshot:
        crm.execute("insert into a values (2)", "insert into b values (2)")
        tables = {table.name: table for table in snapshot.reflect("").tables}
        gathered = Gathered()
        assert snapshot.copy("", tables["a"], None, gathered).rows == 1
        assert b"".join(gathered.pieces) == b'"id"\n1\n'
        assert snapshot.copy("", tables["b"], None, gathered).rows == 0


def test_settings_of_the_server_change_nothing(crm: Crm) -> None:
    crm.execute("create table t (id int primary key, at datetime, z timestamp null)")
    crm.execute("insert into t values (1, '2026-07-01 12:00:00', '2026-07-01 12:00:00'), (2, null, null)")
    (told,) = crm.execute("select @@global.time_zone, @@global.sql_mode, @@global.sql_select_limit")
    try:
        crm.execute("set global time_zone = '+05:30', global sql_mode = 'ANSI_QUOTES,TRADITIONAL', global sql_select_limit = 1")
        assert only(crm.site.run()).rows == 2
    finally:
        crm.execute(f"set global time_zone = '{told[0]}', global sql_mode = '{told[1]}', global sql_select_limit = {told[2]}")
    crm.execute("set time_zone = '+00:00'")
    assert crm.site.marts("select at::text, (z at time zone 'UTC')::text from crm.t where id = 1") == [
        ("2026-07-01 12:00:00", str(utc_of(crm))),
    ]  # fmt: skip


def utc_of(crm: Crm) -> object:
    with crm.server.connected(crm.database) as cursor:
        cursor.execute("set time_zone = '+00:00'")
        cursor.execute("select cast(z as char) from t where id = 1")
        return cursor.fetchone()[0]


def test_a_key_has_a_value_in_every_row_and_covers_whole_values(crm: Crm) -> None:
    crm.execute(
        "create table a (x int, y text not null, z int not null, w int not null, unique (x), unique (y(3)), unique (z, w))",
        "create table b (x int not null, y int not null, unique two (x, y), unique one (y))",
        "create table c (x int, y int, primary key (y, x), unique (x))",
    )
    with open_snapshot(crm.site.source(), reach_of(crm.site)) as snapshot:
        keys = {table.name: table.key for table in snapshot.reflect("").tables}
    assert keys == {"a": ("z", "w"), "b": ("y",), "c": ("y", "x")}


def test_names_that_need_quotes_are_read(crm: Crm) -> None:
    crm.execute(
        "create table `Order ``Items`` 100%` (`clientId` int primary key, `a:b %s` text, `group` int, `updatedAt` datetime)"
    )
    crm.execute("insert into `Order ``Items`` 100%` values (1, 'x', 2, '2026-01-01')")
    crm.site.run()
    crm.execute("insert into `Order ``Items`` 100%` values (2, 'y', 2, now())")
    assert only(crm.site.run()).disposition == "merge"
    assert crm.site.marts('select client_id, a_b_s, "group" from crm.order_items_100 order by 1') == [(1, "x", 2), (2, "y", 2)]


def test_a_table_of_any_size_takes_little_memory(crm: Crm) -> None:
    crm.execute(
        "create table t (id int primary key, name text, picture longblob)",
        "insert into t select seq, concat('name of ', seq), null from seq_1_to_60000",
        "update t set picture = repeat('x', 1000000) where id between 100 and 130",
    )
    gathered = Gathered(keeps=False)
    with open_snapshot(crm.site.source(), reach_of(crm.site)) as snapshot:
        (table,) = snapshot.reflect("").tables
        with at_most_megabytes(32):
            assert snapshot.copy("", table, None, gathered).rows == 60_000
    assert len(gathered.told) >= 2
    assert (table.estimated_rows or 0) > 20_000
