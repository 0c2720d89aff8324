"""What somebody tries who should not come in: guesses, stolen cookies, foreign pages, spoofed headers, an outage."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from heartbeat.app import create_app
from heartbeat.config import Settings
from heartbeat.db import Database, Role
from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.postgres.embedded import EmbeddedServer
from integration.app.served import client_of, publish
from integration.app.signed_in import Bearer, closed_app, closed_client, screen, sign_in, token
from integration.app.test_entry import deploy_server
from postgres_fixtures import make_house
from waiting import eventually, run_async

ASK = {"metric_ids": "all", "trigger": "ui"}


@pytest.fixture
def client(database: Database) -> Iterator[httpx.Client]:
    publish(database, 1)
    with closed_client(database) as client:
        yield client


def guess(number: int) -> str:
    return f"hb_admin_{number:043d}"


def test_guesses_cost_their_address_and_not_those_who_are_known(client: httpx.Client, database: Database) -> None:
    known = token(database, "viewer")
    assert client.get("/api/cockpit", headers=known.headers).status_code == 200
    statuses = [client.get("/api/cockpit", headers=Bearer(0, guess(number)).headers).status_code for number in range(30)]
    assert statuses == [401] * 10 + [429] * 20
    limited = client.post("/api/session", json={"token": guess(99)})
    assert (limited.status_code, limited.json()["code"]) == (429, "too-many-attempts")
    assert 0 < int(limited.headers["retry-after"]) <= 60
    assert client.get("/api/cockpit", headers=known.headers).status_code == 200
    assert client.get("/api/cockpit", headers={"Authorization": "Bearer nothing-like-it"}).status_code == 401


def test_guesses_lock_out_nobody_behind_the_same_address_whom_this_server_has_not_seen_yet(
    client: httpx.Client, database: Database
) -> None:
    """As after a restart, with all screens behind one proxy or router."""
    television, program = screen(database), token(database, "viewer")
    guesses = [Bearer(0, guess(number)) for number in range(14)]
    assert [client.get("/api/cockpit", headers=one.headers).status_code for one in guesses] == [401] * 10 + [429] * 4
    assert client.get("/api/cockpit", headers=television.headers).status_code == 200
    client.cookies.clear()
    assert client.get("/api/cockpit", headers=program.headers).status_code == 200
    assert client.get("/api/cockpit", headers=guesses[12].headers).status_code == 429


def test_many_guesses_at_once_are_no_more_than_one_by_one(client: httpx.Client) -> None:
    def sign_in_by(number: int) -> int:
        with httpx.Client(base_url=client.base_url) as other:
            return other.post("/api/session", json={"token": guess(number)}).status_code

    with ThreadPoolExecutor(24) as pool:
        statuses = sorted(pool.map(sign_in_by, range(24)))
    assert statuses == [401] * 10 + [429] * 14


def test_guesses_push_out_neither_a_stream_that_is_watched_nor_who_is_known(database: Database) -> None:
    async def guess_often() -> list[bool]:
        credentials = closed_app(database).state.doors.credentials
        television, program = screen(database).secret, token(database, "viewer").secret
        for secret in (television, program):
            await credentials.standing(secret)
        with credentials.ending(television) as ended:
            for number in range(5):
                await credentials.standing(guess(number))
            kept = [credentials.is_a_try(secret) for secret in (television, program, guess(3), guess(4))]
            with database.connect(Role.APP) as connection:
                connection.execute("update heartbeat.access_device set revoked_at = now(), revoked_by = 'x'")
            await credentials._read_again()
            return [*kept, ended.is_set()]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("heartbeat.surfaces.access.identity.credentials._MOST", 3)
        assert run_async(guess_often()) == [False, False, True, False, True]


def test_a_screen_that_was_revoked_and_goes_on_asking_is_no_attack(client: httpx.Client, database: Database) -> None:
    gone = {"Cookie": f"heartbeat_device={guess(1).replace('admin', 'device')}"}
    assert {client.get("/api/cockpit", headers=gone).status_code for _ in range(30)} == {401}
    assert client.get("/api/cockpit", headers=token(database, "viewer").headers).status_code == 200


def test_a_stolen_cookie_is_worth_nothing_seconds_after_its_token_was_revoked(client: httpx.Client, database: Database) -> None:
    bearer = token(database, "operator")
    stolen = {"Cookie": f"heartbeat_session={sign_in(client, bearer).cookies['heartbeat_session']}"}
    client.cookies.clear()
    assert client.get("/api/cockpit", headers=stolen).status_code == 200
    with database.connect(Role.APP) as connection:  # as the command line does, in another process
        connection.execute(
            "update heartbeat.access_token set revoked_at = now(), revoked_by = 'x' where token_id = %s", (bearer.number,)
        )
    eventually(
        lambda: client.get("/api/cockpit", headers=stolen).status_code, until=lambda status: status == 401, within_seconds=5
    )
    assert client.get("/api/session", headers=stolen).json()["refusal"] == "revoked"


def test_a_row_that_somebody_holds_keeps_nobody_out_and_no_revocation_back(client: httpx.Client, database: Database) -> None:
    held, gone, new = (token(database, "viewer", name) for name in ("held", "gone", "new"))
    with database.connect(Role.OWNER) as holding:
        holding.execute("update heartbeat.access_token set last_used_at = null where token_id = %s", (held.number,))
        for bearer in (held, gone):
            assert client.get("/api/cockpit", headers=bearer.headers).status_code == 200
        with database.connect(Role.APP) as connection:
            connection.execute(
                "update heartbeat.access_token set revoked_at = now(), revoked_by = 'x' where token_id = %s", (gone.number,)
            )
        eventually(
            lambda: client.get("/api/cockpit", headers=gone.headers).status_code,
            until=lambda status: status == 401,
            within_seconds=4.5,
        )
        assert client.get("/api/cockpit", headers=new.headers).status_code == 200


def test_an_open_stream_ends_when_its_screen_is_revoked(client: httpx.Client, database: Database) -> None:
    television = screen(database)
    ended = threading.Event()

    def follow() -> None:
        with client.stream("GET", "/api/events", headers=television.headers, timeout=30) as events:
            for _ in events.iter_raw():
                reading.set()
        ended.set()

    reading = threading.Event()
    following = threading.Thread(target=follow)
    following.start()
    assert reading.wait(10)
    with database.connect(Role.APP) as connection:
        connection.execute("update heartbeat.access_device set revoked_at = now(), revoked_by = 'x'")
    assert ended.wait(6)
    following.join(5)


def test_what_is_revoked_stays_so_whoever_says_otherwise(database: Database) -> None:
    bearer, television = token(database, "admin"), screen(database)
    with database.connect(Role.APP, autocommit=True) as connection:
        for table in ("access_token", "access_device"):
            connection.execute(f"update heartbeat.{table} set revoked_at = now(), revoked_by = 'x'".encode())
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="stays so"):
                connection.execute(f"update heartbeat.{table} set revoked_at = null".encode())
        for statement in (
            "update heartbeat.access_token set role = 'admin'",
            "update heartbeat.access_token set expires_at = null",
            "update heartbeat.access_token set hash = '\\x00'",
            "update heartbeat.access_device set hash = '\\x00'",
            "update heartbeat.access_session set token_id = 1",
            "delete from heartbeat.access_token",
            "delete from heartbeat.access_device",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())
    for role in set(Role) - {Role.APP, Role.OWNER}:
        with database.connect(role, autocommit=True) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select hash from heartbeat.access_token")
    with database.connect(Role.OWNER) as owner:
        kept = str(owner.execute("select to_jsonb(t) from heartbeat.access_token t").fetchall())
        kept += str(owner.execute("select to_jsonb(d) from heartbeat.access_device d").fetchall())
    assert bearer.secret not in kept
    assert television.secret not in kept


def test_a_page_elsewhere_cannot_use_somebody_s_cookie(client: httpx.Client, database: Database) -> None:
    sign_in(client, token(database, "operator"))
    tries: list[tuple[dict[str, str], int]] = [
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Sec-Fetch-Site": "same-origin"}, 202),
        ({}, 202),
    ]
    for headers, status in tries:
        given = {"Content-Type": "application/json", **headers}
        answer = client.post("/api/metrics/recompute", content='{"metric_ids": "all"}', headers=given)
        assert answer.status_code == status, headers


def test_a_program_needs_no_origin(client: httpx.Client, database: Database) -> None:
    assert client.post("/api/metrics/recompute", json=ASK, headers=token(database, "operator").headers).status_code == 202


def test_headers_of_a_proxy_are_believed_from_the_proxy_alone(database: Database) -> None:
    publish(database, 1)
    spoofed = {
        "X-Forwarded-User": "root@example.com",
        "X-Groups": "admin",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Proto": "https",
    }
    deploy_server(database, trusted_proxy="10.9.9.9", proxy_role_header="X-Groups")
    with client_of(closed_app(database)) as client:
        assert client.get("/api/cockpit", headers=spoofed).status_code == 401
        signed_in = client.post("/api/session", json={"token": token(database, "viewer").secret}, headers=spoofed)
        assert "Secure" not in signed_in.headers["set-cookie"]


def test_a_proxy_on_this_machine_turns_authentication_on_and_names_who_asks(database: Database) -> None:
    publish(database, 1)
    deploy_server(
        database,
        public_url="https://wall.example.com",
        trusted_proxy="127.0.0.1",
        proxy_role_header="X-Groups",
        proxy_roles={"ops": "operator"},
    )
    from integration.app.served import app_over

    with client_of(app_over(database)) as client:
        assert client.get("/api/cockpit").status_code == 401  # the proxy without a user: nobody
        named = {"X-Forwarded-User": "ada@example.com", "X-Forwarded-Proto": "https", "Host": "wall.example.com"}
        assert client.get("/api/session", headers=named).json()["who"] == {
            "name": "ada@example.com",
            "role": "viewer",
            "by": "proxy",
            "expires_at": None,
        }
        stale = client.get(
            "/api/session", headers={**named, "Cookie": f"__Host-heartbeat_session={guess(1).replace('admin', 'session')}"}
        )
        assert (stale.json()["who"]["by"], stale.json()["refusal"]) == ("proxy", None)
        for bearer, who in (("eyJhbGciOiJub25lIn0.e30.", "proxy"), (token(database, "viewer").secret, "token")):
            told = client.get("/api/session", headers={**named, "Authorization": f"Bearer {bearer}"})
            assert told.json()["who"]["by"] == who
        ask = {**named, "Origin": "https://wall.example.com"}
        assert client.post("/api/metrics/recompute", json=ASK, headers=ask).status_code == 403
        assert client.post("/api/metrics/recompute", json=ASK, headers={**ask, "X-Groups": "ops"}).status_code == 202
        assert (
            client.post(
                "/api/metrics/recompute", json=ASK, headers={**ask, "X-Groups": "ops", "Origin": "https://a.b"}
            ).status_code
            == 403
        )
        cookie = client.post("/api/session", json={"token": token(database, "admin").secret}, headers=ask).headers["set-cookie"]
        assert cookie.startswith("__Host-")
        deploy_server(database)  # taking the proxy out opens nothing
        eventually(
            lambda: client.get("/api/session", headers={**named, "Host": "localhost"}).json()["who"],
            until=lambda who: who is None,
        )
        assert client.get("/api/cockpit").status_code == 401


def ask(app: FastAPI, address: str, path: str, **head: str) -> tuple[int, str]:
    """What the app answers a client at this address: status, and the code of a refusal."""

    async def answer() -> httpx.Response:
        wire = httpx.ASGITransport(app, client=(address, 1))
        async with httpx.AsyncClient(transport=wire, base_url="http://127.0.0.1") as client:
            return await client.get(path, headers=head)

    answered = run_async(answer())
    refused = answered.status_code == 403
    return answered.status_code, answered.json()["code"] if refused else ""


@pytest.mark.parametrize("path", ["/", "/api/session", "/readyz", "/api/cockpit"])
def test_past_the_proxy_that_has_the_tls_nobody_from_elsewhere_comes_in(path: str) -> None:
    app = create_app(None, Settings(host="0.0.0.0"), page=Path("/nowhere"), proxy_only=True)
    assert ask(app, "192.0.2.1", path) == (403, "proxy-only")
    assert ask(app, "127.0.0.1", path)[0] != 403


@pytest.mark.parametrize("head", ["Forwarded", "X-Forwarded-For", "X-Real-IP"])
def test_where_nobody_signs_in_nothing_is_answered_through_a_proxy(head: str) -> None:
    app = create_app(None, Settings(), page=Path("/nowhere"))
    assert ask(app, "127.0.0.1", "/api/session", **{head: "203.0.113.7"}) == (403, "proxy-unknown")
    assert ask(app, "127.0.0.1", "/api/session") == (200, "")


def promise(app: FastAPI, address: str, path: str = "/healthz", **head: str) -> str | None:
    """What an answer over HTTPS says to a client at this address about plain HTTP."""

    async def answer() -> httpx.Response:
        wire = httpx.ASGITransport(app, client=(address, 1))
        async with httpx.AsyncClient(transport=wire, base_url=f"https://{head.get('Host', '127.0.0.1')}") as client:
            return await client.get(path, headers=head)

    told: str | None = run_async(answer()).headers.get("strict-transport-security")
    return told


def test_where_tls_ends_here_browsers_are_held_to_it_and_a_proxy_speaks_for_itself() -> None:
    app = create_app(None, Settings(host="0.0.0.0"), page=Path("/nowhere"))
    app.state.doors.policy.learn(WorkspaceSettings("Example", trusted_proxy="10.9.9.9"))
    for path in ("/healthz", "/", "/api/cockpit", "/assets/none.js"):
        assert promise(app, "192.0.2.1", path) == "max-age=86400"
    assert promise(app, "192.0.2.1", Host="evil.example") == "max-age=86400"  # a refusal too
    assert promise(app, "10.9.9.9") is None
    assert promise(app, "10.9.9.9", **{"X-Forwarded-Proto": "https"}) is None
    assert promise(app, "127.0.0.1", Host="localhost:8700") is None  # the other servers of the machine stay as they are


def test_while_postgres_is_away_the_wall_goes_on_and_nobody_new_comes_in(own_server: EmbeddedServer) -> None:
    house = make_house(own_server, "house")
    publish(house, 3)
    known, unknown = screen(house), token(house, "admin")
    with closed_client(house) as client:
        assert client.get("/api/cockpit", headers=known.headers).json()["board_version"] == 3
        own_server.stop()
        down = eventually(
            lambda: client.get("/api/cockpit", headers=known.headers), until=lambda seen: seen.json()["database"] == "down"
        )
        assert down.json()["board_version"] == 3
        for _ in range(3):
            assert client.get("/api/cockpit", headers=known.headers).status_code == 200
        for path in ("/api/cockpit", "/api/session"):
            answer = client.get(path, headers=unknown.headers)
            assert (answer.status_code, answer.json()["code"]) == (503, "database-unavailable")
            assert answer.headers["retry-after"]
        client.cookies.clear()
        assert client.get("/api/cockpit").status_code == 401
        own_server.start()
        eventually(lambda: client.get("/api/cockpit", headers=unknown.headers).status_code, until=lambda status: status == 200)
