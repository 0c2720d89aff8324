"""What of a payload crosses from a child, and what is refused with its place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from heartbeat.measure.cuts.plain import NotPlain, plain


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        (Decimal("12.50"), 12.5),
        (Decimal(1200), 1200),
        (Decimal("1E+3"), 1000),
        (date(2026, 11, 1), "2026-11-01"),
        (datetime(2026, 11, 1, 9, tzinfo=UTC), "2026-11-01T09:00:00+00:00"),
        (timedelta(minutes=2), 120.0),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        ((1, None, True), [1, None, True]),
        ({"a": {"b": [Decimal("0.1")]}}, {"a": {"b": [0.1]}}),
    ],
)
def test_what_postgres_gives_is_told_as_json_has_it(value: Any, becomes: Any) -> None:
    assert plain(value) == becomes


HOLDS_ITSELF: list[Any] = []
HOLDS_ITSELF.append(HOLDS_ITSELF)


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ({"series": [{"values": [1, float("nan")]}]}, "series.0.values.1: nan is no number"),
        ({"series": [{"values": [Decimal("NaN")]}]}, "series.0.values.0: nan is no number"),
        ({"x": Decimal("-Infinity")}, "x: -inf is no number"),
        ({"x": {1, 2}}, "x: a value of type set"),
        ({"x": b"bytes"}, "x: a value of type bytes"),
        ({"x": object()}, "x: a value of type object"),
        ({"x": {1: "one"}}, "x: a key of type int"),
        ({"x": "a\x00b"}, "x: a text with a NUL"),
        ({"x": "\ud800"}, "x: a text with a NUL or half a character"),
        ({"x": 1 << 70}, "x: a whole number of more than 64 bits"),
        ({"x": HOLDS_ITSELF}, "nested too deep"),
        ({1, 2}, "payload: a value of type set"),
    ],
)
def test_what_json_has_no_form_for_is_refused_with_its_place(payload: Any, said: str) -> None:
    with pytest.raises(NotPlain, match=said):
        plain(payload)
