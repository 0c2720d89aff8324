"""What counts as a value, what as no data, and what as a mistake in the metric's SQL."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from heartbeat.errors import WrongShape
from heartbeat.marts.sandbox import Column
from heartbeat.measure.shape import Value, pick_days, pick_value, read_number, read_value

N, VALUE, DAY = Column("n", "bigint"), Column("value", "numeric"), Column("d", "date")


@pytest.mark.parametrize(("raw", "value"), [(3, 3.0), (0, 0.0), (-1.5, -1.5), (Decimal("0.95"), 0.95), (2**70, float(2**70))])
def test_a_number_of_any_kind_is_a_value(raw: Any, value: float) -> None:
    assert read_value(["value"], [(raw,)]) == Value(value)


def test_the_rows_behind_a_value_are_counted() -> None:
    assert read_value(["n", "value"], [(Decimal(50), 0.5)]) == Value(0.5, 50)


def test_other_columns_are_ignored() -> None:
    assert read_value(["day", "value"], [("monday", 1)]) == Value(1.0)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "no row"),
        ([(None,)], "NULL"),
        ([(math.nan,)], "NaN"),
        ([(Decimal("NaN"),)], "NaN"),
        ([(math.inf,)], "infinite"),
        ([(-math.inf,)], "infinite"),
        ([(Decimal("Infinity"),)], "infinite"),
        ([(10**400,)], "infinite"),
    ],
)
def test_what_is_unknown_is_no_data(rows: list[tuple[Any, ...]], words: str) -> None:
    answer = read_value(["value"], rows)
    assert answer.value is None
    assert answer.missing is not None
    assert words in answer.missing


@pytest.mark.parametrize("raw", [True, "0.5", timedelta(hours=1), datetime(2026, 1, 1, tzinfo=UTC), [1], {"a": 1}])
def test_what_is_no_number_is_refused(raw: Any) -> None:
    with pytest.raises(WrongShape, match="not a number") as caught:
        read_value(["value"], [(raw,)])
    assert caught.value.hint


def test_several_rows_are_refused() -> None:
    with pytest.raises(WrongShape, match="more than one row"):
        read_value(["value"], [(1,), (2,)])


def test_an_answer_without_the_column_names_what_it_has() -> None:
    with pytest.raises(WrongShape, match="no column `value`; it has: avg, n"):
        read_value(["avg", "n"], [(1, 2)])


def test_an_answer_without_the_column_is_refused_even_when_it_is_empty() -> None:
    with pytest.raises(WrongShape):
        read_value(["avg"], [])


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(WrongShape, match="more than one column `value`"):
        read_value(["value", "value"], [(1, 2)])


@pytest.mark.parametrize("raw", ["many", True, -1, 1.5, math.nan, Decimal("NaN"), math.inf, 2**63])
def test_a_count_that_is_no_count_is_refused(raw: Any) -> None:
    with pytest.raises(WrongShape, match="whole number of rows"):
        read_number(1.0, raw)


@pytest.mark.parametrize("kind", ["smallint", "integer", "bigint", "oid", "real", "double precision", "numeric"])
def test_numbers_of_any_kind_are_picked_and_nothing_beside_them(kind: str) -> None:
    value = Column("value", kind)
    assert pick_value([Column("note", "text"), N, value]) == [value, N]
    assert pick_value([value]) == [value]


@pytest.mark.parametrize(
    "kind", ["text", "boolean", "interval", "timestamp with time zone", "jsonb", "integer[]", "user-defined"]
)
def test_a_column_that_holds_no_numbers_is_refused_by_its_type(kind: str) -> None:
    with pytest.raises(WrongShape, match="`value` is not a number but of type") as caught:
        pick_value([Column("value", kind)])
    assert kind in caught.value.message
    assert caught.value.hint
    with pytest.raises(WrongShape, match="`n` is not a whole number of rows but of type"):
        pick_value([VALUE, Column("n", kind)])


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ([N], "no column `value`; it has: n"),
        ([VALUE, VALUE], "more than one column `value`; it has: value, value"),
        ([VALUE, N, N], "more than one column `n`"),
    ],
)
def test_columns_that_are_missing_or_doubled_are_told_with_what_is_there(columns: list[Column], words: str) -> None:
    with pytest.raises(WrongShape, match=words):
        pick_value(columns)


@pytest.mark.parametrize("kind", ["date", "timestamp without time zone", "timestamp with time zone"])
def test_a_history_is_picked_with_its_days(kind: str) -> None:
    day = Column("d", kind)
    assert pick_days([VALUE, Column("note", "text"), day, N]) == [day, VALUE, N]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ([VALUE, N], "needs columns d and value; it has: value, n"),
        ([DAY], "needs columns d and value; it has: d"),
        ([DAY, DAY, VALUE], "more than one column `d`"),
        ([Column("d", "text"), VALUE], "`d` of the history statement is not a date but of type text"),
        ([DAY, Column("value", "text")], "`value` is not a number but of type text"),
    ],
)
def test_a_history_of_another_shape_is_refused(columns: list[Column], words: str) -> None:
    with pytest.raises(WrongShape, match=words):
        pick_days(columns)


def test_a_columns_name_orders_no_terminal_about() -> None:
    with pytest.raises(WrongShape) as refused:
        read_value(["\x1b[2J"], [(1,)])
    assert "\x1b" not in refused.value.message
    with pytest.raises(WrongShape) as refused:
        pick_days([Column("\x1b[2J", "integer")])
    assert "\x1b" not in refused.value.message
