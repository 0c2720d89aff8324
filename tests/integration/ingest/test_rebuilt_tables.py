"""Tables that are rebuilt at the source after a run has begun and before it reads them: its snapshot sees none of their rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import psycopg
import pytest

from heartbeat.db import Role
from heartbeat.ingest.reconcile.run import reconcile
from heartbeat.ingest.report import RunReport, TableProgress
from heartbeat.ingest.run_one import run_one
from integration.ingest.landing_site import LandingSite, told_of

FIRST = ("create table core.aaa (id int primary key)", "insert into core.aaa values (1)")
ROWS = 100
FILLED = f"select g, g % 4 from generate_series(1, {ROWS}) g"
PLAIN = ("create table core.big (id int, region int)", f"insert into core.big {FILLED}")
PARTITIONED = (
    "create table core.big (id int, region int) partition by list (region)",
    *(f"create table core.big_{n} partition of core.big for values in ({n})" for n in range(4)),
    f"insert into core.big {FILLED}",
)
CHILDREN = (
    "create table core.big (id int, region int)",
    *(f"create table core.big_{n} () inherits (core.big)" for n in range(4)),
    *(f"insert into core.big_{n} select g, {n} from generate_series(1, 25) g" for n in range(4)),
)
VIEWS = (
    "create table core.under (id int, region int)",
    f"insert into core.under {FILLED}",
    "create view core.between as select * from core.under",
    "create view core.big as select * from core.between",
)
MATERIALIZED = ("create materialized view core.under as " + FILLED, "create view core.big as select * from core.under")
AGAIN = "create temporary table kept as select * from core.{0}; truncate core.{0}; insert into core.{0} select * from kept"
EXCHANGE = "; alter table core.big rename to big_before; alter table core.next rename to big"
ATTACH = "alter table core.big detach partition core.big_3; alter table core.big attach partition core.next for values in (3)"
ATTACH_NEW = "alter table core.big attach partition core.next for values in (9)"
REBUILDS = {
    "truncated and filled again": (PLAIN, AGAIN.format("big")),
    "rewritten": (PLAIN, "alter table core.big alter id type bigint"),
    "exchanged for a new one": (PLAIN, "create table core.next as select * from core.big" + EXCHANGE),
    "exchanged for one that stood": (
        (*PLAIN, "create table core.next (like core.big)"),
        "insert into core.next select * from core.big" + EXCHANGE,
    ),
    "a partition": (PARTITIONED, AGAIN.format("big_3")),
    "a partition exchanged": (
        (*PARTITIONED, "create table core.next (like core.big)"),
        "insert into core.next select * from core.big_3; " + ATTACH,
    ),
    "a partition dropped for another": (
        PARTITIONED,
        "create table core.next as select * from core.big_3; drop table core.big_3; " + ATTACH.partition("; ")[2],
    ),
    "a child": (CHILDREN, AGAIN.format("big_3")),
    "a child dropped for another": (
        CHILDREN,
        "create table core.next as select * from core.big_3; drop table core.big_3; alter table core.next inherit core.big",
    ),
    "a view led to another table": (
        VIEWS,
        "create table core.next as select * from core.under; create or replace view core.big as select * from core.next",
    ),
    "under two views": (VIEWS, AGAIN.format("under")),
    "a materialized view": (MATERIALIZED, "refresh materialized view core.under"),
}


def run_with(site: LandingSite, rebuild: str, reader: str | None = None) -> RunReport:
    """A run in which this is done once its first table has been read."""
    return run_one(
        site.source(tables=("aaa", "big"), url=reader or site.url),
        "core",
        database_url_of_loader=site.database.url(Role.LOADER),
        environment={},
        on_progress=once_past_the_first(site, rebuild),
    )


def once_past_the_first(site: LandingSite, statements: str) -> Callable[[TableProgress], None]:
    done: list[bool] = []

    def look(progress: TableProgress) -> None:
        if progress.table == "aaa" and progress.rows and not done:
            done.append(True)
            with psycopg.connect(site.url, options="-c lock_timeout=10s") as source:
                source.execute(statements.encode())

    return look


@pytest.mark.parametrize("stands", [True, False])
@pytest.mark.parametrize("how", REBUILDS)
def test_a_table_that_is_rebuilt_before_it_is_read_is_told_and_its_rows_stay(
    site: LandingSite, how: str, *, stands: bool
) -> None:
    tables, rebuild = REBUILDS[how]
    site.at_source(*FIRST, *tables)
    if stands:
        site.run_declaring(("aaa", "big"))
        site.at_source("update core.aaa set id = 2")
    report = run_with(site, rebuild)
    told = told_of(report, "big")
    assert (told.outcome, told.error_code) == ("error", "source-rejected")
    assert "was rebuilt or exchanged while the run went on" in (told.error or "")
    assert "The next run tries again" in told.hint
    assert told_of(report, "aaa").outcome == "loaded"
    if stands:
        assert site.marts("select count(*) from webbank_core.big") == [(ROWS,)]
    assert told_of(site.run_declaring(("aaa", "big")), "big").error is None
    assert site.equal("big", key="1, 2")


def test_a_comparison_deletes_no_row_of_a_table_that_is_rebuilt_before_it(site: LandingSite) -> None:
    site.at_source(
        "create table core.aaa (id int primary key, updated_at timestamptz not null default now())",
        "insert into core.aaa values (1)",
        "create table core.big (id int, created_at timestamptz not null default now() - interval '3 days')",
        "create table core.big_1 () inherits (core.big)",
        f"insert into core.big_1 select generate_series(1, {ROWS})",
        "insert into core.big values (0, now())",
    )
    site.run()

    def rebuild(table: str) -> None:
        if table == "big":
            site.at_source(AGAIN.format("big_1"))

    found = reconcile(
        site.source(),
        "core",
        ["aaa", "big"],
        database_url_of_loader=site.database.url(Role.LOADER),
        environment={},
        on_compare=rebuild,
    )
    told = {one.table: one for one in found}["big"]
    assert told.state == "error"
    assert "core.big_1 was rebuilt" in (told.error or "")
    assert site.marts("select count(*) from webbank_core.big") == [(ROWS + 1,)]
    assert site.reconcile("big")["big"].words == f"compared with the source: {ROWS + 1} rows are the same"


@pytest.mark.parametrize(
    "change",
    [
        "insert into core.big values (0, 0); delete from core.big where id = 1",
        "reindex table core.big",
        "create index on core.big (region)",
        "alter table core.big add column more int default 1",
        "analyze core.big",
        "truncate core.other",
    ],
)
def test_what_hides_no_row_is_no_rebuild(site: LandingSite, change: str) -> None:
    site.at_source(
        *FIRST, *PLAIN, "create table core.other (id int)", "insert into core.other values (1)", "create index on core.big (id)"
    )
    assert told_of(run_with(site, change), "big").total_rows == ROWS


@pytest.mark.parametrize(
    ("tables", "change"),
    [
        (PARTITIONED, "create table core.big_9 partition of core.big for values in (9); insert into core.big values (1000, 9)"),
        (PARTITIONED, f"create table core.next as select 1000 as id, 9 as region; {ATTACH_NEW}"),
        (PARTITIONED, "create table core.big_9 partition of core.big for values in (9) partition by list (id)"),
        (PARTITIONED, "drop table core.big_3"),
        (PARTITIONED, "alter table core.big detach partition core.big_3"),
        (CHILDREN, "create table core.big_9 () inherits (core.big); insert into core.big_9 values (1000, 9)"),
        (CHILDREN, "drop table core.big_3"),
    ],
)
def test_a_partition_or_a_child_that_comes_or_goes_is_no_rebuild(site: LandingSite, tables: Sequence[str], change: str) -> None:
    site.at_source(*FIRST, *tables)
    assert told_of(run_with(site, change), "big").outcome == "loaded"
    site.run_declaring(("aaa", "big"))
    assert site.equal("big", key="1, 2")


def test_a_login_with_select_alone_is_told_too(site: LandingSite) -> None:
    reader = f"reader_{site.url.rpartition('/')[2]}"
    site.at_source(
        *FIRST,
        *VIEWS,
        f"create role {reader} login password 'of-the-reader'",
        f"grant usage on schema core to {reader}",
        f"grant select on core.aaa, core.big to {reader}",
    )
    url = site.url.replace(site.url.partition("://")[2].rpartition("@")[0], f"{reader}:of-the-reader")
    try:
        assert "core.under was rebuilt" in (told_of(run_with(site, AGAIN.format("under"), url), "big").error or "")
        assert told_of(run_with(site, "", url), "big").total_rows == ROWS
    finally:
        site.at_source(f"drop owned by {reader}", f"drop role {reader}")


def test_a_table_that_has_been_read_is_not_kept_from_its_owner(site: LandingSite) -> None:
    """A run reads many tables in one transaction: it gives each of them up once it has been read."""
    site.at_source(*FIRST, *PLAIN)
    assert told_of(run_with(site, "alter table core.aaa add column later int"), "big").outcome == "loaded"
