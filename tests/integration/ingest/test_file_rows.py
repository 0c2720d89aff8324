"""What stands in a file is what lands; a row that cannot land is told by file and line, and never shown."""

from __future__ import annotations

import gzip

import pytest

from heartbeat.definitions.kinds import FileSet
from integration.ingest.files_site import FilesSite, files_of

JSON = files_of("*.jsonl", "jsonl")
WRONG = 'id,amount\n1,secret\n2\n3,4,secret\n5,6\n7,"secret\n'


def test_bad_rows_refuse_their_table_and_are_told_without_what_they_say(shop: FilesSite) -> None:
    shop.put("a.csv", WRONG)
    shop.put("b.csv", "id,amount\n1,2\n")
    report = shop.land(files_of(columns={"amount": "numeric(10,2)"}))
    assert report.outcome == "error"
    assert (report.error or "").splitlines() == [
        "t: 4 rows cannot be read:",
        "a.csv:2: `amount` holds a value that is no numeric(10,2)",
        "a.csv:3: 1 cell, and the header has 2",
        "a.csv:4: 3 cells, and the header has 2",
        "a.csv:6: not CSV: a quote is opened and not closed",
    ]
    assert "bad_rows: skip" in report.hint
    shop.put("a.csv", "id,amount\n1,2\n")
    assert shop.land().outcome == "loaded"


def test_bad_rows_are_left_out_where_the_source_says_so_and_told(shop: FilesSite) -> None:
    shop.put("a.csv", WRONG)
    report = shop.land(files_of(columns={"amount": "numeric(10,2)"}), bad_rows="skip")
    assert (report.outcome, report.rows) == ("loaded", 1)
    assert (report.note or "").startswith("left out, as they cannot be read: 4 rows (a.csv:2: `amount` holds")
    assert "and 1 more" in (report.note or "")
    assert "secret" not in (report.note or "")
    assert shop.marts("select _line, id, amount::text from shop.t") == [(5, 5, "6.00")]
    assert shop.land(bad_rows="skip").outcome == "unchanged"
    assert shop.landing("select file, rows, rows_left_out from landing.file_load") == [("a.csv", 1, 4)]


def test_a_column_that_is_text_for_a_slip_of_the_pen_is_told(shop: FilesSite) -> None:
    days = [f"{day},2026-01-{day:02},{'pear' if day % 2 else day}" for day in range(1, 13)]
    shop.put("a.csv", "\n".join(["id,settled_on,word", *days, "13,31.01.2026,fig", ""]))
    assert shop.land().note == (
        "`settled_on` is kept as text, as a few of its values are no date: declared in `columns`, they are told"
    )
    shop.put("b.csv", "id,settled_on,word\n14,2026-01-14,plum\n")
    assert shop.land().note is None


def test_ten_of_many_bad_rows_are_shown(shop: FilesSite) -> None:
    shop.put("a.csv", "id\n" + "1,2\n" * 30)
    shop.put("b.csv", "id\n" + "1,2\n" * 30)
    lines = (shop.land().error or "").splitlines()
    assert (lines[0], lines[1][:8], lines[10][:9], lines[-1]) == (
        "t: 60 rows cannot be read:",
        "a.csv:2:",
        "a.csv:11:",
        "and 50 more",
    )


def test_a_value_that_does_not_fit_the_column_in_marts_is_a_bad_row(shop: FilesSite) -> None:
    shop.put("a.csv", "id,day,ok\n1,2026-01-01,true\n")
    shop.land()
    shop.put("b.csv", "id,day,ok\n2,2026-01-02,false\nx,2026-13-01,maybe\n3,,\n")
    assert "b.csv:3: `id` holds a value that is no bigint" in (shop.land().error or "")
    shop.land(bad_rows="skip")
    assert shop.marts("select id, day::text, ok from shop.t order by id") == [
        (1, "2026-01-01", True), (2, "2026-01-02", False), (3, None, None),
    ]  # fmt: skip


