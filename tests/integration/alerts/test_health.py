"""Health incidents: one for a metric whose computation fails, one for a source however many metrics read it; for operators."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from heartbeat.db import Database
from heartbeat.readings import beats
from heartbeat.readings.board import publish
from heartbeat.rules.condition import SourceCondition
from integration.alerts.alert_house import HOUR, OWNER, house, notices
from integration.readings.small_house import NOON, apply, beat, metric, rows, start_beat, worker, workspace

DOWN = SourceCondition("bank", "bank_core", "error", "no answer", NOON, NOON - HOUR, "source-unreachable", "Start it.")
WELL = SourceCondition("bank", "bank_core", "ok", None, None, NOON)


def stood(database: Database, kind: str = "health") -> list[tuple[Any, ...]]:
    return rows(
        database,
        "select subject, shown_state, closed_reason from heartbeat.incident where kind = %s order by incident_id",
        kind,
    )


def fail(database: Database, hour: int, error: str, **more: Any) -> None:
    beat(database, {"m_one": None}, now=NOON + hour * HOUR, health="error", error=error, **more)


def test_an_error_is_told_when_it_comes_again(database: Database) -> None:
    house(database)
    beat(database, {"m_one": 3})
    fail(database, 1, "It took too long.")
    assert stood(database) == []
    fail(database, 2, "It took too long.")
    assert stood(database) == [("m_one", "firing", None)]
    beat(database, {"m_one": 3}, now=NOON + 3 * HOUR)
    assert stood(database) == [("m_one", "closed", "resolved")]
    assert [(kind, state) for kind, _, state, _ in notices(database)] == [("fire", "queued"), ("resolve", "queued")]


def test_what_cannot_heal_is_told_at_once(database: Database) -> None:
    house(database)
    beat(database, {"m_one": 3})
    fail(database, 1, 'Postgres refused the SQL of m_one: relation "x" does not exist (42P01).\n')
    assert stood(database) == [("m_one", "firing", None)]


def test_a_value_that_never_was_is_not_missed(database: Database) -> None:
    house(database)
    beat(database, {"m_one": None}, health="no_data")
    beat(database, {"m_one": None}, now=NOON + HOUR, health="no_data")
    assert stood(database) == []


def test_a_value_that_is_gone_is_told_and_so_is_one_that_is_too_old(database: Database) -> None:
    house(database, metric("m_one", "MONE", owner=OWNER), metric("m_two", "MTWO", owner=OWNER))
    beat(database, {"m_one": 3, "m_two": 3})
    beat(database, {"m_one": None}, now=NOON + HOUR, health="no_data")
    assert stood(database) == [("m_one", "firing", None)]
    beat(database, {}, now=NOON + timedelta(hours=80))
    assert stood(database)[1:] == [("m_two", "firing", None)]


def run_source(database: Database, condition: SourceCondition, hour: int) -> None:
    """A beat in which the source was tried."""
    now = NOON + hour * HOUR
    with worker(database) as connection:
        beat_id = start_beat(connection, now=now)
        beats.note_source(connection, beat_id, "bank", "bank_core", "ok" if condition.state == "ok" else "error")
        version = publish(connection, beat_id=beat_id, conditions=(condition,), now=now)
        beats.finish(connection, beat_id, version, now=now)


def test_one_dead_source_is_one_message_that_names_its_metrics(database: Database) -> None:
    house(database, *(metric(f"m_{name}", f"M{name.upper()}", owner=OWNER) for name in ("one", "two", "six")))
    beat(database, {"m_one": 3, "m_two": 3, "m_six": 3})
    for hour in (80, 81):
        run_source(database, DOWN, hour)
    assert stood(database) == []
    assert stood(database, "source") == [("bank", "firing", None)]
    ((payload,),) = rows(database, "select payload from heartbeat.outbox")
    assert payload["facts"]["metric_count"] == 3
    assert payload["facts"]["error"] == "no answer"
    run_source(database, replace(WELL, last_ok_at=NOON + 82 * HOUR), 82)
    assert stood(database, "source") == [("bank", "closed", "resolved")]


def test_a_metric_that_leaves_takes_its_health_incident_with_it(database: Database) -> None:
    house(database, metric("m_one", "MONE", owner=OWNER), metric("m_two", "MTWO", owner=OWNER))
    beat(database, {"m_one": 3, "m_two": 3})
    beat(database, {"m_one": None}, now=NOON + HOUR, health="no_data")
    apply(database, workspace(metric("m_two", "MTWO", owner=OWNER), content_hash="w2"), now=NOON + HOUR)
    beat(database, {"m_two": 3}, now=NOON + 2 * HOUR)
    assert stood(database) == [("m_one", "closed", "retired")]
