"""What time brings to incidents without any reading: what is owed, reminders, steps."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest

from heartbeat.db import Database, Role
from heartbeat.definitions.alerting.read import rules_of
from heartbeat.readings.passing_time.tick import tick
from heartbeat.readings.registry import read_workspace
from integration.alerts.alert_house import HOUR, edit, house, incidents, read_values
from integration.readings.small_house import NOON, metric, rows, worker

MINUTE = timedelta(minutes=1)
PEOPLE = {"escalation": [{"after": "30m", "channels": ["pager"]}, {"after": "2h", "channels": ["ops", "pager"]}]}


def pass_time(database: Database, now: datetime) -> None:
    with worker(database) as connection:
        tick(connection, rules_of(read_workspace(connection).settings), now=now)


def notices(database: Database) -> list[tuple[Any, ...]]:
    """Kind, channel, state and reason of each row of a metric's value, oldest first."""
    query = "select o.kind, o.channel, o.state, o.reason from heartbeat.outbox o join heartbeat.incident i using (incident_id)"
    return rows(database, f"{query} where i.kind = 'threshold' order by o.outbox_id")


def told(database: Database) -> list[tuple[Any, ...]]:
    """The same without the reason."""
    return [(kind, channel, state) for kind, channel, state, _ in notices(database)]


def silence(database: Database, *, until: datetime, kind: str = "snooze") -> None:
    with database.connect(Role.APP) as connection:
        connection.execute(
            "insert into heartbeat.silence (kind, matcher, starts_at, ends_at, made_at, made_by, reason) "
            """values (%s, '{"metric_id": "m_one"}', %s, %s, %s, 'Ada', 'known')""",
            (kind, NOON - HOUR, until, NOON - HOUR),
        )


def acknowledge(database: Database) -> None:
    with database.connect(Role.OWNER) as connection:
        connection.execute("update heartbeat.incident set acked_at = now(), acked_by = 'Ada'")


def test_a_red_that_nobody_acknowledges_is_told_again_after_four_hours(database: Database) -> None:
    house(database)
    read_values(database, 20.0)
    pass_time(database, NOON + 4 * HOUR - MINUTE)
    assert told(database) == [("fire", "ops", "queued")]
    for _ in range(2):
        pass_time(database, NOON + 4 * HOUR)
    assert told(database) == [("fire", "ops", "queued"), ("remind", "ops", "queued")]
    pass_time(database, NOON + 8 * HOUR)
    assert [kind for kind, *_ in told(database)] == ["fire", "remind", "remind"]
    assert incidents(database) == [("firing", "red", 3, None)]
    (transition,) = rows(database, "select change, cause, seq from heartbeat.incident_transition where seq = 2")
    assert transition == ("remind", "time", 2)
    assert rows(database, "select 1 from heartbeat.incident where shown_seq <> seq") == []


def test_a_reminder_says_what_the_board_shows_now(database: Database) -> None:
    house(database)
    read_values(database, 20.0, 30.0)
    pass_time(database, NOON + 5 * HOUR)
    ((payload, version, message),) = rows(
        database, "select payload, board_version, message_id from heartbeat.outbox where kind = 'remind'"
    )
    assert payload["incident"]["seq"] == 2
    assert payload["entry"]["value"] == 30.0
    assert payload["line"] == {"name": "alert_value", "text": payload["entry"]["display"]["alert"]}
    assert (payload["owner"], payload["how_to_read"]) == ("ada@example.com", "h")
    assert version == 2
    assert rows(database, "select channel, form, state from heartbeat.message where message_id = %s", message) == [
        ("ops", "single", "queued")
    ]


def test_an_acknowledged_incident_is_told_no_more(database: Database) -> None:
    house(database, alerts=PEOPLE)
    read_values(database, 20.0)
    acknowledge(database)
    pass_time(database, NOON + 30 * HOUR)
    assert [kind for kind, *_ in told(database)] == ["fire"]


