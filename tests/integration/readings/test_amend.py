"""An operator's edit: refused whole, or logged, judged and on the wall together."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from heartbeat.db import Database, Role
from heartbeat.errors import ChangeRefused, MetricNotFound
from heartbeat.readings import beats
from heartbeat.readings.amend import amend
from heartbeat.readings.board import publish
from heartbeat.readings.commit import commit, read_states
from heartbeat.readings.metric_page import read_metric_page
from heartbeat.rules.condition import SourceCondition
from integration.readings.small_house import (
    NOON,
    apply,
    beat,
    board,
    measured,
    metric,
    rows,
    start_beat,
    tiles,
    worker,
    workspace,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def house(database: Database) -> Database:
    apply(database, workspace(metric("m_one", "MONE"), metric("m_two", "MTWO")))
    beat(database, {"m_one": 7, "m_two": 7})
    return database


def edit(database: Database, metric_id: str, **changes: Any) -> int:
    with database.connect(Role.APP) as connection:
        return amend(connection, metric_id, changes, changed_by="anna", reason="SLA", now=NOON + HOUR).board_version


def test_screen_and_log_change_together(house: Database) -> None:
    assert edit(house, "m_one", alert_value=6, owner="anna@example.com", target_due_date="2026-12-31") == 2
    tile = tiles(house)["m_one"]
    assert (tile["status"], tile["reason"], tile["alert_value"], tile["owner"]) == ("red", "alert_crossed", 6, "anna@example.com")
    assert tile["changed"] == {"at": "2026-06-10T13:00:00Z", "from": "amber", "value_before": 7}
    assert tile["target_due_date"] == "2026-12-31"
    shown = board(house).document
    assert [entry["metric_id"] for entry in shown["metrics"]] == ["m_one", "m_two"]
    assert shown["counts"]["red"] == 1
    assert shown["changes"][0]["to"] == "red"
    with house.connect(Role.APP) as connection:
        page = read_metric_page(connection, "m_one")
    changes = {change["column"]: change for change in page["operator_changes"]}
    assert (changes["alert_value"]["from"], changes["alert_value"]["to"]) == ("10", "6")
    assert (changes["owner"]["by"], changes["owner"]["reason"]) == ("anna", "SLA")
    assert page["history"][-1]["status"] == "red"


def test_an_edit_does_not_make_the_board_younger(house: Database) -> None:
    edit(house, "m_one", owner="anna@example.com")
    shown = board(house)
    assert shown.published_at == NOON
    assert shown.document["published_at"] == "2026-06-10T12:00:00Z"


def test_the_same_value_again_is_no_change(house: Database) -> None:
    assert edit(house, "m_one", alert_value=10) == 1
    assert rows(house, "select count(*) from heartbeat.operator_change") == [(0,)]


def test_a_line_below_nothing_is_zero(house: Database) -> None:
    edit(house, "m_one", norm_value=None, alert_value=-0.0)
    assert rows(house, "select alert_value::text from heartbeat.metric_registry where metric_id = 'm_one'") == [("0",)]
    assert rows(house, "select value_to from heartbeat.operator_change where column_name = 'alert_value'") == [("0",)]


@pytest.mark.parametrize(
    "changes",
    [
        {"alert_value": 4},  # on the good side of the amber line
        {"norm_value": 11, "owner": "anna@example.com"},
        {"norm_value": float("nan")},
        {"norm_value": 10**400},
        {"verification_state": ["verified"]},
        {"owner": "anna\0@example.com"},
        {"target_due_date": NOON},
        {"norm_value": "5"},
        {"norm_value": True},
        {"verification_state": "changed"},
        {"verification_state": None},
        {"owner": "nobody"},
        {"owner": "<anna@example.com>"},
        {"owner": "anna@example.c"},
        {"owner": f"{'a' * 300}@example.com"},
        {"target_due_date": "soon"},
        {"value_sql": "select 0"},
        {"name": "better", "owner": "anna@example.com"},
    ],
)
def test_a_change_that_makes_no_sense_changes_nothing(house: Database, changes: dict[str, Any]) -> None:
    with pytest.raises(ChangeRefused) as refusal:
        edit(house, "m_one", **changes)
    assert refusal.value.hint
    assert rows(house, "select count(*) from heartbeat.operator_change") == [(0,)]
    assert (board(house).version, tiles(house)["m_one"]["status"]) == (1, "amber")


def test_somebody_has_to_stand_behind_a_change(house: Database) -> None:
    with house.connect(Role.APP) as connection, pytest.raises(ChangeRefused):
        amend(connection, "m_one", {"norm_value": 4}, changed_by=" ", reason=None, now=NOON)


def test_an_unknown_metric_is_named(house: Database) -> None:
    with pytest.raises(MetricNotFound, match="gone"):
        edit(house, "gone", norm_value=1)


def test_a_metric_without_a_reading_can_be_tuned(database: Database) -> None:
    apply(database, workspace(metric("m_one", "MONE"), metric("m_new", "MNEW")))
    assert edit(database, "m_new", norm_value=4) == 0  # nothing published yet
    beat(database, {"m_one": 1})
    assert edit(database, "m_new", norm_value=3) == 2
    tile = tiles(database)["m_new"]
    assert (tile["status"], tile["norm_value"], tile["value"]) == ("amber", 3, None)


def test_unsetting_both_lines_leaves_a_green_tile(house: Database) -> None:
    edit(house, "m_one", norm_value=None, alert_value=None)
    assert (tiles(house)["m_one"]["status"], tiles(house)["m_one"]["reason"]) == ("green", "within")


def test_an_edit_in_the_middle_of_a_beat_shows_its_metric_and_no_other(house: Database) -> None:
    with worker(house) as connection:
        beat_id = start_beat(connection, now=NOON + HOUR)
        for metric_id in ("m_one", "m_two"):
            commit(connection, measured(metric_id, beat_id, 1, as_of=NOON + HOUR), now=NOON + HOUR)
        assert edit(house, "m_one", norm_value=4) == 2
        shown = tiles(house)
        assert (shown["m_one"]["value"], shown["m_two"]["value"]) == (1, 7)
        with house.connect(Role.APP) as reader:
            assert [len(read_metric_page(reader, name)["readings"]) for name in ("m_one", "m_two")] == [2, 1]
        assert publish(connection, beat_id=beat_id, conditions=(), now=NOON + HOUR) == 3
    assert tiles(house)["m_two"]["value"] == 1


@pytest.mark.parametrize("by", ["operator", "deploy"])
@pytest.mark.parametrize("shown_before", [[], [1]])
def test_an_edit_in_the_middle_of_a_beat_marks_the_day_that_it_will_show(
    database: Database, by: str, shown_before: list[float]
) -> None:
    apply(database, workspace(metric("m_one", "MONE")))
    for value in shown_before:
        beat(database, {"m_one": value})
    with worker(database) as connection:
        beat_id = start_beat(connection, now=NOON + HOUR)
        commit(connection, measured("m_one", beat_id, 7, as_of=NOON + HOUR), now=NOON + HOUR)
        if by == "operator":
            edit(database, "m_one", alert_value=6)
        else:
            apply(database, workspace(metric("m_one", "MONE", alert_value=6.0, content_hash="c2")), now=NOON + HOUR)
        publish(connection, beat_id=beat_id, conditions=(), now=NOON + HOUR)
    assert tiles(database)["m_one"]["status"] == "red"
    assert rows(database, "select value, status from heartbeat.history") == [(7, "red")]
    judged_then = rows(database, "select status from heartbeat.reading order by seq desc limit 1")
    assert judged_then == [("amber",)], "a reading stays as it was judged"


def test_an_edit_tells_why_its_metric_fails_and_keeps_what_the_beat_knew(house: Database) -> None:
    away = SourceCondition("bank", "bank_core", "error", "no answer", NOON, NOON, "source-unreachable")
    beat(house, {"m_one": None, "m_two": 7}, now=NOON + HOUR, conditions=[away], error="the value is NULL")
    edit(house, "m_one", alert_value=8)
    assert tiles(house)["m_one"]["cause"] == "source unreachable: bank, last read 1 hour ago"
    with worker(house) as connection:
        beat_id = start_beat(connection, now=NOON + HOUR)
        for metric_id in ("m_one", "m_two"):
            failure = measured(metric_id, beat_id, None, health="error", error="division by zero")
            commit(connection, failure, now=NOON + HOUR)
            edit(house, metric_id, alert_value=9)
    assert [tiles(house)[name]["cause"] for name in ("m_one", "m_two")] == ["failing: division by zero"] * 2


def test_edits_and_readings_of_one_metric_never_lose_each_other(house: Database) -> None:
    """Whatever the order, the last verdict is by the lines as they are, and every write has its own place in the sequence."""
    edits = 20
    barrier = threading.Barrier(2)

    def tune() -> None:
        barrier.wait()
        for number in range(edits):
            edit(house, "m_one", alert_value=8 if number % 2 == 0 else 6)

    editor = threading.Thread(target=tune)
    editor.start()
    with worker(house) as connection:
        barrier.wait()
        for number in range(10):
            now = NOON + (number + 2) * HOUR
            beat_id = start_beat(connection, now=now)
            commit(connection, measured("m_one", beat_id, 7, as_of=now), now=now)
            version = publish(connection, beat_id=beat_id, conditions=(), now=now)
            beats.finish(connection, beat_id, version, now=now)
        editor.join()
        state = read_states(connection)["m_one"]
    assert (state.seq, state.status) == (1 + edits + 10, "red")
    assert board(house).version == 1 + edits + 10
    assert tiles(house)["m_one"]["status"] == "red"
