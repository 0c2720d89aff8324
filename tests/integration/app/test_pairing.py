"""A television is let in: it shows a code, an operator approves it, and nobody but the screen has what that gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from heartbeat.clock import database_clock
from heartbeat.db import Database, Role
from heartbeat.errors import PairingCrowded
from heartbeat.readings.access.pairing import ask_for_pairing, read_waiting
from integration.app.served import publish
from integration.app.signed_in import closed_client, token
from waiting import eventually


@pytest.fixture
def client(database: Database) -> Iterator[httpx.Client]:
    publish(database, 1)
    with closed_client(database) as client:
        yield client


@pytest.fixture
def operator(database: Database) -> dict[str, str]:
    return token(database, "operator", "Olena K.").headers


def another(client: httpx.Client) -> httpx.Client:
    """Another browser at the same server."""
    return httpx.Client(base_url=client.base_url)


def test_a_screen_is_paired_looks_and_is_revoked(client: httpx.Client, operator: dict[str, str]) -> None:
    assert client.get("/api/pairing").json() == {"state": "none", "code": "", "expires_at": None}
    asked = client.post("/api/pairing", json={})
    code = asked.json()["code"]
    assert re.fullmatch(r"[C-Y3-9]{3}-[C-Y3-9]{3}", code)
    assert client.get("/api/pairing").json()["state"] == "waiting"
    assert client.get("/api/cockpit").status_code == 401

    with another(client) as desk:
        waiting = desk.get("/api/access", headers=operator).json()["waiting"]
        assert [(one["code"], one["address"]) for one in waiting] == [(code, "127.0.0.1")]
        device = desk.post(
            f"/api/pairing/{code.lower().replace('-', ' ')}/approve", json={"name": "Hall"}, headers=operator
        ).json()
        assert (device["name"], device["paired_by"], device["revoked_at"]) == ("Hall", "Olena K.", None)
        assert desk.get("/api/pairing").json()["state"] == "none"  # the code alone gives nothing

        for _ in range(2):  # an answer that was lost is given again
            approved = client.get("/api/pairing")
            assert approved.json()["state"] == "approved"
            assert "Max-Age=34560000" in approved.headers["set-cookie"]
        assert client.get("/api/session").json()["who"] == {"name": "Hall", "role": "viewer", "by": "device", "expires_at": None}
        assert client.get("/api/cockpit").status_code == 200
        edit = client.post("/api/metrics/recompute", json={"metric_ids": "all"})
        assert (edit.status_code, edit.json()["code"]) == (403, "role-too-low")

        assert desk.post(f"/api/devices/{device['id']}/revoke", json={}, headers=operator).json()["revoked_at"] is not None
    refused = eventually(lambda: client.get("/api/cockpit"), until=lambda answer: answer.status_code == 401, within_seconds=5)
    assert refused.json()["code"] == "device-revoked"
    assert client.get("/api/session").json()["refusal"] == "revoked"
    assert client.get("/api/pairing").json()["state"] == "none"  # the old request lets nobody in again
    assert client.post("/api/pairing", json={}).json()["code"] != code


def test_a_screen_that_waits_is_shown_the_same_code_again_and_another_one_another(client: httpx.Client) -> None:
    codes = [client.post("/api/pairing", json={}).json()["code"] for _ in range(3)]
    with another(client) as other:
        codes.append(other.post("/api/pairing", json={}).json()["code"])
    assert len(set(codes[:3])) == 1
    assert codes[3] != codes[0]


def test_a_refused_screen_is_told_so(client: httpx.Client, operator: dict[str, str]) -> None:
    code = client.post("/api/pairing", json={}).json()["code"]
    assert client.post(f"/api/pairing/{code}/refuse", json={}, headers=operator).status_code == 204
    assert client.get("/api/pairing").json()["state"] == "refused"
    again = client.post(f"/api/pairing/{code}/approve", json={"name": "Hall"}, headers=operator)
    assert (again.status_code, again.json()["code"]) == (410, "pairing-expired")
    assert client.get("/api/cockpit").status_code == 401


def test_a_code_runs_out(client: httpx.Client, operator: dict[str, str], database: Database) -> None:
    code = client.post("/api/pairing", json={}).json()["code"]
    with database.connect(Role.OWNER) as owner:
        owner.execute("update heartbeat.access_pairing set expires_at = now() - interval '1 second'")
    assert client.get("/api/pairing").json()["state"] == "expired"
    late = client.post(f"/api/pairing/{code}/approve", json={"name": "Hall"}, headers=operator)
    assert (late.status_code, late.json()["code"]) == (410, "pairing-expired")
    assert client.post("/api/pairing", json={}).json()["code"] != code


def test_a_code_that_nobody_shows_is_not_known(client: httpx.Client, operator: dict[str, str]) -> None:
    for code in ("NNN-NNN", "x", "%20", "K7Q-X42-K7Q"):
        answer = client.post(f"/api/pairing/{code}/approve", json={"name": "Hall"}, headers=operator)
        assert (answer.status_code, answer.json()["code"]) == (404, "pairing-unknown")


def test_nobody_can_fill_the_place_where_screens_wait(client: httpx.Client, operator: dict[str, str]) -> None:
    statuses = []
    for _ in range(25):
        client.cookies.clear()
        statuses.append(client.post("/api/pairing", json={}).status_code)
    assert statuses == [200] * 20 + [429] * 5
    assert len(client.get("/api/access", headers=operator).json()["waiting"]) == 10
    assert int(client.post("/api/pairing", json={}).headers["retry-after"]) > 0


def test_whoever_takes_all_places_loses_them_to_who_asks_next(database: Database) -> None:
    with database.connect(Role.APP) as connection:
        now = database_clock(connection)()
        for number in range(60):  # one machine has all addresses of an IPv6 /64
            ask_for_pairing(connection, f"2001:db8::{number:x}", now=now)
        assert len(read_waiting(connection)) == 10
        for number in range(40):
            ask_for_pairing(connection, f"192.0.2.{number}", now=now)
        ask_for_pairing(connection, "198.51.100.1", now=now)
        addresses = [one["address"] for one in read_waiting(connection)]
        assert len(addresses) == 50
        assert (addresses[0], addresses[-1]) == ("2001:db8::33", "198.51.100.1")
        for number in range(100, 108):
            ask_for_pairing(connection, f"192.0.2.{number}", now=now)
        assert sum(one["address"].startswith("2001:db8:") for one in read_waiting(connection)) == 1
        with pytest.raises(PairingCrowded):
            ask_for_pairing(connection, "198.51.100.2", now=now)


def test_a_cookie_that_no_request_for_a_code_made_is_a_guess_like_any(client: httpx.Client) -> None:
    answers = [client.get("/api/pairing", headers={"Cookie": f"heartbeat_pairing=hb_pairing_{n:043d}"}) for n in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert "Max-Age=0" in answers[0].headers["set-cookie"]


def test_a_screen_that_was_off_for_months_is_let_in_and_its_cookie_begins_anew(
    client: httpx.Client, operator: dict[str, str], database: Database
) -> None:
    code = client.post("/api/pairing", json={}).json()["code"]
    client.post(f"/api/pairing/{code}/approve", json={"name": "Hall"}, headers=operator)
    client.get("/api/pairing")
    with database.connect(Role.OWNER) as owner:
        owner.execute("update heartbeat.access_device set last_seen_at = now() - interval '299 days'")
    answer = client.get("/api/cockpit")
    assert answer.status_code == 200
    assert "heartbeat_device=" in answer.headers["set-cookie"]
    assert "set-cookie" not in client.get("/api/cockpit").headers
