"""Tables as no textbook has them: one of them never costs another its rows."""

from __future__ import annotations

from threading import Timer
from typing import Any

import psycopg
import pytest

from heartbeat.db import Role
from heartbeat.errors import SourceRejected
from integration.ingest.landing_site import LandingSite, only


def outcomes(site: LandingSite, **declared: Any) -> dict[str, str]:
    return {table.table: table.outcome for table in site.run(**declared).tables}


def test_a_row_committed_after_midnight_with_the_day_before_is_read(site: LandingSite) -> None:
    cursor = {"booking": "d"}
    site.at_source("create table core.booking (id int primary key, d date)", "insert into core.booking values (1, current_date)")
    site.run(cursor=cursor)
    site.at_source("insert into core.booking values (2, current_date - 1)")
    site.run(cursor=cursor)
    assert site.equal("booking", key="id")


def test_a_local_time_of_tomorrow_hides_no_row(site: LandingSite) -> None:
    """West of Greenwich it is earlier than in UTC: a clock that is five hours fast shows no time that UTC has not seen."""
    with psycopg.connect(site.url, autocommit=True) as source:
        source.execute(f"alter database {source.info.dbname} set timezone = 'America/Los_Angeles'")
    site.at_source(
        "create table core.p (id int primary key, updated_at timestamp not null default localtimestamp)",
        "insert into core.p values (1, localtimestamp + interval '5 hours')",
    )
    site.run()
    site.at_source("insert into core.p values (2)")
    site.run()
    assert site.equal("p", key="id")


def test_a_session_of_the_source_may_be_idle_while_marts_are_busy(site: LandingSite) -> None:
    with psycopg.connect(site.url, autocommit=True) as source:
        source.execute(f"alter database {source.info.dbname} set idle_in_transaction_session_timeout = '100ms'")
    site.at_source("create table core.a (id int)", "create table core.b (id int)", "insert into core.a values (1)")
    site.run()
    with site.database.connect(Role.LOADER) as busy:
        busy.execute("lock table webbank_core.a in access exclusive mode")
        release = Timer(0.5, busy.rollback)
        release.start()
        assert site.run().error is None
        release.join()


def test_a_local_time_that_clocks_show_twice_hides_no_row(site: LandingSite) -> None:
    site.at_source(
        "create table core.visit (id int primary key, updated_at timestamp)",
        "insert into core.visit values (1, '2025-11-02 01:59')",
    )
    site.run()
    site.at_source("insert into core.visit values (2, '2025-11-02 01:01')")  # an hour and two minutes later, in New York
    site.run()
    assert site.equal("visit", key="id")


def test_tables_whose_names_collide_are_read_when_all_but_one_are_left_out(site: LandingSite) -> None:
    site.at_source(
        'create table core."Payment" (id int)', "create table core.payment (id int)", "create table core._dlt_loads (id int)"
    )
    with pytest.raises(SourceRejected, match=r"_dlt_loads, payment") as refused:
        site.run()
    assert "skip_tables" in refused.value.hint
    assert outcomes(site, skip_tables=("Payment", "_dlt_loads")) == {"payment": "loaded"}


def test_a_column_with_a_name_of_postgres_own_is_told_and_stops_no_other_table(site: LandingSite) -> None:
    site.at_source('create table core.area (id int, "XMIN" float)', "create table core.well (id int)")
    assert outcomes(site) == {"area": "error", "well": "loaded"}
    assert outcomes(site, drop_columns={"area": ("XMIN",)}) == {"area": "loaded", "well": "unchanged"}


def test_an_index_that_cannot_hold_a_value_is_told_and_stops_no_other_table(site: LandingSite) -> None:
    site.at_source(
        "create table core.letter (words text)",
        "insert into core.letter select string_agg(md5(g::text), '') from generate_series(1, 1000) g",
        "create table core.well (id int)",
    )
    assert outcomes(site, indexes={"letter": (("words",),)}) == {"letter": "error", "well": "loaded"}


def test_a_type_without_equality_is_merged(site: LandingSite) -> None:
    site.at_source(
        "create table core.rule (id int primary key, path jsonpath, updated_at timestamptz default now())",
        "insert into core.rule values (1, '$.a')",
    )
    site.run()
    site.at_source("update core.rule set path = '$.b'")
    assert only(site.run()).outcome == "loaded"
    assert site.equal("rule")


def test_a_value_of_fifty_megabytes_and_a_thousand_columns_arrive(site: LandingSite) -> None:
    site.at_source(
        "create table core.scan (words text, bytes bytea)",
        "insert into core.scan values (repeat('x', 50000000), decode(repeat('00ff', 1000000), 'hex'))",
        f"create table core.wide ({', '.join(f'c{number} int' for number in range(1000))})",
        "insert into core.wide (c0, c999) values (1, 2)",
    )
    assert outcomes(site) == {"scan": "loaded", "wide": "loaded"}
    assert site.marts("select length(words), length(bytes) from webbank_core.scan") == [(50_000_000, 2_000_000)]
    assert site.marts("select c0, c999 from webbank_core.wide") == [(1, 2)]


def test_names_of_63_bytes_are_kept_up_to_date(site: LandingSite) -> None:
    name = "n" * 63
    site.at_source(
        f"create table core.{name} ({'k' * 63} int primary key, updated_at timestamptz default now())",
        f"insert into core.{name} values (1)",
    )
    site.run()
    site.at_source(f"insert into core.{name} values (2)")
    assert (only(site.run()).disposition, site.equal(name, key="1")) == ("merge", True)


def test_a_row_that_gets_its_cursor_value_later_is_not_lost(site: LandingSite) -> None:
    site.at_source(
        "create table core.event (v int, created_at timestamptz)",
        "insert into core.event values (1, null), (2, now()), (3, null)",
    )
    site.run()
    site.at_source("update core.event set created_at = now() - interval '3 days' where v = 1")
    assert "loaded in full once" in (only(site.run()).note or "")
    assert site.equal("event", key="v")
    assert only(site.run()).outcome == "unchanged"
    site.at_source("insert into core.event values (4, null)")
    assert only(site.run()).note is None
    assert site.equal("event", key="v")
