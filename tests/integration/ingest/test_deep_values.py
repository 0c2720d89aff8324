"""Values of JSON that are nested deep: Postgres takes them, or they are told and the other rows and tables land."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from heartbeat.errors import SourceRejected
from heartbeat.ingest.records.csv_text import Unwritable, json_text
from heartbeat.ingest.records.shape import KnownTypes, Shape
from heartbeat.ingest.records.spool import Spool
from integration.ingest.files_site import FilesSite, files_of

DEEP, TOO_DEEP = 600, 200_000  # the second for Python and for Postgres


def nested(depth: int, innermost: str) -> str:
    return '{"a":' * depth + innermost + "}" * depth


def value(depth: int, innermost: str) -> Any:
    return json.loads(nested(depth, innermost), parse_float=Decimal)


def test_a_deep_value_of_json_lines_lands(shop: FilesSite) -> None:
    shop.put("a.jsonl", f'{{"id": 1, "j": {nested(DEEP, "1.50")}}}\n')
    shop.put("b.csv", "id\n1\n")
    lines, cells = shop.run(files_of("*.jsonl", "jsonl"), files_of(table="u")).tables
    assert (lines.error, cells.error, shop.types()) == (None, None, {"id": "bigint", "j": "jsonb"})
    assert shop.marts(f"select j #>> array_fill('a'::text, array[{DEEP}]) from shop.t") == [("1.50",)]


def test_a_deep_cell_lands_in_jsonb(shop: FilesSite) -> None:
    cells = (nested(DEEP, number).replace('"', '""') for number in ("1e5", "1e12345", "1e200000"))
    shop.put("a.csv", "id,j\n" + "".join(f'{at},"{cell}"\n' for at, cell in enumerate(cells)))
    report = shop.land(files_of(columns={"j": "jsonb"}), bad_rows="skip")
    assert report.total_rows == 2
    assert "a.csv:4: `j` holds a value that is no jsonb" in (report.note or "")


def test_a_value_that_is_too_deep_is_a_bad_row(shop: FilesSite) -> None:
    shop.put("a.jsonl", f'{{"id": 1, "j": {nested(TOO_DEEP, "1")}}}\n{{"id": 2, "j": {{}}}}\n')
    shop.put("b.csv", f'id,j\n1,"{nested(TOO_DEEP, "1").replace(chr(34), chr(34) * 2)}"\n2,{{}}\n')
    sets = files_of("*.jsonl", "jsonl"), files_of(table="u", columns={"j": "jsonb"})
    lines, cells = shop.run(*sets, bad_rows="skip").tables
    assert (lines.total_rows, cells.total_rows) == (1, 1)
    assert "a.jsonl:1: not JSON: a number that JSON does not know, or too deep" in (lines.note or "")
    assert "b.csv:2: `j` holds a value that is no jsonb" in (cells.note or "")


@pytest.mark.parametrize("innermost", [r'"\u0000"', r'{"\u0000": 1}'], ids=["a value", "a name"])
def test_a_deep_nul_is_found(shop: FilesSite, innermost: str) -> None:
    shop.put("a.jsonl", f'{{"id": 1, "j": {nested(DEEP, innermost)}}}\n{{"id": 2, "j": {{}}}}\n')
    report = shop.land(files_of("*.jsonl", "jsonl"), bad_rows="skip")
    assert (report.total_rows, "a.jsonl:1: a value holds a NUL character" in (report.note or "")) == (1, True)


@pytest.mark.parametrize("innermost", ["1", "1.50"])
def test_what_can_be_read_can_be_written(innermost: str) -> None:
    assert json_text(value(DEEP, innermost)) == nested(DEEP, innermost)
    deeper: Any = Decimal(innermost)
    for _ in range(TOO_DEEP):
        deeper = {"a": deeper}
    with pytest.raises(Unwritable, match="too deep"):
        json_text(deeper)


def test_a_row_of_an_api_that_is_too_deep_to_be_kept_fails_its_table(tmp_path: Path) -> None:
    shape = Shape("rate", KnownTypes({}, {}))
    with Spool(tmp_path, "rate", shape) as spool:
        spool.add([{"id": 1, "j": value(300, "1.50")}])
        assert [column.type_name for column in shape.columns(is_whole=True)] == ["bigint", "jsonb"]
        with pytest.raises(SourceRejected, match="Rows of rate hold a value that is nested too deep"):
            spool.add([{"id": 2, "j": value(900, "1.50")}])
