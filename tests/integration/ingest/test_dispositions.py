"""Each way of keeping a table up to date, over several runs, against the source itself."""

from __future__ import annotations

from heartbeat.ingest.report import TableProgress
from integration.ingest.landing_site import LandingSite, only

PAYMENT = "create table core.payment (id bigint primary key, amount numeric(12,2), updated_at timestamptz not null default now())"


def test_a_merge_brings_new_and_changed_rows_once(site: LandingSite) -> None:
    site.at_source(PAYMENT, "insert into core.payment select g, g, now() - g * interval '1 hour' from generate_series(1, 5000) g")
    first = only(site.run())
    assert (first.disposition, first.rows, first.total_rows) == ("merge", 5000, 5000)
    site.at_source(
        "update core.payment set amount = -1, updated_at = now() where id in (7, 8)", "insert into core.payment values (9001, 3)"
    )
    second = only(site.run())
    assert second.outcome == "loaded"
    assert second.rows == 4, "three are new or changed, one lies within the lag"
    assert second.total_rows == 5001
    assert site.equal("payment", key="id")
    told = site.landing("select distinct reason, key_columns from landing.table_load")
    assert told == [("key (id) and cursor updated_at", ["id"])]


def test_progress_tells_what_a_whole_table_is_expected_to_have(site: LandingSite) -> None:
    site.at_source(PAYMENT, "insert into core.payment select generate_series(1, 300)", "analyze core.payment")
    site.run()
    site.at_source("insert into core.payment values (301)")
    site.run()
    whole, increment = site.progress[:2], site.progress[2:]
    assert whole == [TableProgress("payment", 0, 300), TableProgress("payment", 300, 300)]
    assert increment == [TableProgress("payment", 0, None), TableProgress("payment", 301, None)]


def test_an_append_does_not_double_the_lag(site: LandingSite) -> None:
    site.at_source(
        "create table core.log (said text, created_at timestamp not null default now())",
        "insert into core.log select 'line ' || g, now() - g * interval '1 minute' from generate_series(1, 60) g",
    )
    assert only(site.run()).disposition == "append"
    site.at_source("insert into core.log values ('new'), ('new')")
    assert only(site.run()).total_rows == 62
    assert site.equal("log", key="said, created_at")


def test_a_table_without_key_and_cursor_is_replaced_and_the_report_says_the_cost(site: LandingSite) -> None:
    site.at_source("create table core.currency (code text)", "insert into core.currency values ('EUR'), ('USD'), ('CHF')")
    assert only(site.run()).disposition == "replace"
    site.at_source("delete from core.currency where code = 'USD'", "insert into core.currency values ('SEK')")
    second = only(site.run())
    assert "read in full each time (3 rows" in (second.note or "")
    assert "no key and no cursor" in (second.note or "")
    assert site.equal("currency")


def test_a_full_reload_that_was_accepted_is_told_with_its_reason(site: LandingSite) -> None:
    site.at_source("create table core.currency (code text)", "insert into core.currency values ('EUR')")
    assert "accepted: three rows" in (only(site.run(replace_ok={"currency": "three rows"})).note or "")


def test_a_key_with_a_creation_time_alone_is_replaced_because_changes_would_be_missed(site: LandingSite) -> None:
    site.at_source(
        "create table core.card (id int primary key, state text, create_time timestamptz default now())",
        "insert into core.card values (1, 'open', now() - interval '1 day')",
    )
    assert only(site.run()).disposition == "replace"
    site.at_source("update core.card set state = 'closed'")
    site.run()
    assert site.marts("select state from webbank_core.card") == [("closed",)]


def test_a_declared_cursor_wins(site: LandingSite) -> None:
    site.at_source(
        "create table core.state_log (id int primary key, create_time timestamptz default now())",
        "insert into core.state_log select g, now() - g * interval '1 hour' from generate_series(1, 500) g",
    )
    cursor = {"state_log": "create_time"}
    assert only(site.run(cursor=cursor)).disposition == "merge"
    site.at_source("insert into core.state_log values (501)")
    assert only(site.run(cursor=cursor)).rows == 2
    assert site.equal("state_log", key="id")


def test_an_updated_time_without_a_key_is_replaced_because_versions_would_pile_up(site: LandingSite) -> None:
    site.at_source(
        "create table core.rate (c text, r int, updated_at timestamptz)", "insert into core.rate values ('a', 1, now())"
    )
    assert only(site.run()).disposition == "replace"


def test_rows_without_a_cursor_value_are_read_every_time(site: LandingSite) -> None:
    site.at_source(
        "create table core.client (id int primary key, name text, update_time timestamptz)",
        "insert into core.client values (1, 'a', null), (2, 'b', now())",
    )
    site.run()
    site.at_source("insert into core.client values (3, 'c', null)", "update core.client set name = 'A' where id = 1")
    site.run()
    assert site.equal("client", key="id")


