"""What lies in marts is what lies in the source: value by value, type by type."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from heartbeat.db import Role
from heartbeat.postgres.roles import with_database
from integration.ingest.landing_site import LandingSite, only

EXACT = {
    "n numeric": ["'1.10'", "'-0.000000000000000000000000000000000001'", "'NaN'", "'Infinity'", "null"],
    "n numeric(1000)": ["repeat('9', 200)::numeric"],
    "n numeric(38, 20)": ["12345678901234567.12345678901234567890"],
    "n bigint": ["-9223372036854775808", "9223372036854775807"],
    "n smallint": ["-1"],
    "f double precision": ["0.1::float8 + 0.2::float8", "'-Infinity'", "'NaN'", "1e-308"],
    "f real": ["0.1"],
    "b boolean": ["true", "false", "null"],
    "t text": ["''", "null", "'NULL'", r"'\N'", r"E'a\nb\r\nc\td'", r"E'\\.'", r"E'x\n\\.\ny'", "' '", "'Ünïcödé 🫀 漢字'"],
    "t text default ''": ["'\"quoted\", and, commas'", "','", "'\"'"],
    "t varchar(20)": ["''", "'x'", "null"],
    "t character(5)": ["'ab'", "null"],
    "z timestamptz": ["'2026-10-25 02:30:00.123456+02'", "'infinity'", "'0044-03-15 12:00:00+00 BC'", "null"],
    "z timestamp(3)": ["'2026-03-29 02:30:00.123'", "'-infinity'"],
    "d date": ["'0001-01-01'", "'infinity'", "'2026-02-28'"],
    "d time": ["'24:00:00'", "'00:00:00.000001'"],
    "d timetz": ["'12:00:00+05:30'"],
    "d interval": ["'-1 year -2 days +03:04:05.006'"],
    "j json": ["""'{"b":  1, "a": "x\\ny", "b": 2}'""", "'null'", "null"],
    "j jsonb": ["""'{"b": [1.10, null], "a": "ä"}'""", "null"],
    "a int[]": ["'{}'", "'{1,NULL,3}'", "'[2:3]={5,6}'", "'{{1,2},{3,4}}'", "null"],
    "a text[]": ["array['', null, 'NULL', 'a,b', 'c\"d', E'e\\\\f', E'g\\nh']", "'{}'"],
    "a numeric(10,2)[]": ["'{1.10,2.00}'"],
    "u uuid": ["'00112233-4455-6677-8899-aabbccddeeff'"],
    "y bytea": [r"'\x00ff0a0d5c22'", "''", "null"],
    "i inet": ["'2001:db8::1/64'"],
    "r tstzrange": ["'[2026-01-01 00:00+00,)'"],
    "v bit varying(8)": ["B'1010'"],
}  # fmt: skip


@pytest.mark.parametrize("column", EXACT)
def test_values_and_types_arrive_exactly(site: LandingSite, column: str) -> None:
    values = ", ".join(f"({place}, {value})" for place, value in enumerate(EXACT[column]))
    site.at_source(f"create table core.t (place int, {column})", f"insert into core.t values {values}")
    assert only(site.run()).rows == len(EXACT[column])
    name = column.split(maxsplit=1)[0]
    shown = f"place, pg_typeof({name})::text, {name}::text, {name} is null"
    assert site.equal("t", shown, "place")
    with psycopg.connect(site.url) as source, site.database.connect(Role.QUERY) as marts:
        query = "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = '{}.t'::regclass and attnum = 2"
        there = source.execute(query.format("core")).fetchone()
        assert there == marts.execute(query.format("webbank_core")).fetchone()


def test_types_that_marts_cannot_know_become_text_or_numbers(site: LandingSite) -> None:
    site.at_source(
        "create type core.mood as enum ('sad', 'ok')",
        "create type core.pair as (a int, b text)",
        "create domain core.email as varchar(50) check (value like '%@%')",
        "create domain core.work_email as core.email",
        "create table core.t (m core.mood, ms core.mood[], p core.pair, e core.work_email, c money, k name, o regclass)",
        "insert into core.t values ('sad', '{ok,sad}', '(1,\"x y\")', 'a@b', '1234.56', 'n', 'pg_class')",
    )
    site.run()
    types = site.marts(
        "select string_agg(format_type(atttypid, atttypmod), ',' order by attnum) from pg_attribute"
        " where attrelid = 'webbank_core.t'::regclass and attnum > 0"
    )
    assert types == [("text,text[],text,character varying(50),numeric,text,text",)]
    assert site.marts("select ms[1], p, e, c::text, o from webbank_core.t") == [("ok", '(1,"x y")', "a@b", "1234.56", "pg_class")]


def test_names_that_need_quotes_are_landed_in_snake_case(site: LandingSite) -> None:
    site.at_source(
        'create table core."ClientProfile" ("clientId" int, "Amount (EUR)" int, "order" int, "Größe" int)',
        'alter table core."ClientProfile" add "a,b\'c""d" int, add "1st" int',
        'insert into core."ClientProfile" values (1, 2, 3, 4, 5, 6)',
    )
    site.run()
    query = 'select client_id, amount_eur, "order", "größe", a_b_c_d, _1st from webbank_core.client_profile'
    assert site.marts(query) == [(1, 2, 3, 4, 5, 6)]


def test_names_that_would_collide_are_refused(site: LandingSite) -> None:
    site.at_source('create table core.t ("clientId" int, client_id int)', "create table core.well (id int)")
    report = site.run()
    assert {table.table: table.outcome for table in report.tables} == {"t": "error", "well": "loaded"}
    assert "client_id" in (report.error or "")


def test_a_table_with_one_empty_column_keeps_its_rows(site: LandingSite) -> None:
    site.at_source("create table core.t (a text)", "insert into core.t values (null), (''), (null)")
    site.run()
    assert site.marts("select count(*), count(a) from webbank_core.t") == [(3, 1)]


@pytest.fixture
def latin_url(source_server: str) -> Iterator[str]:
    with psycopg.connect(source_server, autocommit=True) as admin:
        admin.execute("create database latin_source template template0 encoding 'LATIN1' locale 'C'")
    yield with_database(source_server, "latin_source")
    with psycopg.connect(source_server, autocommit=True) as admin:
        admin.execute(sql.SQL("drop database latin_source with (force)"))


def test_another_encoding_arrives_as_the_same_letters(site: LandingSite, latin_url: str) -> None:
    site.url = latin_url
    site.at_source("create schema core", "create table core.t (a text)", "insert into core.t values ('Zürich ñ')")
    site.run()
    assert site.marts("select a from webbank_core.t") == [("Zürich ñ",)]