def test_types_follow_from_all_values_and_what_looks_like_an_id_stays_text(shop: FilesSite) -> None:
    shop.put(
        "a.csv",
        "n,big,d,at,local,zip,flag,mixed,empty,sku\n"
        "1,9223372036854775808,2026-01-31,2026-01-31T10:00:00Z,2026-01-31 10:00:00,01234,true,1,,12E4\n"
        "-2.50,0,2026-02-28,2026-01-31 10:00:00+02:00,2026-01-31 10:00,99999,false,x,,13E4\n",
    )
    shop.land()
    assert shop.types() == {
        "n": "numeric", "big": "numeric", "d": "date", "at": "timestamp with time zone", "local": "timestamp without time zone",
        "zip": "text", "flag": "boolean", "mixed": "text", "sku": "text",
    }  # fmt: skip
    assert shop.marts("select n::text, zip, at = '2026-01-31 08:00Z' from shop.t order by n") == [
        ("-2.50", "99999", True), ("1", "01234", False),
    ]  # fmt: skip


def test_a_declared_column_is_there_from_the_beginning_and_one_in_no_file_is_told(shop: FilesSite) -> None:
    shop.put("a.csv", "id,refund\n001,\n")
    report = shop.land(files_of(columns={"id": "integer", "refund": "numeric", "amuont": "numeric"}))
    assert report.note == "declared in `columns`, and in no file: amuont"
    assert shop.types() == {"id": "integer", "refund": "numeric"}


