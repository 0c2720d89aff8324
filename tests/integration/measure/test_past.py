"""A backfill that somebody asked for, over the landed shop."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from heartbeat.db import Role
from heartbeat.definitions.model import MetricDefinition
from heartbeat.errors import PastBusy, QueryTimedOut, ReadingOutdated
from heartbeat.marts.loads import read_table_states
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.past.first import first_fill
from heartbeat.measure.past.plan import Past, Reach
from heartbeat.measure.past.run import Progress, Sight, Todo, Wish, carry_out, survey, why_refused
from heartbeat.readings.history import read_history
from heartbeat.readings.past.days import known_days, past_lock
from heartbeat.readings.past.typical import publish_past
from heartbeat.readings.registry import read_metrics
from landed_shop import BERLIN, LandedShop
from small_shop import write_metric

DAY = timedelta(days=1)


class Filling:
    """A shop, and a worker's connection on which its past is filled in."""

    def __init__(self, shop: LandedShop, connection: psycopg.Connection[object]) -> None:
        self.shop, self.connection = shop, connection
        self.sandbox = Sandbox(shop.database, timeout_seconds=20)

    def sight(self) -> Sight:
        return Sight(self.shop.now, "Europe/Berlin", read_table_states(self.connection))

    def metric(self, metric_id: str) -> MetricDefinition:
        return next(metric for metric in read_metrics(self.connection) if metric.metric_id == metric_id)

    def survey(self, metric_id: str, **wish: object) -> tuple[Todo, Wish]:
        asked = replace(Wish(), **wish)  # type: ignore[arg-type]
        return survey(self.connection, self.sandbox, self.metric(metric_id), asked, self.sight()), asked

    def fill(self, metric_id: str, **wish: object) -> tuple[Todo, Progress]:
        todo, asked = self.survey(metric_id, **wish)
        *_, progress = carry_out(self.connection, self.sandbox, todo, asked)
        publish_past(self.connection, metric_id, now=self.shop.now)
        return todo, progress


@pytest.fixture
def filling(shop: LandedShop) -> Iterator[Filling]:
    with shop.database.connect(Role.WORKER, autocommit=True) as connection:
        yield Filling(shop, connection)


def write(shop: LandedShop, sql: str, **more: str) -> None:
    write_metric(shop.folder, "mine", sql, code="MINE", **more)
    shop.deploy()


def test_each_day_is_what_the_metric_would_have_said_at_its_end(shop: LandedShop, filling: Filling) -> None:
    todo, progress = filling.fill("orders_day", days=20)
    assert (len(todo.missing), progress.filled, progress.failed, progress.empty) == (20, 20, 0, 0)
    history = shop.history("orders_day")
    assert [day["d"] for day in history] == [date(2026, 10, 31) + n * DAY for n in range(20)]
    assert {(day["value"], day["origin"], day["moments"], day["status"]) for day in history} == {(4, "backfill", 1, None)}
    assert history[-1]["as_of"] == datetime(2026, 11, 19, 23, tzinfo=UTC)


def test_days_before_the_oldest_row_are_left_out_and_the_table_is_named(shop: LandedShop, filling: Filling) -> None:
    todo, progress = filling.fill("orders_day", days=60)
    oldest = shop.now - timedelta(hours=1) - 159 * timedelta(hours=6)
    assert todo.begins is not None
    assert (todo.begins.table, todo.begins.at, todo.begins.first_day) == ("shop_public.orders", oldest, date(2026, 10, 12))
    assert (todo.left_out, progress.filled) == (21, 39)
    assert todo.begins.words(todo.metric).startswith(
        "the oldest row of shop_public.orders is of 2026-10-11 17:17 UTC, and the value"
    )


def test_a_longer_window_begins_later(shop: LandedShop, filling: Filling) -> None:
    write(shop, "select count(*) as value from shop_public.orders where created_at < :as_of", period="30d")
    todo, _ = filling.survey("mine")
    assert todo.days[-1] == date(2026, 11, 10)  # thirty days before its end, the 11th of October has begun and passed


