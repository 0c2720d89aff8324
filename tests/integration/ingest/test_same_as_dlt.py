"""What our COPY lands is what dlt lands from the same source, in every cell, first and by an increment of each disposition."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from integration.ingest.dlt_lane import DltLane
from integration.ingest.landing_site import LandingSite

Columns = dict[str, tuple[str, ...]]
# Each with the rows of a first load, and those of an increment.
ODD: Columns = {
    "n numeric": ("'1.10'", "'-0.000000000000000000001'", "'NaN'", "null"),
    "w numeric(38, 20)": ("12345678901234567.12345678901234567890", "0", "null", "-1"),
    "f double precision": ("0.1::float8 + 0.2::float8", "'-Infinity'", "1e-308", "'-0'"),
    "s real": ("0.1", "'NaN'", "null", "1e30"),
    "b boolean": ("true", "null", "false", "true"),
    "t text": ("''", "null", r"E'a\nb\r\nc\td'", r"E'\\.'"),
    "q text": ("'\"quoted\", and, commas'", "'NULL'", r"'\N'", "'Ünïcödé 🫀 漢字'"),
    "v varchar(20)": ("''", "null", "' '", "','"),
    "c character(5)": ("'ab'", "null", "''", "'abcde'"),
    "z timestamptz": ("'2026-10-25 02:30:00.123456+02'", "'infinity'", "'0044-03-15 12:00:00+00 BC'", "null"),
    "l timestamp(3)": ("'2026-03-29 02:30:00.123'", "'-infinity'", "null", "'0001-01-01 BC'"),
    "d date": ("'0044-03-15 BC'", "'infinity'", "null", "'5000-02-28'"),
    "o time": ("'24:00:00'", "'00:00:00.000001'", "null", "'12:00'"),
    "p timetz": ("'12:00:00+05:30'", "null", "'00:00:00-12'", "'23:59:59.999999+14'"),
    "i interval": ("'-1 year -2 days +03:04:05.006'", "null", "'0'", "'1 mon'"),
    "j json": ("""'{"b":  1, "a": "x\\ny", "b": 2}'""", "'null'", "null", "'[]'"),
    "k jsonb": ("""'{"b": [1.10, null], "a": "ä"}'""", "null", "'\"\"'", "'null'"),
    "a int[]": ("'{}'", "'{1,NULL,3}'", "'[2:3]={5,6}'", "null"),
    "e text[]": ("array['', null, 'NULL', 'a,b', 'c\"d', E'e\\\\f', E'g\\nh']", "'{}'", "null", "array[null]::text[]"),
    "u uuid": ("'00112233-4455-6677-8899-aabbccddeeff'", "null", "'ffffffff-ffff-ffff-ffff-ffffffffffff'", "null"),
    "y bytea": (r"'\x00ff0a0d5c22'", "''", "null", r"'\xdeadbeef'"),
    "h inet": ("'2001:db8::1/64'", "null", "'10.0.0.1'", "'0.0.0.0/0'"),
    "r tstzrange": ("'[2026-01-01 00:00+00,)'", "'empty'", "null", "'(,)'"),
    "m nummultirange": ("'{[1.10,2)}'", "'{}'", "null", "'{(,0),[5,6]}'"),
    "x bit varying(8)": ("B'1010'", "null", "B''", "B'1'"),
}  # fmt: skip
PLAIN: Columns = {name: values for name, values in ODD.items() if name.split()[0] in "nwfsbtqvczldojkuy"}  # copied in binary form


def filled(table: str, columns: Columns, places: range) -> str:
    rows = ", ".join(f"({1 + at}, now(), {', '.join(values[at] for values in columns.values())})" for at in places)
    return f"insert into core.{table} values {rows}"


@pytest.fixture
def lane(site: LandingSite, superuser_url: str, tmp_path: Path) -> DltLane:
    return DltLane(site.url, superuser_url, tmp_path)


def cells(url: str, relation: str) -> list[tuple[str, ...]]:
    """Every value as Postgres writes it; the types are compared with them."""
    with psycopg.connect(url, options="-c timezone=UTC -c extra_float_digits=3") as connection:
        columns = connection.execute("select attname from pg_attribute where attrelid = %s::regclass and attnum > 0", [relation])
        names = [name for (name,) in columns]
        shown = ", ".join(f"{name}::text, pg_typeof({name})::text, {name} is null" for name in names)
        return connection.execute(f"select {shown} from {relation} order by place, 1").fetchall()


@pytest.mark.parametrize(("disposition", "stamp"), [("merge", "updated_at"), ("append", "created_at"), ("replace", "seen")])
def test_an_odd_table_and_its_increment_land_as_dlt_lands_them(
    site: LandingSite, lane: DltLane, superuser_url: str, disposition: str, stamp: str
) -> None:
    key = " primary key" if disposition == "merge" else ""
    for table, columns in (("odd", ODD), ("plain", PLAIN)):
        declared = ", ".join(columns)
        site.at_source(
            f"create table core.{table} (place int{key}, {stamp} timestamptz not null, {declared})",
            filled(table, columns, range(2)),
            f"update core.{table} set {stamp} = now() - interval '1 day'",
        )
    lane.make("odd", "plain")
    assert {table.disposition for table in site.run().tables} == {disposition}
    for table, columns in (("odd", ODD), ("plain", PLAIN)):
        lane.land(table, disposition, key="place" if key else None)
        assert cells(superuser_url, f"webbank_core.{table}") == cells(superuser_url, f"by_dlt.{table}")
        site.at_source(filled(table, columns, range(2, 4)))
        if disposition != "append":
            site.at_source(f"update core.{table} set t = 'changed', {stamp} = now() where place = 1")
    site.run()
    for table in ("odd", "plain"):
        new = "true" if disposition == "replace" else f"{stamp} > now() - interval '1 hour'"
        lane.land(table, disposition, where=new, key="place" if key else None)
        assert len(cells(superuser_url, f"webbank_core.{table}")) == 4
        assert cells(superuser_url, f"webbank_core.{table}") == cells(superuser_url, f"by_dlt.{table}")
