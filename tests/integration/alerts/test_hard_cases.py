"""Cases in which a message was lost, came twice or was not true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from heartbeat.db import Database
from heartbeat.definitions.alerting.model import Person
from heartbeat.readings.board import publish
from heartbeat.readings.commit import commit
from integration.alerts.alert_house import HOUR, edit, house, incidents, notices, read_values, settings
from integration.alerts.outbox_rows import DEAD, DELIVERED, Post, Said
from integration.alerts.test_passing_time import pass_time, silence, told
from integration.readings.small_house import NOON, apply, measured, metric, rows, start_beat, worker, workspace

MINUTE = timedelta(minutes=1)


def test_a_workspace_that_gets_another_name_keeps_what_is_open(database: Database) -> None:
    house(database)
    read_values(database, 20.0)
    apply(database, workspace(metric("m_one", "MONE", owner="ada@example.com"), settings=replace(settings(), name="Large house")))
    read_values(database, 1.0, 1.0, start=1)
    assert incidents(database) == [("closed", "red", 2, "resolved")]
    assert [kind for kind, *_ in notices(database)] == ["fire", "resolve"]


def test_what_is_on_its_way_back_is_not_told_as_red_when_it_may_be_told(database: Database) -> None:
    house(database)
    silence(database, until=NOON + HOUR + MINUTE)
    read_values(database, 20.0, 1.0)
    pass_time(database, NOON + 2 * HOUR)
    assert told(database) == [("fire", "", "suppressed")]
    read_values(database, 20.0, start=3)
    pass_time(database, NOON + 3 * HOUR)
    assert told(database) == [("fire", "", "suppressed"), ("fire", "ops", "queued")]


def test_what_is_on_its_way_back_takes_no_step(database: Database) -> None:
    house(database, alerts={"escalation": [{"after": "30m", "channels": ["pager"]}]})
    read_values(database, 20.0, 1.0)
    pass_time(database, NOON + 2 * HOUR)
    assert told(database) == [("fire", "ops", "queued")]


def test_whoever_verifies_a_metric_on_its_way_back_is_not_told_that_it_is_red(database: Database) -> None:
    house(database)
    edit(database, "m_one", now=NOON - HOUR, verification_state="unverified")
    read_values(database, 20.0, 1.0)
    edit(database, "m_one", now=NOON + 2 * HOUR, verification_state="verified")
    assert [one for one in told(database) if one[2] != "suppressed"] == []


@pytest.fixture
def post(database: Database) -> Iterator[Post]:
    made = Post(database)
    yield made
    made.connection.close()


@pytest.mark.parametrize("error", ["refused\x00: no", "refused: \ud800"])
def test_what_a_receiver_says_never_keeps_a_try_from_having_its_end(post: Post, error: str) -> None:
    post.message((post.incident(), 1, "fire"))
    assert post.finish(post.claimed(), Said("dead", 400, error))
    assert post.states() == ["dead"]


def test_how_a_receiver_calls_a_message_never_keeps_it_from_being_delivered(post: Post) -> None:
    post.message((post.incident(), 1, "fire"))
    assert post.finish(post.claimed(), replace(DELIVERED, reference={"ts": "1\x00\ud800", "more": ["x\x00"]}))
    assert post.states() == ["delivered"]


def test_without_a_digest_what_is_over_budget_is_told_at_once(database: Database) -> None:
    house(database, alerts={"digest": "off"})
    read_values(database, 20.0, 1.0, 1.0, 20.0)
    assert [(kind, state) for kind, _, state in told(database)] == [
        ("fire", "queued"),
        ("resolve", "queued"),
        ("fire", "queued"),
    ]


PAGER = {"ops": {"kind": "webhook", "url": "${U}", "secret": "${S}"}, "page": {"kind": "pagerduty", "routing_key": "${KEY}"}}


def test_what_is_over_budget_waits_for_no_digest_in_a_channel_that_gets_none(database: Database) -> None:
    house(database, alerts={"channels": PAGER, "routes": {"default": ["page", "ops"]}})
    read_values(database, 20.0, 1.0, 1.0, 20.0)
    assert [channel for _, channel, state in told(database) if state == "digest"] == ["ops"]


@pytest.mark.parametrize("change", [{"digest": "off"}, {"channels": {"chat": PAGER["ops"]}, "routes": {"default": ["chat"]}}])
def test_what_waits_for_a_digest_that_does_not_come_any_more_is_told_all_the_same(
    database: Database, change: dict[str, Any]
) -> None:
    house(database)
    read_values(database, 20.0, 1.0, 1.0, 20.0)
    apply(database, workspace(metric("m_one", "MONE", owner="ada@example.com"), settings=settings(**change)))
    for minutes in range(2):
        pass_time(database, NOON + 4 * HOUR + minutes * MINUTE)
    last = told(database)[-2:]
    assert last[0] == ("fire", "ops", "superseded")
    assert last[1] in [("fire", "ops", "queued"), ("fire", "chat", "digest")]
    assert rows(database, "select count(*) from heartbeat.outbox where state = 'digest' and channel = 'ops'") == [(0,)]


def test_what_ends_before_its_digest_is_told_neither_there_nor_later(database: Database) -> None:
    house(database)
    read_values(database, 20.0, 1.0, 1.0, 20.0, 1.0)
    tomorrow = NOON + timedelta(hours=18)
    with worker(database) as connection:
        beat_id = start_beat(connection, now=tomorrow)
        commit(connection, measured("m_one", beat_id, 1.0, as_of=tomorrow), now=tomorrow)
        pass_time(database, tomorrow)
        assert told(database)[-1] == ("fire", "ops", "digest")
        publish(connection, beat_id=beat_id, conditions=(), now=tomorrow)
    assert [one for one in told(database) if one[0] == "resolve"] == [("resolve", "ops", "queued")]


def test_what_has_ended_is_not_told_elsewhere_although_no_board_shows_the_end(post: Post) -> None:
    incident = post.incident(state="closed", shown_state="firing")
    post.message((incident, 1, "fire"))
    post.rules = replace(post.rules, default=("mail",), people={"ops@example.com": Person("ops@example.com", channels=("mail",))})
    post.finish(post.claimed(), DEAD)
    assert post.states("outbox") == ["dead"]
