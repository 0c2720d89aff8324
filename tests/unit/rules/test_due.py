"""Which datasets a beat reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from heartbeat.definitions.model import SourceDefinition
from heartbeat.rules.due import Due, due_by_schedule, due_by_tables

NOW = datetime(2026, 11, 20, 12, 17, tzinfo=UTC)


def source(source_id: str = "shop", schedule: str = "hourly", schemas: tuple[str, ...] = ("public",)) -> SourceDefinition:
    return SourceDefinition(source_id, f"sources/{source_id}.yaml", "postgres", "${URL}", schemas, schedule=schedule)


def datasets(*due: Due) -> list[str]:
    return [each.dataset for each in due]


def test_an_hourly_source_is_due_in_each_beat() -> None:
    due = due_by_schedule([source()], {"shop_public": NOW}, now=NOW, timezone="UTC")
    assert datasets(*due) == ["shop_public"]
    assert due[0].tables is None


@pytest.mark.parametrize(("hours_ago", "is_due"), [(1, False), (12, False), (13, True)])
def test_a_daily_source_is_due_once_a_calendar_day(*, hours_ago: int, is_due: bool) -> None:
    read_at = {"shop_public": NOW - timedelta(hours=hours_ago)}
    assert bool(due_by_schedule([source(schedule="daily")], read_at, now=NOW, timezone="UTC")) is is_due


def test_a_source_that_was_never_read_whole_is_due() -> None:
    assert due_by_schedule([source(schedule="daily")], {}, now=NOW, timezone="UTC")


def test_pressing_tables_of_a_dataset_that_is_not_due_are_read_alone() -> None:
    sources = [source("shop"), source("bank", schedule="daily"), source("desk", schedule="daily")]
    read_at = {"bank_public": NOW, "desk_public": NOW}
    due = due_by_schedule(sources, read_at, now=NOW, timezone="UTC", pressing=["shop_public.orders", "bank_public.payment"])
    assert [(each.dataset, each.tables) for each in due] == [("shop_public", None), ("bank_public", ("payment",))]


def test_sources_are_read_one_after_another_in_their_order() -> None:
    sources = [source("shop", schemas=("public", "audit")), source("bank")]
    assert datasets(*due_by_schedule(sources, {}, now=NOW, timezone="UTC")) == ["shop_public", "shop_audit", "bank_public"]


def test_a_list_of_tables_reads_only_these_whatever_the_schedule_says() -> None:
    wanted = ["shop_public.orders", "shop_public.customers", "elsewhere.table"]
    (due,) = due_by_tables([source(schedule="daily"), source("bank")], wanted)
    assert (due.dataset, due.tables) == ("shop_public", ("customers", "orders"))


def test_a_dataset_whose_name_begins_like_another_is_not_mistaken_for_it() -> None:
    assert due_by_tables([source("shop")], ["shop_public2.orders"]) == ()
