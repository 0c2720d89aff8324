"""Signing in and out, tokens, and who stands behind an edit, over the real app."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from heartbeat.db import Database, Role
from heartbeat.readings.access.secret import hash_of
from heartbeat.readings.access.standing import note_seen
from heartbeat.readings.access.tokens import read_tokens
from integration.app.served import publish
from integration.app.signed_in import closed_client, revoked, screen, sign_in, token
from integration.readings.small_house import apply, beat, metric, rows, workspace
from waiting import eventually


@pytest.fixture
def client(database: Database) -> Iterator[httpx.Client]:
    publish(database, 1)
    with closed_client(database) as client:
        yield client


def test_a_browser_signs_in_with_a_token_and_out_again(client: httpx.Client, database: Database) -> None:
    assert client.get("/api/session").json() == {"authentication": "on", "who": None, "refusal": None}
    answer = sign_in(client, token(database, "operator", "Ada L."))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.json()["who"]["name"] == "Ada L."
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert client.get("/api/session").json()["who"] == {
        "name": "Ada L.",
        "role": "operator",
        "by": "token",
        "expires_at": answer.json()["who"]["expires_at"],
    }
    assert client.get("/api/cockpit").status_code == 200

    brought = dict(client.cookies)
    ended = client.request("DELETE", "/api/session", headers={"Content-Type": "application/json"})
    assert (ended.json()["who"], "Max-Age=0" in ended.headers["set-cookie"]) == (None, True)
    client.cookies.update(brought)
    eventually(lambda: client.get("/api/cockpit").status_code, until=lambda status: status == 401, within_seconds=5)
    assert client.get("/api/session").json()["refusal"] == "signed-out"


def test_the_secret_of_a_session_is_a_new_one_each_time_and_never_the_token(client: httpx.Client, database: Database) -> None:
    bearer = token(database, "viewer")
    first = sign_in(client, bearer).cookies["heartbeat_session"]
    client.cookies.clear()
    client.cookies.set("heartbeat_session", first)
    second = sign_in(client, bearer).cookies["heartbeat_session"]
    assert len({bearer.secret, first, second}) == 3
    client.cookies.clear()
    planted = {"Cookie": f"heartbeat_session={first}"}
    eventually(lambda: client.get("/api/cockpit", headers=planted).status_code, until=lambda status: status == 401)
    assert client.get("/api/cockpit", headers={"Cookie": f"heartbeat_session={bearer.secret}"}).status_code == 401
    assert client.get("/api/cockpit", headers={"Authorization": f"Bearer {second}"}).status_code == 401


def test_a_token_that_nobody_made_is_refused(client: httpx.Client) -> None:
    for given in ("", "hb_admin_guess", "hb_admin_" + "A" * 43, "x" * 400):
        answer = client.post("/api/session", json={"token": given})
        assert (answer.status_code, answer.json()["code"]) == (401, "token-refused")
        assert given not in answer.text or not given
        assert "set-cookie" not in answer.headers


def test_an_admin_makes_a_token_that_is_shown_once_and_revokes_it(client: httpx.Client, database: Database) -> None:
    admin = token(database, "admin", "Root").headers
    made = client.post("/api/tokens", json={"name": " Bo ", "role": "operator", "days": 7}, headers=admin)
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    entry, secret = made.json(), made.json()["secret"]
    assert (entry["name"], entry["role"], entry["created_by"]) == ("Bo", "operator", "Root")
    assert secret.startswith("hb_operator_")
    assert secret.endswith(entry["hint"][-4:])
    assert client.get("/api/access", headers={"Authorization": f"Bearer {secret}"}).status_code == 200

    listing = client.get("/api/access", headers=admin)
    assert secret not in listing.text
    assert {one["name"] for one in listing.json()["tokens"]} == {"Root", "Bo"}
    taken = client.post("/api/tokens", json={"name": "bo", "role": "viewer", "days": None}, headers=admin)
    assert (taken.status_code, taken.json()["code"]) == (409, "token-name-taken")

    revoked = client.post(f"/api/tokens/{entry['id']}/revoke", json={}, headers=admin)
    assert revoked.json()["revoked_at"] is not None
    eventually(
        lambda: client.get("/api/access", headers={"Authorization": f"Bearer {secret}"}).status_code,
        until=lambda status: status == 401,
        within_seconds=5,
    )
    assert client.post("/api/tokens", json={"name": "Bo", "role": "viewer", "days": None}, headers=admin).status_code == 201
    assert client.post("/api/tokens/999/revoke", json={}, headers=admin).json()["code"] == "token-not-found"


def test_a_token_that_makes_no_sense_is_not_made(client: httpx.Client, database: Database) -> None:
    admin = token(database, "admin").headers
    for name in ("", "x" * 101, "deploy", "a\u0007", "42"):
        answer = client.post("/api/tokens", json={"name": name, "role": "viewer"}, headers=admin)
        assert (answer.status_code, answer.json()["code"] in {"access-refused", "invalid-request"}) == (422, True), answer.text
    for wrong in ({"role": "root"}, {"days": 0}, {"secret": "mine"}):
        assert client.post("/api/tokens", json={"name": "x", "role": "viewer", **wrong}, headers=admin).status_code == 422
    assert len(client.get("/api/access", headers=admin).json()["tokens"]) == 1


def test_an_edit_is_logged_under_the_name_of_who_signed_in_whatever_is_given(database: Database) -> None:
    apply(database, workspace(metric("revenue", "REVE")))
    beat(database, {"revenue": 7})
    operator = token(database, "operator", "Olena K.").headers
    changes = {"owner": "olena@example.com", "changed_by": "Somebody Else", "reason": "hers"}
    with closed_client(database) as client:
        answer = client.patch("/api/metrics/revenue/verification", json=changes, headers={**operator, "If-Match": "*"})
    assert answer.status_code == 200, answer.text
    assert rows(database, "select changed_by, reason from heartbeat.operator_change") == [("Olena K.", "hers")]


def test_use_is_noted_and_a_session_goes_on_by_it(client: httpx.Client, database: Database) -> None:
    sign_in(client, token(database, "viewer", "Vi"))
    television = screen(database)
    with database.connect(Role.OWNER) as owner:
        owner.execute(
            "update heartbeat.access_session set last_seen_at = now() - interval '9 days', expires_at = now() + interval '9 days'"
        )
    assert client.get("/api/cockpit").status_code == 200
    assert client.get("/api/cockpit", headers=television.headers).status_code == 200

    def seen() -> tuple[bool, ...]:
        with database.connect(Role.APP) as connection:
            row = connection.execute(
                "select (select last_used_at is not null from heartbeat.access_token),"
                " (select expires_at > now() + interval '29 days' from heartbeat.access_session),"
                " (select last_seen_at is not null from heartbeat.access_device)"
            ).fetchone()
        return tuple(row or ())

    eventually(seen, until=lambda noted: noted == (True, True, True), within_seconds=10)


def test_who_looks_at_a_token_sees_in_how_many_browsers_it_is_signed_in(client: httpx.Client, database: Database) -> None:
    vi, ada = token(database, "viewer", "Vi"), token(database, "admin", "Ada")

    def signed_in() -> dict[str, int]:
        listed = client.get("/api/access", headers=ada.headers).json()["tokens"]
        return {one["name"]: one["sessions"] for one in listed}

    assert signed_in() == {"Vi": 0, "Ada": 0}
    sign_in(client, vi)
    client.cookies.clear()
    sign_in(client, vi)
    assert signed_in() == {"Vi": 2, "Ada": 0}
    assert client.request("DELETE", "/api/session", json={}).status_code == 200
    client.cookies.clear()
    assert signed_in() == {"Vi": 1, "Ada": 0}
    client.post(f"/api/tokens/{vi.number}/revoke", json={}, headers=ada.headers)
    assert signed_in() == {"Vi": 0, "Ada": 0}


def test_what_lets_nobody_in_any_more_is_not_used_however_often_it_is_brought(database: Database) -> None:
    ended, late = revoked(database, "operator"), token(database, "viewer", ago_days=9, days=7)
    with database.connect(Role.APP) as connection:
        note_seen(connection, [hash_of(ended.secret), hash_of(late.secret)])
        assert [one["last_used_at"] for one in read_tokens(connection)] == [None, None]


def test_a_session_that_nobody_used_for_a_month_has_expired(client: httpx.Client, database: Database) -> None:
    sign_in(client, token(database, "viewer"))
    with database.connect(Role.OWNER) as owner:
        owner.execute("update heartbeat.access_session set expires_at = now() - interval '1 second'")
    eventually(lambda: client.get("/api/cockpit").status_code, until=lambda status: status == 401, within_seconds=6)
    assert client.get("/api/session").json()["refusal"] == "expired"
    assert "expired" in client.get("/api/cockpit").json()["message"]
