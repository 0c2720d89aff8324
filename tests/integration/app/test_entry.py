"""Who is let in, over the whole app, and what every answer carries."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from psycopg.types.json import Jsonb

from heartbeat.db import Database, Role
from integration.app.served import app_over, client_of
from waiting import eventually

ASK = {"metric_ids": "all", "trigger": "ui"}
PROTECTED = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")


@pytest.fixture
def client(database: Database) -> Iterator[httpx.Client]:
    with client_of(app_over(database)) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/api/cockpit", "/healthz", "/api/events", "/assets/x.js", "/-/metrics"])
def test_a_foreign_host_gets_421_on_every_path(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example:8700"})
    assert (answer.status_code, answer.json()["code"]) == (421, "unknown-host")


@pytest.mark.parametrize("host", ["127.0.0.1:8700", "localhost:8700", "localhost:5173", "[::1]:8700"])
def test_loopback_names_are_let_in(client: httpx.Client, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_names_of_the_deployed_workspace_are_let_in_without_a_restart(client: httpx.Client, database: Database) -> None:
    deploy_server(database, public_url="https://wall.example.com/", allowed_hosts=["wall.internal"])
    for host in ("wall.example.com", "wall.internal:8700"):
        assert client.get("/healthz", headers={"Host": host}).status_code == 200
    assert client.get("/healthz", headers={"Host": "other.example.com"}).status_code == 421
    ask = client.post("/api/metrics/recompute", json=ASK, headers={"Host": "wall.internal", "Origin": "https://wall.example.com"})
    assert ask.status_code == 202


def deploy_server(database: Database, **server: object) -> None:
    """Put these server settings there as a deploy does."""
    with database.connect(Role.CONFIG) as connection:
        connection.execute(
            "insert into heartbeat.workspace (id, timezone, settings, content_hash, deployed_at)"
            " values (1, 'UTC', %s, '', now()) on conflict (id) do update set settings = excluded.settings",
            (Jsonb({"name": "Example", **server}),),
        )


@pytest.mark.parametrize("host", ["127.0.0.1:8700", "wall.example.com", "wall.internal"])
@pytest.mark.parametrize("origin", ["https://wall.example.com", "https://wall.internal"])
def test_pages_behind_a_proxy_with_tls_may_change_something(database: Database, host: str, origin: str) -> None:
    deploy_server(database, public_url="https://Wall.Example.com:443/", allowed_hosts=["WALL.internal"])
    with client_of(app_over(database)) as client:
        ask = client.post("/api/metrics/recompute", json=ASK, headers={"Host": host, "Origin": origin})
        foreign = client.post("/api/metrics/recompute", json=ASK, headers={"Host": host, "Origin": "https://evil.example"})
    assert (ask.status_code, foreign.status_code) == (202, 403)


def test_what_a_deploy_adds_and_removes_counts_within_seconds_also_for_a_name_that_was_known(database: Database) -> None:
    with client_of(app_over(database)) as client:

        def ask(host: str, origin: str) -> int:
            return client.post("/api/metrics/recompute", json=ASK, headers={"Host": host, "Origin": origin}).status_code

        assert ask("localhost", "https://wall.example.com") == 403
        deploy_server(database, public_url="https://wall.example.com", allowed_hosts=["wall.internal"])
        eventually(lambda: ask("localhost", "https://wall.example.com"), until=lambda status: status == 202)
        assert ask("wall.internal", "https://wall.internal") == 202
        deploy_server(database)
        eventually(lambda: ask("localhost", "https://wall.example.com"), until=lambda status: status == 403)
        assert ask("wall.internal", "https://wall.internal") == 421


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 202),
        ({"Origin": "ours", "Sec-Fetch-Site": "same-origin"}, 202),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_only_our_own_pages_may_change_something(client: httpx.Client, headers: dict[str, str], status: int) -> None:
    if headers.get("Origin") == "ours":
        headers = {**headers, "Origin": str(client.base_url).rstrip("/")}
    answer = client.post(
        "/api/metrics/recompute",
        content='{"metric_ids": "all", "trigger": "ui"}',
        headers={"Content-Type": "application/json", **headers},
    )
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("path", ["/", "/api/cockpit", "/healthz", "/nowhere", "/api/nowhere", "/api/metrics/none_such"])
def test_every_answer_is_protected_and_open_to_no_other_origin(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://evil.example"})
    assert [name for name in PROTECTED if name not in answer.headers] == []
    assert [name for name in answer.headers if name.startswith("access-control-")] == []


def test_the_page_may_load_nothing_from_elsewhere(client: httpx.Client) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy


def test_answers_of_the_api_are_not_kept_by_caches(database: Database) -> None:
    with client_of(app_over(database)) as client:
        assert client.get("/api/metrics/active-job").headers["cache-control"] == "no-store"
        assert client.get("/api/cockpit").headers["cache-control"] == "private, no-cache"


def test_a_body_that_no_request_needs_is_refused(client: httpx.Client) -> None:
    answer = client.post("/api/metrics/recompute", headers={"Content-Type": "application/json"}, content=b" " * 2_000_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


def test_a_body_without_a_length_is_refused_as_soon_as_it_is_too_large(client: httpx.Client) -> None:
    sent = []

    def endless() -> Iterator[bytes]:
        for _ in range(1000):
            sent.append(1)
            yield b" " * 1_000_000

    try:
        answer = client.post("/api/metrics/recompute", headers={"Content-Type": "application/json"}, content=endless())
        assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    except httpx.WriteError:  # the server closed the connection while we still sent
        assert len(sent) < 1000


def test_the_longest_sensible_request_is_let_in(client: httpx.Client) -> None:
    ids = [f"m{number:062d}" for number in range(10_000)]
    answer = client.post("/api/metrics/recompute", json={"metric_ids": ids})
    assert (answer.status_code, answer.json()["code"]) == (404, "metric-not-found")
