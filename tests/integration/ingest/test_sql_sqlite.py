"""A file of SQLite: how its tables are kept up to date, and what changes of it do."""

from __future__ import annotations

from pathlib import Path

import pytest

from heartbeat.db import Database
from heartbeat.errors import SourceRejected, SourceUnreachable
from heartbeat.ingest.kinds import open_snapshot
from heartbeat.ingest.tables.model import SourceTable
from integration.ingest.landing_site import only, told_of
from integration.ingest.sql_site import Gathered, SqlSite, at_file, in_file, opened, reach_of

NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "crm of today.db"


@pytest.fixture
def site(database: Database, file: Path, tmp_path: Path) -> SqlSite:
    return SqlSite(database, f"sqlite:///{file}", tmp_path / "work")


def test_each_table_is_kept_up_to_date_as_its_columns_allow(site: SqlSite, file: Path) -> None:
    at_file(
        file,
        "create table deal (id integer primary key, title varchar(5), updated_at datetime)",
        "create table visit (client int, created_at timestamp)",
        "create table country (code text not null primary key, name text)",
        "create table nameless (a, b)",
        f"insert into deal values (1, 'longer than five', {NOW}), (2, '', null)",
        f"insert into visit values (1, {NOW}), (1, {NOW})",
        "insert into country values ('ÄÖ', 'Äöland 🫀'), ('XX', null)",
    )
    report = site.land()
    assert {one.table: (one.disposition, one.outcome, one.rows) for one in report.tables} == {
        "deal": ("merge", "loaded", 2), "visit": ("append", "loaded", 2), "country": ("replace", "loaded", 2),
        "nameless": ("replace", "loaded", 0),
    }  # fmt: skip
    assert site.marts("select id, title, updated_at is null from crm.deal order by id") == [
        (1, "longer than five", False),
        (2, "", True),
    ]
    assert site.marts("select code, name from crm.country order by code desc") == [("ÄÖ", "Äöland 🫀"), ("XX", None)]
    assert {one.outcome for one in site.land().tables} == {"unchanged"}


def test_an_increment_brings_what_is_new_changed_late_or_without_a_cursor(site: SqlSite, file: Path) -> None:
    at_file(
        file,
        "create table deal (id integer primary key, title text, updated_at datetime)",
        "create index deal_updated_at on deal (updated_at)",
        "insert into deal values (1, 'old', '2020-01-01 00:00:00'), (2, 'of long ago', '2020-01-01T00:00:00Z')",
        f"insert into deal values (3, 'new', {NOW})",
    )
    site.run()
    at_file(
        file,
        "update deal set title = 'changed in silence' where id = 1",
        f"update deal set title = 'changed', updated_at = {NOW} where id = 2",
        "insert into deal values (4, 'late, with a zone', strftime('%Y-%m-%dT%H:%M:%f+05:00', 'now', '+5 hours', '-3 minutes'))",
        "insert into deal values (5, 'late, with a zone', strftime('%Y-%m-%d %H:%M:%f-05:00', 'now', '-5 hours', '-3 minutes'))",
        "insert into deal values (6, 'without', null)",
        "insert into deal values (7, 'minutes alone', strftime('%Y-%m-%d %H:%M', 'now'))",
        "insert into deal values (8, 'committed a day late', datetime('now', '-1 day'))",
        "delete from deal where id = 3",
    )
    report = only(site.run(lag_seconds=600))
    assert (report.outcome, report.total_rows) == ("loaded", 7)
    assert site.marts("select id, title from crm.deal order by id") == [
        (1, "old"), (2, "changed"), (3, "new"), (4, "late, with a zone"), (5, "late, with a zone"), (6, "without"),
        (7, "minutes alone"),
    ]  # fmt: skip
    late = "select max(abs(extract(epoch from updated_at - (now() at time zone 'UTC') + '3 min'::interval))) < 60"
    assert site.marts(f"{late} from crm.deal where id in (4, 5)") == [(True,)]


def test_an_append_has_each_row_once_and_loses_what_was_deleted_within_the_lag(site: SqlSite, file: Path) -> None:
    at_file(
        file,
        "create table visit (who text, created_at timestamptz)",
        f"insert into visit values ('a', '2020-01-01 00:00:00'), ('b', {NOW}), ('b', {NOW}), ('nobody', null)",
    )
    site.run()
    at_file(file, "delete from visit where rowid = 2", f"insert into visit values ('c', {NOW})")
    assert only(site.run()).disposition == "append"
    assert site.marts("select who from crm.visit order by who") == [("a",), ("b",), ("c",), ("nobody",)]


def test_a_number_can_be_a_cursor(site: SqlSite, file: Path) -> None:
    at_file(file, "create table entry (id integer primary key, amount decimal(10, 2))", "insert into entry values (1, 1.10)")
    site.run(cursor={"entry": "id"})
    at_file(file, "insert into entry values (2, 12345678901.25), (3, null)")
    assert only(site.run(cursor={"entry": "id"})).total_rows == 3
    assert site.marts("select amount::text from crm.entry order by id") == [("1.1",), ("12345678901.25",), (None,)]


