"""What people do about incidents: on record with their name, on every screen at once, refused whole and with who came first."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from heartbeat.db import Database
from heartbeat.surfaces.alerts.action_shapes import AckedShape, AlertRefusedShape, IncidentActed, SilenceMade
from heartbeat.surfaces.alerts.message_shapes import ChannelTestShape, DeliveryDocumentShape
from integration.alerts.api.alerting_house import execute, forget, incident, settle
from integration.app.served import app_over, client_of
from integration.app.signed_in import closed_client, token
from integration.readings.small_house import NOON, board, rows

INCIDENTS, SILENCES = "/api/alerts/incidents", "/api/alerts/silences"


@pytest.fixture
def house(database: Database) -> Database:
    settle(database)
    forget(database)
    return database


@pytest.fixture
def client(house: Database) -> Iterator[httpx.Client]:
    with client_of(app_over(house)) as client:
        yield client


def act(client: httpx.Client, number: int, what: str = "acknowledge", by: Any = "Ada", **more: Any) -> httpx.Response:
    return client.post(f"{INCIDENTS}/{number}/{what}", json={"by": by, **more})


def silence(client: httpx.Client, **asked: Any) -> httpx.Response:
    return client.post(SILENCES, json={"by": "Ada", "reason": "the bank moves", **asked})


def ahead(**time: float) -> str:
    return (datetime.now(UTC) + timedelta(**time)).isoformat()


def actions(house: Database) -> list[Any]:
    return rows(house, "select kind, by, text from heartbeat.incident_action order by action_id")


def problems(answer: httpx.Response) -> dict[str, str]:
    assert (answer.status_code, answer.json()["code"]) == (422, "alert-refused"), answer.text
    return {one.field: one.message for one in AlertRefusedShape.model_validate(answer.json()).problems}


def test_an_acknowledgement_is_on_the_next_board_at_once(house: Database, client: httpx.Client) -> None:
    number, before = incident(house), board(house).version
    answer = act(client, number)
    assert answer.status_code == 200, answer.text
    done = IncidentActed.model_validate(answer.json())
    assert (done.incident.acked_by, done.board_version) == ("Ada", before + 1)
    assert board(house).version == before + 1
    assert client.get("/api/alerts").json()["incidents"] == [answer.json()["incident"]]
    assert actions(house) == [("acknowledge", "Ada", None)]


def test_whoever_comes_second_hears_who_came_first(house: Database, client: httpx.Client) -> None:
    number = incident(house)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda by: act(client, number, by=by), ("Ada", "Ben", "Cleo", "Dan")))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    first = next(answer for answer in answers if answer.status_code == 200).json()["incident"]["acked_by"]
    for refused in (answer for answer in answers if answer.status_code == 409):
        told = AckedShape.model_validate(refused.json())
        assert (told.code, told.acked_by, first in told.message) == ("incident-settled", first, True)
    assert len(actions(house)) == 1


def test_an_acknowledgement_can_be_taken_back_once(house: Database, client: httpx.Client) -> None:
    number = incident(house)
    act(client, number)
    back = act(client, number, "release", by="Ben")
    assert (back.status_code, back.json()["incident"]["acked_by"]) == (200, None)
    assert act(client, number, "release").json()["message"] == f"Nobody is on incident {number}."
    assert actions(house) == [("acknowledge", "Ada", None), ("release", "Ben", None)]


def test_a_closed_incident_names_who_closed_it(house: Database, client: httpx.Client) -> None:
    number = incident(house, state="closed", closed_at=NOON, closed_by="Ben", closed_reason="edited")
    answer = act(client, number)
    assert answer.status_code == 409
    assert answer.json()["message"] == f"Incident {number} was closed by Ben at 2026-06-10T12:00:00Z."
    assert AckedShape.model_validate(answer.json()).closed_reason == "edited"


def test_an_incident_of_a_source_is_acknowledged_as_well(house: Database, client: httpx.Client) -> None:
    assert act(client, incident(house, "bank", kind="source")).json()["incident"]["acked_by"] == "Ada"


def test_a_comment_is_kept_and_changes_no_board(house: Database, client: httpx.Client) -> None:
    number, before = incident(house, state="closed", closed_at=NOON, closed_reason="resolved"), board(house).version
    answer = act(client, number, "comment", text="  It was the migration.\nSee the runbook. ")
    assert (answer.json()["incident"]["comments"], board(house).version) == (1, before)
    story = client.get(f"{INCIDENTS}/{number}").json()["timeline"]
    assert [(one["by"], one["text"]) for one in story] == [("Ada", "It was the migration.\nSee the runbook.")]


@pytest.mark.parametrize("what", ["acknowledge", "release", "comment"])
def test_an_incident_that_no_board_has_shown_is_not_there(house: Database, client: httpx.Client, what: str) -> None:
    hidden: dict[str, Any] = {"shown_seq": None, "shown_state": None, "shown_severity": None, "shown_flapping": None}
    text = {"text": "hello"} if what == "comment" else {}
    for number in (incident(house, **hidden), 4711):
        assert act(client, number, what, **text).json()["code"] == "incident-not-found"


@pytest.mark.parametrize("by", ["", "  ", "deploy", "x" * 101, 7, None])
def test_nobody_acts_without_a_name(house: Database, client: httpx.Client, by: Any) -> None:
    number = incident(house)
    assert "by" in problems(act(client, number, by=by))
    assert set(problems(act(client, number, "comment", by=by, text=""))) == {"by", "text"}
    assert actions(house) == []


def test_who_signed_in_is_who_did_it(house: Database) -> None:
    number = incident(house)
    with closed_client(house) as client:
        client.headers.update(token(house, "operator", "Olga").headers)
        assert act(client, number, by="somebody else").json()["incident"]["acked_by"] == "Olga"


def test_a_snooze_keeps_one_metric_quiet_until_its_end(house: Database, client: httpx.Client) -> None:
    incident(house)
    before, until = board(house).version, ahead(days=2)
    answer = silence(client, kind="snooze", matcher={"metric_id": "delays"}, ends_at=until)
    assert answer.status_code == 201, answer.text
    made = SilenceMade.model_validate(answer.json())
    assert (made.board_version, [one.metric_id for one in made.silence.metrics]) == (before + 1, ["delays"])
    (row,) = client.get("/api/alerts").json()["incidents"]
    assert (row["snooze"]["by"], row["gate"]) == ("Ada", {"open": False, "reasons": ["snoozed"]})
    ended = client.post(f"{SILENCES}/{made.silence.silence_id}/end", json={"by": "Ben"})
    assert (ended.status_code, ended.json()["board_version"]) == (200, before + 2)
    assert client.get("/api/alerts").json()["incidents"][0]["gate"]["open"]
    again = client.post(f"{SILENCES}/{made.silence.silence_id}/end", json={"by": "Cleo"})
    assert (again.status_code, again.json()["code"], "by Ben at" in again.json()["message"]) == (409, "silence-over", True)


def test_a_silence_may_begin_later_and_holds_whatever_it_matches(house: Database, client: httpx.Client) -> None:
    incident(house)
    made = silence(client, kind="silence", matcher={"area": "core"}, starts_at=ahead(hours=1), ends_at=ahead(hours=2)).json()
    assert (made["silence"]["in_force"], len(made["silence"]["metrics"])) == (False, 2)
    assert client.get("/api/alerts").json()["incidents"][0]["snooze"] is None
    execute(house, "update heartbeat.silence set starts_at = now() - interval '1 minute'")
    assert client.get("/api/alerts").json()["incidents"][0]["gate"]["reasons"] == ["silenced"]


def test_a_mute_has_no_end_and_is_told_among_what_may_not_page(house: Database, client: httpx.Client) -> None:
    assert silence(client, kind="mute", matcher={"metric_id": "delays", "severity": "red"}).status_code == 201
    told = client.get("/api/alerts").json()
    assert [(one["reason"], one["count"]) for one in told["suppressions"]] == [("muted", 1)]
    assert (told["silences"][0]["ends_at"], told["silences"][0]["made_by"]) == (None, "Ada")


def test_all_that_is_wrong_with_a_silence_is_told_at_once(house: Database, client: httpx.Client) -> None:
    answer = client.post(SILENCES, json={"kind": "nap", "matcher": {"colour": "red"}, "starts_at": "soon", "reason": " "})
    assert set(problems(answer)) == {"kind", "matcher", "starts_at", "reason", "by"}
    assert rows(house, "select 1 from heartbeat.silence") == []


@pytest.mark.parametrize(
    ("asked", "field", "told"),
    [
        ({"kind": "snooze", "matcher": {"metric_id": "delays"}}, "ends_at", "needs an end"),
        ({"kind": "snooze", "matcher": {"metric_id": "delays"}, "ends_at": 31}, "ends_at", "30 days at most"),
        ({"kind": "silence", "matcher": {"area": "core"}, "ends_at": 366}, "ends_at", "365 days at most"),
        ({"kind": "silence", "matcher": {"area": "core"}, "ends_at": -1}, "ends_at", "ended already"),
        ({"kind": "mute", "matcher": {"area": "core"}, "ends_at": 1}, "ends_at", "has no end"),
        ({"kind": "snooze", "matcher": {"area": "core"}, "ends_at": 1}, "matcher", "names one metric"),
        ({"kind": "snooze", "matcher": {"metric_id": "none_such"}, "ends_at": 1}, "matcher", "no metric none_such"),
        ({"kind": "mute", "matcher": {}}, "matcher", "silence everything"),
        ({"kind": "mute", "matcher": ["delays"]}, "matcher", "no object"),
        ({"kind": "silence", "matcher": {"area": "core"}, "ends_at": "2027-01-01T00:00:00"}, "ends_at", "time zone"),
    ],
)
def test_a_silence_that_makes_no_sense_is_refused(
    house: Database, client: httpx.Client, asked: dict[str, Any], field: str, told: str
) -> None:
    if isinstance(asked.get("ends_at"), int):
        asked = {**asked, "ends_at": ahead(days=asked["ends_at"])}
    assert told in problems(silence(client, **asked))[field]
    assert rows(house, "select 1 from heartbeat.silence") == []


def test_a_test_of_a_channel_waits_for_the_courier(house: Database, client: httpx.Client) -> None:
    answer = client.post("/api/alerts/channels/mail/test", json={"by": "ada@linden.example"})
    assert answer.status_code == 202, answer.text
    made = ChannelTestShape.model_validate(answer.json())
    told = DeliveryDocumentShape.model_validate(client.get(f"/api/alerts/deliveries/{made.message_id}").json()).delivery
    assert (told.form, told.state, told.recipient, told.notices) == ("test", "queued", "ada@linden.example", [])
    missing = client.post("/api/alerts/channels/none/test", json={"by": "Ada"})
    assert (missing.status_code, missing.json()["code"]) == (404, "channel-not-found")
    assert "ops, mail, pager" in missing.json()["hint"]
    assert client.get("/api/alerts/deliveries/4711").json()["code"] == "message-not-found"
