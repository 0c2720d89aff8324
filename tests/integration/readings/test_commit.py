"""A value becomes a reading: judged, fenced, and never recovered by missing data."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from heartbeat.db import Database
from heartbeat.definitions.model import Typical
from heartbeat.errors import FenceLost, MetricNotFound, ReadingOutdated
from heartbeat.readings import beats
from heartbeat.readings.board import publish
from heartbeat.readings.commit import commit, read_states
from heartbeat.readings.history import read_history
from heartbeat.readings.past.days import HistoryPoint, missing_days, write_backfill
from integration.readings.small_house import NOON, apply, beat, measured, metric, rows, start_beat, tiles, worker, workspace

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def house(database: Database) -> Database:
    apply(database, workspace(metric("delays", "DELA"), metric("stock", "STOC", period="snapshot")))
    return database


def test_a_first_reading_says_since_when_and_from_nothing(house: Database) -> None:
    verdict = beat(house, {"delays": 12})["delays"]
    assert (verdict.status, verdict.reason) == ("red", "alert_crossed")
    tile = tiles(house)["delays"]
    assert (tile["class"], tile["value"], tile["since"], tile["changed"]) == ("red", 12, "2026-06-10T12:00:00Z", None)
    assert tile["health"] == "ok"


def fill(connection: psycopg.Connection[Any], beat_id: int, values: list[float], *, definition_hash: str = "v1:a") -> None:
    """Fill the days before 10 June 2026 of `delays`, the nearest first."""
    points = [HistoryPoint(date(2026, 6, 10) - back * DAY, value, None, NOON) for back, value in enumerate(values, 1)]
    write_backfill(connection, "delays", points, beat_id=beat_id, definition_hash=definition_hash)


def first_beat(house: Database, value: float, past: list[float], *, definition_hash: str = "v1:a", now: datetime = NOON) -> None:
    with worker(house) as connection:
        beat_id = start_beat(connection, now=now)
        fill(connection, beat_id, past, definition_hash=definition_hash)
        commit(connection, measured("delays", beat_id, value, as_of=now, definition_hash=definition_hash), now=now)
        version = publish(connection, beat_id=beat_id, conditions=(), now=now)
        beats.finish(connection, beat_id, version, now=now)


@pytest.mark.parametrize(
    ("value", "past", "since"),
    [
        (12, [11, 30, 11], "2026-06-06T22:00:00Z"),  # the first instant of 7 June in Berlin
        (12, [11, 30, 9, 11], "2026-06-07T22:00:00Z"),
        (12, [9, 30, 11], "2026-06-10T12:00:00Z"),
        (7, [6, 6, 11], "2026-06-07T22:00:00Z"),
        (1, [1, 1], "2026-06-07T22:00:00Z"),
    ],
)
def test_a_first_status_is_as_old_as_the_days_before_that_are_judged_alike(
    house: Database, value: float, past: list[float], since: str
) -> None:
    first_beat(house, value, past)
    tile = tiles(house)["delays"]
    assert (tile["since"], tile["changed"]) == (since, None)
    assert rows(house, "select at, status_from from heartbeat.status_change") == [(NOON, None)]  # when the wall showed it


def test_the_days_before_count_once_there_is_a_value_and_never_again(house: Database) -> None:
    beat(house, {"delays": None}, now=NOON - HOUR, health="error", error="x")
    first_beat(house, 12, [11, 11])
    assert tiles(house)["delays"]["since"] == "2026-06-07T22:00:00Z"
    beat(house, {"delays": 1}, now=NOON + HOUR)
    beat(house, {"delays": 12}, now=NOON + 2 * HOUR)
    assert tiles(house)["delays"]["since"] == "2026-06-10T14:00:00Z"


def test_days_of_another_definition_say_nothing_about_a_first_status(house: Database) -> None:
    with worker(house) as connection:
        beat_id = start_beat(connection)
        fill(connection, beat_id, [11, 11], definition_hash="v1:older")
        commit(connection, measured("delays", beat_id, 12), now=NOON)
        assert read_states(connection)["delays"].since == NOON


@pytest.mark.parametrize(
    ("value", "past", "since", "changed"),
    [
        (12, [11, 11], "2026-06-07T22:00:00Z", None),
        (12, [11, 1], "2026-06-08T22:00:00Z", None),
        (12, [1], "2026-06-10T13:00:00Z", {"at": "2026-06-10T13:00:00Z", "from": "green", "value_before": 1}),
        (1, [1, 1], "2026-06-07T22:00:00Z", None),
        (1, [11, 1], "2026-06-10T12:00:00Z", None),
    ],
)
def test_a_changed_definition_looks_back_by_its_own_days_and_loses_nothing(
    house: Database, value: float, past: list[float], since: str, changed: dict[str, Any] | None
) -> None:
    first_beat(house, 1, [])
    apply(house, workspace(metric("delays", "DELA", definition_hash="v1:b")))
    first_beat(house, value, past, definition_hash="v1:b", now=NOON + HOUR)
    tile = tiles(house)["delays"]
    assert (tile["since"], tile["changed"]) == (since, changed)


def test_a_red_whose_data_stops_stays_red(house: Database) -> None:
    beat(house, {"delays": 12})
    for hours, health in ((1, "no_data"), (2, "error"), (3, "no_data")):
        now = NOON + hours * HOUR
        verdict = beat(house, {"delays": None}, now=now, health=health, error="division by zero")["delays"]
        assert (verdict.status, verdict.reason) == ("red", "no_data")
    tile = tiles(house)["delays"]
    assert (tile["status"], tile["reason"], tile["value"]) == ("red", "alert_crossed", 12)
    assert (tile["since"], tile["health"], tile["as_of"]) == ("2026-06-10T12:00:00Z", "no_data", "2026-06-10T12:00:00Z")
    assert tile["health_since"] == "2026-06-10T15:00:00Z"


def test_a_green_that_fails_is_stale_and_never_normal(house: Database) -> None:
    beat(house, {"delays": 1})
    assert tiles(house)["delays"]["class"] == "normal"
    beat(house, {"delays": None}, now=NOON + HOUR, health="error", error="relation does not exist\nLINE 1")
    tile = tiles(house)["delays"]
    assert (tile["class"], tile["status"], tile["cause"]) == ("stale", "green", "failing: relation does not exist")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_a_number_is_no_data(house: Database, value: float) -> None:
    beat(house, {"delays": 1})
    beat(house, {"delays": value}, now=NOON + HOUR, health="ok")
    tile = tiles(house)["delays"]
    assert (tile["health"], tile["value"], tile["class"]) == ("no_data", 1, "stale")


def test_a_change_of_status_is_told_with_what_was_before(house: Database) -> None:
    beat(house, {"delays": 12})
    beat(house, {"delays": 3}, now=NOON + HOUR)
    tile = tiles(house)["delays"]
    assert tile["changed"] == {"at": "2026-06-10T13:00:00Z", "from": "red", "value_before": 12}
    assert rows(house, "select status_from, status_to from heartbeat.status_change order by id") == [
        (None, "red"),
        ("red", "green"),
    ]


def test_too_few_rows_keep_the_last_status_and_the_better_day(database: Database) -> None:
    apply(database, workspace(metric("delays", "DELA", min_n=50)))
    assert beat(database, {"delays": 12}, n=3)["delays"].status == "amber"  # nothing was judged before
    beat(database, {"delays": 12}, now=NOON + HOUR, n=80)
    verdict = beat(database, {"delays": 0}, now=NOON + 2 * HOUR, n=3)["delays"]
    assert (verdict.status, verdict.reason) == ("red", "too_few")
    assert rows(database, "select value, n from heartbeat.history") == [(12, 80)]


def test_a_beat_that_lost_its_fence_writes_nothing(house: Database) -> None:
    with worker(house) as connection:
        frozen = start_beat(connection)
        points = [HistoryPoint(date(2026, 6, 1), 1, None, NOON)]
        beats.abandon_running(connection, now=NOON)
        with pytest.raises(FenceLost):
            commit(connection, measured("delays", frozen, 12), now=NOON)
        with pytest.raises(FenceLost):
            write_backfill(connection, "delays", points, beat_id=frozen, definition_hash="v1:a")
        with pytest.raises(FenceLost):
            beats.enter_phase(connection, frozen, "measure", now=NOON)
        with pytest.raises(FenceLost):
            beats.note_metric(connection, frozen, "delays", "executed")
        with pytest.raises(FenceLost):
            beats.note_source(connection, frozen, "bank", "bank_core", "ok")
        with pytest.raises(FenceLost):
            beats.finish(connection, frozen, 1, now=NOON)
        assert read_states(connection) == {}
    assert rows(house, "select count(*) from heartbeat.reading") == [(0,)]


def test_a_value_of_an_older_definition_does_not_count(house: Database) -> None:
    with worker(house) as connection:
        beat_id = start_beat(connection)
        with pytest.raises(ReadingOutdated):
            commit(connection, measured("delays", beat_id, 12, definition_hash="v1:older"), now=NOON)
        with pytest.raises(MetricNotFound):
            commit(connection, measured("gone", beat_id, 12), now=NOON)
        assert read_states(connection) == {}


def test_a_first_failure_leaves_no_definition_behind_so_that_history_is_still_filled(house: Database) -> None:
    beat(house, {"delays": None}, health="error", error="x")
    with worker(house) as connection:
        state = read_states(connection)["delays"]
    assert (state.definition_hash, state.value, state.status, state.reason) == ("", None, "amber", "no_data")


def test_the_worst_snapshot_of_a_day_stands_for_it(house: Database) -> None:
    for hours, value in ((0, 3), (1, 12), (2, 4)):
        beat(house, {"stock": value, "delays": value}, now=NOON + hours * HOUR)
    with worker(house) as connection:
        assert [(day.value, day.status) for day in read_history(connection, "stock")] == [(12, "red")]
        assert [(day.value, day.status) for day in read_history(connection, "delays")] == [(4, "green")]


def test_a_reading_at_midnight_belongs_to_the_day_that_ended(house: Database) -> None:
    midnight = datetime(2026, 10, 26, tzinfo=BERLIN)  # the day before had 25 hours
    beat(house, {"delays": 1}, now=midnight)
    beat(house, {"delays": 2}, now=midnight + timedelta(microseconds=1))
    with worker(house) as connection:
        assert [(day.d, day.value) for day in read_history(connection, "delays")] == [
            (date(2026, 10, 25), 1),
            (date(2026, 10, 26), 2),
        ]


def test_a_backfilled_past_says_what_is_typical_and_never_covers_what_was_observed(database: Database) -> None:
    apply(database, workspace(metric("delays", "DELA", norm_value=None, alert_value=None, typical=Typical(30, "both"))))
    yesterday = NOON - DAY
    beat(database, {"delays": 100}, now=yesterday)
    days = [date(2026, 6, 10) - back * DAY for back in range(1, 21)]
    with worker(database) as connection:
        beat_id = start_beat(connection)
        missing = missing_days(connection, "delays", days, definition_hash="v1:a")
        assert missing == tuple(days[1:])
        points = [HistoryPoint(d, 100 + d.day % 2, None, NOON) for d in days]
        write_backfill(connection, "delays", points, beat_id=beat_id, definition_hash="v1:a")
        assert missing_days(connection, "delays", days, definition_hash="v1:a") == ()
        assert missing_days(connection, "delays", days, definition_hash="v1:b") == tuple(days[1:])
        assert len(read_history(connection, "delays")) == 1  # the rest is not published yet
        assert commit(connection, measured("delays", beat_id, 100.4), now=NOON).reason == "within"
        state = read_states(connection)["delays"]
        assert state.typical is not None
        assert state.typical.n == 20
        later = measured("delays", beat_id, 150, as_of=NOON + HOUR)
        assert commit(connection, later, now=NOON + HOUR).reason == "typical_2s"
    assert rows(database, "select value, origin from heartbeat.history where d = '2026-06-09'") == [(100, "observed")]


def test_typical_never_crosses_a_change_of_definition(database: Database) -> None:
    declared = metric("delays", "DELA", norm_value=None, alert_value=None, typical=Typical())
    apply(database, workspace(declared))
    with worker(database) as connection:
        beat_id = start_beat(connection)
        days = [date(2026, 6, 10) - back * DAY for back in range(1, 21)]
        points = [HistoryPoint(d, 100 + d.day % 2, None, NOON) for d in days]
        write_backfill(connection, "delays", points, beat_id=beat_id, definition_hash="v1:older")
        assert commit(connection, measured("delays", beat_id, 500), now=NOON).reason == "within"


def test_an_error_that_quotes_a_whole_document_does_not_grow_the_board(house: Database) -> None:
    with worker(house) as connection:
        beat_id = start_beat(connection)
        commit(connection, measured("delays", beat_id, None, health="error", error="not a number: " + "x" * 10**6), now=NOON)
        beats.note_metric(connection, beat_id, "delays", "error", error="y" * 10**6)
        beats.note_source(connection, beat_id, "bank", "bank_core", "error", error="z" * 10**6)
        version = publish(connection, beat_id=beat_id, conditions=(), now=NOON)
        beats.finish(connection, beat_id, version, now=NOON)
        job = beats.read_beat(connection, beat_id)
    assert len(tiles(house)["delays"]["error"]) == 2000
    assert [len(error["message"]) for error in job["errors"]] == [2000, 2000]
    assert rows(house, "select length(error) from heartbeat.reading") == [(2000,)]
