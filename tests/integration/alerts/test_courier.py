"""The courier over a real database and a real HTTP receiver."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from heartbeat.db import Database, Role
from heartbeat.definitions.alerting.model import Channel
from heartbeat.postgres.embedded import EmbeddedServer
from heartbeat.readings import beats
from heartbeat.surfaces.alerts.channels.model import Delivery, Dispatch, Reach
from heartbeat.surfaces.alerts.courier.courier import Courier
from integration.alerts.couriered import courier_over, deliver_by_http, deploy_channels, running
from integration.alerts.outbox_rows import Post
from integration.readings.small_house import start_beat, worker
from machine_time import system_clock
from postgres_fixtures import make_house
from scripted_receiver import Receiver, Reply, scripted_receiver
from waiting import eventually


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Where all messages of a test go."""
    with scripted_receiver() as opened:
        yield opened


@pytest.fixture
def post(database: Database, receiver: Receiver) -> Iterator[Post]:
    """A workspace with two channels, and its outbox now."""
    deploy_channels(database, "ops", "slow", receiver=receiver)
    opened = Post(database, now=system_clock())
    yield opened
    opened.connection.close()


def fire(post: Post, subject: str, channel: str) -> int:
    return post.message((post.incident(subject), 1, "fire"), lane=(channel, ""))


def ids(receiver: Receiver, path: str) -> list[str]:
    return [json.loads(one.body)["id"] for one in receiver.at(path)]


def test_what_is_due_is_sent_with_what_it_said_and_how_it_went(post: Post, database: Database, receiver: Receiver) -> None:
    message = fire(post, "orders", "ops")
    assert courier_over(database, receiver).deliver_due(10)
    assert ids(receiver, "/ops") == [f"hb-{message}"]
    kept = post.one("select state, content from heartbeat.message")
    assert kept["state"] == "delivered"
    assert kept["content"]["subject"] == json.loads(receiver.at("/ops")[0].body)["subject"]


def test_a_slow_channel_delays_no_other(post: Post, database: Database, receiver: Receiver) -> None:
    receiver.always("/slow", Reply(delay_seconds=20))
    fire(post, "one", "slow")
    quick = fire(post, "two", "ops")
    began = time.monotonic()
    with running(database, receiver) as stop:
        eventually(lambda: receiver.at("/ops"), within_seconds=10)
        assert time.monotonic() - began < 5
        later = fire(post, "three", "ops")
        eventually(lambda: len(receiver.at("/ops")) == 2, within_seconds=5)
        assert ids(receiver, "/ops") == [f"hb-{quick}", f"hb-{later}"]
        stop.set()
    assert len(receiver.at("/slow")) == 1


def test_a_board_lets_its_messages_leave_at_once(post: Post, database: Database, receiver: Receiver) -> None:
    with running(database, receiver, poll_seconds=30):
        eventually(lambda: _courier_waits(post))
        fire(post, "orders", "ops")
        told = time.monotonic()
        post.connection.execute("select pg_notify('heartbeat_board', '1')")
        eventually(lambda: receiver.at("/ops"), within_seconds=5)
        assert receiver.at("/ops")[0].at - told < 1


def _courier_waits(post: Post) -> bool:
    """Whether the courier has looked for what is due and waits for a board."""
    query = "select query from pg_stat_activity where application_name = 'heartbeat courier' and state = 'idle'"
    return any("select distinct channel" in row["query"] for row in post.rows(query))


def test_two_couriers_send_each_message_once(post: Post, database: Database, receiver: Receiver) -> None:
    messages = [fire(post, f"m{number}", "ops") for number in range(20)]
    with running(database, receiver), running(database, receiver):
        eventually(lambda: set(post.states()) == {"delivered"}, within_seconds=20)
    assert sorted(ids(receiver, "/ops")) == sorted(f"hb-{message}" for message in messages)


def test_a_line_that_is_cut_is_tried_again_with_the_same_id(post: Post, database: Database, receiver: Receiver) -> None:
    receiver.script("/ops", Reply(reset=True), Reply(503))
    message = fire(post, "orders", "ops")
    now = [system_clock()]
    courier = courier_over(database, receiver, clock=lambda: now[0])
    for _ in range(3):
        assert courier.deliver_due(10)
        now[0] += timedelta(minutes=5)
    assert ids(receiver, "/ops") == [f"hb-{message}"] * 3
    assert post.one("select state, is_unsure from heartbeat.message") == {"state": "delivered", "is_unsure": True}


def test_a_fault_of_a_channel_is_a_try_like_any_other_and_tells_no_secret(
    post: Post, database: Database, receiver: Receiver
) -> None:
    def faulty(channel: Channel, dispatch: Dispatch, reach: Reach) -> Delivery:
        if channel.name == "ops":
            raise RuntimeError(f"cannot reach {channel.options['url']}")
        return deliver_by_http(channel, dispatch, reach)

    fire(post, "one", "ops")
    fire(post, "two", "slow")
    assert courier_over(database, receiver, deliver=faulty).deliver_due(10)
    assert post.states() == ["retry", "delivered"]
    assert (
        post.one("select last_error from heartbeat.message where channel = 'ops'")["last_error"]
        == "RuntimeError: cannot reach ***"
    )


