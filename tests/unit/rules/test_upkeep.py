"""What a run mends, what a full reload costs and how it ends, and when a table is late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from heartbeat.definitions.model import SourceKind
from heartbeat.rules.upkeep.punctuality import punctuality, times_per_hour
from heartbeat.rules.upkeep.reloads import FullReload, remedies
from heartbeat.rules.upkeep.repairs import Disposition, repairs

DOCS = Path(__file__).parents[3] / "docs" / "ingest.md"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
BEAT = "17 * * * *"
HOUR = timedelta(hours=1)


def menders(kind: SourceKind, disposition: Disposition) -> dict[str, str]:
    return {repair.difference: repair.by for repair in repairs(kind, disposition)}


def test_what_is_shown_of_each_difference_is_what_the_docs_say() -> None:
    section = DOCS.read_text("utf-8").partition("## What the next increment repairs")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| row")]
    assert len(rows) == len(menders("postgres", "merge")) == len(menders("postgres", "append"))
    for difference, merge, append, replace, _ in rows:
        told = {"merge": merge, "append": append}
        assert replace == "yes"
        for disposition, said in told.items():
            shown = menders("postgres", disposition)[difference]  # type: ignore[arg-type]
            assert (shown == "next_run") == (said == "yes"), (difference, disposition)


def test_a_merge_leaves_to_a_reconcile_what_its_cursor_cannot_tell() -> None:
    found = menders("postgres", "merge")
    assert [found[name] for name in ("row inserted", "row changed, cursor moved")] == ["next_run", "next_run"]
    assert [found[name] for name in ("row deleted at the source", "row changed without its cursor")] == ["reconcile", "reconcile"]


def test_an_append_sees_no_change_and_what_was_deleted_within_the_lag() -> None:
    found = menders("rest", "append")
    assert (found["row changed, cursor moved"], found["row deleted at the source within `lag`"]) == ("reconcile", "next_run")


@pytest.mark.parametrize("kind", ["postgres", "sql", "rest", "files"])
def test_what_is_read_in_full_is_mended_by_each_run(kind: SourceKind) -> None:
    assert set(menders(kind, "replace").values()) == {"next_run"}


def test_files_and_deliveries_have_differences_of_their_own() -> None:
    assert menders("files", "append")["file removed"] == "reconcile"
    assert menders("webhook", "merge")["event that never arrived"] == "sender"


@pytest.mark.parametrize(
    ("schedule", "hours_ago", "expected"),
    [
        ("hourly", 0.5, "current"),
        ("hourly", 1.5, "current"),  # the beat of 11:17 is going on, or has just failed
        ("hourly", 2, "late"),
        ("daily", 20, "current"),
        ("daily", 37, "late"),
        ("0 6 * * 1", 24 * 9, "current"),  # the 26th is a Thursday
        ("0 6 * * 1", 24 * 12, "late"),
    ],
)
def test_a_table_is_late_when_two_times_have_passed_at_which_it_should_have_been_read(
    schedule: str, hours_ago: float, expected: str
) -> None:
    assert punctuality(schedule, BEAT, "UTC", checked_at=NOON - hours_ago * HOUR, now=NOON) == expected


def test_a_table_that_was_never_read_is_not_called_late() -> None:
    assert punctuality("hourly", BEAT, "UTC", checked_at=None, now=NOON) == "never"


@pytest.mark.parametrize(
    ("schedule", "expected"), [("hourly", 1), ("daily", 1 / 24), ("* * * * *", 1), ("0 6 * * 1", 1 / 168), ("0 0 29 2 *", 0)]
)
def test_how_often_a_source_is_read_in_an_hour(schedule: str, expected: float) -> None:
    assert times_per_hour(schedule, BEAT, "Europe/Vienna", now=NOON) == pytest.approx(expected, rel=0.01)


def reload(**more: Any) -> FullReload:
    return FullReload(**{"table": "client", "rows": 90_000, "seconds": 4.0, "per_hour": 0.5, **more})


def yaml_of(found: FullReload) -> list[str | None]:
    return [remedy.yaml for remedy in remedies(found)]


def test_the_cost_of_an_hour_follows_from_schedule_and_last_run() -> None:
    assert (reload().rows_per_hour, reload().seconds_per_hour) == (45_000, 2.0)


def test_a_key_with_one_time_is_given_that_column_as_a_cursor() -> None:
    assert yaml_of(reload(has_key=True, moments=("booked_at",)))[0] == "cursor: {client: booked_at}"


def test_without_a_key_both_are_declared_or_the_cursor_alone() -> None:
    found = yaml_of(reload(moments=("booked_at",)))
    assert found[:2] == ["primary_key: {client: [column, …]}\ncursor: {client: booked_at}", "cursor: {client: booked_at}"]


def test_without_any_time_the_source_needs_a_column() -> None:
    first, *others = remedies(reload(has_key=True))
    assert "updated_at" in first.text
    assert first.yaml is None
    assert others[0].yaml == "schedule: daily"


def test_a_small_table_is_best_accepted_and_an_accepted_one_needs_nothing() -> None:
    assert yaml_of(reload(rows=3, seconds=0.1))[0] == 'replace_ok: {client: "why"}'
    assert remedies(reload(accepted="three rows")) == ()


def test_what_is_read_once_a_day_is_not_told_to_be() -> None:
    assert "schedule: daily" not in yaml_of(reload(is_hourly=False))
