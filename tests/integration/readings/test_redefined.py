"""What is on the wall between a deploy that changes what a number means and its first reading."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from heartbeat.db import Database, Role
from heartbeat.readings import beats
from heartbeat.readings.amend import amend
from heartbeat.readings.board import publish
from heartbeat.readings.commit import commit
from integration.readings.small_house import NOON, SETTINGS, apply, beat, board, measured, metric, rows, start_beat, tiles, worker
from integration.readings.small_house import workspace as files

LATER = NOON + timedelta(hours=1)


def in_euro(**more: Any) -> Any:
    lines = {"norm_value": None, "alert_value": 1000.0}
    return metric("m_one", "MONE", unit="EUR", definition_hash="v1:b", content_hash="c2", **{**lines, **more})


def fail(database: Database) -> None:
    with worker(database) as connection:
        beat_id = start_beat(connection, now=LATER)
        failure = measured("m_one", beat_id, None, health="error", error="no such column", definition_hash="v1:b")
        commit(connection, failure, now=LATER)
        version = publish(connection, beat_id=beat_id, conditions=(), now=LATER)
        beats.finish(connection, beat_id, version, now=LATER)


@pytest.mark.parametrize(("value", "tile_class"), [(20, "red"), (7, "amber"), (1, "stale")])
def test_a_number_is_never_shown_in_another_unit(database: Database, value: float, tile_class: str) -> None:
    apply(database, files(metric("m_one", "MONE")))
    beat(database, {"m_one": value})
    status = tiles(database)["m_one"]["status"]
    apply(database, files(in_euro()), now=LATER)
    tile = tiles(database)["m_one"]
    assert (tile["value"], tile["display"]["text"], tile["status"], tile["class"]) == (None, "no data yet", status, tile_class)
    fail(database)
    tile = tiles(database)["m_one"]
    assert (tile["value"], tile["status"], tile["class"], tile["health"]) == (None, status, tile_class, "error")
    beat(database, {"m_one": 2000}, now=LATER, definition_hash="v1:b")
    tile = tiles(database)["m_one"]
    assert (tile["display"]["text"], tile["status"], tile["health"]) == ("€2\u2009000", "red", "ok")
    assert tile["changed"] is None or tile["changed"]["value_before"] is None


def test_a_line_of_days_never_joins_two_definitions(database: Database) -> None:
    apply(database, files(metric("m_one", "MONE")))
    beat(database, {"m_one": 20}, now=NOON - timedelta(days=2))
    assert [value for _, value in tiles(database)["m_one"]["spark"]] == [20]
    apply(database, files(in_euro()), now=NOON)
    assert tiles(database)["m_one"]["spark"] == []
    beat(database, {"m_one": 2000}, now=LATER, definition_hash="v1:b")
    assert [value for _, value in tiles(database)["m_one"]["spark"]] == [2000]


def test_a_metric_that_returns_as_another_one_does_not_bring_its_old_number(database: Database) -> None:
    other = metric("m_two", "MTWO")
    apply(database, files(metric("m_one", "MONE"), other))
    beat(database, {"m_one": 20, "m_two": 1})
    apply(database, files(other))
    apply(database, files(in_euro(), other), now=LATER, reuse=["m_one"])
    assert (tiles(database)["m_one"]["value"], tiles(database)["m_one"]["status"]) == (None, "red")


@pytest.mark.parametrize("by", ["operator", "deploy"])
def test_new_lines_do_not_judge_a_value_of_an_older_definition(database: Database, by: str) -> None:
    apply(database, files(metric("m_one", "MONE")))
    beat(database, {"m_one": 20})
    upward = {"direction": "up", "norm_value": None, "definition_hash": "v1:b"}
    apply(database, files(metric("m_one", "MONE", alert_value=5.0, content_hash="c2", **upward)))
    if by == "operator":
        with database.connect(Role.APP) as connection:
            amend(connection, "m_one", {"alert_value": 6.0}, changed_by="anna", reason=None, now=LATER)
    else:
        apply(database, files(metric("m_one", "MONE", alert_value=6.0, content_hash="c3", **upward)))
    assert (tiles(database)["m_one"]["status"], tiles(database)["m_one"]["alert_value"]) == ("red", 6.0)
    assert rows(database, "select count(*) from heartbeat.status_change") == [(1,)]


def test_a_changed_schedule_tells_the_wall_at_once_when_to_call_it_frozen(database: Database) -> None:
    apply(database, files(metric("m_one", "MONE")))
    beat(database, {"m_one": 1})
    assert board(database).document["frozen_after_seconds"] <= 3 * 3600
    daily = SETTINGS.__class__(name="New name", timezone="Europe/Berlin", schedule={"beat": "0 6 * * *"}, currency="EUR")
    apply(database, files(metric("m_one", "MONE"), settings=daily), now=LATER)
    shown = board(database).document
    assert shown["frozen_after_seconds"] == 48 * 3600
    assert (shown["workspace"], shown["published_at"]) == ("New name", "2026-06-10T12:00:00Z")


def test_another_currency_or_language_is_on_every_tile_at_once(database: Database) -> None:
    apply(database, files(metric("m_one", "MONE", unit="USD", norm_value=None, alert_value=None)))
    beat(database, {"m_one": 1.5})
    assert tiles(database)["m_one"]["display"]["text"] == "US$1.50"
    dollars = SETTINGS.__class__(
        name="Small house", timezone="Europe/Berlin", schedule=SETTINGS.schedule, currency="USD", locale="de"
    )
    apply(database, files(metric("m_one", "MONE", unit="USD", norm_value=None, alert_value=None), settings=dollars), now=LATER)
    assert tiles(database)["m_one"]["display"]["text"] == "1,50 $"
    assert (board(database).document["currency"], board(database).document["locale"]) == ("USD", "de")


@pytest.mark.parametrize(("alert", "status"), [(40.0, "green"), (20.0, "red")])
def test_a_metric_that_returns_is_judged_by_the_lines_it_returns_with(database: Database, alert: float, status: str) -> None:
    def declared(red_line: float) -> Any:
        return files(metric("m_one", "MONE", norm_value=None, alert_value=red_line), metric("m_two", "MTWO"))

    apply(database, declared(10.0 if status == "green" else 40.0))
    beat(database, {"m_one": 23})
    assert tiles(database)["m_one"]["status"] == ("red" if status == "green" else "green")
    apply(database, files(metric("m_two", "MTWO")), now=LATER)
    apply(database, declared(alert), now=LATER)
    tile = tiles(database)["m_one"]
    assert (tile["value"], tile["alert_value"], tile["status"], tile["verification_state"]) == (23, alert, status, "unverified")
