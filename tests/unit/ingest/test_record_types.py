"""Which type the values of a column have, and when it widens."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from heartbeat.errors import SourceRejected
from heartbeat.ingest.records.fitting import cell_type, fitting, is_wider, type_of, widened
from heartbeat.ingest.records.shape import KnownTypes, Shape

ZONED, LOCAL = "timestamp with time zone", "timestamp without time zone"


def types(shape: Shape, *, is_whole: bool = True) -> dict[str, str]:
    return {column.landed: column.type_name for column in shape.columns(is_whole=is_whole)}


def learned(*records: dict[str, Any], standing: dict[str, str] | None = None, declared: dict[str, str] | None = None) -> Shape:
    shape = Shape("rate", KnownTypes(standing or {}, declared or {}))
    shape.see(records)
    return shape


@pytest.mark.parametrize(
    ("value", "type_name"),
    [
        (True, "boolean"),
        (7, "bigint"),
        (2**63, "numeric"),
        (Decimal("1.10"), "numeric"),
        ("12.50", "text"),
        ("", "text"),
        ("2026-02-28", "date"),
        ("2026-02-30", "text"),
        ("0000-00-00", "text"),
        ("20260228", "text"),
        ("2026-02-28T10:00:00Z", ZONED),
        ("2026-02-28 10:00:00.123+0200", ZONED),
        ("2026-02-28 10:00:00 UTC", ZONED),
        ("2026-02-28T10:00", LOCAL),
        ("2026-02-28T25:00", "text"),
        ("2026-02-28T10:00:00+02:00[Europe/Prague]", "text"),
        ("6f1c8c1e-3b1a-4c53-8f0b-7b7a6c1d2e3f", "text"),
        ({"a": 1}, "jsonb"),
        ([], "jsonb"),
        (b"\x00", "bytea"),
        (datetime(2026, 2, 28, tzinfo=UTC), ZONED),
        (date(2026, 2, 28), "date"),
    ],
)
def test_a_value_of_json_says_its_type(value: Any, type_name: str) -> None:
    assert type_of(value) == type_name
    assert fitting(type_name, loosely=False, cells=False)(value)


@pytest.mark.parametrize(
    ("cell", "type_name"),
    [
        ("12.50", "numeric"),
        ("-3", "bigint"),
        ("0", "bigint"),
        ("9223372036854775808", "numeric"),
        ("0042", "text"),
        ("007.5", "text"),
        ("+4912", "text"),
        ("12e3", "text"),
        ("1.5e-07", "numeric"),
        ("1E+16", "numeric"),
        (" 12", "text"),
        ("1,5", "text"),
        ("١٢", "text"),
        ("TRUE", "boolean"),
        ("yes", "text"),
        ("NaN", "text"),
        ("2026-02-28", "date"),
        ("2026-02-28T10:00:00+02", ZONED),
        ("1" * 5000, "text"),
    ],
)
def test_a_cell_says_its_type_by_its_looks(cell: str, type_name: str) -> None:
    assert cell_type(cell) == type_name
    assert fitting(type_name, loosely=False, cells=True)(cell)


@pytest.mark.parametrize(
    ("before", "now", "both"),
    [
        ("bigint", "numeric", "numeric"),
        ("numeric(10,2)", "bigint", "numeric"),
        ("smallint", "bigint", "bigint"),
        ("bigint", "double precision", "double precision"),
        ("date", LOCAL, LOCAL),
        (LOCAL, ZONED, "text"),
        ("date", ZONED, "text"),
        ("bigint", "text", "text"),
        ("boolean", "bigint", "text"),
        ("text", "jsonb", "jsonb"),
    ],
)
def test_two_types_widen_to_what_holds_both(before: str, now: str, both: str) -> None:
    assert widened(before, now) == both


@pytest.mark.parametrize(
    ("value", "type_name", "strictly", "loosely"),
    [
        ("0042", "bigint", False, True),
        ("0042", "numeric", False, True),
        ("2026-02-28T10:00", ZONED, False, True),
        (Decimal("1.234"), "numeric(10,2)", False, False),
        (Decimal("1.230"), "numeric(10,2)", True, True),
        (Decimal("123456789.5"), "numeric(10,2)", False, False),
        (Decimal("1E+5"), "numeric(6)", True, True),
        (Decimal("1E+999999999"), "numeric(6)", False, False),
        (2**31, "integer", False, False),
        (Decimal("5.0"), "bigint", False, False),
        (1, "boolean", False, False),
        ("abc", "character varying(2)", False, False),
        ({"a": 1}, "text", False, False),
        (1, "text", True, True),
        (1, "interval", True, True),
        ("zz", "uuid", False, False),
        (True, "bigint", False, False),
        ("10:00", "time without time zone", True, True),
    ],
)
def test_a_value_fits_a_type_or_not(value: Any, type_name: str, *, strictly: bool, loosely: bool) -> None:
    assert fitting(type_name, loosely=False, cells=False)(value) is strictly
    assert fitting(type_name, loosely=True, cells=False)(value) is loosely


def test_what_stands_in_marts_stays_while_values_fit() -> None:
    standing = {"id": "bigint", "code": "text", "rate": "numeric", "gone": "date"}
    shape = learned({"id": 1, "code": 12, "rate": 2, "gone": None}, standing=standing)
    assert types(shape) == {"id": "bigint", "code": "text", "rate": "numeric"}
    assert types(shape, is_whole=False) == standing


def test_a_value_that_does_not_fit_tells_what_the_column_holds_now() -> None:
    assert types(learned({"n": Decimal("1.5")}, standing={"n": "bigint"})) == {"n": "numeric"}
    assert types(learned({"n": Decimal("1.5")}, {"n": 1}, standing={"n": "numeric(4,0)"})) == {"n": "numeric"}
    assert types(learned({"d": 17}, standing={"d": "date"})) == {"d": "bigint"}
    assert types(learned({"d": "2026-01-01"}, {"d": 17}, standing={"d": "date"})) == {"d": "text"}
    assert types(learned({"t": {"a": 1}}, standing={"t": "text"})) == {"t": "jsonb"}


def test_names_are_landed_and_a_column_without_a_value_is_left_out() -> None:
    shape = Shape("rate", KnownTypes({}, {}, ("secretNote", "inner_id")))
    shape.see([{"clientId": 1, "secretNote": "x", "innerId": 2, "never": None}])
    assert [(column.name, column.landed) for column in shape.columns(is_whole=True)] == [("clientId", "client_id")]


def test_no_rows_keep_what_is_known() -> None:
    assert types(learned(standing={"id": "bigint"})) == {"id": "bigint"}
    assert types(learned(declared={"id": "uuid"})) == {"id": "uuid"}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"clientId": 1, "client_id": 1}, "clientId and client_id"),
        ({"_dlt_id": 1}, "_dlt_id"),
        ({"xmin": 1}, "xmin"),
        ({f"k{at}": at for at in range(1601)}, "1600"),
    ],
)
def test_names_that_marts_cannot_have_are_refused(record: dict[str, Any], said: str) -> None:
    with pytest.raises(SourceRejected, match=said):
        learned(record)


def test_a_value_that_does_not_fit_what_is_declared_is_refused_with_its_row() -> None:
    with pytest.raises(SourceRejected, match=r"Row 2 of rate was refused: `rate` holds a value that is no numeric") as refused:
        learned({"rate": "1.5"}, {"rate": "secret value"}, declared={"rate": "numeric"})
    assert "secret value" not in str(refused.value)


CELLS = (
    "true", "FALSE", "no", "1", "0", "-3", "+5", "0042", "0.5", "1.5e-07", "12e3", ".5", "5.", "9223372036854775808",
    "2026-01-01", "2026-01-01T10:00", "2026-01-01T10:00Z", "10:00", "x",
)  # fmt: skip


@pytest.mark.parametrize("type_name", ["boolean", "bigint", "numeric", "date", LOCAL, ZONED, "text"])
def test_a_cell_fits_a_type_where_it_does_not_widen_it_whichever_came_first(type_name: str) -> None:
    fits = fitting(type_name, loosely=False, cells=True)
    assert {cell: fits(cell) for cell in CELLS} == {cell: widened(type_name, cell_type(cell)) == type_name for cell in CELLS}


def test_a_text_is_no_truth_unless_the_column_was_declared_so() -> None:
    assert types(learned({"country": True}, {"country": "no"})) == {"country": "text"}
    assert types(learned({"flag": True}, {"flag": "no"}, declared={"flag": "boolean"})) == {"flag": "boolean"}


def test_a_number_is_read_from_json_with_every_digit() -> None:
    record = json.loads('{"a": 0.1234567890123456789, "b": 12345678901234567890}', parse_float=Decimal)
    assert types(learned(record)) == {"a": "numeric", "b": "numeric"}


@pytest.mark.parametrize(
    ("before", "now", "is_so"),
    [
        ("bigint", "numeric", True), ("numeric", "bigint", False), ("integer", "bigint", True), ("bigint", "integer", False),
        ("numeric(12,2)", "numeric(14,4)", True), ("numeric(12,2)", "numeric(12,4)", False), ("numeric(12,2)", "numeric", True),
        ("numeric", "numeric(12,2)", False), ("date", "timestamp without time zone", True), ("real", "double precision", True),
        ("bigint", "double precision", False), ("numeric", "double precision", False), ("text", "date", False),
    ],
)  # fmt: skip
def test_a_type_is_wider_if_it_keeps_every_digit(before: str, now: str, *, is_so: bool) -> None:
    assert is_wider(before, now) is is_so
