"""Channels and beats that do not prove to work: an incident, and the wall says so until they do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heartbeat.clock import utc_text
from heartbeat.db import Database
from heartbeat.definitions.alerting.read import rules_of
from heartbeat.readings.registry import read_workspace
from integration.alerts.alert_house import HOUR, house, read_values, settings
from integration.alerts.outbox_rows import DEAD, DELIVERED, Post
from integration.alerts.test_passing_time import pass_time
from integration.readings.small_house import NOON, apply, beat, board, metric, rows, workspace

EIGHT = datetime(2026, 6, 11, 6, tzinfo=UTC)  # in Berlin, the first digest


@pytest.fixture
def post(database: Database) -> Iterator[Post]:
    """A house whose channel `ops` was to send a digest, and whose operators have a pager as well."""
    people = {"ops@example.com": {"channels": ["ops", "pager"]}}
    declared = replace(settings(), people=people)
    house(database)
    apply(database, workspace(metric("m_one", "MONE", owner="ada@example.com"), settings=declared))
    read_values(database, 1.0)
    pass_time(database, EIGHT)
    opened = Post(database, now=EIGHT)
    opened.rules = rules_of(read_workspace(opened.connection).settings)
    yield opened
    opened.connection.close()


def alerting(database: Database) -> dict[str, Any]:
    told: dict[str, Any] = board(database).document["alerting"]
    return told


def troubles(database: Database) -> list[tuple[Any, ...]]:
    """Kind, subject, state and reason of each such incident, oldest first."""
    query = "select kind, subject, state, closed_reason from heartbeat.incident where kind in ('channel', 'beats')"
    return rows(database, f"{query} order by incident_id")


def told(database: Database, kind: str) -> list[tuple[Any, ...]]:
    """Kind, channel, state and reason of what was told of channels or of beats."""
    query = "select o.kind, o.channel, o.state, o.reason from heartbeat.outbox o join heartbeat.incident i using (incident_id)"
    return rows(database, f"{query} where i.kind = %s order by o.outbox_id", kind)


def test_a_channel_that_gave_up_a_message_is_down_until_it_delivers_again(post: Post, database: Database) -> None:
    incident = post.incident("other")
    post.message((incident, 1, "fire"), lane=("ops", ""))
    post.finish(post.claimed("ops"), DELIVERED)
    post.now += timedelta(seconds=1)
    post.finish(post.claimed("ops"), DEAD)
    version = board(database).version
    for _ in range(2):
        pass_time(database, EIGHT + timedelta(minutes=1))
    assert troubles(database) == [("channel", "ops", "firing", None)]
    assert told(database, "channel") == [("fire", "pager", "queued", None)]
    assert board(database).version == version + 1
    down = {"channel": "ops", "since": utc_text(post.now), "reason": "HTTP 404"}
    assert alerting(database) == {"channels_down": [down], "no_beats_since": None}
    beat(database, {"m_one": 1.0}, now=EIGHT + timedelta(minutes=2))
    assert alerting(database)["channels_down"] == [down], "a beat tells it as well"

    assert post.send_all("pager") != []
    post.now = EIGHT + timedelta(minutes=5)
    post.message((incident, 2, "remind"), lane=("ops", ""))
    assert post.send_all("ops") != []
    for _ in range(2):
        pass_time(database, EIGHT + timedelta(minutes=6))
    assert troubles(database) == [("channel", "ops", "closed", "resolved")]
    assert told(database, "channel")[1:] == [("resolve", "pager", "queued", None)]
    assert alerting(database)["channels_down"] == []


def test_a_channel_without_a_delivery_for_a_day_is_down(post: Post, database: Database) -> None:
    post.send_all("ops")
    beat(database, {"m_one": 1.0}, now=EIGHT + timedelta(hours=23))
    pass_time(database, EIGHT + timedelta(hours=26))
    assert troubles(database) == []
    pass_time(database, EIGHT + timedelta(hours=27))
    assert ("channel", "ops", "firing", None) in troubles(database)


def test_a_channel_that_is_not_declared_any_more_is_closed(post: Post, database: Database) -> None:
    post.finish(post.claimed("ops"), DEAD)
    pass_time(database, EIGHT + timedelta(minutes=1))
    assert troubles(database) == [("channel", "ops", "firing", None)]
    left = settings(channels={"pager": {"kind": "webhook", "url": "${PAGER_URL}"}}, routes={"default": ["pager"]})
    apply(database, workspace(metric("m_one", "MONE", owner="ada@example.com"), settings=left))
    pass_time(database, EIGHT + timedelta(minutes=2))
    assert troubles(database) == [("channel", "ops", "closed", "retired")]


def test_of_workers_that_watch_at_once_one_tells(post: Post, database: Database) -> None:
    post.finish(post.claimed("ops"), DEAD)
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        pass_time(database, EIGHT + timedelta(minutes=1))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told(database, "channel")) == 1


def test_beats_that_do_not_come_for_a_day_are_on_the_wall_until_they_do(database: Database) -> None:
    house(database)
    read_values(database, 1.0)
    pass_time(database, NOON + 24 * HOUR)
    assert troubles(database) == []
    pass_time(database, NOON + 25 * HOUR)
    assert ("beats", "beats", "firing", None) in troubles(database)
    assert alerting(database)["no_beats_since"] == utc_text(NOON)
    assert [row[:2] for row in told(database, "beats")] == [("fire", "ops")]
    beat(database, {"m_one": 1.0}, now=NOON + 26 * HOUR)
    pass_time(database, NOON + 26 * HOUR)
    assert ("beats", "beats", "closed", "resolved") in troubles(database)
    assert alerting(database)["no_beats_since"] is None


def test_a_workspace_that_beats_once_a_week_is_not_missed_after_a_day(database: Database) -> None:
    house(database)
    seldom = replace(settings(), schedule={"beat": "0 8 * * 1"})
    apply(database, workspace(metric("m_one", "MONE", owner="ada@example.com"), settings=seldom))
    read_values(database, 1.0)
    pass_time(database, NOON + 25 * HOUR)
    assert [kind for kind, *_ in troubles(database) if kind == "beats"] == []
