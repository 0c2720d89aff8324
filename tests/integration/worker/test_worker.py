"""The worker: one active at a time, the schedule, the queue."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from heartbeat.config import Settings
from heartbeat.db import Role
from heartbeat.errors import NotDeployed
from heartbeat.readings import beats
from heartbeat.worker import Wish
from machine_time import system_clock
from shop_with_source import COMPLETE, ShopWithSource, in_thread
from small_shop import write_metric
from waiting import eventually


def test_a_first_start_with_an_empty_board_beats_at_once(shop: ShopWithSource) -> None:
    with in_thread(shop.worker()):
        eventually(shop.is_settled)
    assert shop.values() == COMPLETE
    assert [(beat["state"], beat["trigger"]) for beat in shop.beats()] == [("done", "cron")]


def test_a_start_after_a_deploy_that_found_nothing_landed_beats_at_once(shop: ShopWithSource) -> None:
    shop.worker().run_once(Wish(sorted(COMPLETE), trigger="deploy", ingest=False))
    assert set(shop.values().values()) == {None}
    with in_thread(shop.worker()):
        eventually(lambda: len(shop.beats()) == 2 and shop.is_settled())
    assert shop.values() == COMPLETE


def test_a_worker_without_a_workspace_waits_for_the_first_deploy(undeployed: ShopWithSource) -> None:
    with in_thread(undeployed.worker()):
        undeployed.deploy()
        eventually(undeployed.is_settled)
    assert undeployed.values() == COMPLETE


def test_what_is_queued_is_run(shop: ShopWithSource) -> None:
    with in_thread(shop.worker()):
        eventually(shop.is_settled)
        asked = shop.ask(["customers"])
        eventually(lambda: shop.beats()[-1]["beat_id"] == asked.job_id and shop.is_settled())
    assert shop.beats()[-1]["requested"] == ["customers"]


def test_of_several_ticks_that_were_missed_the_newest_runs_once(shop: ShopWithSource) -> None:
    now = [datetime(2026, 2, 10, 12, tzinfo=UTC)]
    shop.clock = lambda: now[0]
    (shop.folder / "heartbeat.yaml").write_text('name: Shop\ntimezone: Europe/Berlin\nschedule: {beat: "0 0 1 * *"}\n')
    shop.deploy()
    with in_thread(shop.worker()):
        eventually(shop.is_settled)
        now[0] += timedelta(days=100)
        eventually(lambda: len(shop.beats()) == 2 and shop.is_settled())
    ticks = shop.rows("select * from heartbeat.schedule_tick where schedule = 'beat'")
    midnight_in_berlin = datetime(2026, 4, 30, 22, tzinfo=UTC)
    assert [(tick["tick_at"], tick["beat_id"]) for tick in ticks] == [(midnight_in_berlin, shop.beats()[-1]["beat_id"])]


def test_the_daily_job_removes_readings_past_their_time(shop: ShopWithSource) -> None:
    now = [system_clock()]
    later = now[0] + timedelta(days=400)
    with in_thread(shop.worker(clock=lambda: now[0])):
        eventually(shop.is_settled)
        now[0] += timedelta(days=401)
        eventually(lambda: [beat["state"] for beat in shop.beats() if beat["requested_at"] > later] == ["done"])
    (first,) = shop.rows("select min(computed_at) as at from heartbeat.reading")
    assert first["at"] > later
    assert len(shop.beats()) == 1


def test_once_a_day_what_stands_still_is_judged_by_what_is_typical_then(shop: ShopWithSource) -> None:
    sql = "select count(*) as value from shop_public.orders where created_at >= :as_of - interval '1 day' and created_at < :as_of"
    write_metric(shop.folder, "orders_day", sql, code="ODAY", more="typical: true\n")
    shop.deploy()
    now = [system_clock()]
    with in_thread(shop.worker(clock=lambda: now[0])):
        eventually(shop.is_settled)
        with shop.database.connect(Role.WORKER) as connection:  # the days differ from what they were when the value was judged
            connection.execute(
                "update heartbeat.history set value = 104 + extract(day from d)::int % 2 where metric_id = 'orders_day' "
                "and origin = 'backfill'"
            )
        assert shop.rows("select status from heartbeat.metric_state where metric_id = 'orders_day'") == [{"status": "green"}]
        now[0] += timedelta(days=1)
        eventually(
            lambda: shop.rows("select * from heartbeat.status_change where cause = 'typical' and board_version is not null")
        )
    assert len(shop.beats()) == 1
    (tile,) = (metric for metric in shop.board()["metrics"] if metric["metric_id"] == "orders_day")
    assert (tile["status"], tile["reason"]) == ("red", "typical_2s")
    assert len(shop.rows("select * from heartbeat.schedule_tick where schedule = 'typical'")) == 1


def test_of_two_workers_one_beats_and_the_other_takes_over(shop: ShopWithSource) -> None:
    first, second = shop.worker(), shop.worker()
    with in_thread(first):
        eventually(shop.is_settled)
        with in_thread(second):
            asked = shop.ask(["customers"])
            eventually(shop.is_settled)
            first.stop.set()
            after = shop.ask(["orders_all"])
            eventually(lambda: shop.beats()[-1]["beat_id"] == after.job_id and shop.is_settled())
    assert [beat["state"] for beat in shop.beats()] == ["done"] * 3
    assert shop.beats()[1]["beat_id"] == asked.job_id


def test_a_wish_is_seen_through_in_the_active_worker(shop: ShopWithSource) -> None:
    seen: list[str] = []
    with in_thread(shop.worker()):
        eventually(shop.is_settled)
        watching = shop.worker(on_progress=lambda job: seen.append(job["state"]))
        job = watching.run_once(Wish(["customers"]))
    assert job["state"] == "done"
    assert seen[-1] == "done"


def test_a_wish_whose_beat_was_abandoned_is_seen_through_in_the_one_that_follows(shop: ShopWithSource) -> None:
    stop, now = threading.Event(), system_clock()
    wish = threading.Thread(target=lambda: shop.worker(stop=stop).run_once(Wish(["customers"])))
    with shop.database.connect(Role.WORKER, autocommit=True) as other:
        assert beats.beat_lock(other)
        wish.start()
        eventually(lambda: beats.take_next(other, now=now) is not None)
        beats.abandon_running(other, now=now)
        try:
            eventually(lambda: _finish_what_waits(other) and not wish.is_alive(), within_seconds=10)
        finally:
            stop.set()
            wish.join(20)


def _finish_what_waits(connection: psycopg.Connection[Any]) -> bool:
    while beat := beats.take_next(connection, now=system_clock()):
        beats.finish(connection, beat.beat_id, None, now=system_clock())
    return True


def test_a_wish_is_fulfilled_also_when_three_beats_before_it_died(shop: ShopWithSource) -> None:
    now = system_clock()
    with shop.database.connect(Role.WORKER, autocommit=True) as connection:
        for _ in range(3):
            beats.abandon_running(connection, now=now)
            shop.ask()
            assert beats.take_next(connection, now=now)
    assert shop.worker().run_once(Wish())["state"] == "done"
    assert shop.values() == COMPLETE


def test_a_request_before_the_first_deploy_waits_for_it(undeployed: ShopWithSource) -> None:
    undeployed.ask()
    with in_thread(undeployed.worker()) as thread:
        thread.join(1)
        assert thread.is_alive()
        undeployed.deploy()
        eventually(undeployed.is_settled)
    assert [beat["state"] for beat in undeployed.beats()] == ["done"]
    assert undeployed.values() == COMPLETE


def test_a_wish_tells_its_progress_while_it_runs_here(shop: ShopWithSource) -> None:
    phases: list[str] = []
    shop.worker(on_progress=lambda job: phases.append(job["phase"])).run_once(Wish())
    assert phases[0] == "ingest"
    assert phases[-1] == "publish"


def test_a_wish_is_told_of_its_own_beat_also_when_another_was_asked_for_meanwhile(shop: ShopWithSource) -> None:
    mine: list[int] = []

    def ask_once(job: Mapping[str, Any]) -> None:
        if not mine:
            mine.append(job["job_id"])
            shop.ask(["customers"])

    job = shop.worker(on_progress=ask_once).run_once(Wish(["orders_day"]))
    assert [job["job_id"]] == mine
    assert [beat["state"] for beat in shop.beats()] == ["done", "done"], "what came meanwhile was run as well"


def test_a_wish_before_the_first_deploy_says_what_to_do(undeployed: ShopWithSource) -> None:
    with pytest.raises(NotDeployed, match="heartbeat deploy"):
        undeployed.worker().run_once(Wish())


def test_a_worker_that_is_stopped_in_a_beat_ends_and_the_next_covers_the_rest(shop: ShopWithSource) -> None:
    stop = threading.Event()
    with in_thread(shop.worker(stop=stop, on_progress=lambda _job: stop.set())) as thread:
        thread.join(20)
        assert not thread.is_alive()
    assert [beat["state"] for beat in shop.beats()] == ["running"]
    with in_thread(shop.worker()):
        eventually(shop.is_settled)
    assert [beat["state"] for beat in shop.beats()] == ["abandoned", "done"]
    assert shop.values() == COMPLETE


def test_a_worker_whose_connections_are_cut_begins_anew(shop: ShopWithSource, superuser_url: str) -> None:
    with in_thread(shop.worker()) as thread:
        eventually(shop.is_settled)
        with psycopg.connect(superuser_url, autocommit=True) as admin:
            mine = "datname = current_database() and pid <> pg_backend_pid()"
            admin.execute(f"select pg_terminate_backend(pid) from pg_stat_activity where {mine}")
        asked = shop.ask(["customers"])
        eventually(lambda: shop.beats()[-1]["beat_id"] == asked.job_id and shop.is_settled())
        assert thread.is_alive()


def test_a_beat_that_lost_its_fence_ends_without_a_board(shop: ShopWithSource) -> None:
    def abandon(job: object) -> None:
        with shop.database.connect(Role.WORKER, autocommit=True) as connection:
            beats.abandon_running(connection, now=system_clock())

    with in_thread(shop.worker(on_progress=abandon)):
        eventually(lambda: [beat["state"] for beat in shop.beats()].count("abandoned") >= 3)
    assert [beat["state"] for beat in shop.beats()] == ["abandoned"] * 3
    assert shop.values() == {}


def test_the_time_that_the_settings_give_a_statement_ends_it(shop: ShopWithSource) -> None:
    slow = "select count(*) as value from shop_public.orders, generate_series(1, 10000000000) where created_at < :as_of"
    write_metric(shop.folder, "slow", slow, code="SLOW", more="backfill: no\n")
    shop.deploy()
    shop.worker().run_once(Wish(["customers"]))
    settings = Settings(workspace=shop.folder, metric_statement_timeout=0.3)
    job = shop.worker(settings=settings).run_once(Wish(["slow"]))
    assert ["took longer than 0.3 s" in error["message"] for error in job["errors"] if error["where"] == "slow"] == [True]