def test_a_cursor_that_is_a_number_goes_back_to_what_a_run_before_the_lag_saw(site: LandingSite) -> None:
    site.at_source("create table core.event (n bigint primary key, v text)", "insert into core.event values (10, 'a')")
    cursor = {"event": "n"}
    site.run(cursor=cursor, lag_seconds=0)
    site.at_source("insert into core.event values (11, 'b')")
    assert only(site.run(cursor=cursor, lag_seconds=0)).total_rows == 2
    site.at_source("insert into core.event values (9, 'committed late')")  # no run is older than ten minutes: all is read again
    site.run(cursor=cursor, lag_seconds=600)
    assert site.equal("event", key="n")


def test_a_row_from_the_future_hides_none_that_come_after_it(site: LandingSite) -> None:
    site.at_source(PAYMENT, "insert into core.payment values (1, 1, now() + interval '70 years')")
    site.run()
    site.at_source("insert into core.payment values (2, 2, now())")
    site.run()
    assert site.equal("payment", key="id")


def test_a_row_committed_late_within_the_lag_is_read(site: LandingSite) -> None:
    site.at_source(PAYMENT, "insert into core.payment values (1, 1, now())")
    site.run()
    site.at_source("insert into core.payment values (2, 2, now() - interval '9 minutes')")
    site.run()
    assert site.equal("payment", key="id")


def test_an_increment_without_news_loads_nothing_and_moves_checked_at(site: LandingSite) -> None:
    site.at_source(
        PAYMENT,
        "insert into core.payment values (1, 1, now())",
        "create table core.log (created_at timestamptz)",
        "insert into core.log values (now())",
        "create table core.currency (code text, words json)",
        """insert into core.currency values ('EUR', '{"a":  1}')""",
    )
    first, second = site.run(), site.run()
    assert first.load_id is not None
    assert second.load_id is None
    assert [table.outcome for table in second.tables] == ["unchanged"] * 3
    rows = site.landing("select load_id is null, rows, total_rows from landing.table_load order by id")
    assert rows == [(False, 1, 1)] * 3 + [(True, 0, 1)] * 3
    moved = site.landing("select count(distinct checked_at) from landing.table_load where table_name = 'payment'")
    assert moved == [(2,)]


def test_only_the_tables_that_were_asked_for_are_read(site: LandingSite) -> None:
    site.at_source(PAYMENT, 'create table core."ClientProfile" (id int)', "create table core.other (id int)")
    report = site.run(tables=["payment", "client_profile"])
    assert {table.table for table in report.tables} == {"payment", "client_profile"}


def test_tables_and_columns_can_be_left_out(site: LandingSite) -> None:
    site.at_source(PAYMENT, "create table core.lock_table (id int)", "create view core.shown as select 1 as one")
    site.at_source("insert into core.payment values (1, 5, now())")
    report = site.run(skip_tables=("lock_table",), drop_columns={"payment": ("amount",)})
    assert [table.table for table in report.tables] == ["payment"]
    assert len(site.marts("select * from webbank_core.payment")[0]) == 2


def test_a_view_is_read_when_it_is_listed(site: LandingSite) -> None:
    site.at_source("create view core.shown as select 1 as one", "create table core.other (id int)")
    table = only(site.run_declaring(("shown",)))
    assert (table.table, table.rows) == ("shown", 1)


def test_declared_indexes_are_made_once_and_also_when_nothing_is_new(site: LandingSite) -> None:
    site.at_source(PAYMENT, "insert into core.payment values (1, 1, now())")
    site.run()
    for _ in range(2):
        site.run(indexes={"payment": (("amount", "id"),)})
    indexed = site.marts("select count(*) from pg_indexes where schemaname = 'webbank_core' and indexdef like '%(amount, id)'")
    assert indexed == [(1,)]


def test_a_table_that_is_listed_and_missing_is_told_and_stops_no_other(site: LandingSite) -> None:
    site.at_source(PAYMENT)
    report = site.run_declaring(("payment", "paymnt"))
    assert report.state == "error"
    assert {table.table: table.outcome for table in report.tables} == {"payment": "loaded", "paymnt": "error"}


def test_a_loss_that_holds_no_load_is_told_all_the_same(site: LandingSite) -> None:
    site.at_source("create table core.currency (code text)", "insert into core.currency select generate_series(1, 18)::text")
    site.run()
    site.at_source("delete from core.currency where code::int > 2")
    report = only(site.run())
    assert report.outcome == "loaded"
    assert "it had 18 rows and has 2" in (report.note or "")