def test_a_channel_without_its_secret_is_dead_and_the_default_one_tells(
    post: Post, database: Database, receiver: Receiver
) -> None:
    secretless: dict[str, Any] = {
        "ops": {"kind": "webhook", "url": "${RECEIVER}/ops"},
        "lost": {"kind": "slack", "url": "${LOST}"},
    }
    deploy_channels(database, "ops", receiver=receiver, alerts={"channels": secretless})
    fire(post, "orders", "lost")
    with running(database, receiver):
        eventually(lambda: post.states() == ["dead", "delivered"], within_seconds=10)
    assert "LOST" in post.one("select last_error from heartbeat.message where channel = 'lost'")["last_error"]
    assert len(receiver.at("/ops")) == 1


def test_a_process_that_ends_soon_leaves_what_it_has_no_secret_for_to_a_worker(
    post: Post, database: Database, receiver: Receiver
) -> None:
    deploy_channels(database, "ops", receiver=receiver)
    fire(post, "orders", "ops")
    assert Courier(database, {}, threading.Event(), deliver=deliver_by_http).deliver_due(10)
    assert post.states() == ["queued"]
    assert courier_over(database, receiver).deliver_due(10)
    assert post.states() == ["delivered"]


def test_what_fails_about_reminders_keeps_no_message_back(post: Post, database: Database, receiver: Receiver) -> None:
    fire(post, "orders", "ops")
    with database.connect(Role.OWNER, autocommit=True) as owner:
        owner.execute("revoke select on heartbeat.silence from hb_worker")
    assert courier_over(database, receiver).deliver_due(10)
    assert post.states() == ["delivered"]


def test_a_channel_that_is_gone_is_dead(post: Post, database: Database, receiver: Receiver) -> None:
    fire(post, "orders", "gone")
    assert courier_over(database, receiver).deliver_due(10)
    assert post.states() == ["dead", "delivered"]


def test_before_the_first_deploy_nothing_is_sent(database: Database, receiver: Receiver) -> None:
    post = Post(database, now=system_clock())
    fire(post, "orders", "ops")
    assert courier_over(database, receiver).deliver_due(5)
    assert post.states() == ["queued"]
    post.connection.close()


def test_how_a_try_ended_is_kept_after_an_outage_and_nothing_is_sent_twice(
    own_server: EmbeddedServer, receiver: Receiver
) -> None:
    database = make_house(own_server, "house")
    deploy_channels(database, "ops", receiver=receiver)
    first = Post(database, now=system_clock())
    receiver.always("/ops", Reply(delay_seconds=1.5))
    fire(first, "orders", "ops")
    first.connection.close()
    with running(database, receiver):
        eventually(lambda: receiver.at("/ops"))
        own_server.stop()
        threading.Event().wait(2)
        own_server.start()
        second = Post(database, now=system_clock())
        eventually(lambda: second.states() == ["delivered"], within_seconds=20)
        fire(second, "refunds", "ops")
        eventually(lambda: second.states() == ["delivered"] * 2, within_seconds=20)
        assert second.rows("select 1 from heartbeat.message where is_unsure") == []
        second.connection.close()
    assert max(Counter(ids(receiver, "/ops")).values()) == 1


def test_each_complete_beat_is_told_to_the_dead_mans_switch(database: Database, receiver: Receiver) -> None:
    deploy_channels(database, "ops", receiver=receiver, alerts={"dead_man_url": "${RECEIVER}/alive"})
    receiver.script("/alive", Reply(500))
    now = [system_clock()]
    courier = courier_over(database, receiver, clock=lambda: now[0])
    courier.deliver_due(10)
    assert receiver.at("/alive") == []
    with worker(database) as connection:
        beat_id = start_beat(connection, now=now[0])
        courier.deliver_due(10)
        assert receiver.at("/alive") == [], "a beat that runs is no proof"
        beats.finish(connection, beat_id, None, now=now[0])
    courier.deliver_due(10)
    post = Post(database)
    assert post.one("select beat_id, proven_at, error from heartbeat.alert_proof where kind = 'dead_man'") == {
        "beat_id": None,
        "proven_at": None,
        "error": "HTTP 500",
    }
    now[0] += timedelta(seconds=11)
    courier.deliver_due(10)
    courier.deliver_due(10)
    assert [one.method for one in receiver.at("/alive")] == ["GET", "GET"]
    assert post.one("select beat_id, error from heartbeat.alert_proof where kind = 'dead_man'") == {
        "beat_id": beat_id,
        "error": None,
    }
    post.connection.close()


def test_a_switch_that_sends_elsewhere_is_not_followed(database: Database, receiver: Receiver) -> None:
    deploy_channels(database, "ops", receiver=receiver, alerts={"dead_man_url": "${RECEIVER}/alive"})
    receiver.always("/alive", Reply(302, {"location": receiver.url("/elsewhere")}))
    with worker(database) as connection:
        beats.finish(connection, start_beat(connection, now=system_clock()), None, now=system_clock())
    courier_over(database, receiver).deliver_due(10)
    assert receiver.at("/elsewhere") == []
