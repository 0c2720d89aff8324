"""A test file: its three forms of rows, its moments, what it may expect, and every problem with its line."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from heartbeat.definitions.metric_tests.model import MetricTestFile, Row
from heartbeat.definitions.metric_tests.parse import About, parse_tests
from heartbeat.definitions.metric_tests.reading import ReadTests, read_tests
from heartbeat.definitions.problem import Findings, Problem
from heartbeat.definitions.workspace import load_workspace
from unit.definitions.shop_files import SETTINGS, SOURCE, VALUE, header, metric_of, told, write

FILE = "metrics/sales/orders_paid.test.yaml"
VILNIUS = ZoneInfo("Europe/Vilnius")
COLUMNS = (
    'columns:\n  shop_public.orders: {id: bigint, paid: boolean, total: "numeric(18,2)", note: text, created_at: timestamptz}\n'
)
ONE = "tests:\n  - name: one\n    as_of: 2026-03-01\n    expect: {value: 1}\n"


def read(text: str, *, metric: str = header() + VALUE) -> tuple[MetricTestFile | None, list[Problem]]:
    findings = Findings(FILE)
    return parse_tests(FILE, text, About(metric_of(metric), VILNIUS), findings), sorted(findings.problems)


def sound(text: str) -> MetricTestFile:
    tests, problems = read(text)
    assert tests is not None, told(problems)
    return tests


def with_rows(rows: str) -> str:
    """A file with one test; its table is named on line 7."""
    return (
        f"{COLUMNS}as_of: 2026-03-01\ntests:\n  - name: one\n    given:\n      shop_public.orders:{rows}\n    expect: {{n: 1}}\n"
    )


def rows_of(rows: str) -> tuple[Row, ...]:
    return sound(with_rows(rows)).tests[0].given["shop_public.orders"]


@pytest.mark.parametrize(
    "rows",
    [
        ' [{id: 1, note: "null", total: 2.50}, {id: 2, note: "", total: null}]',
        ' [[id, note, total], [1, "null", 2.50], [2, "", ~]]',
        ' |\n        id, note,   total\n        1,  "null", 2.50\n        # the other one\n\n        2,  "",\n',
    ],
    ids=["mappings", "lists", "lines"],
)
def test_rows_in_each_form_are_the_same_rows(rows: str) -> None:
    assert [dict(row.cells) for row in rows_of(rows)] == [
        {"id": "1", "note": "null", "total": "2.50"},
        {"id": "2", "note": "", "total": None},
    ]


def test_a_row_knows_its_line_in_each_form() -> None:
    lines = rows_of(" |\n        id\n        1\n\n        2\n")
    mappings = rows_of("\n        - {id: 1}\n        - id: 2\n")
    assert [row.line for row in lines] == [9, 11]
    assert [row.line for row in mappings] == [8, 9]


def test_cells_of_a_line_may_hold_commas_and_quotes_and_are_aligned_by_spaces() -> None:
    assert [dict(row.cells) for row in rows_of(' |\n        id , note\n        1 ,  "a, ""b""  "\n')] == [
        {"id": "1", "note": 'a, "b"  '}
    ]


def test_a_mapping_in_a_cell_is_json_with_every_digit() -> None:
    (row,) = rows_of(
        ' [{note: {n: 1.50, big: 12345678901234567890, ok: true, none: null, text: "7", word: null-ish, list: [1, a]}}]'
    )
    expected = (
        '{"n": 1.50, "big": 12345678901234567890, "ok": true, "none": null, "text": "7", "word": "null-ish", "list": [1, "a"]}'
    )
    assert row.cells["note"] == expected


def test_an_empty_table_and_an_empty_row_are_what_they_are() -> None:
    assert rows_of(" []") == ()
    assert rows_of("") == ()
    assert [dict(row.cells) for row in rows_of(" [{}]")] == [{}]


def test_a_test_begins_with_the_rows_of_the_file_and_its_own_moment_wins() -> None:
    tests = sound(
        f"{COLUMNS}as_of: 2026-03-01\ngiven:\n  shop_public.orders: [{{id: 1}}]\ntests:\n"
        "  - {name: a, expect: {n: 1}}\n"
        "  - {name: b, as_of: 2026-07-01 10:00, given: {shop_public.orders: [{id: 2}]}, expect: {n: 2}}\n"
    ).tests
    assert [[row.cells["id"] for row in test.given["shop_public.orders"]] for test in tests] == [["1"], ["1", "2"]]
    assert [test.as_of.astimezone(UTC) for test in tests] == [
        datetime(2026, 2, 28, 22, tzinfo=UTC),
        datetime(2026, 7, 1, 7, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-03-01", "2026-02-28T22:00"),
        ("2026-03-01 12:00", "2026-03-01T10:00"),
        ("2026-03-01T12:00:30.5", "2026-03-01T10:00:30.500"),
        ("2026-03-01 12:00Z", "2026-03-01T12:00"),
        ("2026-03-01 12:00 UTC", "2026-03-01T12:00"),
        ("2026-03-01 12:00+05:30", "2026-03-01T06:30"),
        ("2026-03-01 12:00-0800", "2026-03-01T20:00"),
        ("2026-10-25 03:30+02:00", "2026-10-25T01:30"),
    ],
)
def test_a_moment_has_an_offset_or_is_read_in_the_workspaces_zone(written: str, utc: str) -> None:
    (test,) = sound(ONE.replace("2026-03-01", written)).tests
    assert test.as_of.astimezone(UTC) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("2026-10-25 03:30", "show this time twice; write which: 2026-10-25 03:30+03:00 or 2026-10-25 03:30+02:00"),
        ("2026-03-29 03:30", "skip this time; write one that they show, or with an offset: 2026-03-29 01:30Z"),
        ("yesterday", "Write a day and a time"),
        ("2026-02-30", "Write a day and a time"),
        ("2026-03-01 25:00", "Write a day and a time"),
        ("2026-03-01 12:00+99:00", "Write a day and a time"),
        ("9999-12-31 23:30-05:00", "Write a day and a time"),
    ],
)
def test_what_is_no_moment_is_told_with_what_to_write(written: str, hint: str) -> None:
    _, problems = read(ONE.replace("2026-03-01", written))
    assert [(problem.line, hint in problem.hint) for problem in problems] == [(3, True)]


@pytest.mark.parametrize(
    ("written", "value"), [("0.95", 0.95), ("2/3", 2 / 3), ("-1e3", -1000.0), ("1_000", 1000.0), ("47 / 24", 47 / 24)]
)
def test_a_value_is_a_number_or_one_over_another(written: str, value: float) -> None:
    assert sound(ONE.replace("value: 1", f"value: {written}")).tests[0].expect.value == value


def test_history_tells_days_with_a_value_and_days_without() -> None:
    expect = sound(ONE.replace("value: 1", "history: {2026-02-27: 1/2, 2026-02-28: null}")).tests[0].expect
    assert expect.history == {date(2026, 2, 27): 0.5, date(2026, 2, 28): None}


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("{valeu: 1}", "Unknown key `tests.expect.valeu`."),
        ("{}", "The test expects nothing."),
        ('{error: ""}', "`tests.expect.error` cannot be"),
        ("{history: {}}", "`tests.expect.history` names no day."),
        ("{tolerance: 0.1}", "stands without `value` and `history`"),
        ("{value: 1, tolerance: -1}", "is below zero"),
        ("{value: 1/0}", "cannot be “1/0”"),
        ("{value: 1e999}", "cannot be “1e999”"),
        ("{value: null, n: 0}", "`tests.expect.value` holds nothing."),
        ("{value: 1, health: no_data}", "contradicts no_data"),
        ("{value: 1, error: division}", "contradicts error"),
        ("{health: ok, error: division}", "contradicts `error`"),
        ("{error: division, n: 3}", "contradicts an error"),
        ("{status: yellow}", "cannot be “yellow”"),
        ("{no_data: true}", "is a kind of health"),
        ("{n: -1}", "cannot be “-1”"),
        ("{history: {2026-2-30: 1}}", "is no day"),
        ("{value: 1, crosscheck: false}", "the metric has no crosscheck"),
    ],
)
def test_what_cannot_be_expected_is_refused_at_its_line(expect: str, message: str) -> None:
    tests, problems = read(ONE.replace("{value: 1}", expect))
    assert tests is None
    assert message in told(problems)
    assert {problem.line for problem in problems} == {4}


@pytest.mark.parametrize(
    ("rows", "line", "message"),
    [
        (" [{id: 1, totl: 2}]", 7, "has no column `totl`"),
        (" |\n        id, total\n        1, 2, 3\n", 9, "has 3 cells, and 2 columns are named"),
        (" |\n        id, total\n        1\n", 9, "has 1 cells"),
        (' |\n        id, note\n        1, a "b"\n', 9, "A quotation mark stands inside a cell"),
        (" |\n        id, id\n        1, 2\n", 8, "is named twice"),
        (" [[id, null], [1, 2]]", 7, "has no name"),
        (" id, total", 7, "are no list"),
        (" {id: 1}", 7, "are a mapping"),
        ("\n        - id\n", 8, "is no mapping"),
        ("\n        - {id: 1}\n        - [1, 2]\n", 9, "is no mapping"),
        (" [{id: 1, id: 2}]", 7, "given twice"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_at_its_line(rows: str, line: int, message: str) -> None:
    tests, problems = read(with_rows(rows))
    assert tests is None
    assert [problem.line for problem in problems if message in problem.message] == [line], told(problems)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (f"{ONE}model: orders_paid\n", "Remove it."),
        (f"unit_tests: []\n{ONE}", "Write `tests:`."),
        (f"colums: {{}}\n{ONE}", "Did you mean `columns`?"),
        (ONE.replace("expect:", "rows: []\n    expect:"), "Write each table with its rows"),
        ("as_of: 2026-03-01\n", "Write a list with one test at least"),
        ("as_of: 2026-03-01\ntests: []\n", "Write a list with one test at least"),
        (ONE.replace("    as_of: 2026-03-01\n", ""), "Write a day and a time"),
        (ONE.replace("    expect: {value: 1}\n", ""), "Write what the metric has to give"),
        (ONE.replace("name: one\n    ", ""), "Write in a few words what is tested"),
        (ONE + ONE.removeprefix("tests:\n"), "Give each test a name of its own"),
        (f"given: {{shop_public.order: []}}\n{ONE}", "Did you mean shop_public.orders?"),
        (f"columns: {{crm.people: {{id: bigint}}}}\n{ONE}", "It reads shop_public.orders."),
        (f"columns: {{shop_public.orders: {{id: bigit}}}}\n{ONE}", "Write a type of Postgres"),
        (f"columns: {{shop_public.orders: [id]}}\n{ONE}", "Write each table with its columns"),
        (f"columns: {{shop_public.orders: {{}}}}\n{ONE}", "Write each table with its columns"),
    ],
)
def test_every_slip_is_told_with_what_to_write(text: str, hint: str) -> None:
    tests, problems = read(text)
    assert tests is None
    assert [hint in problem.hint for problem in problems] == [True], told(problems)


def test_a_column_whose_type_is_wrong_is_told_once() -> None:
    _, problems = read(with_rows(" [{id: 1}]").replace("bigint", "biggint"))
    assert len(problems) == 1


def test_types_are_written_as_postgres_writes_them() -> None:
    text = f'columns: {{shop_public.orders: {{id: int8, tags: "text[]", at: "timestamptz[]", price: "decimal(9,2)"}}}}\n{ONE}'
    assert dict(sound(text).columns["shop_public.orders"]) == {
        "id": "bigint",
        "tags": "text[]",
        "at": "timestamp with time zone[]",
        "price": "numeric(9,2)",
    }


def read_folder(folder: Path, **files: str | bytes) -> ReadTests:
    sound_files = {"heartbeat.yaml": SETTINGS, "sources/shop.yaml": SOURCE, "metrics/sales/orders_paid.sql": header() + VALUE}
    write(folder, {**sound_files, **files})
    return read_tests(folder, load_workspace(folder).workspace)


def test_tests_lie_beside_their_metric_and_vanish_from_no_listing(tmp_path: Path) -> None:
    read = read_folder(
        tmp_path, **{FILE: ONE, "metrics/sales/orders_payd.test.yaml": ONE, "metrics/a/orders_paid.test.yaml": ONE}
    )
    assert [file.file for file in read.files] == [FILE]
    assert [(problem.file, problem.message) for problem in read.problems] == [
        ("metrics/a/orders_paid.test.yaml", "The metric `orders_paid` lies in another folder."),
        ("metrics/sales/orders_payd.test.yaml", "There is no metric `orders_payd`."),
    ]
    assert "Did you mean orders_paid.test.yaml?" in read.problems[1].hint


def test_a_deploy_neither_reads_tests_nor_warns_of_them(tmp_path: Path) -> None:
    read_folder(tmp_path, **{FILE: "tests: nonsense\n"})
    loaded = load_workspace(tmp_path)
    before = loaded.workspace.content_hash
    (tmp_path / FILE).unlink()
    assert loaded.warnings == ()
    assert load_workspace(tmp_path).workspace.content_hash == before


def test_a_file_that_is_nearly_called_like_a_test_is_told(tmp_path: Path) -> None:
    read_folder(tmp_path, **{"metrics/sales/orders_paid.test.yml": ONE})
    (warning,) = load_workspace(tmp_path).warnings
    assert "named ….sql or ….test.yaml" in warning.hint


def test_the_clock_in_a_metric_makes_its_tests_doubtful(tmp_path: Path) -> None:
    clock = header() + VALUE.replace(":as_of", "now()")
    read = read_folder(tmp_path, **{FILE: ONE, "metrics/sales/orders_paid.sql": clock})
    assert [(problem.severity, "wall clock" in problem.message) for problem in read.problems] == [("warning", True)]
    assert len(read.files) == 1


def test_without_a_workspace_the_tests_are_read_for_themselves(tmp_path: Path) -> None:
    write(tmp_path, {FILE: ONE.replace("value", "valeu")})
    assert [problem.line for problem in read_tests(tmp_path, None).problems] == [4]