@pytest.mark.parametrize(
    ("content", "files"),
    [
        (b"\xef\xbb\xbfid;note\r\n1;\"a;\"\"b\"\"\r\nc\"\r\n", files_of(delimiter=";")),
        (gzip.compress(b'id,note\n1,"a;""b""\r\nc"\n', mtime=0), files_of()),
        ('id,note\n1,"a;""b""\r\nc"\n'.encode("utf-16"), files_of(encoding="utf-16")),
        (b'"id",note,\n1,"a;""b""\r\nc",', files_of()),  # no name and no value behind the last comma
        (b'id\tnote\n1\t"a;""b""\r\nc"\n', files_of(delimiter="\t")),
    ],
)  # fmt: skip
def test_csv_as_the_world_writes_it(shop: FilesSite, content: bytes, files: FileSet) -> None:
    shop.put("a.csv", content)
    assert shop.land(files).error is None
    assert shop.marts("select id, note from shop.t") == [(1, 'a;"b"\r\nc')]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"id,note\n1,x\n2,\xff\n", "a.csv:3: bytes that are no utf-8"),
        (b"id,note\n1,a\0b\n", "a.csv:2: a value holds a NUL character"),
        (b"id,Amount,amount\n1,2,3\n", "a.csv:1: its header names a column twice: amount"),
        (b"id,\xff\n1,2\n", "a.csv:1: its header holds what is no text in the declared encoding"),
        (b"id,\n1,2\n", "a.csv:2: a value in a column that the header does not name"),
        (b'id,note\n1,"a"b\n', "a.csv:2: not CSV: ',' expected after '\"'"),
        (gzip.compress(b"id,note\n" + b"1,x\n" * 9999, mtime=0)[:-9], "a.csv: it is packed by gzip, and broken or cut off"),
        (b"id,_line\n1,2\n", "have a column _line"),
        (b"id,ctid\n1,2\n", "have a column ctid"),
        (b"id\n" + b"x" * (16 << 20), "a.csv:2: a line of more than 16 million characters"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(shop: FilesSite, content: bytes, said: str) -> None:
    shop.put("a.csv", content)
    report = shop.land()
    assert report.outcome == "error"
    assert said in (report.error or "")


def test_rows_with_and_without_quotes_stand_beside_bad_ones(shop: FilesSite) -> None:
    shop.put("a.csv", 'id;note\n1;a,b\n2;"c""d"\n3;\0\n4;"e;f"\n5;g\n')
    shop.land(files_of(delimiter=";"), bad_rows="skip")
    assert shop.marts("select id, note from shop.t order by id") == [(1, "a,b"), (2, 'c"d'), (4, "e;f"), (5, "g")]


def test_columns_that_are_dropped_are_never_looked_at(shop: FilesSite) -> None:
    shop.put("a.csv", "id,_line,Scan,amount\n1,2,\0,3\n")
    report = shop.land(drop_columns={"t": ("_line", "Scan")})
    assert (report.error, shop.types()) == (None, {"id": "bigint", "amount": "bigint"})


def test_json_lines_keep_every_digit_and_tell_an_empty_text_from_null(shop: FilesSite) -> None:
    shop.put(
        "a.jsonl",
        '{"id": 1, "amount": 1.10, "at": "2026-01-31T10:00:00Z", "tags": ["a", 1.50], "note": "", "none": null}\n\n'
        '{"id": 12345678901234567890, "note": "x", "mixed": {"a": 1.0}}\n{"clientId": 7, "mixed": "y"}\n',
    )
    assert shop.land(JSON).error is None
    assert shop.types() == {
        "id": "numeric", "amount": "numeric", "at": "timestamp with time zone", "tags": "jsonb", "note": "text", "mixed": "text",
        "client_id": "bigint",
    }  # fmt: skip
    assert shop.marts("select _line, amount::text, tags::text, note, mixed, client_id from shop.t order by _line") == [
        (1, "1.10", '["a", 1.50]', "", None, None), (3, None, None, "x", '{"a":1.0}', None), (4, None, None, None, "y", 7),
    ]  # fmt: skip


def test_bad_lines_of_json_are_told(shop: FilesSite) -> None:
    lines = ['{"id": 1}', "secret", "[1]", '{"id": NaN}', '{"a": "\\u0000"}', '{"Id": 1, "id": 2}', '{"a": "\\ud800"}']
    shop.put("a.jsonl", "\n".join(lines).encode() + b'\n{"a": "\xff"}\n{"id": 2, "a": "b"}')
    assert (shop.land(JSON).error or "").splitlines() == [
        "t: 7 rows cannot be read:",
        "a.jsonl:2: not JSON: Expecting value in column 1",
        "a.jsonl:3: JSON, but no object",
        "a.jsonl:4: not JSON: a number that JSON does not know, or too deep",
        "a.jsonl:5: a value holds a NUL character, which Postgres cannot keep",
        "a.jsonl:6: two names of the object would have the same name in marts",
        "a.jsonl:7: a value holds half of a character (a lone surrogate), which is no text",
        "a.jsonl:8: bytes that are no text in the declared encoding",
    ]
    shop.land(JSON, bad_rows="skip")
    assert shop.marts("select _line, id, a from shop.t order by _line") == [(1, 1, None), (9, 2, "b")]


def test_json_and_plain_values_go_on_as_the_column_began(shop: FilesSite) -> None:
    shop.put("a.jsonl", '{"o": {"a": 1}, "s": "x", "n": 1}')
    shop.land(JSON)
    shop.put("b.jsonl", '{"o": "text", "s": [1], "n": true}')
    assert "b.jsonl:1: `n` holds a value that is no bigint" in (shop.land(JSON).error or "")
    shop.put("b.jsonl", '{"o": "text", "s": [1], "n": 2}')
    shop.land(JSON)
    assert shop.marts("select o::text, s, n from shop.t where _file = 'b.jsonl'") == [('"text"', "[1]", 2)]


def test_values_of_types_that_postgres_alone_knows_are_told_by_line_too(shop: FilesSite) -> None:
    shop.put("a.csv", "ip,span,at\n10.0.0.1/8,2 days,12:00+02\n10.0.0.256,1h,12:00+02\n::1,P1D,\nx,two days,25:00+00\n")
    files = files_of(columns={"ip": "inet", "span": "interval", "at": "time with time zone"})
    assert (shop.land(files).error or "").splitlines()[1:] == [
        "a.csv:3: `ip` holds a value that is no inet",
        "a.csv:5: `ip` holds a value that is no inet",
    ]
    shop.land(files, bad_rows="skip")
    assert shop.marts("select _line, host(ip), extract(epoch from span)::int from shop.t order by 1") == [
        (2, "10.0.0.1", 172_800), (4, "::1", 86_400),
    ]  # fmt: skip
