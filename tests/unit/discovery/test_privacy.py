"""Which values a page of candidates may show, and which it may not."""

from __future__ import annotations

import pytest

from heartbeat.marts.profile.privacy import MOST_VALUES, may_ask, may_name, may_show


@pytest.mark.parametrize(
    ("name", "type_name"),
    [("state_id", "integer"), ("status", "text"), ("is_paid", "boolean"), ("orderType", "text"), ("client_type", "text")],
)
def test_states_kinds_and_flags_may_be_asked(name: str, type_name: str) -> None:
    assert may_ask(name, type_name)


@pytest.mark.parametrize(
    ("name", "type_name"),
    [
        ("name", "text"),
        ("list_name", "text"),
        ("email_status", "text"),
        ("phone_type", "text"),
        ("tax_class", "text"),
        ("manager", "text"),
        ("counterparty", "text"),
        ("iban", "text"),
        ("gender", "text"),
        ("health_status", "text"),
        ("status_changed_by", "text"),
        ("categorySetBy", "text"),
        ("event_owner", "text"),
        ("channel_manager_id", "integer"),
        ("regionClients", "text"),
        ("status", "jsonb"),
        ("state_share", "double precision"),
    ],
)
def test_what_belongs_to_persons_or_names_no_state_is_not_asked(name: str, type_name: str) -> None:
    assert not may_ask(name, type_name)


def test_codes_held_by_several_rows_are_shown() -> None:
    assert may_show(["approved", "DE", "5", "out_of_stock", "expired card", "SEPA+"], 30)


@pytest.mark.parametrize(
    "value",
    [
        "anna@example.org",
        "Anna Kovacs",
        "Kovacs-Nagy",
        "DE89 3704 0044 0532 0130 00",
        "DE89370400440532013000",
        "+49 30 1234567",
        "1990-02-03",
        "a" * 33,
        "",
        "two\nlines",
        "Ünsal",
        "<b>",
        "a|b",
    ],
)
def test_one_value_that_is_no_code_hides_the_whole_column(value: str) -> None:
    assert not may_show(["approved", value], 1000)


def test_many_values_are_not_shown() -> None:
    assert may_show([f"s{number}" for number in range(MOST_VALUES)], 1000)
    assert not may_show([f"s{number}" for number in range(MOST_VALUES + 1)], 1000)


def test_values_that_few_rows_carry_are_not_shown() -> None:
    assert may_show(["a", "b"], 10)
    assert not may_show(["a", "b"], 9)
    assert not may_show([], 100)


@pytest.mark.parametrize("lookup", ["order_states", "payment_type", "client_segment"])
def test_a_short_table_of_states_or_kinds_gives_their_names(lookup: str) -> None:
    assert may_name(lookup, 50)
    assert not may_name(lookup, 51)


@pytest.mark.parametrize("lookup", ["channel_managers", "region_contact", "event_owners", "level_names", "clients"])
def test_a_table_of_persons_gives_no_names(lookup: str) -> None:
    assert not may_name(lookup, 5)
