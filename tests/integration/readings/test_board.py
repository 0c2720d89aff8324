"""The board: published as a whole, judged anew for age, and read in one row."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.errors import FenceLost, NotDeployed
from heartbeat.readings import beats
from heartbeat.readings.board import publish, read_board, read_version
from heartbeat.readings.commit import commit
from heartbeat.readings.metric_page import read_edited, read_metric_page
from heartbeat.rules.condition import SourceCondition
from integration.readings.small_house import (
    NOON,
    SETTINGS,
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

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HELD = SourceCondition("bank", "bank_core", "held", "it would shrink", NOON, NOON, "load-held")
UNREACHABLE = SourceCondition("bank", "bank_core", "error", "no answer", NOON, NOON, "source-unreachable")

ENTRY = """metric_id code name area period unit decimals value n class status reason freshness health error since changed
    priority as_of computed_at source_as_of verification_state owner owner_name direction norm_value alert_value
    target_value target_due_date target_hit target_overdue typical incident quieted display spark cause health_since"""
TOP = "workspace timezone locale currency published_at frozen_after_seconds beat counts changes failing_sources alerting metrics"


@pytest.fixture
def house(database: Database) -> Database:
    metrics = (metric("late", "LATE"), metric("open", "OPEN"), metric("quiet", "QUIE"), metric("unread", "UNRE"))
    apply(database, workspace(*metrics))
    return database


def test_before_the_first_publish_there_is_an_empty_board(database: Database) -> None:
    empty = board(database)
    assert (empty.version, empty.published_at, empty.document) == (0, None, {})
    with worker(database) as connection, pytest.raises(NotDeployed):
        publish(connection, beat_id=None, conditions=(), now=NOON)
    assert board(database).version == 0


def test_the_board_has_exactly_the_agreed_shape(house: Database) -> None:
    beat(house, {"late": 12, "open": 7, "quiet": 1})
    document = board(house).document
    assert set(document) == set(TOP.split())
    assert all(set(entry) == set(ENTRY.split()) for entry in document["metrics"])
    assert [entry["metric_id"] for entry in document["metrics"]] == ["late", "open", "unread", "quiet"]
    assert document["counts"] == {"red": 1, "amber": 2, "green": 1, "stale": 0, "error": 0, "unverified": 4}
    assert document["frozen_after_seconds"] == 7200
    assert document["published_at"] == "2026-06-10T12:00:00Z"
    assert document["beat"]["state"] == "done"
    unread = tiles(house)["unread"]
    assert (unread["status"], unread["reason"], unread["freshness"], unread["health"]) == ("amber", "no_data", "red", "no_data")
    assert (unread["cause"], unread["display"]["text"]) == ("no data yet", "no data yet")


def owner_names(database: Database) -> dict[str, str | None]:
    return {metric_id: tile["owner_name"] for metric_id, tile in tiles(database).items()}


def test_owners_have_the_name_that_the_workspace_gives_them_from_the_deploy_that_gives_it(database: Database) -> None:
    metrics = (
        metric("one", "ONEE", owner="Ada@example.com"),
        metric("two", "TWOO", owner="bo@example.com"),
        metric("none", "NONE"),
    )
    people = {"ada@example.com": {"name": "Ada"}, "bo@example.com": {"timezone": "UTC"}}
    apply(database, workspace(*metrics, settings=replace(SETTINGS, people=people)))
    beat(database, {"one": 1, "two": 1, "none": 1})
    assert owner_names(database) == {"one": "Ada", "two": None, "none": None}
    people = {**people, "bo@example.com": {"name": "Bo"}}
    apply(database, workspace(*metrics, settings=replace(SETTINGS, people=people), content_hash="w2"), now=NOON + HOUR)
    assert owner_names(database) == {"one": "Ada", "two": "Bo", "none": None}


def test_an_entry_of_an_older_version_has_no_name_for_its_owner(house: Database) -> None:
    beat(house, {"late": 12})
    with house.connect(Role.WORKER, autocommit=True) as connection:
        connection.execute("update heartbeat.board set document = document #- '{metrics,0,owner_name}'")
        assert "owner_name" not in tiles(house)["late"]
        assert read_edited(connection, "late")["metric"]["owner_name"] is None


def test_every_publish_is_a_new_version_and_is_announced(house: Database) -> None:
    with house.connect(Role.APP, autocommit=True) as listener:
        listener.execute("listen heartbeat_board")
        beat(house, {"late": 12})
        beat(house, {}, now=NOON + HOUR)
        heard = [note.payload for note in listener.notifies(timeout=5, stop_after=2)]
        assert heard == ["1", "2"]
        assert read_version(listener) == 2


def test_the_last_four_changes_are_told_and_first_verdicts_are_none(house: Database) -> None:
    for hour, value in enumerate((12, 1, 7, 12, 1, 12)):
        beat(house, {"late": value}, now=NOON + hour * HOUR)
    changes = board(house).document["changes"]
    assert [(change["from"], change["to"]) for change in changes] == [
        ("green", "red"),
        ("red", "green"),
        ("amber", "red"),
        ("green", "amber"),
    ]
    assert changes[0] == {"metric_id": "late", "code": "LATE", "at": "2026-06-10T17:00:00Z", "from": "green", "to": "red"}


def test_age_is_judged_anew_where_nothing_was_measured(house: Database) -> None:
    beat(house, {"quiet": 1, "late": 12})
    for hours, freshness, tile_class in (
        (36, "green", "normal"),
        (37, "amber", "normal"),
        (72, "amber", "normal"),
        (73, "red", "stale"),
    ):
        beat(house, {}, now=NOON + hours * HOUR, conditions=[UNREACHABLE])
        quiet, late = tiles(house)["quiet"], tiles(house)["late"]
        assert (quiet["freshness"], quiet["class"], quiet["status"]) == (freshness, tile_class, "green")
        assert (late["class"], late["freshness"]) == ("red", freshness)
    assert quiet["cause"] == "source unreachable: bank, last read 3 days ago"


def test_the_board_names_the_sources_that_fail_until_they_are_gone(house: Database) -> None:
    beat(house, {"quiet": 1}, conditions=[UNREACHABLE])
    (failing,) = board(house).document["failing_sources"]
    assert failing == {"source_id": "bank", "state": "error", "trouble": "unreachable", "since": "2026-06-10T12:00:00Z"}
    apply(house, workspace(metric("quiet", "QUIE"), content_hash="w2"))
    assert board(house).document["failing_sources"] == [failing]
    apply(house, replace(workspace(metric("quiet", "QUIE"), content_hash="w3"), sources=()))
    assert board(house).document["failing_sources"] == []


@pytest.mark.parametrize(
    ("condition", "cause"),
    [
        (HELD, "load held: bank, last read a moment ago"),
        (replace(HELD, is_partial=True, unread=frozenset({"bank_core.payment", "bank_core.other"})), "load held: bank"),
        (replace(HELD, is_partial=True, unread=frozenset({"bank_core.other"})), "no data: the value is NULL"),
    ],
)
def test_a_table_that_is_held_is_no_cause_for_a_metric_that_reads_its_neighbour(
    house: Database, condition: SourceCondition, cause: str
) -> None:
    beat(house, {"quiet": None}, conditions=[condition], error="the value is NULL")
    assert str(tiles(house)["quiet"]["cause"]).startswith(cause)


def test_the_change_in_seven_days_stays_within_one_definition(house: Database) -> None:
    beat(house, {"late": 4}, now=NOON - 7 * DAY)
    beat(house, {"late": 12})
    assert tiles(house)["late"]["display"]["change"] == "+8 in 7 d"
    assert tiles(house)["late"]["spark"] == [["2026-06-03", 4], ["2026-06-10", 12]]


def test_a_sparkline_is_the_last_thirty_days(house: Database) -> None:
    for back in (30, 29, 0):
        beat(house, {"late": back}, now=NOON - back * DAY)
    assert [value for _, value in tiles(house)["late"]["spark"]] == [29, 0]


def test_a_frozen_beat_cannot_replace_the_board(house: Database) -> None:
    with worker(house) as connection:
        frozen = start_beat(connection)
        beats.abandon_running(connection, now=NOON)
        with pytest.raises(FenceLost):
            publish(connection, beat_id=frozen, conditions=(), now=NOON)
    assert board(house).version == 0


def test_what_an_abandoned_beat_committed_is_published_by_the_next(house: Database) -> None:
    with worker(house) as connection:
        dead = start_beat(connection)
        commit(connection, measured("late", dead, 12), now=NOON)
        beats.abandon_running(connection, now=NOON)
        publish(connection, beat_id=None, conditions=(), now=NOON)
    assert tiles(house)["late"]["value"] == 12
    assert rows(house, "select value, board_version from heartbeat.history") == [(12, 1)]


def test_a_reader_never_sees_what_is_not_published(house: Database) -> None:
    beat(house, {"late": 1, "open": 1})
    seen: set[tuple[int, float, float, int, int]] = set()
    looked, stop = threading.Event(), threading.Event()

    def poll() -> None:
        with house.connect(Role.APP, autocommit=True) as connection:
            is_last = False
            while not is_last:
                is_last = stop.is_set()
                shown = read_board(connection)
                values = {entry["metric_id"]: entry["value"] for entry in shown.document["metrics"]}
                readings = read_metric_page(connection, "late")["readings"]
                seen.add((shown.version, values["late"], values["open"], len(readings), read_version(connection)))
                looked.set()

    reader = threading.Thread(target=poll)
    reader.start()
    assert looked.wait(10)
    with worker(house) as connection:
        for value in range(2, 12):
            now = NOON + value * HOUR
            beat_id = start_beat(connection, now=now)
            for metric_id in ("late", "open"):
                commit(connection, measured(metric_id, beat_id, value, as_of=now), now=now)
            version = publish(connection, beat_id=beat_id, conditions=(), now=now)
            beats.finish(connection, beat_id, version, now=now)
    stop.set()
    reader.join()
    assert {version for version, *_ in seen} >= {1, 11}, "it looked before the first of them and after the last"
    assert all(version == late == open_ for version, late, open_, *_ in seen)  # values rise with the version, together
    assert all(before <= readings <= after for before, _, _, readings, after in seen)  # one reading for each version


def test_a_source_that_stops_for_a_week_moves_nothing_but_age(database: Database) -> None:
    periods: dict[str, Any] = {"day": "24h", "week": "7d", "month": "30d", "funnel": "funnel", "stock": "snapshot"}
    metrics = [metric(name, f"{name[:3].upper()}X", period=period) for name, period in periods.items()]
    apply(database, workspace(*metrics))
    beat(database, {"day": 1, "week": 7, "month": 12, "funnel": 1, "stock": 12})
    before = tiles(database)
    limits = {"day": (36, 72), "week": (72, 144), "month": (168, 336), "funnel": (168, 336), "stock": (24, 48)}
    for hour in range(1, 24 * 7 + 1):
        beat(database, {}, now=NOON + hour * HOUR, conditions=[UNREACHABLE])
        for name, tile in tiles(database).items():
            amber, red = limits[name]
            assert tile["freshness"] == ("red" if hour > red else "amber" if hour > amber else "green")
            kept = ("value", "status", "reason", "since", "as_of", "changed", "health")
            assert {key: tile[key] for key in kept} == {key: before[name][key] for key in kept}
    assert tiles(database)["day"]["class"] == "stale"
    assert tiles(database)["stock"]["class"] == "red"
    beat(database, {"day": 2, "stock": 12}, now=NOON + 8 * DAY)
    assert (tiles(database)["day"]["class"], tiles(database)["stock"]["class"]) == ("normal", "red")


def test_the_page_of_a_metric_tells_everything(house: Database) -> None:
    beat(house, {"late": 12})
    with house.connect(Role.APP) as connection:
        page = read_metric_page(connection, "late")
        unread: dict[str, Any] = read_metric_page(connection, "unread")
    told = {"metric", "judged", "definition", "history", "tables", "operator_changes", "readings", "edit_version", "verification"}
    assert set(page) == told | {"audits", "definitions", "lines", "status_changes", "failures", "cuts"}
    assert page["metric"] == tiles(house)["late"]
    assert page["definition"]["file"] == "metrics/core/late.sql"
    (day,) = page["history"]
    assert (day["d"], day["value"], day["n"]) == (NOON.date(), 12, None)
    assert (day["status"], day["origin"], day["definition_hash"]) == ("red", "observed", "v1:a")
    assert [(table["table"], table["source_id"]) for table in page["tables"]] == [("bank_core.payment", "bank")]
    assert page["readings"][0]["value"] == 12
    assert unread["history"] == []


def test_the_page_of_a_metric_that_no_board_has_shown_has_no_value(house: Database) -> None:
    with worker(house) as connection:
        commit(connection, measured("late", start_beat(connection), 12), now=NOON)
        page = read_metric_page(connection, "late")
    assert (page["metric"]["value"], page["history"], page["readings"]) == (None, [], [])


def test_a_publish_that_fails_leaves_the_old_board(house: Database) -> None:
    beat(house, {"late": 1})
    with worker(house) as connection:
        beat_id = start_beat(connection)
        commit(connection, measured("late", beat_id, 12), now=NOON + HOUR)
        connection.execute("set statement_timeout = '500ms'")
        with pytest.raises(psycopg.errors.QueryCanceled):
            _publish_and_fail(connection, beat_id)
        connection.execute("reset statement_timeout")
        assert tiles(house)["late"]["value"] == 1
        publish(connection, beat_id=beat_id, conditions=(), now=NOON + HOUR)
    assert tiles(house)["late"]["value"] == 12


def _publish_and_fail(connection: psycopg.Connection[Any], beat_id: int) -> None:
    with connection.transaction():
        publish(connection, beat_id=beat_id, conditions=(), now=NOON + HOUR)
        connection.execute("select pg_sleep(5)")
