"""What counts as equal in a metric test, and how a difference is told."""

from datetime import date
from typing import Any

import pytest

from heartbeat.definitions.metric_tests.model import Expectation
from heartbeat.measure.shape import Value
from heartbeat.measure.trials.outcome import Given, differences, is_close, number_text
from heartbeat.rules.status import Verdict

GREEN = Verdict("green", "within")


def given(value: float | None, n: int | None = None, **more: Any) -> Given:
    missing = "the value is NULL" if value is None else None
    return Given(**{"value": Value(value, n, missing), "error": None, "verdict": GREEN, **more})


FAILED = given(None, error="Postgres refused the SQL: division by zero")


def told(expect: Expectation, got: Given) -> list[tuple[str, str, str]]:
    return [(each.what, each.expected, each.got) for each in differences(expect, got)]


@pytest.mark.parametrize(
    ("one", "other", "tolerance", "close"),
    [
        (0.1 + 0.2, 0.3, None, True),
        (1.0, 1.0000001, None, False),
        (1e11, 1e11 + 1, None, False),
        (0.0, 1e-13, None, True),
        (0.0, 1e-9, None, False),
        (1.0, 1.05, 0.05, True),
        (1.0, 1.0501, 0.05, False),
        (1.0, 1.0, 0.0, True),
        (1.0, 1.0 + 1e-11, 0.0, False),
        (None, None, None, True),
        (None, 0.0, 1.0, False),
    ],
)
def test_values_are_equal_up_to_rounding_or_within_the_tolerance(
    one: float | None, other: float | None, tolerance: float | None, *, close: bool
) -> None:
    assert is_close(one, other, tolerance) is close
    assert is_close(other, one, tolerance) is close


def test_everything_that_differs_is_told_and_nothing_else() -> None:
    expect = Expectation(value=1, n=2, status="red", reason="alert_crossed")
    assert told(expect, given(1, 3)) == [
        ("n", "2", "3"),
        ("status", "red", "green (within)"),
        ("reason", "alert_crossed", "within"),
    ]
    assert told(expect, given(1, 2, verdict=Verdict("red", "alert_crossed"))) == []
    assert told(Expectation(n=2), given(1)) == [("n", "2", "not counted")]


def test_a_value_that_is_missing_says_why() -> None:
    assert told(Expectation(value=0), given(None)) == [("value", "0", "the value is NULL")]
    assert told(Expectation(health="no_data"), given(None)) == []
    assert told(Expectation(health="no_data"), given(0)) == [("health", "no_data", "ok: 0")]
    assert told(Expectation(value=1, tolerance=0.5), given(2)) == [("value", "1 ± 0.5", "2")]


def test_an_error_is_a_difference_whatever_is_expected_beside_it() -> None:
    assert told(Expectation(error="Division BY zero"), FAILED) == []
    assert told(Expectation(health="error"), FAILED) == []
    for expect in (
        Expectation(value=0),
        Expectation(n=0),
        Expectation(status="green"),
        Expectation(history={date(2026, 3, 1): None}),
    ):
        assert any("division by zero" in got for _, _, got in told(expect, FAILED)), expect
    assert told(Expectation(error="timeout"), given(1)) == [("error", "… timeout …", "1")]


def test_a_day_without_a_value_is_one_that_the_history_leaves_out() -> None:
    expect = Expectation(history={date(2026, 3, 2): None, date(2026, 3, 1): 1.0})
    assert told(expect, given(1, history={date(2026, 3, 1): 1.0})) == []
    assert told(expect, given(1, history={date(2026, 3, 1): 2.0, date(2026, 3, 2): 0.0})) == [
        ("history 2026-03-01", "1", "2"),
        ("history 2026-03-02", "no value", "0"),
    ]
    assert told(expect, given(1, history_error="gave 2026-03-01 more than once")) == [
        ("history", "a value for each day", "gave 2026-03-01 more than once")
    ]


def test_the_crosscheck_agrees_with_the_value_unless_it_may_differ() -> None:
    one = Expectation(value=1)
    assert told(one, given(1, crosscheck=Value(1))) == []
    assert told(one, given(1, crosscheck=Value(2))) == [("crosscheck", "1, as the value", "2")]
    assert told(one, given(1, crosscheck=Value(None))) == [("crosscheck", "1, as the value", "no value")]
    assert told(one, given(1, crosscheck_error="refused")) == [("crosscheck", "1", "refused")]
    assert told(Expectation(value=1, crosscheck=False), given(1, crosscheck=Value(2))) == []
    assert told(Expectation(health="no_data"), given(None, crosscheck=Value(None))) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "no value"), (3.0, "3"), (0.1, "0.1"), (-2.50, "-2.5"), (1e300, "1e+300"), (2 / 3, "0.6666666666666666")],
)
def test_a_number_is_told_with_every_digit(value: float | None, text: str) -> None:
    assert number_text(value) == text
