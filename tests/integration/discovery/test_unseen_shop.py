"""Discovery over a schema that nobody had in mind: lookup tables, plain times and days, persons, a large table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from heartbeat.db import Database, Role
from heartbeat.definitions.model import SourceDefinition, Workspace, WorkspaceSettings
from heartbeat.definitions.parse.metric_file import parse_metric
from heartbeat.definitions.problem import Findings
from heartbeat.marts.profile.survey import landed_tables
from heartbeat.marts.records import TableLoad, note_loads
from heartbeat.measure.discovery.candidate import draft
from heartbeat.measure.discovery.discover import Discovery, Registry, Scope, discover
from heartbeat.measure.discovery.page.document import Page, write_page
from heartbeat.measure.discovery.search import Taken
from postgres_fixtures import Cluster, cloned_house

NOW = datetime(2026, 11, 20, 12, 17, tzinfo=UTC)
SOURCE = SourceDefinition("shop", "sources/shop.yaml", "postgres", "postgresql://unused", ("sales",))
WORKSPACE = Workspace(WorkspaceSettings("Shop", timezone="Europe/Berlin"), (SOURCE,), (), "", None)
TABLES = """
create table shop_sales.parcel_state (id int primary key, name text);
insert into shop_sales.parcel_state values (10, 'Packed'), (20, 'Delivered'), (30, 'Returned to sender');
create table shop_sales.order_state (id int primary key, name text);
insert into shop_sales.order_state values (10, 'new'), (20, 'old');
create table shop_sales.parcel (id bigint, receiver text, contact_email text, state_id int, value numeric(12,2), currency text,
    created timestamp, updated timestamp);
insert into shop_sales.parcel select i, 'Person ' || i, 'person' || i || '@example.org', case when i % 20 = 0 then 30 else 20 end,
    i % 90, 'EUR', timestamp '2026-11-20 12:00' - i * interval '3 minutes', timestamp '2026-11-20 12:00'
    from generate_series(1, 40000) i;
create table shop_sales.parcel_state_log (id bigint, parcel_id int, state_id int, at timestamp);
insert into shop_sales.parcel_state_log select 2 * id, id, 10, created from shop_sales.parcel;
insert into shop_sales.parcel_state_log
    select 2 * id + 1, id, state_id, created + interval '50 minutes' from shop_sales.parcel where id > 40;
create table shop_sales.bill (id int, customer_no text, total numeric(12,2), issued_on date, due_date date, paid_on date,
    "order" text, status text, note text);
insert into shop_sales.bill select i, 'K' || i % 50, 100, date '2026-11-20' - i % 200, date '2026-11-20' - i % 200 + 14,
    case when i % 7 = 0 then null else date '2026-11-20' - i % 200 + 10 end, case when i % 9 = 0 then null else 'O' || i end,
    case when i % 11 = 0 then 'cancelled' else 'sent' end, 'call +49 170 1234567' from generate_series(1, 3000) i;
create table shop_sales.empty_one (id int, created_at timestamptz);
"""
NAMES = ("parcel_state", "order_state", "parcel", "parcel_state_log", "bill", "empty_one")


@pytest.fixture(scope="module")
def shop(cluster: Cluster) -> Iterator[Database]:
    with cloned_house(cluster) as database:
        with database.connect(Role.LOADER) as connection:
            connection.execute("create schema shop_sales")
            connection.execute(TABLES)
            connection.execute("grant usage on schema shop_sales to hb_query")
            connection.execute("grant select on all tables in schema shop_sales to hb_query")
            note_loads(
                connection, *(landed(connection.execute(f"select count(*) from shop_sales.{name}"), name) for name in NAMES)
            )
        yield database


def landed(counted: object, name: str) -> TableLoad:
    rows = counted.fetchone()[0]  # type: ignore[attr-defined]
    return TableLoad("shop", "shop_sales", name, "1", NOW, "merge", None, None, rows, rows, 0.1, None, key_columns=("id",))


@pytest.fixture(scope="module")
def found(shop: Database) -> Discovery:
    with shop.connect(Role.APP) as connection:
        tables = landed_tables(connection, ["shop_sales"])
    registry = Registry(WORKSPACE, (), Taken(frozenset(), frozenset()))
    return discover(shop, Scope(tables, [], 100), registry, report=lambda *_: None)


def page_of(found: Discovery) -> str:
    return write_page(Page("shop", NOW.date(), found.found, found.left_out, found.tables, "EUR", "en"))


def test_states_have_the_names_of_the_right_lookup_table(found: Discovery) -> None:
    by_id = {one.candidate.metric_id: one for one in found.found}
    assert by_id["parcel_delivered_share"].candidate.direction == "up"
    assert by_id["parcel_returned_to_sender_share"].candidate.direction == "down"
    assert "20 (Delivered)" in page_of(found)
    begun = {i: datetime(2026, 11, 20, 12, tzinfo=UTC) - i * timedelta(minutes=3) for i in range(1, 1000)}
    of_the_day = [i for i, at in begun.items() if NOW - timedelta(hours=25) <= at < NOW - timedelta(hours=1)]
    delivered = [i for i in of_the_day if i > 40 and i % 20]
    assert by_id["parcel_delivered_share"].figures.value == pytest.approx(len(delivered) / len(of_the_day))


def test_plain_times_are_compared_as_utc_and_stuck_parcels_counted(found: Discovery) -> None:
    stuck = next(one for one in found.found if one.candidate.metric_id == "parcel_stuck")
    assert stuck.candidate.name == "Parcels stuck for 1 hour"
    first = datetime(2026, 11, 20, 12, tzinfo=UTC)
    old_enough = [i for i in range(1, 41) if first - i * timedelta(minutes=3) < NOW - timedelta(hours=1)]
    assert stuck.figures.value == len(old_enough) > 0


def test_what_is_due_on_a_day_is_overdue_when_the_day_is_over(found: Discovery) -> None:
    overdue = next(one for one in found.found if one.candidate.metric_id == "bill_overdue_amount")
    expected = sum(100 for i in range(1, 3001) if i % 7 == 0 and i % 200 > 14)
    assert overdue.figures.value == expected
    assert len(overdue.figures.days) == 90


def test_every_draft_runs_and_passes_the_lint(found: Discovery) -> None:
    assert len(found.found) > 15
    registry = Registry(WORKSPACE, (), Taken(frozenset(), frozenset()))
    for one in found.found:
        findings = Findings(f"metrics/found/{one.candidate.metric_id}.sql")
        assert parse_metric(findings.file, draft(one.candidate), registry.declared, findings)
        assert findings.problems == []
        assert not one.figures.refused
    assert [reason for _, reason in found.left_out if reason != "ranked lower"] == []


def test_nothing_of_a_person_is_in_the_page(found: Discovery) -> None:
    page = page_of(found)
    assert "`contact_email`" in page
    assert re.findall(r"@example|Person \d|\+49|K\d+\b|\bO\d+\b", page) == []


def test_a_large_table_is_sampled_and_says_so(found: Discovery) -> None:
    parcel = next(table for table in found.tables if table.table == "parcel")
    assert parcel.is_sampled
    assert parcel.rows == 40_000
    assert "sampled: shares are of" in page_of(found)


def test_a_table_without_rows_gives_no_candidate_and_is_told(found: Discovery) -> None:
    assert [one for one in found.found if "empty_one" in one.candidate.table] == []
    assert "### `shop_sales.empty_one`\n\n0 rows;" in page_of(found)
