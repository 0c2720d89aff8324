"""What the next increment mends, what only a comparison with the source does, and that no more than that is touched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from heartbeat.db import Role
from heartbeat.marts.books.reconciliation import Comparison
from integration.ingest.landing_site import LandingSite, only
from memory import at_most_megabytes

DISPOSITIONS = ("merge", "append", "replace")
PAGE = Path(__file__).parents[3] / "docs" / "ingest.md"


@dataclass(frozen=True)
class Difference:
    """A statement over `{t}`, whose rows 1 to 9 are days old, whose row 0 is of this moment, and whose row 10 has no cursor."""

    words: str  # as in the table of docs/ingest.md
    statement: str


DIFFERENCES = (
    Difference("row inserted", "insert into {t} values (11, 'new', now())"),
    Difference("row changed, cursor moved", "update {t} set v = 'other', at = now() where id = 1"),
    Difference("row committed late, within `lag`", "insert into {t} values (11, 'late', now() - interval '5 minutes')"),
    Difference(
        "row committed later than `lag` after its cursor", "insert into {t} values (11, 'late', now() - interval '1 day')"
    ),
    Difference("row changed, cursor moved back", "update {t} set v = 'other', at = now() - interval '20 days' where id = 0"),
    Difference("row changed without its cursor", "update {t} set v = 'other' where id = 1"),
    Difference("row deleted at the source", "delete from {t} where id = 1"),
    Difference("row deleted at the source within `lag`", "delete from {t} where id = 0"),
    Difference("row inserted whose cursor is NULL", "insert into {t} values (11, 'new', null)"),
    Difference("row changed whose cursor is NULL", "update {t} set v = 'other' where id = 10"),
)
COLUMNS = {
    "merge": "id int primary key, v text, at timestamptz",
    "append": "id int, v text, at timestamptz",
    "replace": "id int primary key, v text, at timestamptz",
}
FILLED = (
    "insert into {t} select g, 'a', now() - g * interval '1 day' from generate_series(0, 9) g; "
    "insert into {t} values (10, 'a', null)"
)
TABLES = {f"{way}_{number}": way for way in DISPOSITIONS for number in range(len(DIFFERENCES))}
CURSORS = {table: "at" for table, way in TABLES.items() if way != "replace"}


def documented() -> dict[str, tuple[str, ...]]:
    """The cells of the table in docs/ingest.md, by difference."""
    section = PAGE.read_text("utf-8").partition("## What the next increment repairs")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if re.match(r"\| (?!difference|---)", line)]
    return {cells[0].strip(): tuple(cell.strip() for cell in cells[1:]) for cells in rows}


def unlike(site: LandingSite) -> set[str]:
    return {table for table in TABLES if not site.equal(table, key="id, v")}


def test_each_difference_is_mended_by_whom_the_page_says(site: LandingSite) -> None:
    for table, way in TABLES.items():
        site.at_source(f"create table core.{table} ({COLUMNS[way]})", FILLED.format(t=f"core.{table}"))
    site.run(cursor=CURSORS)
    for table in TABLES:
        site.at_source(DIFFERENCES[int(table.partition("_")[2])].statement.format(t=f"core.{table}"))
    site.run(cursor=CURSORS)
    left = unlike(site)
    found = site.reconcile(*CURSORS, cursor=CURSORS)
    assert unlike(site) == set()
    assert {table for table, one in found.items() if one.repaired} == left
    mended = {
        difference.words: (*("no" if f"{way}_{number}" in left else "yes" for way in DISPOSITIONS), by_reconcile(number, left))
        for number, difference in enumerate(DIFFERENCES)
    }
    assert mended == documented()
    assert not site.run(cursor=CURSORS).load_id


def by_reconcile(number: int, left: set[str]) -> str:
    return "yes" if any(f"{way}_{number}" in left for way in DISPOSITIONS) else "–"


PAYMENT = (
    "create table core.payment (id int primary key, v text, updated_at timestamptz not null default now())",
    "insert into core.payment select g, 'a', now() - g * interval '1 minute' from generate_series(1, 3000) g",
)
SILENT = (
    "delete from core.payment where id between 2001 and 2007",
    "insert into core.payment values (5000, 'late', now() - interval '2 days'), (5001, 'late', now() - interval '2 days')",
    "update core.payment set v = 'b' where id in (100, 1100, 2900)",
)


def test_what_was_mended_is_counted_and_is_a_load_of_its_own(site: LandingSite) -> None:
    site.at_source(*PAYMENT, "create table core.log (v text, created_at timestamptz)", "insert into core.log values ('a', now())")
    site.run()
    loads = "select table_name, count(*), count(distinct load_id), min(total_rows) from landing.table_load group by 1 order by 1"
    assert site.landing(loads) == [("log", 1, 1, 1), ("payment", 1, 1, 3000)]
    site.at_source(*SILENT)
    found = site.reconcile("payment", "log")
    assert found["log"] == Comparison("log", "ok", 1, 1, 0, 0, 0, 0)
    payment = found["payment"]
    assert (payment.deleted, payment.missed, payment.changed, payment.repaired) == (7, 2, 3, 12)
    assert payment.words == (
        "compared with the source: 7 deleted there and removed here, 2 missed and brought, "
        "3 changed without their cursor and corrected"
    )
    assert site.equal("payment", key="id")
    assert site.landing(loads) == [("log", 1, 1, 1), ("payment", 2, 2, 2995)]
    books = "select table_name, state, rows, ranges, deleted, missed, changed, ended_at is not null from landing.reconciliation"
    assert site.landing(f"{books} order by 1") == [
        ("log", "ok", 1, 1, 0, 0, 0, True), ("payment", "ok", 2995, 4, 7, 2, 3, True),
    ]  # fmt: skip
    states = "select checked_at, cursor_value, disposition, reason from landing.table_load where table_name = 'payment'"
    assert len(set(site.landing(states))) == 1, "it is as far as its run had brought it"
    assert site.marts("select count(*) from webbank_core._dlt_loads") == [(2,)]
    assert site.landing("select count(*) from pg_namespace where nspname like '%staging'") == [(0,)]
    again = site.reconcile("payment")["payment"]
    assert (again.differing, again.repaired, again.words) == (0, 0, "compared with the source: 2,995 rows are the same")


def test_what_the_next_run_brings_anyway_is_neither_mended_nor_counted(site: LandingSite) -> None:
    site.at_source(*PAYMENT, "create table core.log (v text, created_at timestamptz)", "insert into core.log values ('a', now())")
    site.run()
    before = site.marts("select * from webbank_core.payment order by id"), site.marts("select * from webbank_core.log")
    site.at_source(
        "insert into core.payment values (5000, 'new', now()), (5001, 'late', now() - interval '3 minutes')",
        "update core.payment set v = 'b', updated_at = now() where id = 2500",
        "insert into core.log values ('b', now()), ('c', now() - interval '1 minute'), ('d', null)",
        "delete from core.log where v = 'a'",
    )
    assert {one.repaired for one in site.reconcile("payment", "log").values()} == {0}
    assert (site.marts("select * from webbank_core.payment order by id"), site.marts("select * from webbank_core.log")) == before
    site.run()
    assert (site.equal("payment", key="id"), site.equal("log", key="v")) == (True, True)


def test_equal_rows_of_a_table_without_a_key_are_counted_one_by_one(site: LandingSite) -> None:
    old = "now() - interval '3 days'"
    site.at_source(
        "create table core.log (v text, created_at timestamptz)",
        f"insert into core.log select 'a', {old} from generate_series(1, 5)",
        "insert into core.log values ('now', now()), (null, now() - interval '9 days')",
    )
    site.run()
    site.at_source(
        "delete from core.log where ctid in (select ctid from core.log where v = 'a' limit 2)",
        "insert into core.log select 'late', now() - interval '2 days' from generate_series(1, 3)",
        "delete from core.log where v is null",
    )
    assert not site.run().load_id
    found = site.reconcile("log")["log"]
    assert (found.deleted, found.missed, found.changed) == (3, 3, 0)
    assert site.equal("log", key="v, created_at")


def test_a_row_that_was_lost_or_added_in_marts_alone_is_found(site: LandingSite) -> None:
    site.at_source(
        "create table core.log (v text, created_at timestamptz)",
        "insert into core.log select 'r' || g, now() - g * interval '1 day' from generate_series(0, 30) g",
    )
    site.run()
    with site.database.connect(Role.LOADER, autocommit=True) as loader:
        loader.execute("delete from webbank_core.log where v in ('r7', 'r8')")
        loader.execute("insert into webbank_core.log select * from webbank_core.log where v = 'r20'")
    found = site.reconcile("log")["log"]
    assert (found.deleted, found.missed) == (1, 2)
    assert site.equal("log", key="v")


def test_a_comparison_that_would_cost_most_rows_is_held(site: LandingSite) -> None:
    site.at_source(*PAYMENT)
    site.run()
    site.at_source("delete from core.payment where id > 100")
    held = site.reconcile("payment")["payment"]
    assert (held.state, held.repaired) == ("held", 0)
    assert "would shrink from 3000 to 100 rows" in (held.error or "")
    assert "`heartbeat ingest webbank --reconcile --accept-shrink`" in held.hint
    assert site.landing("select state, error from landing.reconciliation") == [("held", held.error)]
    assert site.marts("select count(*) from webbank_core.payment") == [(3000,)]
    assert site.reconcile("payment", accept_shrink=True)["payment"].deleted == 2900
    assert site.equal("payment", key="id")


def test_a_table_that_cannot_be_compared_stops_no_other(site: LandingSite) -> None:
    site.at_source(*PAYMENT, "create table core.client (id int primary key, v text, updated_at timestamptz)")
    site.at_source("create table core.gone (id int primary key, v text, updated_at timestamptz)")
    site.at_source(*(f"insert into core.{table} values (1, 'a', now())" for table in ("client", "gone")))
    site.run()
    site.at_source(*SILENT, "alter table core.client add column w text", "drop table core.gone")
    found = site.reconcile("payment", "client", "gone")
    assert {table: one.state for table, one in found.items()} == {"payment": "ok", "client": "error", "gone": "error"}
    assert "other columns" in (found["client"].error or "")
    assert "no such table" in (found["gone"].error or "")
    assert site.equal("payment", key="id")


def test_memory_does_not_grow_with_the_rows(site: LandingSite) -> None:
    site.at_source(
        "create table core.payment (id int primary key, v text, updated_at timestamptz not null default now())",
        "insert into core.payment select g, repeat('x', 80) || g, now() - g * interval '1 s' from generate_series(1, 200000) g",
    )
    site.run()
    site.at_source("update core.payment set v = 'b' where id % 50000 = 49999", "delete from core.payment where id = 150000")
    with at_most_megabytes(16):
        found = site.reconcile("payment")["payment"]
    assert (found.ranges, found.differing, found.changed, found.deleted) == (256, 5, 4, 1)
    assert site.landing("select rows from landing.table_load order by id desc limit 1") == [(5,)]


def test_a_table_that_the_next_run_reads_in_full_is_left_to_it(site: LandingSite) -> None:
    site.at_source(
        "create table core.unset (id int primary key, updated_at timestamptz)", "insert into core.unset values (1, null)"
    )
    assert only(site.run()).disposition == "merge"
    assert site.reconcile("unset") == {}
    assert site.landing("select count(*) from landing.reconciliation") == [(0,)]


def test_a_key_that_a_broken_index_let_in_twice_is_told_and_no_row_takes_the_place_of_another(site: LandingSite) -> None:
    site.at_source(
        "create table core.client (code text not null, v text, updated_at timestamptz)",
        "create unique index client_key on core.client (code)",
        "insert into core.client values ('a', 'of the first', now() - interval '3 days'), ('b', 'b', now())",
    )
    assert only(site.run()).disposition == "merge"
    # As after the order of texts of the server's system has changed: the index promises what its table does not hold.
    site.at_source(
        "drop index core.client_key",
        "create index client_key on core.client (code)",
        "insert into core.client values ('a', 'of the second', now() - interval '2 days')",
        "update pg_index set indisunique = true where indexrelid = 'core.client_key'::regclass",
    )
    assert only(site.run()).disposition == "merge"
    for _ in range(2):
        found = site.reconcile("client")["client"]
        assert found.error == "The key of webbank_core.client is not unique: the source has two rows with the same one."
        assert "the rows at the source" in found.hint
        assert site.marts("select v from webbank_core.client where code = 'a'") == [("of the first",)]
