"""Names, times, spans and small bars as discovery writes them."""

from __future__ import annotations

import pytest

from heartbeat.marts.profile.model import Column
from heartbeat.marts.profile.roles import role_of, singular
from heartbeat.measure.discovery.candidate import free_code, free_id, short_name
from heartbeat.measure.discovery.page.sparkline import sparkline
from heartbeat.measure.discovery.wording import as_of, back, plural, round_span, span, undone


@pytest.mark.parametrize(
    ("name", "type_name", "role"),
    [
        ("due_at", "timestamp with time zone", "deadline"),
        ("updated_at", "timestamp(3) with time zone", "technical time"),
        ("paidAt", "date", "event time"),
        ("state_id", "integer", "state"),
        ("client_id", "bigint", "reference"),
        ("amount", "bigint", "amount"),
        ("unit_price", "numeric(18,2)", "number"),
        ("client_money", "numeric(18,2)", "amount"),
        ("waited_seconds", "integer", "number"),
        ("approved", "boolean", "flag"),
        ("name", "text", "text"),
        ("payload", "jsonb", "text"),
    ],
)
def test_a_column_is_for_what_its_name_and_type_tell(name: str, type_name: str, role: str) -> None:
    assert role_of(name, type_name) == role


@pytest.mark.parametrize(
    ("type_name", "now", "before"),
    [
        ("timestamp with time zone", ":as_of", ":as_of - interval '36 hours'"),
        ("timestamp without time zone", "(:as_of at time zone 'UTC')", "(:as_of at time zone 'UTC') - interval '36 hours'"),
        ("date", "(:as_of at time zone 'Europe/Berlin')::date", "(:as_of at time zone 'Europe/Berlin')::date - 2"),
    ],
)
def test_a_time_is_compared_in_its_own_type(type_name: str, now: str, before: str) -> None:
    column = Column("d", type_name)
    assert (as_of(column, "Europe/Berlin"), back(column, 36, "Europe/Berlin")) == (now, before)


def test_a_span_is_rounded_up_to_what_a_person_would_say() -> None:
    said = [span(round_span(seconds)) for seconds in (1, 301, 3_600, 3_601, 86_400, 86_401, 1_000_000)]
    assert said == ["5 minutes", "10 minutes", "1 hour", "2 hours", "24 hours", "2 days", "12 days"]


def test_words_have_one_and_several() -> None:
    assert [plural(word) for word in ("entry", "box", "client", "day", "case file")] == [
        "entries",
        "boxes",
        "clients",
        "days",
        "case files",
    ]
    assert [singular(word) for word in ("entries", "orders", "status", "address", "gas")] == [
        "entry",
        "order",
        "status",
        "address",
        "gas",
    ]
    assert [undone(name) for name in ("paid_at", "closed_at", "whatever_at")] == ["unpaid", "open", "open"]


def test_a_name_fits_on_a_tile() -> None:
    assert short_name("x" * 41, "it fits") == "It fits"
    assert short_name("a very long name of something that goes on and on") == "A very long name of something that goes"
    assert len(short_name("y" * 60)) == 40


def test_ids_and_codes_are_free_ones() -> None:
    assert free_id("Order open!", {"order_open"}) == "order_open_2"
    assert free_id("9_lives", set()) == "m_9_lives"
    assert len(free_id("x" * 80, {"x" * 58})) == 60
    codes: set[str] = set()
    for _ in range(150):
        codes.add(free_code("Open orders", codes))
    assert len(codes) == 150
    assert all(len(code) == 4 and code.isalnum() and code.upper() == code for code in codes)
    assert free_code("Заявки", set()) == "METR"


def test_a_sparkline_shows_gaps_and_scales_what_it_shows() -> None:
    assert sparkline([0, None, 1, 2, 4]) == "▁·▃▅█"
    assert sparkline([100, 0, 1], last=2) == "▁█"
    assert sparkline([3, 3, 3]) == "▁▁▁"
    assert sparkline([]) == ""
