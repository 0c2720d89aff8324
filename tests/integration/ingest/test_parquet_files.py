"""Parquet files land with their own types and exact values."""

from __future__ import annotations

import io
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from integration.ingest.files_site import FilesSite, files_of

PARQUET = files_of("*.parquet", "parquet")
EXACT: list[tuple[Any, Any, str, str]] = [
    (pa.int8(), -128, "smallint", "-128"),
    (pa.uint16(), 65_535, "integer", "65535"),
    (pa.uint32(), 2**32 - 1, "bigint", "4294967295"),
    (pa.uint64(), 2**64 - 1, "numeric(20,0)", "18446744073709551615"),
    (pa.decimal128(12, 2), Decimal("1.10"), "numeric(12,2)", "1.10"),
    (pa.decimal256(50, 30), Decimal("0.000000000000000000000000000001"), "numeric(50,30)", "0.000000000000000000000000000001"),
    (pa.float32(), 0.1, "real", "0.1"),
    (pa.float64(), 0.1 + 0.2, "double precision", "0.30000000000000004"),
    (pa.float64(), float("nan"), "double precision", "NaN"),
    (pa.bool_(), True, "boolean", "true"),
    (pa.string(), "", "text", ""),
    (pa.large_string(), 'a,"b"\n\\.\nä', "text", 'a,"b"\n\\.\nä'),
    (pa.dictionary(pa.int8(), pa.string()), "x", "text", "x"),
    (pa.binary(), b"\0\xff\n", "bytea", r"\x00ff0a"),
    (pa.binary(2), b"ab", "bytea", r"\x6162"),
    (pa.date32(), date(1, 1, 1), "date", "0001-01-01"),
    (pa.time64("us"), time(1, 2, 3, 4), "time without time zone", "01:02:03.000004"),
    (pa.timestamp("ms"), 1_000_001, "timestamp without time zone", "1970-01-01 00:16:40.001"),
    (pa.timestamp("us", "Europe/Berlin"), 1, "timestamp with time zone", "1970-01-01 00:00:00.000001+00"),
    (pa.timestamp("ns", "UTC"), 1999, "timestamp with time zone", "1970-01-01 00:00:00.000001+00"),
    (pa.duration("ms"), timedelta(days=1, milliseconds=2), "interval", "1 day 00:00:00.002"),
    (pa.list_(pa.decimal128(5, 2)), [Decimal("1.50"), None], "jsonb", "[1.50, null]"),
    (pa.struct({"a": pa.int64(), "d": pa.date32()}), {"a": 1, "d": date(2026, 1, 1)}, "jsonb", '{"a": 1, "d": "2026-01-01"}'),
    (pa.map_(pa.string(), pa.int64()), [("k", 1)], "jsonb", '{"k": 1}'),
    (pa.uuid(), b"x" * 16, "uuid", "78787878-7878-7878-7878-787878787878"),
]


def parquet(**columns: Any) -> bytes:
    content = io.BytesIO()
    pyarrow.parquet.write_table(pa.table(columns), content, row_group_size=2)
    return content.getvalue()


def test_every_type_arrives_exactly(shop: FilesSite) -> None:
    columns = {f"c{at}": pa.array([value, None], kind) for at, (kind, value, *_) in enumerate(EXACT)}
    shop.put("a.parquet", parquet(**columns, nothing=pa.nulls(2)))
    report = shop.land(PARQUET)
    assert (report.error, report.rows) == (None, 2)
    assert shop.types() == {f"c{at}": type_name for at, (_, _, type_name, _) in enumerate(EXACT)}
    with_text = ", ".join(f"c{at}::text" for at in range(len(EXACT)))
    rows = shop.marts(f"select _line, {with_text} from shop.t order by _line")
    assert rows == [(1, *(text for *_, text in EXACT)), (2, *(None for _ in EXACT))]
    assert shop.land(PARQUET).outcome == "unchanged"


def test_files_of_differing_shapes_become_one_table(shop: FilesSite) -> None:
    shop.put(
        "a.parquet", parquet(id=pa.array([1, 2, 3], pa.int32()), amount=pa.array([Decimal("1.10")] * 3, pa.decimal128(5, 2)))
    )
    shop.land(PARQUET)
    shop.put("b.parquet", parquet(amount=pa.array([Decimal("2.1234")], pa.decimal128(6, 4)), id=[2**40], note=["x"]))
    assert shop.land(PARQUET).error is None
    assert shop.types() == {"id": "bigint", "amount": "numeric(7,4)", "note": "text"}
    assert shop.marts("select sum(id), sum(amount)::text, count(note), max(_line) from shop.t") == [(2**40 + 6, "5.4234", 1, 3)]


def test_a_file_of_another_kind_than_marts_is_told_by_its_name(shop: FilesSite) -> None:
    shop.put("a.parquet", parquet(id=[1]))
    shop.land(PARQUET)
    shop.put("b.parquet", parquet(id=["x"]))
    assert "b.parquet: its column `id` is text, and bigint in marts" in (shop.land(PARQUET).error or "")


def test_rows_that_do_not_fit_a_declared_type_are_told(shop: FilesSite) -> None:
    shop.put("a.parquet", parquet(id=["1", "x", None], note=["a", "b", "c\0"]))
    files = files_of("*.parquet", "parquet", {"id": "integer"})
    assert (shop.land(files).error or "").splitlines()[1:] == [
        "a.parquet:2: `id` holds a value that is no integer",
        "a.parquet:3: a value that Postgres cannot hold as text or JSON",
    ]
    shop.land(files, bad_rows="skip")
    assert (shop.types(), shop.marts("select _line, id, note from shop.t")) == ({"id": "integer", "note": "text"}, [(1, 1, "a")])


@pytest.mark.parametrize("damage", ["footer", "page", "empty"])
def test_a_broken_file_is_told_and_stops_no_other_where_it_may_be_left_out(shop: FilesSite, damage: str) -> None:
    content = parquet(id=list(range(1000)))
    broken = {"footer": content[:-5], "page": content[:4] + b"\xff" * 60 + content[64:], "empty": b""}[damage]
    shop.put("a.parquet", broken)
    shop.put("b.parquet", parquet(id=[7]))
    assert "a.parquet: it is no Parquet file, or is broken or cut off" in (shop.land(PARQUET).error or "")
    report = shop.land(PARQUET, bad_rows="skip")
    assert (report.rows, "left out, as they cannot be read: 1 file (a.parquet:" in (report.note or "")) == (1, True)
    shop.put("a.parquet", content)
    assert shop.land(PARQUET).total_rows == 1001  # it was never taken to be read
