"""`heartbeat alerts …` over a database of the test: what is printed, what is kept, and how it ends."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from forked import Answer
from heartbeat.db import Database
from integration.alerts.api.alerting_house import (
    ALERTS,
    HOUSE,
    execute,
    forget,
    incident,
    notice,
    settle,
    transition,
)
from integration.cli.command import heartbeat
from integration.readings.small_house import apply, board, metric, rows, workspace
from scripted_receiver import Reply, scripted_receiver
from unit.rules.alerts.test_replay import evidence


@pytest.fixture
def house(database: Database) -> Database:
    settle(database)
    forget(database)
    return database


def alerts(house: Database, *arguments: str, **more: str) -> Answer:
    urls = {f"HEARTBEAT_DB_{role.name}_URL": url for role, url in house.urls.items()}
    environment = {**urls, "HEARTBEAT_DATABASE_URL": next(iter(house.urls.values())), "HEARTBEAT_ROLE_PREFIX": house.prefix}
    return heartbeat("alerts", *arguments, environment={**environment, "LOGNAME": "anna", **more})


def said(answer: Answer) -> str:
    assert answer.code == 0, answer.out + answer.err
    return answer.out


def test_the_list_tells_what_is_open_who_is_on_it_and_what_may_not_page(house: Database) -> None:
    assert "No incident is open." in said(alerts(house, "list"))
    number = incident(house, acked_at=board(house).published_at, acked_by="Ada")
    notice(house, number, "dead", reason="404 no such channel")
    incident(house, "other")
    told = said(alerts(house, "list"))
    assert "dead (ops), 404 no such channel" in told
    assert "OTHE other is 1 (max 10)" in told
    assert "1 metric is red and may not page, not verified: other" in told
    assert json.loads(said(alerts(house, "list", "--json")))["counts"]["open"] == 2


def test_an_explanation_begins_with_the_answer(house: Database) -> None:
    calm = said(alerts(house, "explain", "other"))
    for told in ("OTHE other does not page now", "it is not beyond the line that pages (max 10)", "it is not verified"):
        assert told in calm
    assert "nobody, while nobody owns it" in calm
    incident(house)
    firing = said(alerts(house, "explain", "delays", SMTP_PASSWORD="secret"))
    for told in (
        "DELA delays pages now.",
        "12, red",
        "beyond max 10, after 1 reading",
        "mail to ada@linden.example",
        "PAGER_SECRET",
    ):
        assert told in firing
    assert "SMTP_PASSWORD" not in firing
    assert json.loads(said(alerts(house, "explain", "delays", "--json")))["pages"] is True
    missing = alerts(house, "explain", "none_such")
    assert (missing.code, "metric-not-found" in missing.err) == (1, True)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("update heartbeat.incident set state = 'pending', shown_state = 'pending'", "1 readings in a row have to be"),
        ("update heartbeat.incident set acked_at = now(), acked_by = 'Ben'", "Ben is on it"),
    ],
)
def test_an_explanation_tells_why_an_open_incident_does_not_page(house: Database, change: str, why: str) -> None:
    incident(house)
    execute(house, change)
    assert why in said(alerts(house, "explain", "delays"))


def test_a_metric_over_its_budget_says_so(house: Database) -> None:
    now = rows(house, "select now()")[0][0]
    for _ in range(2):
        number = incident(house, state="closed", closed_at=now, closed_reason="resolved", shown_state="closed")
        notice(house, number, "delivered", made_at=now)
    assert "it has paged in the last 7 days as often as it may (2): it goes into the digest" in said(
        alerts(house, "explain", "delays")
    )


def test_who_acknowledges_is_named_and_the_second_is_refused(house: Database) -> None:
    number = str(incident(house))
    assert "anna is on it" in said(alerts(house, "acknowledge", number))
    second = alerts(house, "acknowledge", number, "--by", "Ben")
    assert (second.code, "anna has been on incident" in second.err, "incident-settled" in second.err) == (1, True, True)
    assert "Nobody is on it any more" in said(alerts(house, "release", number, "--by", "Ben"))
    assert "the comment is kept" in said(alerts(house, "comment", number, "the bank moves"))
    log = rows(house, "select kind, by from heartbeat.incident_action order by action_id")
    assert log == [("acknowledge", "anna"), ("release", "Ben"), ("comment", "anna")]


def test_a_snooze_a_silence_and_a_mute_are_made_and_ended(house: Database) -> None:
    incident(house)
    because = ("--reason", "the bank moves")
    assert "Snooze 1, until" in said(alerts(house, "snooze", "delays", "--for", "3d", *because))
    told = said(alerts(house, "explain", "delays"))
    assert ("it is snoozed" in told, "snooze 1 of anna" in told) == (True, True)
    assert "2 metrics, delays, other" in said(alerts(house, "silence", "--area", "core", "--for", "8h", *because))
    assert "Mute 3, until somebody ends it: 1 metric, other" in said(alerts(house, "mute", "other", *because))
    for number in ("1", "2", "3"):
        assert "has ended" in said(alerts(house, "end", number))
    assert "DELA delays pages now." in said(alerts(house, "explain", "delays"))
    assert alerts(house, "snooze", "delays", "--for", "90d", *because).code == 1
    assert alerts(house, "silence", "--for", "8h", *because).code == 1
    assert alerts(house, "snooze", "delays", "--for", "soon", *because).code == 2


def test_a_replay_ends_with_one_where_a_verdict_differs(house: Database) -> None:
    number = incident(house)
    assert "no evidence" in said(alerts(house, "replay", str(number)))
    told: Any = evidence()
    transition(house, number, evidence=told)
    assert "1 transition judged again, the same verdict each time" in said(alerts(house, "replay", str(number)))
    transition(house, number, "escalate", seq=2, evidence={**told, "status": "amber"})
    differs = alerts(house, "replay", str(number))
    assert (differs.code, "escalate (turn 2): status was amber" in differs.out) == (1, True)


def test_a_test_of_a_channel_sends_a_real_message_and_tells_the_answer(house: Database) -> None:
    secret = "whsec_" + base64.b64encode(b"a key of the pager").decode()
    with scripted_receiver() as receiver:
        declare(house, receiver.url("/hook"))
        unset = alerts(house, "test", "pager")
        assert (unset.code, "PAGER_SECRET" in unset.err, receiver.received) == (1, True, [])
        assert rows(house, "select 1 from heartbeat.message") == []
        sent = alerts(house, "test", "pager", "--by", "Ada", PAGER_SECRET=secret)
        assert re.match(r"✓ pager took message \d+ \(status 200\)", said(sent))
        assert "Test of channel pager" in receiver.at("/hook")[0].body.decode()
        assert "by Ada" in receiver.at("/hook")[0].body.decode()
        receiver.always("/hook", Reply(status=404))
        refused = alerts(house, "test", "pager", PAGER_SECRET=secret)
        assert (refused.code, "No other try can help" in refused.err, "status 404" in refused.err) == (1, True, True)
        receiver.always("/hook", Reply(status=503))
        busy = alerts(house, "test", "pager", PAGER_SECRET=secret)
        assert (busy.code, "tries again" in busy.err) == (1, True)
    proof = rows(house, "select proven_at is not null, failed_at is not null from heartbeat.alert_proof where name = 'pager'")
    assert proof == [(True, True)]
    missing = alerts(house, "test", "none")
    assert (missing.code, "channel-not-found" in missing.err) == (1, True)


def declare(house: Database, url: str) -> None:
    """A pager that is a local server."""
    pager = {"kind": "webhook", "url": url, "secret": "${PAGER_SECRET}"}
    alerts = {**ALERTS, "channels": {**ALERTS["channels"], "pager": pager}, "allow_private_hosts": ["127.0.0.1"]}
    settings = replace(HOUSE, alerts=alerts)
    apply(house, workspace(metric("delays", "DELA"), metric("other", "OTHE"), settings=settings, content_hash="w2"))