def test_an_empty_table_has_no_past(shop: LandedShop, filling: Filling) -> None:
    with shop.database.connect(Role.LOADER) as connection:
        connection.execute("delete from shop_public.orders")
    todo, progress = filling.fill("orders_day")
    assert (todo.days, progress.filled) == ((), 0)
    assert todo.begins is not None
    assert todo.begins.words(todo.metric) == "shop_public.orders has no rows"


def test_where_nobody_can_look_how_far_back_it_goes_no_zeros_are_filled_in(shop: LandedShop, filling: Filling) -> None:
    metric, impatient = filling.metric("orders_day"), Sandbox(shop.database, timeout_seconds=0.3)
    with shop.database.connect(Role.LOADER) as connection:
        connection.execute("lock table shop_public.orders in access exclusive mode")
        with pytest.raises(QueryTimedOut):
            survey(filling.connection, impatient, metric, Wish(), filling.sight())
        past = Past(shop.now, BERLIN, 60)
        found = first_fill(metric, impatient, past, Reach(BERLIN), past.days())
    assert (found.points, found.words.startswith("0 of 60 days of history filled in"), ", then: " in found.words) == (
        (),
        True,
        True,
    )


def test_days_that_were_shown_stay_in_sight_while_they_are_filled_anew(shop: LandedShop, filling: Filling) -> None:
    shop.measure("orders_day", reach=Reach(BERLIN, days=5))
    todo, wish = filling.survey("orders_day", days=8, again=True)
    *_, progress = carry_out(filling.connection, filling.sandbox, todo, wish)
    assert progress.filled == 8
    assert len(read_history(filling.connection, "orders_day")) == 6  # as after a crash: those that are new wait for a board
    publish_past(filling.connection, "orders_day", now=shop.now)
    assert len(read_history(filling.connection, "orders_day")) == 9


