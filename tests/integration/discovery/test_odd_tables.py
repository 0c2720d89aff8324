"""Discovery over tables that nobody would make: names with every sign, a thousand columns, only times to come, no row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from heartbeat.db import Database, Role
from heartbeat.definitions.model import SourceDefinition, Workspace, WorkspaceSettings
from heartbeat.marts.profile.survey import landed_tables
from heartbeat.marts.records import TableLoad, note_loads
from heartbeat.measure.discovery.discover import Discovery, Registry, Scope, discover
from heartbeat.measure.discovery.page.document import Page, drafts_in, write_page
from heartbeat.measure.discovery.search import Taken
from postgres_fixtures import Cluster, cloned_house

NOW = datetime(2026, 11, 20, 12, 17, tzinfo=UTC)
SOURCE = SourceDefinition("shop", "sources/shop.yaml", "postgres", "postgresql://unused", ("odd",))
WORKSPACE = Workspace(WorkspaceSettings("Shop", timezone="America/New_York"), (SOURCE,), (), "", None)
WIDE = ", ".join(f"c{at} numeric(12,2)" for at in range(998))
TABLES = f"""
create table shop_odd."Sales | `<b>x</b>`" ("Created At" timestamptz, "select" text, "order amount ""net"" sum" numeric(12,2),
    status text, status_changed_by text, "event
### 9. evil

`evil_one` · " text, "Closed*/At" timestamptz, "due :as_of" timestamptz);
insert into shop_odd."Sales | `<b>x</b>`"
    select timestamptz '2026-11-20 12:00+00' - i * interval '1 hour', 'a', i, case when i % 3 = 0 then 'open' else 'closed' end,
        case when i % 2 = 0 then 'kovacs' else 'nagy' end, 'a', null, timestamptz '2026-11-20 12:00+00'
    from generate_series(1, 400) i;
create table shop_odd.wide (created_at timestamptz, status text, {WIDE});
insert into shop_odd.wide (created_at, status, c1) select timestamptz '2026-11-20 12:00+00' - i * interval '1 hour',
    case when i % 3 = 0 then 'open' else 'closed' end, i from generate_series(1, 400) i;
create table shop_odd.future (id int, starts_at timestamptz, amount numeric(12,2), status text);
insert into shop_odd.future select i, timestamptz '2027-11-20 12:00+00' + i * interval '1 hour', 5, 'x'
    from generate_series(1, 400) i;
create table shop_odd.epoch (id int, created_at bigint, amount numeric(12,2), status text);
insert into shop_odd.epoch select i, 1763640000 - i * 3600, 5, case when i % 3 = 0 then 'open' else 'closed' end
    from generate_series(1, 400) i;
create table shop_odd.empty_one (id int, created_at timestamptz, status text, amount numeric(12,2));
create table shop_odd.account (id int primary key, opened_at timestamptz);
insert into shop_odd.account select i, timestamptz '2026-11-20 12:00+00' - i * interval '1 hour' from generate_series(1, 100) i;
create table shop_odd.account_status_log (account_id int, at timestamptz, health_status text);
insert into shop_odd.account_status_log select id, opened_at + interval '1 hour' * k, case k when 1 then 'pregnant' else 'ill' end
    from shop_odd.account, generate_series(1, 2) k;
create table shop_odd.channel_manager (id int primary key, name text);
insert into shop_odd.channel_manager values (1, 'Anna Kovacs'), (2, 'Bela Nagy');
create table shop_odd.ticket (id int primary key, created_at timestamptz, channel_manager_id int, handover_reason text);
insert into shop_odd.ticket select i, timestamptz '2026-11-20 12:00+00' - i * interval '1 hour', 1 + i % 2,
    case when i = 7 then 'Nagy drinks' else 'queue full' end from generate_series(1, 100) i;
create table shop_odd.pupil (id int, created_at timestamptz, birth_date date, died_on timestamptz, "dateOfBirth" timestamp);
insert into shop_odd.pupil select i, timestamptz '2026-11-20 12:00+00' - i * interval '1 hour',
    '1931-01-01', '1931-01-01', '1931-01-01' from generate_series(1, 100) i;
create view shop_odd.open_tickets as select * from shop_odd.ticket;
"""
ROWS = {
    "Sales | `<b>x</b>`": 400,
    "wide": 400,
    "future": 400,
    "epoch": 400,
    "empty_one": 0,
    "account": 100,
    "account_status_log": 200,
    "channel_manager": 2,
    "ticket": 100,
    "pupil": 100,
    "open_tickets": 100,
}


@pytest.fixture(scope="module")
def shop(cluster: Cluster) -> Iterator[Database]:
    with cloned_house(cluster) as database:
        with database.connect(Role.LOADER) as connection:
            connection.execute("create schema shop_odd")
            connection.execute(TABLES)
            connection.execute("grant usage on schema shop_odd to hb_query")
            connection.execute("grant select on all tables in schema shop_odd to hb_query")
            note_loads(connection, *(landed(name, rows) for name, rows in ROWS.items()))
        yield database


def landed(name: str, rows: int) -> TableLoad:
    keys = ("id",) if name in {"account", "channel_manager", "ticket"} else ()
    return TableLoad("shop", "shop_odd", name, "1", NOW, "merge", None, None, rows, rows, 0.1, None, key_columns=keys)


@pytest.fixture(scope="module")
def found(shop: Database) -> Discovery:
    with shop.connect(Role.APP) as connection:
        tables = landed_tables(connection, ["shop_odd"])
    registry = Registry(WORKSPACE, (), Taken(frozenset(), frozenset()))
    return discover(shop, Scope(tables, [], 100), registry, report=lambda *_: None)


def page_of(found: Discovery) -> str:
    return write_page(Page("shop", NOW.date(), found.found, found.left_out, found.tables, "EUR", "en"))


def test_a_page_names_no_person(found: Discovery) -> None:
    page = page_of(found)
    assert "closed 66.8 %, open 33.2 %" in page  # an ordinary status is told
    assert "queue full 99 %" in page
    for words in ("kovacs", "Anna Kovacs", "pregnant", "Nagy drinks", "1931"):
        assert words not in page


def test_no_name_of_a_table_or_a_column_becomes_markup(found: Discovery) -> None:
    page = page_of(found)
    assert set(drafts_in(page)) == {one.candidate.metric_id for one in found.found}
    assert "\n### 9. evil" not in page
    rows = [line for line in page.splitlines() if line.startswith("| `") and " timestamp with time zone " in line]
    assert rows
    assert all(line.replace("\\|", "").count("|") == 7 for line in rows)
    assert [line for line in page.splitlines() if "<b>" in line] == ["### `shop_odd.Sales ¦ ’<b>x</b>’`"]


def test_a_table_of_a_thousand_columns_is_profiled(found: Discovery) -> None:
    wide = next(table for table in found.tables if table.table == "wide")
    assert not wide.notes
    assert wide.looked_at == 400
    assert wide.columns["c1"].null_share == 0.0
    assert wide.columns["c997"].null_share == 1.0
    assert [value for value, _ in wide.columns["status"].values] == ["closed", "open"]
