"""A report travels between processes as it is."""

import json
from dataclasses import asdict, replace

from heartbeat.ingest.report import RunReport, TableReport, comparisons_from_json, report_from_json
from heartbeat.marts.books.reconciliation import Comparison

GOOD = TableReport("a", "merge", "key", "loaded", rows=3, total_rows=9)
BAD = TableReport("b", "replace", "no key", "error", error_code="schema-drift", error="b changed", hint="look")
GONE = TableReport("d", "merge", "key", "gone")
CHANGED = replace(GOOD, changed_columns={"amount": "is no longer at the source"})
HELD = TableReport("c", "replace", "no key", "held", error_code="load-held", error="c shrank")


def test_a_report_survives_json() -> None:
    report = RunReport("s", "s_core", None, (GOOD, BAD), 1.5)
    assert report_from_json(json.loads(json.dumps(report.as_json()))) == report
    found = (Comparison("a", "ok", 9, 1, 0, 0, 0, 0), Comparison("b", "error", error="no", hint="look"))
    assert comparisons_from_json(json.loads(json.dumps([asdict(one) for one in found]))) == found


def test_a_failed_table_is_the_worst_then_a_held_one() -> None:
    assert [RunReport("s", "d", None, tables, 1).state for tables in ((GOOD,), (GOOD, HELD), (GOOD, HELD, BAD), ())] == [
        "ok", "held", "error", "ok",
    ]  # fmt: skip
    report = RunReport("s", "d", None, (GOOD, HELD, BAD), 1)
    assert (report.error, report.error_code, report.rows) == ("c shrank\nb changed", "load-held", 3)


def test_what_is_gone_is_noted_though_the_run_went_well() -> None:
    lines = "x_core.d is no longer at the source\nx_core.a.amount is no longer at the source"
    assert RunReport("x", "x_core", None, (GOOD, CHANGED, GONE), 1).note == lines
    refused = replace(BAD, changed_columns={"day": "became text"})
    assert RunReport("x", "x_core", None, (GOOD, refused), 1).note is None, "the error tells it already"


def test_a_comparison_is_noted_when_it_mended_something_or_failed() -> None:
    report = RunReport("x", "x_core", None, (GOOD, BAD, GONE), 1)
    assert report.comparable == ("a",)
    assert report.with_comparisons([Comparison("a", "ok", 9, 1, 0, 0, 0, 0)]).note == report.note
    mended = report.with_comparisons([Comparison("a", "ok", 9, 1, 1, 2, 0, 1)]).note or ""
    assert mended.splitlines()[1] == (
        "x_core.a was compared with the source: 2 deleted there and removed here, 0 missed and brought, "
        "1 changed without their cursor and corrected"
    )
    failed = report.with_comparisons([Comparison("a", "error", error="It is away.")])
    assert "x_core.a was not compared with the source: It is away." in (failed.note or "")
    assert failed.state == "error", "of a table that the run could not read, not of the comparison"
    assert RunReport("x", "x_core", None, (GOOD,), 1).with_comparisons(()).tables == (GOOD,)


def test_what_kept_many_tables_from_a_comparison_is_noted_once() -> None:
    report = RunReport("x", "x_core", None, tuple(replace(GOOD, table=name) for name in "abcd"), 1)
    ends = [Comparison(name, "held", error="It is older.") for name in "ab"]
    ends += [Comparison("c", "held", error="It would shrink."), Comparison("d", "ok", 9, 1, 1, 0, 2, 0)]
    assert (report.with_comparisons(ends).note or "").splitlines() == [
        f"x_core.d was {ends[-1].words}",
        "2 tables of x_core were compared with the source, and held: It is older.",
        "x_core.c was compared with the source, and held: It would shrink.",
    ]