def test_progress_tells_what_is_committed_and_not_what_was_computed_since(
    filling: Filling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heartbeat.measure.past.run._COMMIT_DAYS", 2)
    todo, wish = filling.survey("orders_day", days=8)
    told = []
    for progress in carry_out(filling.connection, filling.sandbox, todo, wish):
        known = known_days(filling.connection, "orders_day", todo.days)
        told.append((progress, len(known)))
    assert len(told) > 1
    assert [progress.filled for progress, _ in told] == [committed for _, committed in told]


def test_the_same_command_goes_on_with_what_is_missing(shop: LandedShop, filling: Filling) -> None:
    filling.fill("orders_day", days=5)
    todo, progress = filling.fill("orders_day", days=8)
    assert (len(todo.days), len(todo.missing), progress.filled) == (8, 3, 3)
    assert filling.survey("orders_day", days=8, again=True)[0].missing == todo.days
    assert len(shop.history("orders_day")) == 8


def test_an_observed_day_stays_unless_somebody_says_otherwise(shop: LandedShop, filling: Filling) -> None:
    shop.measure("orders_day", reach=Reach(BERLIN, days=1))
    shop.now += DAY
    shop.land("orders", [(1000 + n, 1, shop.now - 20 * timedelta(hours=1)) for n in range(7)], checked_at=shop.now)
    todo, _ = filling.fill("orders_day", days=3)
    assert (len(todo.missing), todo.kept, todo.replaced) == (1, 1, 0)
    before = {day["d"]: (day["origin"], day["value"]) for day in shop.history("orders_day")}
    assert before[date(2026, 11, 20)] == ("observed", 4)
    todo, _ = filling.fill("orders_day", days=3, overwrite_observed=True)
    assert (len(todo.missing), todo.kept, todo.replaced) == (1, 0, 1)
    after = {day["d"]: (day["origin"], day["value"]) for day in shop.history("orders_day")}
    assert after[date(2026, 11, 20)] == ("backfill", 10)
    assert filling.survey("orders_day", days=3, overwrite_observed=True)[0].missing == ()


def test_the_day_of_a_snapshot_is_the_worst_of_its_hours(shop: LandedShop, filling: Filling) -> None:
    filling.fill("orders_all", days=30)
    days = {day["d"]: day for day in shop.history("orders_all")}
    newest = days[
        date(2026, 11, 19)
    ]  # more is better, so the hours before its first order are the worst; the last of them stands
    assert (newest["value"], newest["as_of"], newest["moments"]) == (154, datetime(2026, 11, 19, 5, tzinfo=UTC), 24)
    assert days[date(2026, 10, 25)]["moments"] == 25
    filling.fill("orders_all", days=30, most_moments=1, again=True)
    assert shop.history("orders_all")[-1]["value"] == 157


def test_days_of_fewer_moments_are_filled_anew_when_more_are_wanted(filling: Filling) -> None:
    filling.fill("orders_all", days=6, most_moments=4)
    assert filling.survey("orders_all", days=6, most_moments=2)[0].missing == ()
    assert len(filling.survey("orders_all", days=6)[0].missing) == 6


def test_a_deploy_that_changes_the_definition_ends_it_and_keeps_what_was_written(shop: LandedShop, filling: Filling) -> None:
    todo, wish = filling.survey("orders_day", days=10)
    write_metric(
        shop.folder, "orders_day", "select 7 as value from shop_public.orders where created_at < :as_of limit 1", code="ODAY"
    )
    shop.deploy()
    with pytest.raises(ReadingOutdated, match="The definition of orders_day changed"):
        list(carry_out(filling.connection, filling.sandbox, todo, wish))
    assert shop.history("orders_day") == []


def test_a_deploy_that_changes_the_time_zone_ends_it_so_that_no_later_day_has_old_bounds(
    shop: LandedShop, filling: Filling
) -> None:
    todo, wish = filling.survey("orders_day", days=10)
    settings = shop.folder / "heartbeat.yaml"
    settings.write_text(settings.read_text().replace("Europe/Berlin", "America/New_York"))
    shop.deploy()
    with pytest.raises(ReadingOutdated, match="The time zone changed to America/New_York while the past of orders_day"):
        list(carry_out(filling.connection, filling.sandbox, todo, wish))
    assert shop.history("orders_day") == []


def test_what_an_older_definition_filled_in_is_replaced(shop: LandedShop, filling: Filling) -> None:
    filling.fill("orders_day", days=3)
    write_metric(
        shop.folder, "orders_day", "select 7 as value from shop_public.orders where created_at < :as_of limit 1", code="ODAY"
    )
    shop.deploy()
    filling.fill("orders_day", days=2)
    assert [day["value"] for day in shop.history("orders_day")] == [4, 7, 7]


def test_a_failing_day_is_told_and_the_others_are_filled(shop: LandedShop, filling: Filling) -> None:
    write(
        shop,
        "select 1 / (case when :as_of = '2026-11-10 23:00+00' then 0 else 1 end) as value from shop_public.orders "
        "where created_at < :as_of limit 1",
    )
    _, progress = filling.fill("mine", days=30)
    assert (progress.filled, progress.failed, progress.given_up) == (29, 1, False)
    assert "division by zero" in str(progress.error)
    assert date(2026, 11, 10) not in {day["d"] for day in shop.history("mine")}


def test_days_that_fail_one_after_another_end_it(shop: LandedShop, filling: Filling) -> None:
    write(shop, "select 1 / (count(*) - count(*)) as value from shop_public.orders where created_at < :as_of")
    _, progress = filling.fill("mine", days=30)
    assert (progress.done, progress.failed, progress.given_up) == (3, 3, True)


def test_a_day_that_ran_into_its_timeout_waits_for_none_of_its_other_hours(shop: LandedShop, filling: Filling) -> None:
    write(shop, "select count(*) as value from generate_series(1, 1000000000) where :as_of is not null", period="snapshot")
    filling.sandbox = Sandbox(shop.database, timeout_seconds=0.3)
    began_at = time.monotonic()
    _, progress = filling.fill("mine", days=9)
    assert (progress.done, progress.failed, progress.given_up) == (3, 3, True)
    assert time.monotonic() - began_at < 24 * 0.3  # and not three times as long


def test_a_day_after_one_that_ran_into_its_timeout_is_filled(shop: LandedShop, filling: Filling) -> None:
    slow = "case when (:as_of at time zone 'UTC')::date in ('2026-11-15', '2026-11-16') then 1000000000 else 3 end"
    write(shop, f"select count(*) as value from generate_series(1, {slow})", period="snapshot")
    filling.sandbox = Sandbox(shop.database, timeout_seconds=0.3)
    _, progress = filling.fill("mine", days=9)
    assert (progress.done, progress.filled, progress.failed) == (9, 7, 2)
    assert {day["moments"] for day in shop.history("mine") if day["origin"] == "backfill"} == {24}


def test_an_aggregate_of_the_moment_alone_is_asked_one_by_one(shop: LandedShop, filling: Filling) -> None:
    write(shop, "select extract(epoch from max(:as_of)) / 3600 as value from shop_public.orders where created_at < :as_of")
    _, progress = filling.fill("mine", days=30)
    assert progress.filled == 30
    assert all(day["value"] == day["as_of"].timestamp() / 3600 for day in shop.history("mine"))


def test_days_that_the_history_statement_does_not_tell_are_left_without_a_point(shop: LandedShop, filling: Filling) -> None:
    history = "select (:as_of - n * interval '1 day')::date as d, n as value from generate_series(1, 5) n"
    write(shop, f"select 5 as value from shop_public.orders where created_at < :as_of limit 1;\n\n-- history\n{history}")
    _, progress = filling.fill("mine", days=30)
    assert (progress.filled, progress.empty) == (5, 25)


def test_one_at_a_time(filling: Filling) -> None:
    with filling.shop.database.connect(Role.WORKER, autocommit=True) as other, past_lock(other, "orders_day"):
        with (
            pytest.raises(PastBusy, match="Another process fills the past of orders_day"),
            past_lock(filling.connection, "orders_day"),
        ):
            pass
        with past_lock(filling.connection, "orders_all"):
            pass
    with past_lock(filling.connection, "orders_day"):
        pass


def test_whoever_leaves_early_keeps_what_was_committed(
    shop: LandedShop, filling: Filling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heartbeat.measure.past.run._COMMIT_DAYS", 4)
    todo, wish = filling.survey("orders_day", days=30)
    with closing(carry_out(filling.connection, filling.sandbox, todo, wish)) as steps:
        assert next(steps).filled == 4
    assert [day["d"] for day in shop.history("orders_day")] == sorted(todo.days[:4])


@pytest.mark.parametrize(
    ("metric_id", "why"),
    [("customers", "its SQL does not use :as_of"), ("late_orders", "its SQL reads the wall clock"), ("orders_day", None)],
)
def test_a_refusal_says_why(filling: Filling, metric_id: str, why: str | None) -> None:
    told = why_refused(filling.metric(metric_id), filling.sight())
    assert told is None if why is None else why in str(told)


def test_the_first_fill_looks_at_the_hours_of_a_snapshot_where_time_allows(shop: LandedShop) -> None:
    shop.measure("orders_all", "orders_day", reach=Reach(BERLIN, hours_seconds=1000.0))
    assert {day["moments"] for day in shop.history("orders_all")} == {24, 25, None}
    assert {day["moments"] for day in shop.history("orders_day")} == {1, None}
    assert shop.history("orders_all")[-2]["value"] == 154
