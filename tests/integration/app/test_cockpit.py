"""`GET /api/cockpit` against a real Postgres, present, absent, and going away."""

from __future__ import annotations

import gzip
import os
import signal
from dataclasses import replace

import psycopg
import pytest

from heartbeat import __version__
from heartbeat.db import Database, Role
from heartbeat.postgres.embedded import EmbeddedServer
from heartbeat.postgres.server.postmaster import read_pid
from integration.app.served import app_over, client_of, publish
from postgres_fixtures import make_house
from waiting import eventually


def test_before_anything_is_published_the_board_is_empty(database: Database) -> None:
    with client_of(app_over(database)) as client:
        answer = client.get("/api/cockpit")
    board = answer.json()
    assert answer.status_code == 200
    assert (board["board_version"], board["metrics"], board["database"]) == (0, [], "up")


def test_without_a_database_the_board_is_empty_and_says_so() -> None:
    with client_of(app_over(None)) as client:
        board = client.get("/api/cockpit").json()
    assert (board["board_version"], board["metrics"], board["database"]) == (0, [], "down")


def test_the_stored_document_is_served_with_the_running_version(database: Database) -> None:
    publish(database, 7, workspace="Example", app_version="0.0.0-old")
    with client_of(app_over(database)) as client:
        board = client.get("/api/cockpit").json()
    assert (board["board_version"], board["workspace"], board["app_version"]) == (7, "Example", __version__)


def test_a_board_of_an_older_version_has_what_this_one_promises(database: Database) -> None:
    publish(database, 7, metrics=[{"metric_id": "old"}])
    with database.connect(Role.WORKER) as connection:
        connection.execute("update heartbeat.board set document = document - 'failing_sources'")
    with client_of(app_over(database)) as client:
        board = client.get("/api/cockpit").json()
    assert (board["failing_sources"], board["metrics"]) == ([], [{"metric_id": "old", "owner_name": None}])


def test_a_new_board_is_seen_within_seconds(database: Database) -> None:
    with client_of(app_over(database)) as client:
        publish(database, 1)
        eventually(lambda: client.get("/api/cockpit").json()["board_version"], until=lambda version: version == 1)


def test_a_known_board_is_not_sent_again(database: Database) -> None:
    publish(database, 1)
    with client_of(app_over(database)) as client:
        first = client.get("/api/cockpit")
        etag = first.headers["etag"]
        same = client.get("/api/cockpit", headers={"If-None-Match": f'"other", {etag}'})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)
        publish(database, 2)
        eventually(
            lambda: client.get("/api/cockpit", headers={"If-None-Match": etag}).status_code, until=lambda code: code == 200
        )


def test_a_board_is_compressed_for_whoever_takes_it(database: Database) -> None:
    publish(database, 1)
    with client_of(app_over(database)) as client:
        plain = client.get("/api/cockpit", headers={"Accept-Encoding": "identity"})
        with client.stream("GET", "/api/cockpit", headers={"Accept-Encoding": "gzip"}) as answer:
            packed = b"".join(answer.iter_raw())
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed) == plain.content


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("*", True), ("gzip; q=1.0, *;q=0", True), ("gzip;q=0", False),
     ("gzip; q=0.000", False), ("*;q=0", False), ("gzip;q=0, *", False), ("br", False), ("", False), ("xgzip", False)],
)  # fmt: skip
def test_a_board_is_not_compressed_for_whoever_refuses_it(database: Database, *, accepted: str, is_packed: bool) -> None:
    with client_of(app_over(database)) as client:
        answer = client.get("/api/cockpit", headers={"Accept-Encoding": accepted})
    assert ("content-encoding" in answer.headers) is is_packed


@pytest.mark.faults
def test_the_last_board_is_served_while_postgres_is_away_and_a_new_one_after_its_return(
    own_server: EmbeddedServer,
) -> None:
    database = make_house(own_server, "house")
    publish(database, 5)
    with client_of(app_over(database)) as client:
        up = client.get("/api/cockpit")
        own_server.stop()
        down = eventually(lambda: client.get("/api/cockpit"), until=lambda answer: answer.json()["database"] == "down")
        assert (down.status_code, down.json()) == (200, {**up.json(), "database": "down"})
        assert down.headers["etag"] != up.headers["etag"]
        assert client.get("/readyz").status_code == 503
        refused = client.get("/api/metrics/active-job")
        assert (refused.status_code, refused.json()["code"]) == (503, "database-unavailable")

        own_server.start()
        publish(database, 6)
        eventually(
            lambda: client.get("/api/cockpit").json(),
            until=lambda board: (board["database"], board["board_version"]) == ("up", 6),
            within_seconds=20,
        )
        eventually(lambda: client.get("/readyz").status_code, until=lambda code: code == 200)


@pytest.mark.faults
def test_the_board_is_followed_again_after_a_server_that_died_and_for_a_while_could_not_start(
    own_server: EmbeddedServer,
) -> None:
    database = make_house(own_server, "house")
    publish(database, 5)
    control, hidden = own_server.data / "global" / "pg_control", own_server.data / "global" / "pg_control.hidden"
    reviving = replace(database, revive=own_server.revive)
    with psycopg.connect(own_server.url("postgres"), autocommit=True) as superuser:
        superuser.execute("checkpoint")  # this server does not wait for the disk otherwise
    with client_of(app_over(reviving)) as client:
        assert client.get("/api/cockpit").json()["database"] == "up"
        control.rename(hidden)
        os.kill(read_pid(own_server.data) or 0, signal.SIGKILL)
        eventually(lambda: client.get("/api/cockpit").json()["database"], until=lambda state: state == "down")
        hidden.rename(control)
        back = eventually(
            lambda: client.get("/api/cockpit").json(), until=lambda board: board["database"] == "up", within_seconds=60
        )
        assert back["board_version"] == 5


def test_a_database_that_was_restored_shows_its_own_board_although_the_version_is_the_same(database: Database) -> None:
    publish(database, 5, workspace="Before")
    with client_of(app_over(database)) as client:
        before = client.get("/api/cockpit")
        assert before.json()["workspace"] == "Before"
        publish(database, 5, workspace="Restored")
        with database.connect(Role.APP, autocommit=True) as connection:
            connection.execute(  # a restore ends every session
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = 'heartbeat-board' and datname = current_database()"
            )
        eventually(
            lambda: client.get("/api/cockpit", headers={"If-None-Match": before.headers["etag"]}),
            until=lambda answer: answer.status_code == 200 and answer.json()["workspace"] == "Restored",
        )
