"""What of an answer leaves the server: the picked columns, each of a type that has an end."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import psycopg
import pytest

from heartbeat.db import Database
from heartbeat.errors import MeasureError, QueryFailed, WrongShape
from heartbeat.marts.sandbox import Column, Sandbox
from heartbeat.postgres.server.waiting import wait_until
from memory import at_most_megabytes

HUGE = "repeat('x', 300000000)"


@pytest.fixture
def sandbox(database: Database) -> Sandbox:
    return Sandbox(database, timeout_seconds=20)


def value_alone(columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if column.name == "value"]


def test_the_columns_are_known_by_name_and_type_before_a_row_is_read(sandbox: Sandbox) -> None:
    seen: list[Column] = []

    def look(columns: Sequence[Column]) -> Sequence[Column]:
        seen.extend(columns)
        raise WrongShape("enough seen")

    sql = f"""select count(*), 1.5 as "a ""b", {HUGE} as c, now() as d, array[1] as e, 'x' as f, null as g, 1 / 0 as h,
              interval '1 s' as i, true as j, null::information_schema.time_stamp as k, row(1) as l, null::pg_class as m"""
    with at_most_megabytes(50), pytest.raises(WrongShape, match="enough seen"):
        sandbox.run(sql, as_of=None, label="m", pick=look)
    assert [column.name for column in seen] == ["count", 'a "b', *"cdefghijklm"]
    assert [column.type for column in seen] == [
        "bigint", "numeric", "text", "timestamp with time zone", "integer[]", "text", "text", "integer", "interval", "boolean",
        "timestamp with time zone", "record", "user-defined",
    ]  # fmt: skip


def test_what_is_not_picked_stays_where_it_is(sandbox: Sandbox) -> None:
    with at_most_megabytes(50):
        answer = sandbox.run(f"select 7 as value, {HUGE} as huge", as_of=None, label="m", pick=value_alone)
    assert (answer.columns, answer.rows) == (("value",), [(7,)])


def test_a_name_that_needs_quotes_is_read_as_it_is(sandbox: Sandbox) -> None:
    answer = sandbox.run('select 1 as "Of ""us", 2.50 as "N", 3', as_of=None, label="m", pick=lambda columns: columns[:2])
    assert (answer.columns, answer.rows) == (('Of "us', "N"), [(1, Decimal("2.5"))])


@pytest.mark.parametrize(
    ("sql", "number"),
    [
        ("10::numeric ^ 100000", float("inf")),
        ("-(10::numeric ^ 100000)", float("-inf")),
        ("'-Infinity'::numeric", float("-inf")),
        ("repeat('9', 400)::numeric / (10::numeric ^ 399)", 10.0),
        ("1.7976931348623157e308::numeric", 1.7976931348623157e308),
        ("5e-324::numeric", 5e-324),
        ("-0.1", -0.1),
        ("1::numeric / 3", 1 / 3),
        ("9223372036854775807::numeric", 2**63 - 1),
    ],
)
def test_a_numeric_keeps_what_a_double_can_tell_apart_and_no_more(sandbox: Sandbox, sql: str, number: float) -> None:
    answer = sandbox.run(f"select {sql} as value", as_of=None, label="m", pick=value_alone)
    ((value,),) = answer.rows
    assert (value if isinstance(number, int) else float(value)) == number
    assert len(value.as_tuple().digits) <= 801


def test_a_numeric_that_is_no_number_or_unknown_stays_so(sandbox: Sandbox) -> None:
    rows = sandbox.run("values ('NaN'::numeric), (null)", as_of=None, label="m", pick=lambda columns: columns).rows
    assert (rows[0][0].is_nan(), rows[1][0]) == (True, None)


def test_a_cell_is_computed_once_however_often_the_query_around_it_names_it(sandbox: Sandbox, superuser_url: str) -> None:
    with psycopg.connect(superuser_url, autocommit=True) as admin:
        admin.execute("create function public.cell() returns numeric language plpgsql stable as 'begin return 1; end'")
        admin.execute("grant usage on schema public to hb_query; alter role hb_query set track_functions = 'all'")
        try:
            sandbox.run("select public.cell() as value", as_of=None, label="m", pick=value_alone)
            calls = "select coalesce((select calls from pg_stat_user_functions where funcname = 'cell'), 0)"
            assert wait_until(lambda: admin.execute(calls).fetchone() != (0,), timeout_seconds=10)
            assert admin.execute(calls).fetchone() == (1,)
        finally:
            admin.execute("alter role hb_query reset track_functions")


def test_what_postgres_quotes_in_a_refusal_is_cut(sandbox: Sandbox) -> None:
    with pytest.raises(QueryFailed, match="invalid input syntax for type integer") as caught:
        sandbox.run(f"select '\n{'x' * 90_000}'::int as value", as_of=None, label="m", pick=value_alone)
    assert len(caught.value.message) < 1500


def test_a_refusal_repeats_a_literal_of_its_author_and_no_cell_of_a_table(sandbox: Sandbox) -> None:
    for sql, told in (
        ("select 'twelve'::int as value", 'type integer: "twelve"'),
        ("select c::int as value from (select reverse('0109 8765 4321 0004')) as cards (c)", 'type integer: "…"'),
    ):
        with pytest.raises(QueryFailed) as caught:
            sandbox.run(sql, as_of=None, label="m", pick=value_alone)
        assert f"invalid input syntax for {told}" in caught.value.message
        assert "4000" not in caught.value.message


@pytest.mark.parametrize(
    "sql",
    [
        "delete from pg_class returning 1 as value",
        "select 1 as value; commit",
        "select 1 as value from pg_class for update",
        "explain select 1 as value",
        "show all",
        "commit",
        "copy (select 1 as value) to stdout",
        "prepare p as select 1 as value",
        "create temp table t as select 1 as value",
    ],
)
def test_describing_opens_no_way_around_a_read(sandbox: Sandbox, sql: str) -> None:
    with pytest.raises(MeasureError):
        sandbox.run(sql, as_of=None, label="m", pick=lambda columns: value_alone(columns) or columns)
