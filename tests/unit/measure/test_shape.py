"""What counts as a value, what as no data, and what as a mistake in the metric's SQL."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from heartbeat.errors import WrongShape
from heartbeat.measure.shape import Value, read_number, read_value


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
