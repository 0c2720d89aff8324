"""The inbox: what a board has shown, who is to be told, what may not page, and what became of messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from heartbeat.db import Database
from heartbeat.surfaces.alerts.message_shapes import DeliveriesShape
from heartbeat.surfaces.alerts.rules_shapes import AlertRulesShape
from heartbeat.surfaces.alerts.shapes import AlertsShape, IncidentDocumentShape, IncidentRowShape
from integration.alerts.api.alerting_house import HOUR, execute, forget, incident, insert, message, notice, settle, transition
from integration.app.served import app_over, client_of
from integration.readings.small_house import NOON

PAGER_SECRET = "whsec-of-the-pager"


@pytest.fixture
def house(database: Database) -> Database:
    settle(database)
    forget(database)
    return database


@pytest.fixture
def client(house: Database) -> Iterator[httpx.Client]:
    with client_of(app_over(house, environment={"PAGER_SECRET": PAGER_SECRET})) as client:
        yield client


def inbox(client: httpx.Client, **asked: Any) -> AlertsShape:
    answer = client.get("/api/alerts", params=asked)
    assert answer.status_code == 200, answer.text
    return AlertsShape.model_validate(answer.json())


def only(client: httpx.Client) -> IncidentRowShape:
    (row,) = inbox(client).incidents
    return row


def test_an_incident_is_one_row_with_its_metric(house: Database, client: httpx.Client) -> None:
    number = incident(house)
    row = only(client)
    metric = row.metric
    assert metric is not None
    assert (row.incident_id, row.state, row.severity, row.since) == (number, "firing", "red", NOON)
    assert (metric.code, metric.text, metric.line and metric.line.text, metric.owner_name) == ("DELA", "12", "max 10", "Ada")
    assert row.title == "DELA delays is 12 (max 10)"
    assert metric.edit_version == client.get("/api/metrics/delays").json()["edit_version"]
    assert (row.gate.open, row.gate.reasons, row.delivery.state, row.next) == (True, [], "none", None)
    counts = inbox(client).counts
    assert (counts.open, counts.unacknowledged, counts.red, counts.health, counts.may_not_page) == (1, 1, 1, 0, 0)


def test_what_no_board_has_shown_is_not_told(house: Database, client: httpx.Client) -> None:
    incident(house, shown_seq=None, shown_state=None, shown_severity=None, shown_flapping=None, shown_version=None)
    ended = incident(house, "other", state="closed", seq=2, closed_at=NOON, closed_reason="resolved", shown_state="firing")
    row = only(client)
    assert (row.incident_id, row.state, row.closed_at, row.closed_reason) == (ended, "firing", None, None)
    assert inbox(client, state="closed").incidents == []


def test_red_ones_that_nobody_is_on_come_first(house: Database, client: httpx.Client) -> None:
    later = {"began_at": NOON + HOUR, "fired_at": NOON + HOUR}
    taken = incident(house, acked_at=NOON, acked_by="Ada")
    amber = incident(house, "other", severity="amber")
    source = incident(house, "bank", kind="source", **later)
    pending = incident(house, "other", kind="health", state="pending", fired_at=None)
    rows = inbox(client).incidents
    assert [row.incident_id for row in rows] == [source, amber, taken, pending]
    counts = inbox(client).counts
    assert (counts.open, counts.unacknowledged, counts.health, counts.pending) == (3, 2, 1, 1)


def test_closed_ones_come_in_pages(house: Database, client: httpx.Client) -> None:
    closed = {"state": "closed", "closed_reason": "resolved"}
    numbers = [incident(house, closed_at=NOON + timedelta(microseconds=at // 2), **closed) for at in range(5)]
    incident(house, closed_at=NOON, state="closed", closed_reason="cleared", fired_at=None)
    told, before = [], None
    for _ in range(3):
        page = inbox(client, state="closed", limit=2, **({"before": before} if before else {}))
        told += [row.incident_id for row in page.incidents]
        before = page.older
    assert (told, before) == (numbers[::-1], None)


def test_a_gate_names_all_that_keeps_it_shut(house: Database, client: httpx.Client) -> None:
    incident(house, "other")
    row = only(client)
    assert (row.gate.open, row.gate.reasons) == (False, ["unverified", "no_owner"])
    told = {each.reason: [metric.metric_id for metric in each.metrics] for each in inbox(client).suppressions}
    assert told == {"unverified": ["other"], "no_owner": ["other"]}
    assert inbox(client).counts.may_not_page == 1


@pytest.mark.parametrize(
    ("state", "message_state", "told"),
    [
        ("queued", "queued", "waiting"),
        ("queued", "retry", "retrying"),
        ("delivered", "delivered", "delivered"),
        ("dead", "dead", "dead"),
        ("ambiguous", "ambiguous", "ambiguous"),
    ],
)
def test_a_delivery_is_as_its_message_is(
    house: Database, client: httpx.Client, state: str, message_state: str, told: str
) -> None:
    notice(house, incident(house), state, message_id=message(house, message_state))
    assert (only(client).delivery.state, only(client).delivery.channels) == (told, ["ops"])


def test_of_two_channels_the_worse_counts_and_of_two_turns_the_newer(house: Database, client: httpx.Client) -> None:
    number = incident(house)
    notice(house, number, "dead", channel="pager")
    notice(house, number, "delivered", channel="ops", ended_at=NOON + HOUR)
    assert (only(client).delivery.state, only(client).delivery.channels) == ("dead", ["ops", "pager"])
    notice(house, number, "digest", seq=2, kind="remind", reason="over_budget", board_version=None)
    assert (only(client).delivery.state, only(client).over_budget, only(client).delivery.reason) == (
        "waiting",
        True,
        "over_budget",
    )


def test_what_comes_next_is_the_earlier_of_reminder_and_step(house: Database, client: httpx.Client) -> None:
    number = incident(house, paged_at=NOON, told_at=NOON)
    step = only(client).next
    assert step is not None
    assert (step.what, step.at) == ("step", NOON + HOUR / 2)
    execute(house, "update heartbeat.incident set step = 1 where incident_id = %s", number)
    reminder = only(client).next
    assert reminder is not None
    assert (reminder.what, reminder.at) == ("reminder", NOON + 4 * HOUR)


def test_an_incident_of_a_source_names_what_it_takes_with_it(house: Database, client: httpx.Client) -> None:
    incident(house, "bank", kind="source", facts={"metric_ids": ["delays", "gone"], "metric_count": 2})
    row = only(client)
    assert (row.title, row.metric) == ("Source bank fails since 10 Jun 2026, 14:00 CEST; 2 metrics stand still", None)
    assert [(one.metric_id, one.code) for one in row.metrics] == [("delays", "DELA"), ("gone", None)]


def test_channels_tell_their_last_proof_and_what_they_lack(house: Database, client: httpx.Client) -> None:
    insert(house, "alert_proof", {"kind": "channel", "name": "ops", "proven_at": NOON, "failed_at": NOON + HOUR, "error": "404"})
    insert(house, "alert_proof", {"kind": "dead_man", "name": "", "proven_at": NOON, "beat_id": 1})
    message(house, "retry")
    ops, mail, pager = inbox(client).channels
    assert (ops.down, ops.error, ops.waiting, ops.unset, ops.used_by[0]) == (False, "404", 1, ["SLACK_URL"], "default")
    assert (mail.down, mail.unset, mail.used_by) == (False, ["SMTP_PASSWORD"], ["ada@linden.example"])
    assert (pager.unset, pager.used_by) == ([], ["area core (red)", "escalation after 30 min"])
    incident(house, "ops", kind="channel")
    assert [one.down for one in inbox(client).channels] == [True, False, False]
    assert (inbox(client).dead_man.configured, inbox(client).dead_man.proven_at) == (False, NOON)


def test_one_incident_has_its_whole_story(house: Database, client: httpx.Client) -> None:
    number = incident(house)
    transition(house, number, evidence={"value": 12})
    sent = message(house, "delivered", ended_at=NOON + HOUR)
    insert(house, "delivery_attempt", {"message_id": sent, "fence": 1, "started_at": NOON, "outcome": "delivered", "status": 200})
    notice(house, number, "delivered", message_id=sent)
    notice(house, number, "suppressed", channel="mail", reason="snoozed", ended_at=NOON)
    told = IncidentDocumentShape.model_validate(client.get(f"/api/alerts/incidents/{number}").json())
    assert [(entry.what, entry.name) for entry in told.timeline] == [
        ("delivery", "delivered"),
        ("transition", "fire"),
        ("delivery", "suppressed"),
    ]
    assert told.timeline[2].text == "fire: was not sent, somebody has snoozed it"
    assert [(one.state, len(one.attempts)) for one in told.deliveries] == [("delivered", 1), ("suppressed", 0)]
    assert (told.evidence, told.replay.same, told.replay.judged) == ({"value": 12}, True, 0)
    missing = client.get("/api/alerts/incidents/4711")
    assert (missing.status_code, missing.json()["code"]) == (404, "incident-not-found")


def test_messages_come_in_pages_and_tell_no_secret(house: Database, client: httpx.Client) -> None:
    numbers = [message(house, content={"text": f"sent with {PAGER_SECRET}"}, channel="pager") for _ in range(3)]
    message(house, "dead", last_error=f"refused {PAGER_SECRET}")
    first = DeliveriesShape.model_validate(client.get("/api/alerts/deliveries?channel=pager&limit=2").json())
    assert ([one.message_id for one in first.deliveries], first.older) == (numbers[:0:-1], numbers[1])
    rest = DeliveriesShape.model_validate(client.get(f"/api/alerts/deliveries?channel=pager&before={first.older}").json())
    assert ([one.message_id for one in rest.deliveries], rest.older) == (numbers[:1], None)
    assert rest.deliveries[0].content == {"text": "sent with ***"}
    dead = client.get("/api/alerts/deliveries?state=dead")
    assert (PAGER_SECRET in dead.text, dead.json()["deliveries"][0]["last_error"]) == (False, "refused ***")


def test_rules_tell_whom_each_metric_would_tell(house: Database, client: httpx.Client) -> None:
    rules = AlertRulesShape.model_validate(client.get("/api/alerts/rules").json())
    delays = next(one for one in rules.metrics if one.metric_id == "delays")
    other = next(one for one in rules.metrics if one.metric_id == "other")
    assert {(one.channel, one.recipient) for one in delays.targets} == {("mail", "ada@linden.example"), ("pager", "")}
    assert (delays.line and delays.line.text, delays.clear, delays.gate.open) == ("max 10", "9.5", True)
    assert (other.targets, other.gate.reasons, other.budget.most) == ([], ["unverified", "no_owner"], 2)
    assert (rules.quiet_hours and rules.quiet_hours.start, rules.daily_digest, rules.dead_man) == ("22:00", "08:00", False)
