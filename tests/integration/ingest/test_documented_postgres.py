"""The example of docs/sources.md for Postgres, as it stands there: the login made, landed with it, read on, and asked."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from documented import example_of
from heartbeat.db import Role
from heartbeat.definitions.parse.source_file import parse_source
from heartbeat.definitions.problem import Findings
from heartbeat.ingest.report import RunReport
from heartbeat.ingest.run_one import run_one
from heartbeat.postgres.roles import password_in
from integration.ingest.landing_site import LandingSite, told_of

PASSWORD = "chosen by you"
TABLES = (
    "create table core.payment (id bigint primary key, state text, updated_at timestamptz not null default now())",
    "create table core.payment_state_log (id bigint primary key, state text, create_time timestamptz not null default now())",
    "create table core.currency (code text primary key)",
    "create table core.client (id int primary key, passport_scan bytea, updated_at timestamptz not null default now())",
    "create table core.lock_table (id int)",
    "insert into core.payment (id, state) values (1, 'approved'), (2, 'declined')",
    "insert into core.payment_state_log (id, state) values (1, 'approved')",
    "insert into core.currency values ('EUR')",
    r"insert into core.client (id, passport_scan) values (1, '\xff')",
)


@pytest.fixture
def bank(site: LandingSite) -> Iterator[LandingSite]:
    site.at_source(*TABLES, *example_of("postgres", "postgres").split(";\n"))
    yield site
    site.at_source("drop owned by heartbeat_reader", "drop role heartbeat_reader")


def ingest(bank: LandingSite) -> RunReport:
    findings = Findings("sources/webbank.yaml")
    source = parse_source("sources/webbank.yaml", example_of("postgres", "yaml"), findings)
    assert source is not None, findings.problems
    superuser = bank.url.partition("://")[2].rpartition("@")[0]
    url = bank.url.replace(superuser, f"heartbeat_reader:{quote(PASSWORD)}")
    assert password_in(url) == PASSWORD
    return run_one(source, "core", database_url_of_loader=bank.database.url(Role.LOADER), environment={"WEBBANK_URL": url})


def test_the_example_works_as_it_stands(bank: LandingSite) -> None:
    report = ingest(bank)
    assert {table.table: (table.outcome, table.disposition) for table in report.tables} == {
        "client": ("loaded", "merge"),
        "currency": ("loaded", "replace"),
        "payment": ("loaded", "merge"),
        "payment_state_log": ("loaded", "merge"),
    }
    assert "passport_scan" not in bank.types_of("webbank_core.client")
    assert bank.marts(example_of("postgres", "sql").replace(";", "")) == [(1,)]
    bank.at_source("update core.payment set state = 'approved', updated_at = now() where id = 2")
    assert told_of(ingest(bank), "payment").outcome == "loaded"
    assert bank.marts(example_of("postgres", "sql").replace(";", "")) == [(2,)]


def test_a_table_that_is_made_later_can_be_read_too(bank: LandingSite) -> None:
    bank.at_source("create table core.fee (id int primary key)", "insert into core.fee values (1)")
    assert told_of(ingest(bank), "fee").outcome == "loaded"
