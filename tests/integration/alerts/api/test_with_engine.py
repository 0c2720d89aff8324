"""The inbox over what the engine writes: incidents of real readings, their evidence, their badges on the board."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from heartbeat.db import Database
from heartbeat.surfaces.alerts.shapes import AlertsShape, IncidentDocumentShape
from heartbeat.wire.shapes import MetricShape
from integration.alerts.alert_house import HOUR, OWNER, edit, house, read_values
from integration.app.served import app_over, client_of
from integration.readings.small_house import NOON, metric, tiles


@pytest.fixture
def client(database: Database) -> Iterator[httpx.Client]:
    house(database, metric("m_one", "MONE", owner=OWNER), metric("m_two", "MTWO"))
    edit(database, "m_two", now=NOON - HOUR, verification_state="unverified")
    with client_of(app_over(database)) as client:
        yield client


def inbox(client: httpx.Client, state: str = "open") -> AlertsShape:
    return AlertsShape.model_validate(client.get("/api/alerts", params={"state": state}).json())


def story(client: httpx.Client, number: int) -> IncidentDocumentShape:
    return IncidentDocumentShape.model_validate(client.get(f"/api/alerts/incidents/{number}").json())


def test_a_red_reading_is_in_the_inbox_and_its_evidence_says_the_same_again(database: Database, client: httpx.Client) -> None:
    read_values(database, 11)
    (row,) = inbox(client).incidents
    assert (row.title, row.delivery.state, row.delivery.channels) == ("MONE m one is 11 (max 10)", "waiting", ["ops"])
    assert row.next is not None
    assert (row.next.what, row.next.at) == ("reminder", NOON + 4 * HOUR)
    told = story(client, row.incident_id)
    assert [entry.text for entry in told.timeline] == ["fired", "fire: waits to be sent"]
    assert told.deliveries[0].notices[0].title == "Red: MONE m one is 11 (max 10)"
    assert (told.replay.same, told.replay.judged, told.evidence and told.evidence["value"]) == (True, 1, 11)


def test_a_whole_life_is_judged_the_same_again(database: Database, client: httpx.Client) -> None:
    read_values(database, 11, 12, 3, 13, 3, 3)
    (row,) = inbox(client, "closed").incidents
    assert (row.closed_reason, row.title.partition(" (")[0]) == ("resolved", "Good again: MONE m one is 3")
    told = story(client, row.incident_id)
    assert (told.replay.same, told.replay.judged, told.replay.differences) == (True, 5, [])


def test_what_a_person_ends_is_judged_the_same_again(database: Database, client: httpx.Client) -> None:
    read_values(database, 11)
    edit(database, "m_one", now=NOON + HOUR, alert_value=20.0, by="Ben")
    (row,) = inbox(client, "closed").incidents
    assert (row.closed_reason, row.closed_by) == ("edited", "Ben")
    told = story(client, row.incident_id)
    assert (told.timeline[-1].text, "closed: its line was changed" in [entry.text for entry in told.timeline]) == (
        "fire: waits to be sent",
        True,
    )
    assert told.replay.same, told.replay.differences


def test_a_metric_that_may_not_page_has_its_incident_with_the_reasons(database: Database, client: httpx.Client) -> None:
    read_values(database, 11, metric_id="m_two")
    told = inbox(client)
    assert [(one.reason, one.count) for one in told.suppressions] == [("unverified", 1), ("no_owner", 1)]
    assert (told.incidents[0].delivery.state, told.incidents[0].delivery.reason) == ("suppressed", "unverified")
    entries = story(client, told.incidents[0].incident_id).timeline
    assert "fire: was not sent, the metric is not verified" in [entry.text for entry in entries]


def test_acknowledged_and_snoozed_are_on_the_tile_of_the_next_board(database: Database, client: httpx.Client) -> None:
    read_values(database, 11)
    number = inbox(client).incidents[0].incident_id
    done = client.post(f"/api/alerts/incidents/{number}/acknowledge", json={"by": "Ada"}).json()
    tile = MetricShape.model_validate(tiles(database)["m_one"])
    assert tile.incident is not None
    assert (tile.incident.acked_by, tile.quieted, done["incident"]["next"]) == ("Ada", None, None)
    wanted = {"kind": "mute", "matcher": {"owner": OWNER}, "reason": "holidays", "by": "Ben"}
    made = client.post("/api/alerts/silences", json=wanted).json()
    tile = MetricShape.model_validate(tiles(database)["m_one"])
    assert tile.quieted is not None
    assert (tile.quieted.kind, tile.quieted.by, tile.quieted.until) == ("mute", "Ben", None)
    assert client.get("/api/cockpit").json()["board_version"] == made["board_version"]
    client.post(f"/api/alerts/silences/{made['silence']['silence_id']}/end", json={"by": "Ben"})
    assert tiles(database)["m_one"]["quieted"] is None