def test_what_is_not_on_screens_yet_waits_for_its_board(database: Database) -> None:
    house(database)
    read_values(database, 20.0)
    with database.connect(Role.OWNER) as connection:
        connection.execute("update heartbeat.incident set seq = seq + 1")
    pass_time(database, NOON + 30 * HOUR)
    assert [kind for kind, *_ in told(database)] == ["fire"]


def test_when_a_snooze_ends_what_still_fires_is_told(database: Database) -> None:
    house(database)
    silence(database, until=NOON + 2 * HOUR)
    read_values(database, 20.0)
    pass_time(database, NOON + HOUR)
    assert notices(database) == [("fire", "", "suppressed", "snoozed")]
    for _ in range(2):
        pass_time(database, NOON + 2 * HOUR)
    assert notices(database)[1:] == [("fire", "ops", "queued", None)]
    ((change, paged_at),) = rows(
        database,
        "select t.change, i.paged_at from heartbeat.incident i join heartbeat.incident_transition t using (incident_id, seq)",
    )
    assert (change, paged_at) == ("owed", NOON + 2 * HOUR)


def test_what_has_ended_under_a_snooze_is_owed_to_nobody(database: Database) -> None:
    house(database)
    silence(database, until=NOON + 4 * HOUR)
    read_values(database, 20.0, 1.0, 1.0)
    pass_time(database, NOON + 5 * HOUR)
    assert [state for _, _, state in told(database)] == ["suppressed"]


def test_a_metric_that_may_not_page_stays_silent(database: Database) -> None:
    house(database, metric("m_one", "MONE"))
    read_values(database, 20.0)
    pass_time(database, NOON + 30 * HOUR)
    assert notices(database) == [("fire", "", "suppressed", "no_owner")]
    edit(database, "m_one", now=NOON + 31 * HOUR, owner="ada@example.com")
    pass_time(database, NOON + 31 * HOUR)
    assert [kind for kind, _, state in told(database) if state == "queued"] == ["fire"], "told once, by the edit"


def test_each_step_of_the_escalation_is_taken_once_in_its_time(database: Database) -> None:
    house(database, alerts=PEOPLE)
    read_values(database, 20.0)
    pass_time(database, NOON + 29 * MINUTE)
    assert [kind for kind, *_ in told(database)] == ["fire"]
    for minutes in (30, 31, 119):
        pass_time(database, NOON + minutes * MINUTE)
    assert told(database)[1:] == [("step", "pager", "queued")]
    for _ in range(2):
        pass_time(database, NOON + 2 * HOUR)
    assert told(database)[2:] == [("step", "ops", "queued"), ("step", "pager", "queued")]
    assert rows(database, "select step from heartbeat.incident") == [(2,)]


def test_many_reminders_at_once_are_one_message_for_each_lane(database: Database) -> None:
    metrics = [metric(f"m_{number}", f"M{number:03d}", owner="ada@example.com") for number in range(30)]
    house(database, *metrics)
    for one in metrics:
        read_values(database, 20.0, metric_id=one.metric_id)
    before = rows(database, "select count(*) from heartbeat.message")
    pass_time(database, NOON + 5 * HOUR)
    made = rows(database, "select form from heartbeat.message order by message_id offset %s", before[0][0])
    assert made == [("digest",)]
    assert [kind for kind, *_ in told(database)].count("remind") == 30


@pytest.mark.parametrize("workers", [4])
def test_of_workers_that_tick_at_once_one_tells(database: Database, workers: int) -> None:
    house(database, alerts=PEOPLE)
    read_values(database, 20.0)
    gate = threading.Barrier(workers)

    def work() -> None:
        gate.wait()
        for minutes in (30, 120, 240):
            pass_time(database, NOON + minutes * MINUTE)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pass_time(database, NOON + 4 * HOUR)
    assert sorted(kind for kind, *_ in told(database)) == ["fire", "remind", "step", "step", "step"]
