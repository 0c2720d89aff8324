"""Asking for a beat over HTTP, and what the process says about itself."""

from __future__ import annotations

import re

import pytest

from heartbeat import __version__
from heartbeat.db import Database, Role
from heartbeat.surfaces.operations.shapes import JobShape, ReadinessShape, RecomputeAnswer
from integration.alerts.outbox_rows import Post
from integration.app.served import app_over, client_of, publish
from integration.readings.small_house import apply, metric, workspace
from machine_time import system_clock


def test_a_request_waits_in_the_ledger_until_a_worker_takes_it(database: Database) -> None:
    with client_of(app_over(database)) as client:
        answer = client.post("/api/metrics/recompute", json={"metric_ids": "all", "trigger": "ui"})
        asked = RecomputeAnswer.model_validate(answer.json())
        assert (answer.status_code, asked.coalesced, asked.follow_up_job_id) == (202, False, None)
        job = JobShape.model_validate(client.get(f"/api/metrics/recompute/{asked.job_id}").json())
        assert (job.state, job.trigger, job.phase) == ("queued", "ui", None)
        assert client.get("/api/metrics/active-job").json()["job_id"] == asked.job_id


def test_a_second_request_joins_the_first(database: Database) -> None:
    with client_of(app_over(database)) as client:
        first = client.post("/api/metrics/recompute", json={"metric_ids": "all"}).json()
        second = client.post("/api/metrics/recompute", json={"metric_ids": "all"}).json()
    assert (second["job_id"], second["coalesced"]) == (first["job_id"], True)


def test_the_fixed_addresses_are_not_taken_for_metrics(database: Database) -> None:
    with client_of(app_over(database)) as client:
        assert client.get("/api/metrics/active-job").json() is None
        assert client.get("/api/metrics/recompute/1").json()["code"] == "beat-not-found"


def test_the_process_answers_whatever_the_database() -> None:
    with client_of(app_over(None)) as client:
        assert client.get("/healthz").json() == {"status": "ok", "app_version": __version__}


def test_it_is_ready_with_a_migrated_database(database: Database) -> None:
    with client_of(app_over(database)) as client:
        answer = client.get("/readyz")
    state = ReadinessShape.model_validate(answer.json())
    assert (answer.status_code, state.ready, state.database, state.migrations, state.deployed) == (200, True, "up", [], False)
    assert (state.sandbox, state.sandbox_gaps) == ("full", [])


def test_it_is_not_ready_without_a_migration_it_needs(database: Database) -> None:
    with database.connect(Role.OWNER) as connection:
        connection.execute("delete from heartbeat.migration where name = '0001_house'")
    with client_of(app_over(database)) as client:
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, ["0001_house"])


def test_it_is_not_ready_over_a_database_that_is_newer_than_itself(database: Database) -> None:
    with database.connect(Role.OWNER) as connection:
        connection.execute("insert into heartbeat.migration (name, checksum) values ('0900_later', 'x')")
    with client_of(app_over(database)) as client:
        answer = client.get("/readyz")
    state = ReadinessShape.model_validate(answer.json())
    assert (answer.status_code, state.ready, state.database, state.migrations, state.deployed) == (503, False, "up", [], False)


def test_it_is_not_ready_without_a_database() -> None:
    with client_of(app_over(None)) as client:
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "down")


def test_prometheus_reads_the_state_of_heartbeat_itself(database: Database) -> None:
    tile = {"class": "red", "health": "ok", "freshness": "green", "verification_state": "verified"}
    publish(database, 12, metrics=[tile, {**tile, "class": "normal"}])
    with client_of(app_over(database)) as client:
        client.get("/healthz")
        client.request("BREW", "/healthz")
        answer = client.get("/-/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    for line in (
        "heartbeat_database_up 1",
        "heartbeat_board_version 12",
        'heartbeat_metrics_by_class{class="red"} 1',
        'heartbeat_http_requests_total{method="GET",status="2xx"} 1',
        'heartbeat_http_requests_total{method="other",status="4xx"} 1',
        "heartbeat_event_stream_clients 0",
    ):
        assert line in answer.text.splitlines()
    assert all(re.fullmatch(r"(# (HELP|TYPE) .+)|([a-z_]+(\{[^{}]+\})? -?[0-9.e+]+)", line) for line in answer.text.splitlines())


def test_prometheus_tells_of_deployed_sources_alone(database: Database) -> None:
    apply(database, workspace(metric("delays", "DELA")))
    with database.connect(Role.LOADER) as loader:
        loader.execute(
            """insert into landing.source_run (source_id, dataset, is_whole, started_at, ended_at, state, error_code, error)
               select source_id, dataset, true, now(), now(), 'error', 'source-unreachable', 'no answer'
                 from (values ('bank', 'bank_core'), ('bank', 'bank_left'), ('gone', 'gone_core')) as ran (source_id, dataset)"""
        )
    with client_of(app_over(database)) as client:
        lines = client.get("/-/metrics").text.splitlines()
    failing = [line for line in lines if line.startswith("heartbeat_source_failing{")]
    assert failing == ['heartbeat_source_failing{source="bank",dataset="bank_core"} 1']


def test_prometheus_counts_messages_and_incidents_and_tells_how_old_each_proof_is(database: Database) -> None:
    now = system_clock()
    post = Post(database, now=now)
    post.message((post.incident("orders"), 1, "fire"))
    post.finish(post.claimed())
    post.message((post.incident("refunds"), 1, "fire"))
    post.connection.close()
    with client_of(app_over(database)) as client:
        lines = client.get("/-/metrics").text.splitlines()
    assert 'heartbeat_messages{channel="hook",state="delivered"} 1' in lines
    assert 'heartbeat_messages{channel="hook",state="queued"} 1' in lines
    assert 'heartbeat_open_incidents{kind="threshold",severity="red"} 2' in lines
    (age,) = (line for line in lines if line.startswith('heartbeat_channel_proof_age_seconds{channel="hook"}'))
    assert 0 <= float(age.rpartition(" ")[2]) < 60


def test_prometheus_hears_that_the_database_is_away() -> None:
    with client_of(app_over(None)) as client:
        assert "heartbeat_database_up 0" in client.get("/-/metrics").text.splitlines()


@pytest.mark.parametrize(
    "path",
    ["/healthz", "/readyz", "/-/metrics", "/api/cockpit", "/api/metrics/active-job", "/api/events", "/api/openapi.json", "/"],
)
def test_head_has_the_status_and_headers_of_get_and_no_body(database: Database, path: str) -> None:
    with client_of(app_over(database)) as client:
        with client.stream("GET", path) as expected:
            pass
        head = client.head(path)
        assert client.get("/healthz").status_code == 200, "the connection goes on"
    assert (head.status_code, head.content) == (expected.status_code, b"")
    volatile = {"date", "content-length", "transfer-encoding"}
    assert {name: value for name, value in head.headers.items() if name not in volatile} == {
        name: value for name, value in expected.headers.items() if name not in volatile
    }
    assert head.headers.get("content-length") == expected.headers.get("content-length") or path == "/-/metrics"


def test_head_of_what_is_not_there_or_not_ours_is_refused_as_get_is(database: Database) -> None:
    with client_of(app_over(database)) as client:
        assert client.head("/api/nowhere").status_code == 404
        assert client.head("/healthz", headers={"Host": "evil.example"}).status_code == 421
