"""Sequences that the search of `tests/property/test_alert_machine.py` or the way to it has found, each as it was found."""

from __future__ import annotations

from heartbeat.db import Database
from heartbeat.readings.board import publish
from heartbeat.readings.commit import commit
from heartbeat.readings.incidents.notices import read_office
from heartbeat.readings.passing_time.saying import read_saying
from heartbeat.readings.passing_time.tick import tick
from integration.alerts.alert_house import HOUR, house, incidents, notices, read_values
from integration.readings.small_house import NOON, board, measured, start_beat, tiles, worker


def test_a_reminder_shows_nothing_of_a_beat_that_has_not_published(database: Database) -> None:
    house(database)
    read_values(database, 11)
    later = NOON + 5 * HOUR
    with worker(database) as connection:
        beat_id = start_beat(connection, now=later)
        commit(connection, measured("m_one", beat_id, 3, as_of=later), now=later)
        tick(connection, read_office(connection, now=later).rules, now=later)
        assert [kind for kind, *_ in notices(database)] == ["fire"]
        assert incidents(database) == [("firing", "red", 1, None)]
        assert tiles(database)["m_one"]["incident"]["state"] == "firing"
        publish(connection, beat_id=beat_id, conditions=(), now=later)
    assert incidents(database) == [("recovering", "red", 1, None)]


def test_what_time_says_of_metrics_is_of_the_board_whose_version_it_tells(database: Database) -> None:
    house(database)
    read_values(database, 11)
    with worker(database) as connection:
        saying = read_saying(connection, read_office(connection, now=NOON), (), now=NOON)
    assert (saying.version, saying.entries) == (board(database).version, {})
