"""Ticks are taken once, a missed one runs once, and what is old leaves."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from heartbeat.db import Database
from heartbeat.readings import beats
from heartbeat.readings.prune import prune
from heartbeat.readings.ticks import note_beat, take_due_ticks
from integration.readings.small_house import NOON, SETTINGS, apply, beat, metric, rows, tiles, worker, workspace

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def house(database: Database) -> Database:
    apply(database, workspace(metric("m_one", "MONE")))
    return database


def take(database: Database, now: datetime) -> dict[str, datetime]:
    with worker(database) as connection:
        return take_due_ticks(connection, SETTINGS, now=now)


def test_a_tick_is_taken_when_its_time_has_come_and_only_once(house: Database) -> None:
    assert take(house, NOON + timedelta(minutes=16)) == {}
    tick = NOON + timedelta(minutes=17)
    assert take(house, tick) == {"beat": tick}
    assert take(house, tick + timedelta(minutes=30)) == {}
    assert take(house, tick + HOUR) == {"beat": tick + HOUR}


def test_after_days_without_a_worker_each_schedule_runs_once(house: Database) -> None:
    now = NOON + 5 * DAY
    assert take(house, now) == {"beat": now - timedelta(minutes=43), "daily": datetime(2026, 6, 15, 1, 45, tzinfo=UTC)}
    assert take(house, now) == {}


def test_two_workers_take_a_tick_once(house: Database) -> None:
    barrier = threading.Barrier(4)

    def race(_: int) -> dict[str, datetime]:
        barrier.wait()
        return take(house, NOON + HOUR)

    with ThreadPoolExecutor(4) as pool:
        taken = [answer for answer in pool.map(race, range(4)) if answer]
    assert len(taken) == 1


@pytest.mark.parametrize(("day", "hours"), [(datetime(2026, 3, 29), 23), (datetime(2026, 10, 25), 25)])  # noqa: DTZ001
def test_a_night_that_changes_clocks_has_its_own_number_of_beats_and_one_daily(
    house: Database, day: datetime, hours: int
) -> None:
    beat_ticks, daily_ticks = set(), set()
    start = day.replace(tzinfo=UTC) - timedelta(hours=1 if hours == 23 else 2)  # midnight in Berlin
    with worker(house) as connection:
        connection.execute("insert into heartbeat.schedule_tick values ('beat', %s, now()), ('daily', %s, now())", (start, start))
        for minute in range(0, hours * 60, 5):
            taken = take_due_ticks(connection, SETTINGS, now=start + timedelta(minutes=minute))
            beat_ticks |= {taken["beat"]} if "beat" in taken else set()
            daily_ticks |= {taken["daily"]} if "daily" in taken else set()
    assert (len(beat_ticks), len(daily_ticks)) == (hours, 1)


def test_a_tick_taken_by_a_transaction_that_fails_is_due_again(house: Database) -> None:
    tick = NOON + timedelta(minutes=17)
    with worker(house) as connection:
        with connection.transaction(force_rollback=True):
            assert take_due_ticks(connection, SETTINGS, now=tick)
        taken = take_due_ticks(connection, SETTINGS, now=tick)
        asked = beats.request(connection, "all", trigger="cron", now=tick)
        note_beat(connection, "beat", taken["beat"], asked.job_id)
    assert rows(house, "select beat_id from heartbeat.schedule_tick") == [(asked.job_id,)]


def test_pruning_removes_old_readings_and_beats_and_never_history_or_state(house: Database) -> None:
    for back in (500, 401, 399, 0):
        beat(house, {"m_one": back}, now=NOON - back * DAY)
    with worker(house) as connection:
        pruned = prune(connection, readings_days=400, now=NOON)
    assert (pruned.readings, pruned.beats) == (2, 2)
    assert rows(house, "select value from heartbeat.reading order by value") == [(0,), (399,)]
    assert rows(house, "select count(*) from heartbeat.history") == [(4,)]
    assert tiles(house)["m_one"]["value"] == 0


def test_pruning_keeps_the_newest_tick_of_each_schedule(house: Database) -> None:
    with worker(house) as connection:
        connection.execute("insert into heartbeat.schedule_tick values ('beat', %s, now())", (NOON - 500 * DAY,))
        connection.execute("insert into heartbeat.schedule_tick values ('beat', %s, now())", (NOON - 450 * DAY,))
        prune(connection, readings_days=400, now=NOON)
    assert rows(house, "select schedule, tick_at from heartbeat.schedule_tick") == [("beat", NOON - 450 * DAY)]
