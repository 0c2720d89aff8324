"""Numbers that Postgres cannot hold: known before it refuses a whole table, for exactly those that it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from psycopg import sql

from heartbeat.ingest.records.fitting import fitting, type_of
from heartbeat.ingest.records.shape import KnownTypes, Shape
from integration.ingest.files_site import FilesSite, files_of
from postgres_fixtures import Cluster

EDGES = (
    "3.4028235e38", "3.40282356e38", "3.40282357e38", "1e50", "1e-45", "7.1e-46", "7e-46", "1e-60",
    "1.7976931348623158e308", "1.7976931348623159e308", "1e400", "2.4703282292062328e-324", "2.4703282292062327e-324", "1e-400",
    "9.9e131071", "1e131072", "1.5e-16382", "1.5e-16383", "0e-16384", "0e999999", "-0.0", "10e131070", "10e131071",
)  # fmt: skip
NEAR = (-16383, -1074, -324, -308, -149, -45, -38, 0, 38, 128, 308, 1024, 131_071)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A number as a file may have it, more often than not at an edge of a type."""
    exponent = draw(st.sampled_from(NEAR)) + draw(st.integers(-3, 3))
    digits = draw(st.text("0123456789", min_size=1, max_size=20))
    decimals = draw(st.text("0123456789", max_size=20))
    return f"{draw(st.sampled_from(('', '-')))}{digits}{'.' if decimals else ''}{decimals}e{exponent}"


@pytest.fixture(scope="module")
def postgres(cluster: Cluster) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(cluster.admin_url, autocommit=True) as connection:
        yield connection


def accepts(postgres: psycopg.Connection[Any], type_name: str, text: str) -> bool:
    try:
        postgres.execute(sql.SQL("select (%s::text)::{}").format(sql.SQL(type_name)), (text,))
    except psycopg.DataError:
        return False
    return True


@pytest.mark.parametrize("type_name", ["real", "double precision", "numeric", "numeric(10,2)", "jsonb"])
def test_what_fits_is_what_postgres_accepts(postgres: psycopg.Connection[Any], type_name: str) -> None:
    @settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(numbers())
    def ask(text: str) -> None:
        asked = f'{{"a": [{Decimal(text)}]}}' if type_name == "jsonb" else text
        fits = fitting(type_name, loosely=True, cells=True)(asked)
        accepted = accepts(postgres, type_name, asked)
        assert fits <= accepted
        if type_name != "numeric(10,2)":  # of which we take no number that Postgres would round
            assert fits == accepted
        if type_name in ("real", "double precision"):
            assert fitting(type_name, loosely=False, cells=False)(Decimal(text)) == accepted

    for edge in EDGES:
        ask = example(edge)(ask)
    ask()


@pytest.mark.parametrize(
    ("type_name", "text"),
    [("real", "1e50"), ("real", "1e-60"), ("double precision", "1e400"), ("numeric", "1e200000"), ("jsonb", "[1e-20000]")],
)
def test_a_declared_number_out_of_range_is_a_bad_row(shop: FilesSite, type_name: str, text: str) -> None:
    shop.put("a.csv", f"id,x\n1,{text}\n2,\n3,1.5\n")
    files = files_of(columns={"x": type_name})
    told = f"a.csv:2: `x` holds a value that is no {type_name}"
    assert (shop.land(files).error or "").splitlines() == ["t: 1 row cannot be read:", told]
    assert told in (shop.land(files, bad_rows="skip").note or "")
    assert shop.marts("select id, x::text from shop.t order by id") == [(2, None), (3, "1.5")]


def test_an_undeclared_number_that_no_type_holds_is_text(shop: FilesSite) -> None:
    files = files_of("*.jsonl", "jsonl")
    shop.put("a.jsonl", '{"id": 1, "x": 1.5, "o": {"a": 1}}\n{"id": 2, "x": 1e200000, "o": {"a": 1e-20000}}\n')
    assert shop.land(files).error is None
    assert shop.types() == {"id": "bigint", "x": "text", "o": "text"}
    assert shop.marts("select x, o from shop.t order by id") == [("1.5", '{"a":1}'), ("1E+200000", '{"a":1E-20000}')]


def test_a_number_out_of_the_range_of_a_column_in_marts_is_a_bad_row(shop: FilesSite) -> None:
    files = files_of("*.jsonl", "jsonl")
    shop.put("a.jsonl", '{"n": 1.5, "r": 1}')
    shop.land(files_of("*.jsonl", "jsonl", columns={"r": "real"}))
    too_large = shop.put("b.jsonl", '{"r": 1e400}')
    assert "b.jsonl:1: `r` holds a value that is no real" in (shop.land(files).error or "")  # nor would it fit the wider type
    too_large.unlink()
    shop.put("b.jsonl", '{"r": 1e50}')
    assert shop.land(files).error is None  # wider in place
    assert shop.types() == {"n": "numeric", "r": "double precision"}
    shop.put("c.jsonl", '{"r": 1e400}\n{"n": 1e200000}\n')
    assert (shop.land(files).error or "").splitlines()[1:] == [
        "c.jsonl:1: `r` holds a value that is no double precision",
        "c.jsonl:2: `n` holds a value that is no numeric",
    ]


def test_rows_of_an_api_make_text_of_a_column_that_cannot_hold_a_number() -> None:
    assert type_of(Decimal("1e131072")) == "text"
    shape = Shape("rate", KnownTypes({"x": "double precision"}, {}))
    shape.see([{"x": Decimal("1.5")}, {"x": Decimal("1e400")}, {"x": Decimal(2)}])
    assert [column.type_name for column in shape.columns(is_whole=True)] == ["text"]


@pytest.mark.parametrize("type_name", ["json", "jsonb"])
@pytest.mark.parametrize(
    "text",
    [
        "1e9999999999999999999", "-1E+131072", "1e131071", "1e-16383", "1e-16384", "1e0001", '"e12345"', "NaN", "1e",
        "9" * 5000, "9" * 131_072, "9" * 131_073, f"0.{'0' * 16_382}1", f"0.{'0' * 16_383}1", f"{'9' * 3999}e999",
        f"0.{'1' * 3999}e-999",
    ],
)  # fmt: skip
def test_a_cell_of_json_fits_where_postgres_accepts_it(postgres: psycopg.Connection[Any], type_name: str, text: str) -> None:
    fits = fitting(type_name, loosely=False, cells=True)
    for cell in (text, f'{{"a": [1, {text}]}}'):
        assert fits(cell) == accepts(postgres, type_name, cell)


def test_an_exponent_beyond_all_types_is_a_bad_row_of_its_table_alone(shop: FilesSite) -> None:
    shop.put("a.csv", 'id,j\n1,"{""a"": 1e9999999999999999999}"\n2,"{""a"": 2}"\n')
    shop.put("b.jsonl", '{"id": 1, "j": 1e9999999999999999999}\n{"id": 2}\n')
    sets = files_of(columns={"j": "jsonb"}), files_of("*.jsonl", "jsonl", table="u")
    csv, jsonl = shop.run(*sets, bad_rows="skip").tables
    assert "a.csv:2: `j` holds a value that is no jsonb" in (csv.note or "")
    assert "b.jsonl:1: a number with an exponent that is too large" in (jsonl.note or "")
    assert (csv.total_rows, jsonl.total_rows) == (1, 1)
