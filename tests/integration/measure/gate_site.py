"""Landed tables with enough rows for a plan to matter, and metric files that are tried on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from heartbeat.db import Database, Role
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.parse.metric_file import Declared, parse_metric
from heartbeat.definitions.parse.sections import cut
from heartbeat.definitions.problem import Findings
from heartbeat.marts.records import TableLoad, note_loads
from heartbeat.measure.gates.findings import Limits
from heartbeat.measure.gates.one_metric import Job, Outcome, Site, try_metric
from heartbeat.measure.gates.run import read_landed

NOW = datetime(2026, 11, 20, 12, 17, tzinfo=UTC)
LOW = Limits(large_table=4 * 1024 * 1024, compared=100_000, rounds=100, spilled_kb=1024, surprising_rows=10_000)
"""A table of 4 MB counts as large, so that a test need not fill 200."""
PAYMENTS = 100_000
SOURCE = SourceDefinition("shop", "sources/shop.yaml", "postgres", "${SHOP_URL}", ("public",))
FILE = "metrics/sales/tried.sql"
_HEADER = """/*
name: Tried
code: TRYD
period: snapshot
unit: count
direction: up
description: For tests.
how_to_read: For tests.
*/
"""
FIRST_LINE = _HEADER.count("\n") + 2  # of the statement below `-- value`

_TABLES = f"""
create schema shop_public;
grant usage on schema shop_public to hb_query, hb_worker;
create table shop_public.payment (id bigint, client_id int, type_id int, state varchar(10), note text, create_time timestamptz);
insert into shop_public.payment
select i, i % 5000, i % 50, (array['paid', 'open', 'failed'])[1 + i % 3], repeat('x', 20),
       timestamptz '2026-11-20 12:00+00' - i * interval '1 minute'
from generate_series(1, {PAYMENTS}) i;
create table shop_public.payment_log (id bigint, payment_id bigint, state_id int, at timestamptz);
insert into shop_public.payment_log
select i, 1 + i / 2, 1 + i % 2, timestamptz '2026-11-20 12:00+00' - i * interval '30 seconds'
from generate_series(0, {2 * PAYMENTS - 1}) i;
create table shop_public.rate (currency text, rate numeric);
insert into shop_public.rate values ('EUR', 1), ('USD', 1.1), ('n/a', null);
grant select on all tables in schema shop_public to hb_query;
analyze shop_public.payment, shop_public.payment_log, shop_public.rate;
"""


def make_marts(database: Database) -> None:
    """Three tables as a load leaves them: 100,000 payments of the last seventy days, two lines of a log for each, a few rates."""
    with database.connect(Role.LOADER, autocommit=True) as loader:
        loader.execute(_TABLES)
        for table in ("payment", "payment_log", "rate"):
            note_loads(loader, TableLoad("shop", "shop_public", table, "1", NOW, "append", None, None, 1, 1, 0.1, None))


def site_of(database: Database, *, source: SourceDefinition = SOURCE, **changes: object) -> Site:
    """The marts as they are now, seen by a check whose limits are low."""
    until, tables = read_landed(database)
    site = Site(database, ZoneInfo("Europe/Berlin"), NOW, until, tables, {"shop_public": source}, limits=LOW)
    return replace(site, **changes)  # type: ignore[arg-type]


def job_of(sql: str, *, metric_id: str = "tried", history: str = "", crosscheck: str = "") -> Job:
    """A metric file with this value, as `heartbeat check` has read it."""
    sections = [
        f"-- {name}\n{text};\n" for name, text in (("value", sql), ("history", history), ("crosscheck", crosscheck)) if text
    ]
    text, file = _HEADER + "".join(sections), str(Path(FILE).with_stem(metric_id))
    findings = Findings(file)
    metric = parse_metric(file, text, Declared({"shop_public": SOURCE}), findings)
    assert metric is not None, findings.problems
    return Job(metric, cut(text, Findings(file)).statements)


def tried(sql: str, site: Site, **sections: str) -> Outcome:
    """What comes of a metric with this value."""
    return try_metric(job_of(sql, **sections), site)