def test_what_changes_its_shape_is_told(site: SqlSite, file: Path) -> None:
    at_file(
        file,
        "create table deal (id integer primary key, title text, worth int, updated_at datetime)",
        f"insert into deal values (1, 'x', 5, {NOW})",
        "create table country (code text not null primary key, name text, area real)",
        "insert into country values ('XX', 'x', 1.5)",
    )
    site.run()
    at_file(
        file,
        "alter table deal add column stage text default 'open'",
        "alter table deal drop column worth",
        "drop table country",
        "create table country (code text not null primary key, name text, area text)",
    )
    report = site.run()
    assert "stage; loaded in full once" in (told_of(report, "deal").note or "")
    assert told_of(report, "deal").changed_columns == {"worth": "is no longer at the source"}
    assert site.marts("select stage from crm.deal") == [("open",)]
    assert told_of(report, "country").error_code == "schema-drift"
    at_file(file, "drop table country")
    assert told_of(site.run(), "country").outcome == "gone"
    assert site.marts("select area from crm.country") == [(1.5,)]


@pytest.mark.parametrize("key", ["primary key", ""])
def test_a_text_that_comes_late_only_in_the_order_of_the_source_is_not_lost(site: SqlSite, file: Path, key: str) -> None:
    at_file(file, f"create table entry (code text collate nocase not null {key})")
    for code in ("a1", "B2", "c3", "D4"):
        at_file(file, f"insert into entry values ('{code}')")
        report = only(site.run(cursor={"entry": "code"}, lag_seconds=0))
        assert report.total_rows == in_file(file, "select count(*) from entry")[0][0]
    assert report.note == "read in full: the source may have another order of texts such as those of code than marts"


def test_a_declared_key_that_is_none_loses_no_row_in_silence(site: SqlSite, file: Path) -> None:
    at_file(file, "create table entry (client int, updated_at datetime)", "insert into entry values (1, '2026-01-31')")
    key = {"entry": ("client",)}
    for begin in ("(2, '2026-01-31'), (2, '2026-01-31')", "(3, '2026-01-31'), (3, '2026-01-31')"):
        at_file(file, f"insert into entry values {begin}")
        assert "The key of crm.entry is not unique" in (only(site.run(primary_key=key)).error or "")
        at_file(file, "delete from entry where client > 1")
        assert only(site.run(primary_key=key)).total_rows == 1
    at_file(file, "insert into entry values (1, '2026-01-31T01:00:00')")  # beside the row that stands
    assert "The key of crm.entry is not unique" in (only(site.run(primary_key=key)).error or "")


def test_a_load_that_would_lose_nearly_all_is_held(site: SqlSite, file: Path) -> None:
    at_file(file, "create table t (id integer primary key)", "insert into t values (1), (2)")
    site.run()
    at_file(file, "delete from t")
    assert only(site.run()).outcome == "held"
    assert only(site.run(accept_shrink=True)).total_rows == 0


def test_views_are_read_when_they_are_listed_and_what_belongs_to_an_index_never(site: SqlSite, file: Path) -> None:
    at_file(
        file,
        "create table deal (id integer primary key, title text)",
        "insert into deal values (1, 'x')",
        "create view titles as select title, id * 2 as twice from deal",
        "create view broken as select * from gone",
        "create virtual table searched using fts5 (title)",
        "insert into searched values ('found')",
    )
    assert [one.table for one in site.run().tables] == ["deal"]
    report = site.run_declaring(("titles", "searched", "broken"))
    assert {one.table: one.outcome for one in report.tables} == {"titles": "loaded", "searched": "loaded", "broken": "error"}
    assert site.marts("select title, twice::text from crm.titles") == [("x", "2")]
    assert site.marts("select title from crm.searched") == [("found",)]


def test_a_run_sees_the_file_as_it_was_when_it_began(site: SqlSite, file: Path) -> None:
    at_file(file, "pragma journal_mode = wal", "create table a (id int)", "create table b (id int)", "insert into a values (1)")
    with opened(file) as writer, open_snapshot(site.source(), reach_of(site)) as snapshot:
        writer.execute("insert into a values (2)")
        writer.execute("insert into b values (2)")
        tables: dict[str, SourceTable] = {table.name: table for table in snapshot.reflect("").tables}
        gathered = Gathered()
        assert snapshot.copy("", tables["a"], None, gathered).rows == 1
        assert snapshot.copy("", tables["b"], None, gathered).rows == 0
    assert in_file(file, "select count(*) from a") == [(2,)]


def test_a_schema_that_sqlite_does_not_have_is_told(site: SqlSite, file: Path) -> None:
    at_file(file, "create table t (id int)")
    site.schema = "main"
    assert only(site.run()).outcome == "loaded"
    assert site.marts("select count(*) from crm_main.t") == [(0,)]
    site.schema = "archive"
    with pytest.raises(SourceRejected, match="no schema archive"):
        site.run()


def test_a_file_that_somebody_else_holds_is_told_and_read_by_the_next_run(site: SqlSite, file: Path) -> None:
    at_file(file, "create table t (id int)")
    with opened(file) as writer:
        writer.execute("begin exclusive")
        with pytest.raises(SourceUnreachable, match="does not answer: database is locked"):
            site.run(deadline_seconds=1)
    assert only(site.run()).outcome == "loaded"
