"""Comparisons of equal rows that are written differently, and of sources that cannot compare by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from heartbeat.db import Database, Role
from heartbeat.ingest.process.survey import survey
from heartbeat.postgres.roles import make_url_for, with_database
from integration.ingest.files_site import FilesSite
from integration.ingest.landing_site import LandingSite, compared
from integration.ingest.rest_site import RestSite
from integration.ingest.sql_site import SqlSite, at_file
from integration.ingest.test_types import EXACT

KINDS_OF_OWN = {
    "m core.mood": ["'sad'", "'ok'"], "ms core.mood[]": ["'{ok,sad}'"], "e core.email": ["'a@b'"], "c money": ["'1234.56'"],
    "x xid8": ["'7'"], '"Amount (EUR)" int': ["1"],
}  # fmt: skip
COLUMNS = {
    f"c{number} {column.split(maxsplit=1)[1].partition(' default')[0]}": values
    for number, (column, values) in enumerate(EXACT.items())
}


def test_values_of_every_type_are_equal_to_themselves_and_nothing_else(site: LandingSite) -> None:
    columns = {**COLUMNS, **KINDS_OF_OWN}
    names = [sql.Identifier(column.rpartition('"')[0].strip('"') or column.split()[0]).as_string() for column in columns]
    site.at_source(
        "create type core.mood as enum ('sad', 'ok')",
        "create domain core.email as varchar(50) check (value like '%@%')",
        f'create table core.t (id text collate "C" primary key, updated_at timestamptz, {", ".join(columns)})',
    )
    for name, (column, values) in zip(names, columns.items(), strict=True):
        for place, value in enumerate(values):
            row = f"('{column} {place} ä', now() - interval '2 days', {value})"
            site.at_source(f"insert into core.t (id, updated_at, {name}) values {row}")
    site.at_source("insert into core.t values ('newest', now())")
    site.run()
    found = site.reconcile("t")["t"]
    assert (found.state, found.rows, found.differing, found.repaired) == ("ok", 1 + sum(map(len, columns.values())), 0, 0)
    site.at_source(*(f"update core.t set {name} = null where {name} is not null" for name in names))
    nothing = sum(value == "null" for values in columns.values() for value in values)
    found = site.reconcile("t")["t"]
    assert (found.deleted, found.missed, found.changed) == (0, 0, (found.rows or 0) - 1 - nothing)
    assert site.marts(f"select count(*) from webbank_core.t where num_nonnulls({', '.join(landed(names))}) > 0") == [(0,)]


def landed(names: list[str]) -> list[str]:
    return ["amount_eur" if "Amount" in name else name for name in names]


def test_what_only_looks_equal_is_corrected_once(site: LandingSite) -> None:
    site.at_source(
        "create table core.t (id int primary key, n numeric, t text, updated_at timestamptz)",
        "insert into core.t values (1, 1.0, '', now() - interval '1 day'), (2, 0, 'x', now())",
    )
    site.run()
    site.at_source("update core.t set n = 1.00, t = null where id = 1")
    assert site.reconcile("t")["t"].changed == 1
    assert site.marts("select n::text, t from webbank_core.t where id = 1") == [("1.00", None)]
    assert site.reconcile("t")["t"].differing == 0


@pytest.fixture
def latin_url(source_server: str) -> Iterator[str]:
    with psycopg.connect(source_server, autocommit=True) as admin:
        admin.execute("create database latin_compared template template0 encoding 'LATIN1' locale 'C'")
    yield with_database(source_server, "latin_compared")
    with psycopg.connect(source_server, autocommit=True) as admin:
        admin.execute("drop database latin_compared with (force)")


def test_the_same_letters_in_another_encoding_are_equal_and_select_is_all_that_it_needs(
    site: LandingSite, latin_url: str
) -> None:
    site.url = latin_url
    site.at_source(
        "create schema core",
        "create table core.t (id text primary key, a text, updated_at timestamptz)",
        "insert into core.t values ('Zürich', 'ñ', now() - interval '1 day'), ('ä', 'ß', now())",
        "drop role if exists compares; create role compares login password 'x'",
        "grant usage on schema core to compares; grant select on core.t to compares",
        "revoke temporary, create on database latin_compared from public",
    )
    try:
        site.run()
        site.url = make_url_for(latin_url, "compares", "x")
        found = site.reconcile("t")["t"]
        assert (found.state, found.rows, found.differing) == ("ok", 2, 0), found.error
    finally:
        site.url = latin_url
        site.at_source("drop owned by compares; drop role compares")


def test_a_source_that_knows_no_hash_is_read_in_full(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    site = SqlSite(database, f"sqlite:///{path}", tmp_path / "work")
    old, now = "'2020-01-01 10:00:00'", "datetime('now')"
    at_file(
        path,
        "create table deal (id integer primary key, title text, updated_at datetime)",
        "create table visit (page text, created_at datetime)",
        f"insert into deal values (1, 'a', {old}), (2, 'b', {old}), (3, 'c', {old}), (9, 'z', {now})",
        f"insert into visit values ('a', {old}), ('a', {old}), ('z', {now})",
    )
    site.run()
    at_file(
        path,
        "delete from deal where id = 1",
        "update deal set title = 'other' where id = 2",
        f"insert into deal values (4, 'late', {old}), (10, 'new', {now})",
        "delete from visit where rowid = 1",
    )
    found = site.reconcile("deal", "visit")
    assert [(one.ranges, one.deleted, one.missed, one.changed) for one in found.values()] == [(1, 1, 1, 1), (1, 1, 0, 0)]
    deals = site.marts("select id, title from crm.deal order by id")
    assert deals == [(2, "other"), (3, "c"), (4, "late"), (9, "z")], "the new one comes with the next run"
    assert site.marts("select page from crm.visit order by 1") == [("a",), ("z",)]
    assert site.reconcile("deal")["deal"].repaired == 0


def test_files_that_are_gone_or_changed_in_secret_are_found_by_hand(database: Database, tmp_path: Path) -> None:
    site = FilesSite(database, tmp_path)
    for name in ("a.csv", "b.csv", "c.csv"):
        site.put(name, f"id,name\n1,{name}\n")
    site.land()
    site.put("b.csv", "id,name\n1,B.CSV\n")  # the same size and time
    (tmp_path / "c.csv").unlink()
    site.put("d.csv", "id,name\n1,d.csv\n")
    found = compared(database, site.source(), "t")["t"]
    assert (found.state, found.deleted, found.missed) == ("ok", 2, 1), found.error
    assert site.marts("select name from shop.t order by 1") == [("B.CSV",), ("a.csv",)]
    assert site.land().rows == 1
    assert site.marts("select name from shop.t order by 1") == [("B.CSV",), ("a.csv",), ("d.csv",)]
    assert compared(database, site.source(), "t")["t"].repaired == 0


def test_an_api_that_shows_all_its_rows_is_compared_too(rest: RestSite) -> None:
    rest.file += "primary_key: {currency_rate: id}\ncursor: {currency_rate: at}\n"
    old, late = "2026-01-01T10:00:00Z", "2026-01-03T10:00:00Z"
    rest.serve(*({"id": number, "rate": "1.5", "at": old} for number in (1, 2, 3)), {"id": 9, "rate": "2", "at": late})
    rest.run()
    rest.serve(*({"id": number, "rate": "1.7", "at": old} for number in (2, 4)), {"id": 9, "rate": "2", "at": late})
    found = compared(rest.database, rest.source(), "currency_rate", environment={"RATES_URL": rest.server.url})["currency_rate"]
    assert (found.state, found.deleted, found.missed, found.changed) == ("ok", 2, 1, 1), found.error
    assert rest.rows("select id, rate from rates.currency_rate order by id") == [(2, "1.7"), (4, "1.7"), (9, "2")]


def test_every_kind_says_which_tables_there_are_to_load(shop: FilesSite, rest: RestSite, tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    at_file(path, "create table deal (id integer primary key)", "create table visit (page text)")
    sql_source = SqlSite(shop.database, f"sqlite:///{path}", tmp_path).source()
    for source, tables in ((sql_source, ["deal", "visit"]), (shop.source(), ["t"]), (rest.source(), ["currency_rate"])):
        loader, environment = shop.database.url(Role.LOADER), {"RATES_URL": rest.server.url}
        found = survey(source, source.schemas[0], database_url_of_loader=loader, environment=environment)
        assert [listed.landed for listed in found] == tables
