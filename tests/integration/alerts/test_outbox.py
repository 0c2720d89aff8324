"""Messages from waiting to their end: order, fence, what is outdated, and what may have arrived."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from heartbeat.db import Database
from heartbeat.readings.alerts.outbox import Claimed, due_channels, note_content
from integration.alerts.outbox_rows import DEAD, DELIVERED, RETRY, RULES, UNSURE, Post, Said


@pytest.fixture
def post(database: Database) -> Iterator[Post]:
    """An empty outbox at noon."""
    opened = Post(database)
    yield opened
    opened.connection.close()


def test_a_message_is_claimed_and_delivered_with_its_proof(post: Post) -> None:
    incident = post.incident()
    message = post.message((incident, 1, "fire"))
    assert due_channels(post.connection, now=post.now) == ("hook",)
    claimed = post.claimed()
    assert (claimed.message_id, claimed.fence, claimed.attempt, claimed.dedup_key) == (message, 1, 1, "key of orders")
    assert note_content(post.connection, claimed, {"subject": "a text"})
    assert post.claim() is None, "it is on its way"
    assert post.finish(claimed, Said("delivered", 200, reference={"thread": "7"}))
    assert (post.states(), post.states("outbox")) == (["delivered"], ["delivered"])
    kept = post.one("select content, reference, lease_until from heartbeat.message")
    assert kept == {"content": {"subject": "a text"}, "reference": {"thread": "7"}, "lease_until": None}
    assert post.one("select kind, name, proven_at from heartbeat.alert_proof")["proven_at"] == post.now
    assert post.one("select outcome, status from heartbeat.delivery_attempt") == {"outcome": "delivered", "status": 200}


def test_messages_of_one_incident_go_one_after_another_and_know_the_one_before(post: Post) -> None:
    incident = post.incident(seq=2)
    post.message((incident, 1, "fire"))
    first = post.claimed()
    post.message((incident, 2, "escalate"))
    other = post.message((post.incident("refunds"), 1, "fire"))
    second = post.claimed()
    assert second.message_id == other, "another incident does not wait"
    assert post.claim() is None, "the same incident waits for what is on its way"
    post.finish(first, Said("delivered", reference={"thread": "7"}))
    third = post.claimed()
    assert [row.kind for row in third.rows] == ["escalate"]
    assert third.earlier == {"thread": "7"}


def test_the_same_incident_on_another_lane_does_not_wait(post: Post) -> None:
    incident = post.incident()
    post.message((incident, 1, "fire"), lane=("mail", "ada@example.com"))
    post.message((incident, 1, "fire"), lane=("mail", "bob@example.com"))
    assert {post.claimed("mail").recipient, post.claimed("mail").recipient} == {"ada@example.com", "bob@example.com"}


def test_a_sender_that_froze_past_its_lease_changes_nothing(post: Post) -> None:
    post.message((post.incident(), 1, "fire"))
    frozen = post.claimed(lease=30)
    post.now += timedelta(seconds=31)
    second = post.claimed()
    assert (second.message_id, second.fence, second.attempt) == (frozen.message_id, 2, 2)
    assert not note_content(post.connection, frozen, {"subject": "too late"})
    assert not post.finish(frozen)
    assert post.states() == ["sending"]
    assert post.finish(second)
    attempts = post.rows("select outcome from heartbeat.delivery_attempt order by fence")
    assert [attempt["outcome"] for attempt in attempts] == ["ambiguous", "delivered"]
    assert post.one("select is_unsure from heartbeat.message") == {"is_unsure": True}


def test_a_frozen_sender_may_finish_while_nobody_else_has_claimed(post: Post) -> None:
    post.message((post.incident(), 1, "fire"))
    frozen = post.claimed(lease=30)
    post.now += timedelta(seconds=31)
    assert post.finish(frozen)
    assert post.claim() is None


def test_of_many_claimers_each_message_goes_to_one(post: Post, database: Database) -> None:
    incidents = [post.incident(f"m{number}") for number in range(12)]
    for incident in incidents:
        post.message((incident, 1, "fire"))
    found: list[Claimed] = []

    def work() -> None:
        mine = Post(database)
        while (claimed := mine.claim()) is not None:
            found.append(claimed)
            mine.finish(claimed)
        mine.connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(row.incident_id for one in found for row in one.rows) == incidents
    assert {one.fence for one in found} == {1}


def test_a_fire_that_was_never_sent_and_its_end_both_fall_away(post: Post) -> None:
    incident = post.incident()
    post.message((incident, 1, "fire"))
    post.close(incident, 2)
    post.message((incident, 2, "resolve"))
    assert post.claim() is None
    assert post.states() == ["superseded"] * 2
    reasons = post.rows("select reason from heartbeat.outbox order by outbox_id")
    assert [row["reason"] for row in reasons] == ["newer", "never_told"]


def test_an_end_goes_where_the_fire_may_have_arrived_and_the_fire_is_not_repeated(post: Post) -> None:
    incident = post.incident()
    post.message((incident, 1, "fire"))
    post.finish(post.claimed(), UNSURE)
    post.close(incident, 2)
    post.message((incident, 2, "resolve"))
    assert post.send_all() == [[(incident, 2, "resolve")]]
    post.now += timedelta(hours=1)
    assert post.claim() is None
    assert (post.states(), post.states("outbox")) == (["ambiguous", "delivered"], ["ambiguous", "delivered"])


def test_the_newest_is_sent_while_an_older_one_waits_for_its_next_try(post: Post) -> None:
    incident = post.incident(seq=2)
    post.message((incident, 1, "fire"))
    post.finish(post.claimed(), RETRY)
    post.message((incident, 2, "escalate"))
    assert post.send_all() == [[(incident, 2, "escalate")]]
    post.now += timedelta(minutes=1)
    assert post.send_all() == []
    assert post.states() == ["superseded", "delivered"]


def test_of_a_group_what_has_ended_is_left_out(post: Post) -> None:
    ended, going_on = post.incident("ended"), post.incident("going_on")
    post.message((ended, 1, "fire"), (going_on, 1, "fire"))
    post.close(ended, 2)
    claimed = post.claimed()
    assert [row.incident_id for row in claimed.rows] == [going_on]
    assert claimed.form == "single"
    post.finish(claimed)
    rows = post.rows("select state, reason from heartbeat.outbox order by outbox_id")
    assert rows == [{"state": "superseded", "reason": "ended"}, {"state": "delivered", "reason": None}]


@pytest.mark.parametrize("channel", ["hook", "mail", "pager"])
def test_what_may_have_arrived_is_repeated_where_the_other_side_knows_repeats(post: Post, channel: str) -> None:
    post.message((post.incident(), 1, "fire"), lane=(channel, ""))
    for _ in range(4):
        post.finish(post.claimed(channel), UNSURE)
        post.now += timedelta(hours=1)
    post.finish(post.claimed(channel))
    assert post.states("outbox") == ["delivered"]


def test_what_may_have_arrived_is_repeated_once_where_the_other_side_does_not(post: Post) -> None:
    post.message((post.incident(), 1, "fire"), lane=("slack", ""))
    post.finish(post.claimed("slack"), UNSURE)
    post.now += timedelta(minutes=5)
    post.finish(post.claimed("slack"), UNSURE)
    post.now += timedelta(days=2)
    assert post.claim("slack") is None
    assert (post.states(), post.states("outbox")) == (["ambiguous"], ["ambiguous"])


def test_a_sender_that_never_comes_back_is_one_that_may_have_sent(post: Post) -> None:
    post.message((post.incident(), 1, "fire"), lane=("slack", ""))
    for _ in range(2):
        post.claimed("slack", lease=30)
        post.now += timedelta(seconds=31)
    assert post.claim("slack") is None
    assert post.states() == ["ambiguous"]


def test_tries_are_further_and_further_apart_and_end_after_a_day(post: Post) -> None:
    post.message((post.incident(), 1, "fire"))
    began, waits = post.now, []
    while post.states() != ["dead"]:
        post.finish(post.claimed(), RETRY)
        later = post.one("select not_before from heartbeat.message")["not_before"]
        waits.append((later - post.now).total_seconds())
        post.now = max(later, post.now)
    for wait, least in zip(waits, (5, 30, 120, 600, 1800, 3600, 7200), strict=False):
        assert least <= wait <= least * 1.1
    assert post.now - began == timedelta(hours=24)
    assert post.states("outbox")[0] == "dead"


def test_the_other_side_says_when_to_try_again(post: Post) -> None:
    post.message((post.incident(), 1, "fire"))
    post.finish(post.claimed(), Said("retry", 429, retry_after=timedelta(minutes=7)))
    assert post.one("select not_before from heartbeat.message")["not_before"] == post.now + timedelta(minutes=7)


def test_a_dead_message_is_told_over_the_default_channel_at_once(post: Post) -> None:
    post.rules = replace(RULES, default=("hook", "mail"))
    incident = post.incident()
    post.message((incident, 1, "fire"))
    post.finish(post.claimed(), DEAD)
    assert post.states("outbox") == ["dead", "queued"]
    elsewhere = post.claimed("mail")
    assert [(row.incident_id, row.seq, row.kind) for row in elsewhere.rows] == [(incident, 1, "fire")]
    post.finish(elsewhere, DEAD)
    assert post.claim("mail") is None, "no channel is left"
    failed = post.rows("select name, error from heartbeat.alert_proof order by name")
    assert failed == [{"name": "hook", "error": "HTTP 404"}, {"name": "mail", "error": "HTTP 404"}]


def test_a_dead_end_is_not_told_elsewhere(post: Post) -> None:
    post.rules = replace(RULES, default=("hook", "mail"))
    incident = post.incident()
    post.message((incident, 1, "fire"))
    post.finish(post.claimed())
    post.close(incident, 2)
    post.message((incident, 2, "resolve"))
    post.finish(post.claimed(), DEAD)
    assert post.states("outbox") == ["delivered", "dead"]


def test_a_test_has_no_rows_and_is_sent(post: Post) -> None:
    post.message(form="test", facts="{}")
    claimed = post.claimed()
    assert (claimed.form, claimed.rows) == ("test", ())
    assert post.finish(claimed, DELIVERED)
