"""What a beat prints: each line once, in words, and nothing that moves without a terminal."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from heartbeat.cli.beat_view import BeatView, advice, summary
from heartbeat.cli.say import counted, seconds_text


def job(**changes: Any) -> dict[str, Any]:
    started: dict[str, Any] = {"job_id": 7, "state": "running", "phase": "ingest", "sources": [], "metrics": [], "errors": []}
    return {**started, **changes}


def source(state: str, **changes: Any) -> dict[str, Any]:
    landed = {
        "source_id": "shop",
        "dataset": "shop_public",
        "tables": 3,
        "rows": 1200,
        "seconds": 0.42,
        "error": None,
        "note": None,
    }
    return {**landed, "state": state, **changes}


def metric(metric_id: str, outcome: str, **changes: Any) -> dict[str, Any]:
    return {"metric_id": metric_id, "outcome": outcome, "why": None, "seconds": None, "rows_read": None, "error": None, **changes}


def printed(*jobs: dict[str, Any]) -> str:
    text = io.StringIO()
    with BeatView(Console(file=text, width=200, highlight=False), {"broken": "metrics/sales/broken.sql"}) as view:
        for one in jobs:
            view.show(one)
    return text.getvalue()


def test_each_line_is_printed_once_when_its_part_is_done() -> None:
    running = job(sources=[source("running")])
    done = job(sources=[source("ok")])
    assert printed(running, done, done) == "  ✓ shop_public: 3 tables, 1,200 rows in 0.4 s\n"


def test_a_source_that_waits_is_no_failure() -> None:
    waiting = job(sources=[source("waiting", tables=0, rows=0, note="a backfill of it goes on: 3 of 30 tables")])
    assert printed(waiting, waiting) == "  – shop_public waits: a backfill of it goes on: 3 of 30 tables\n"
    assert printed(job(sources=[source("waiting")])) == ""


def test_what_is_gone_at_a_source_is_told_below_it() -> None:
    done = job(
        sources=[source("ok", note="shop_public.a is no longer at the source\nshop_public.b.c is no longer at the source")]
    )
    assert printed(done).splitlines()[1:] == [
        "      ! shop_public.a is no longer at the source",
        "      ! shop_public.b.c is no longer at the source",
    ]


def test_a_failure_tells_the_first_line_of_its_reason_where_it_is_and_what_to_do() -> None:
    failed = job(
        sources=[
            source("error", error="The source does not answer.\n  Start it."),
            source("held", dataset="x", error="Too few rows."),
        ],
        metrics=[
            metric("broken", "error", error="Line 3: no column x.\n  Perhaps you meant [y].\nmore"),
            metric("other", "error", error="division by zero\nLINE 1"),
        ],
    )
    assert printed(failed).splitlines() == [
        "  ✗ shop_public: failed. The source does not answer.",
        "      Start it.",
        "  ✗ x: held, not published. Too few rows.",
        "  ✗ broken: failed in metrics/sales/broken.sql (Line 3: no column x.)",
        "      Perhaps you meant [y].",
        "  ✗ other: failed (division by zero)",
    ]


def test_further_tables_that_failed_are_counted_and_the_way_to_all_of_them_is_told() -> None:
    failed = job(sources=[source("error", error="No permission for a.\n  Grant it.\nNo permission for b."), source("ok")])
    assert printed(failed).splitlines()[:2] == [
        "  ✗ shop_public: failed. No permission for a. (and 1 more)",
        "      Grant it.",
    ]
    assert advice(failed) == ["`heartbeat ingest shop` reads it again and tells each table, and what to do."]
    assert advice(job(sources=[source("ok")])) == []


def test_brackets_in_a_message_are_not_markup() -> None:
    failed = job(metrics=[metric("broken", "error", error="[red]array[1][/] is missing")])
    assert printed(failed) == "  ✗ broken: failed in metrics/sales/broken.sql ([red]array[1][/] is missing)\n"


def test_a_follow_up_beat_prints_its_own_lines_and_the_one_before_repeats_none() -> None:
    first, second = (job(job_id=beat, metrics=[metric("orders", "executed", seconds=1.0)]) for beat in (1, 2))
    assert printed(first, second, first) == 2 * "  ✓ orders: computed 1.0 s\n"


def test_a_metric_that_was_computed_tells_its_cost_and_why() -> None:
    executed = metric("orders", "executed", seconds=1.0, rows_read=12_000, why="it is new")
    assert printed(job(metrics=[executed])) == "  ✓ orders: computed 1.0 s, 12,000 rows read (it is new)\n"


def test_the_summary_counts_what_happened() -> None:
    ended = job(
        state="done",
        sources=[source("ok"), source("error", rows=None)],
        metrics=[metric("a", "executed"), metric("b", "carried"), metric("c", "stood_still"), metric("d", "error")],
    )
    assert summary(ended) == "Beat 7 done: 1,200 rows landed, 1 metric computed, 2 unchanged, 1 metric failed, 1 source failed."


@pytest.mark.parametrize(("seconds", "text"), [(None, ""), (0.04, "0.0 s"), (9.94, "9.9 s"), (12.4, "12 s"), (200, "3 min 20 s")])
def test_a_duration_reads_as_people_say_it(seconds: float | None, text: str) -> None:
    assert seconds_text(seconds) == text


@pytest.mark.parametrize(("count", "text"), [(0, "0 rows"), (1, "1 row"), (1234, "1,234 rows")])
def test_a_count_agrees_with_its_noun(count: int, text: str) -> None:
    assert counted(count, "row") == text
