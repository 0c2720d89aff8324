"""What is asked for is computed once, by one process, and what it was lost in the middle of is computed again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.measure.cuts.queue import Desk, Stopped, run_queued, see_through
from heartbeat.readings.audit import refreshes, snapshots
from integration.app.audited import declare_cut, declare_page
from integration.app.audited import failed as failed_before
from integration.measure.cut_site import cut_of
from integration.readings.small_house import apply, metric, workspace
from waiting import eventually

NOW = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)
BARS = 'return {"unit": "count", "bars": [{"label": window.key, "value": 1}]}'


@pytest.fixture
def house(database: Database) -> Database:
    apply(database, workspace(metric("payments", "P-1")))
    declare_page(database, "revenue")
    return database


@pytest.fixture
def worker(house: Database) -> Iterator[psycopg.Connection[Any]]:
    with house.connect(Role.WORKER, autocommit=True) as connection:
        yield connection


def declare(database: Database, cut_id: str, body: str = BARS, **more: Any) -> None:
    declare_cut(database, cut_id, "revenue", module=cut_of(body).text, **more)


def ask(connection: psycopg.Connection[Any], *cut_ids: str, trigger: refreshes.RefreshTrigger = "ui") -> list[tuple[str, str]]:
    return refreshes.request(connection, cut_ids, None, trigger=trigger, by=None, now=NOW)


def kept(connection: psycopg.Connection[Any]) -> dict[tuple[str, str], Any]:
    query = "select cut_id, time_window, payload #>> '{bars,0,label}', error from heartbeat.audit_cut_snapshot"
    return {(cut_id, window): (label, error) for cut_id, window, label, error in connection.execute(query)}


def waiting(connection: psycopg.Connection[Any]) -> list[Any]:
    return connection.execute("select cut_id, time_window, state from heartbeat.audit_refresh order by refresh_id").fetchall()


def test_each_window_that_is_asked_for_is_computed_and_told(house: Database, worker: psycopg.Connection[Any]) -> None:
    declare(house, "fees")
    heard: list[tuple[str, bool]] = []
    asked = ask(worker, "fees")
    see_through(Desk(house, on_done=lambda taken, computed: heard.append((taken.time_window, computed.error is None))), asked)
    assert heard == [("30d", True), ("12m", True)]
    assert kept(worker) == {("fees", "30d"): ("30d", None), ("fees", "12m"): ("12m", None)}
    assert waiting(worker) == []


def test_a_failure_keeps_what_was_computed_before_it(house: Database, worker: psycopg.Connection[Any]) -> None:
    declare(house, "fees", windows=["30d"])
    see_through(Desk(house), ask(worker, "fees"))
    with house.connect(Role.CONFIG) as config:
        config.execute("update heartbeat.audit_cut_registry set module = %s", (cut_of("return 1 / 0").text,))
    see_through(Desk(house), ask(worker, "fees"))
    ((label, error),) = kept(worker).values()
    assert label == "30d"
    assert "line 6: ZeroDivisionError" in error


def test_a_failure_is_forgotten_when_a_later_try_goes_well(house: Database, worker: psycopg.Connection[Any]) -> None:
    declare(house, "fees", windows=["30d"])
    failed_before(house, "fees")
    see_through(Desk(house), ask(worker, "fees"))
    assert kept(worker) == {("fees", "30d"): ("30d", None)}


def test_people_come_before_deploys_and_those_before_the_schedule(house: Database, worker: psycopg.Connection[Any]) -> None:
    for cut_id in ("one", "two", "three"):
        declare(house, cut_id, windows=["30d"])
    ask(worker, "one", trigger="cron")
    ask(worker, "two", trigger="deploy")
    ask(worker, "three", trigger="ui")
    order: list[str] = []
    assert refreshes.queue_lock(worker)
    run_queued(worker, Desk(house, on_done=lambda taken, _: order.append(taken.cut_id)))
    assert order == ["three", "two", "one"]


def test_a_request_whose_process_died_is_taken_again(house: Database, worker: psycopg.Connection[Any]) -> None:
    declare(house, "fees", windows=["30d"])
    ask(worker, "fees")
    with house.connect(Role.WORKER, autocommit=True) as dying:
        assert refreshes.queue_lock(dying)
        assert refreshes.take_next(dying, now=NOW) is not None
        assert not refreshes.queue_lock(worker)
    assert waiting(worker) == [("fees", "30d", "running")]
    see_through(Desk(house), [("fees", "30d")])
    assert waiting(worker) == []
    assert kept(worker) == {("fees", "30d"): ("30d", None)}


def test_what_was_lost_and_is_asked_for_anew_is_computed_once(house: Database, worker: psycopg.Connection[Any]) -> None:
    declare(house, "fees", windows=["30d"])
    ask(worker, "fees")
    with house.connect(Role.WORKER, autocommit=True) as dying:
        assert refreshes.queue_lock(dying)
        refreshes.take_next(dying, now=NOW)
        ask(worker, "fees", trigger="deploy")
    heard: list[str] = []
    eventually(lambda: refreshes.queue_lock(worker))
    assert run_queued(worker, Desk(house, on_done=lambda taken, _: heard.append(taken.cut_id))) == 1
    assert waiting(worker) == []


def test_whoever_waits_for_another_process_returns_when_that_one_has_computed_it(
    house: Database, worker: psycopg.Connection[Any]
) -> None:
    declare(house, "fees", windows=["30d"])
    asked = ask(worker, "fees")
    assert refreshes.queue_lock(worker)
    waits = threading.Thread(target=see_through, args=(Desk(house), asked))
    waits.start()
    waits.join(0.5)
    assert waits.is_alive()
    assert run_queued(worker, Desk(house)) == 1
    waits.join(10)
    assert not waits.is_alive()


def test_a_stop_ends_a_cut_in_the_middle_and_leaves_it_in_the_queue(house: Database, worker: psycopg.Connection[Any]) -> None:
    declare(house, "fees", "while True: pass", windows=["30d"])
    asked, stop = ask(worker, "fees"), threading.Event()
    threading.Timer(1.0, stop.set).start()
    with pytest.raises(Stopped):
        see_through(Desk(house, stop=stop), asked)
    assert waiting(worker) == [("fees", "30d", "running")]


def test_windows_that_a_cut_has_no_more_are_removed(house: Database, worker: psycopg.Connection[Any]) -> None:
    declare(house, "fees")
    see_through(Desk(house), ask(worker, "fees"))
    ask(worker, "fees")
    with house.connect(Role.CONFIG) as config:
        config.execute("update heartbeat.audit_cut_registry set windows = '{30d}'")
    snapshots.prune_windows(worker)
    assert list(kept(worker)) == [("fees", "30d")]
    assert waiting(worker) == [("fees", "30d", "queued")]


def test_a_window_that_was_removed_while_it_was_computed_keeps_nothing(house: Database, worker: psycopg.Connection[Any]) -> None:
    declare(house, "fees", windows=["30d"])
    ask(worker, "fees")
    assert refreshes.queue_lock(worker)
    taken = refreshes.take_next(worker, now=NOW)
    assert taken is not None
    with house.connect(Role.CONFIG) as config:
        config.execute("update heartbeat.audit_cut_registry set windows = '{12m}'")
    facts: dict[str, Any] = {"window_start": NOW, "window_end": NOW, "source_as_of": None, "seconds": 0.1}
    snapshot = snapshots.Snapshot("fees", "30d", {"a": 1}, "bar", "v1:a", **facts)
    snapshots.keep(worker, snapshot, now=NOW)
    assert kept(worker) == {}


def test_what_never_went_well_is_tried_again_after_a_beat(house: Database, worker: psycopg.Connection[Any]) -> None:
    declare(house, "fees", windows=["30d"])
    refreshes.request_never_computed(worker, now=NOW)
    assert waiting(worker) == []
    worker.execute(
        """insert into heartbeat.beat (state, trigger, requested, requested_at, started_at, ended_at)
           values ('done', 'cron', '"all"', %(at)s, %(at)s, %(at)s)""",
        {"at": NOW},
    )
    refreshes.request_never_computed(worker, now=NOW)
    assert waiting(worker) == [("fees", "30d", "queued")]
    see_through(Desk(house), [("fees", "30d")])
    refreshes.request_never_computed(worker, now=NOW)
    assert waiting(worker) == []


def test_the_schedule_asks_for_each_window_once(house: Database, worker: psycopg.Connection[Any]) -> None:
    declare(house, "fees")
    declare(house, "refunds", windows=["30d"])
    for _ in range(2):
        refreshes.request_all(worker, now=NOW)
    assert sorted(waiting(worker)) == [("fees", "12m", "queued"), ("fees", "30d", "queued"), ("refunds", "30d", "queued")]
