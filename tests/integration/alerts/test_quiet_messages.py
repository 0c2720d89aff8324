"""Messages that fall into quiet hours: held, and one digest of what is still true at their end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from heartbeat.db import Database
from heartbeat.definitions.alerting.model import Person, QuietHours
from integration.alerts.outbox_rows import RULES, Post

NIGHT = datetime(2026, 11, 21, 23, tzinfo=UTC)
MORNING = datetime(2026, 11, 22, 7, tzinfo=UTC)
ADA = ("mail", "ada@example.com")
QUIET = QuietHours(time(22), time(7))


@pytest.fixture
def post(database: Database) -> Iterator[Post]:
    """The outbox at night, while Ada sleeps and Bob does not."""
    people = {"ada@example.com": Person("ada@example.com", quiet_hours=QUIET), "bob@example.com": Person("bob@example.com")}
    opened = Post(database, replace(RULES, people=people), now=NIGHT)
    yield opened
    opened.connection.close()


def test_all_that_waited_goes_out_as_one_digest_of_what_is_still_true(post: Post) -> None:
    ended, going_on, worse = (post.incident(name) for name in ("ended", "going_on", "worse"))
    for incident in (ended, going_on, worse):
        post.message((incident, 1, "fire"), lane=ADA)
    assert post.claim("mail") is None
    waiting = post.rows("select not_before, facts ? 'waited_until' as waited from heartbeat.message")
    assert waiting == [{"not_before": MORNING, "waited": True}] * 3
    post.close(ended, 2)
    post.message((ended, 2, "resolve"), (worse, 2, "escalate"), lane=ADA)
    assert post.claim("mail") is None
    post.now = MORNING
    claimed = post.claimed("mail")
    assert claimed.form == "digest"
    assert sorted((row.incident_id, row.kind) for row in claimed.rows) == [(going_on, "fire"), (worse, "escalate")]
    post.finish(claimed)
    assert post.claim("mail") is None
    assert post.states() == ["delivered", "superseded", "superseded", "superseded"]
    assert post.states("outbox") == ["superseded", "delivered", "superseded", "superseded", "delivered"]


def test_one_that_waited_alone_stays_as_it_is(post: Post) -> None:
    post.message((post.incident(), 1, "fire"), lane=ADA)
    assert post.claim("mail") is None
    post.now = MORNING
    assert post.claimed("mail").form == "single"


def test_nothing_is_told_in_the_morning_of_what_came_and_went_at_night(post: Post) -> None:
    incident = post.incident()
    post.message((incident, 1, "fire"), lane=ADA)
    assert post.claim("mail") is None
    post.close(incident, 2)
    post.message((incident, 2, "resolve"), lane=ADA)
    post.now = MORNING
    assert post.claim("mail") is None
    assert post.states("outbox") == ["superseded"] * 2


def test_another_person_and_a_test_do_not_wait(post: Post) -> None:
    incident = post.incident()
    post.message((incident, 1, "fire"), lane=("mail", "bob@example.com"))
    post.message(form="test", lane=ADA)
    assert [post.claimed("mail").recipient, post.claimed("mail").recipient] == ["bob@example.com", "ada@example.com"]


def test_red_goes_through_where_the_hours_say_so(post: Post) -> None:
    people = {"ada@example.com": Person("ada@example.com", quiet_hours=replace(QUIET, red_sends=True))}
    post.rules = replace(post.rules, people=people)
    post.message((post.incident(), 1, "fire"), lane=ADA)
    assert post.claimed("mail").attempt == 1


def test_a_shared_channel_is_as_quiet_as_the_owners_of_what_it_tells(post: Post) -> None:
    post.message((post.incident(), 1, "fire"))
    assert post.claim("hook") is None, "Ada owns it, and she sleeps"
