"""Deploy, beat, ingest, verify and serve, one after another, on a workspace with an embedded Postgres of its own."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql

from heartbeat.postgres.house import house_server
from heartbeat.postgres.roles import Role, make_url_for, password_in, read_role_urls, with_database
from heartbeat.surfaces.cockpit.shapes import BoardShape
from heartbeat.surfaces.metric.shapes import MetricPageShape
from heartbeat.surfaces.operations.shapes import JobShape
from heartbeat.surfaces.sources.shapes import SourcesShape
from integration.cli.command import heartbeat, serving
from postgres_fixtures import drop_database, fresh_name, short_folder
from small_shop import fill_shop, write_metric, write_workspace
from waiting import eventually


@pytest.fixture(scope="module")
def shop_url(source_server: str) -> Iterator[str]:
    name = fresh_name("source")
    with psycopg.connect(source_server, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    url = with_database(source_server, name)
    fill_shop(url, until=datetime.now(UTC))
    yield url
    drop_database(source_server, name)


@pytest.fixture(scope="module")
def workspace(shop_url: str) -> Iterator[Path]:
    """A workspace that was deployed, and had its first beat."""
    folder = short_folder("hbc-") / "my öwn"  # as people name folders: each part must bear it
    try:
        write_workspace(folder)
        before = heartbeat("-w", folder, "beat")
        assert (before.code, "not-deployed" in before.err) == (1, True)
        deployed = heartbeat("-w", folder, "deploy")
        assert deployed.code == 0, deployed.err
        assert "+ orders_day: new" in deployed.out
        assert "+ source shop: new" in deployed.out
        assert "without a value yet" in deployed.out
        first = heartbeat("-w", folder, "beat", environment={"SHOP_URL": shop_url})
        assert first.code == 1, "one metric of the small shop fails on purpose"
        assert "✗ broken: failed in metrics/broken.sql (" in first.out
        assert "✓ orders_day: computed" in first.out
        assert "✓ shop_public: 2 tables, 167 rows" in first.out
        yield folder
    finally:
        house_server(folder).stop()
        shutil.rmtree(folder.parent)


def test_nothing_runs_when_a_command_has_ended(workspace: Path) -> None:
    assert not house_server(workspace).answers()


def test_a_beat_of_one_metric_reads_what_it_needs(workspace: Path, shop_url: str) -> None:
    answer = heartbeat("-w", workspace, "beat", "customers", environment={"SHOP_URL": shop_url})
    assert "✓ shop_public: 1 table" in answer.out
    assert "✓ customers" in answer.out
    assert "files differ" not in answer.out
    assert "orders_day" not in answer.out


def test_a_shell_without_the_variables_of_a_source_says_nothing_of_the_source(workspace: Path) -> None:
    for command in (("ingest", "shop"), ("backfill-source", "shop")):
        answer = heartbeat("-w", workspace, *command, environment={"SHOP_URL": ""})
        assert (answer.code, "SHOP_URL" in answer.err) == (1, True)
    page = json.loads(heartbeat("-w", workspace, "sources", "--json").out)
    assert page["sources"][0]["problems"] == []


def test_files_are_tried_on_what_has_landed_before_they_are_deployed(workspace: Path) -> None:
    new = workspace / "metrics" / "tried.sql"
    misspelt = "select sum(o.amuont) as value from shop_public.orders o where o.created_at < :as_of"
    write_metric(workspace, "tried", misspelt, code="TRYD")
    try:
        answer = heartbeat("-w", workspace, "check", "--live")
        program = heartbeat("-w", workspace, "check", "--live", "--json", "orders_all", "tried")
    finally:
        new.unlink()
    assert answer.code == 1
    assert re.search(r"✓ orders_all: \d+ ms, \d+ rows read, largest shop_public.orders \d+ kB", answer.out), answer.out
    assert "no data: the value is NULL" in answer.out, "which is no problem of the file"
    assert "metrics/tried.sql:13: error: `shop_public.orders` has no column `amuont`; did you mean amount?" in answer.out
    assert "nullif" in answer.out, "the metric that divides by zero is told what to do"
    assert "would fail on what has landed" in answer.out
    document = json.loads(program.out)
    assert [metric["metric_id"] for metric in document["metrics"]] == ["orders_all", "tried"]
    assert (document["can_deploy"], document["errors"], document["indexes"]) == (True, 1, {})
    assert document["metrics"][0]["statements"][0]["rows_read"] == 160


def test_an_unknown_metric_starts_nothing(workspace: Path) -> None:
    answer = heartbeat("-w", workspace, "beat", "none_such")
    assert (answer.code, "metric-not-found" in answer.err) == (1, True)


def test_a_source_that_is_away_fails_alone(workspace: Path) -> None:
    answer = heartbeat("-w", workspace, "beat", "customers", environment={"SHOP_URL": "postgresql://nobody:secret@127.0.0.1:1/x"})
    assert answer.code == 1
    assert "✗ shop_public: failed" in answer.out
    assert "secret" not in answer.out + answer.err


def test_a_failing_source_is_told_with_its_tables_and_for_programs(workspace: Path) -> None:
    shop = heartbeat("-w", workspace, "sources", "shop")
    assert (shop.code, "shop_public is failing since" in shop.out) == (1, True), shop.err
    assert "orders     merge" in heartbeat("-w", workspace, "sources", "--tables").out
    assert "secret" not in shop.out
    assert "orders     merge" in shop.out
    page = json.loads(heartbeat("-w", workspace, "sources", "--json").out)
    SourcesShape.model_validate(page)
    assert [table["name"] for table in page["sources"][0]["tables"]] == ["customers", "orders"]
    assert page["totals"]["bytes"] > 0


def test_the_morning_s_triage_and_the_catalog_are_printed_and_given_to_programs(workspace: Path) -> None:
    today = heartbeat("-w", workspace, "today")
    assert (today.code, "broken: failing since" in today.out, "✗ shop: unreachable since" in today.out) == (0, True, True), (
        today.err
    )
    assert json.loads(heartbeat("-w", workspace, "today", "--json").out)["failing_sources"][0]["source_id"] == "shop"
    slow = json.loads(heartbeat("-w", workspace, "metrics", "--slow", "--json").out)
    assert slow == sorted(slow, key=lambda entry: entry["cost"]["median_seconds"] if entry["cost"] else -1, reverse=True)
    assert "rows read" in heartbeat("-w", workspace, "metrics", "--slow").out
    catalog = heartbeat("-w", workspace, "metrics").out
    assert "…" not in catalog.split(" code ", 1)[1]
    assert all(f"  {entry['code']}  {entry['metric_id']} " in catalog for entry in slow)
    none = heartbeat("-w", workspace, "metrics", "--owner", "nobody@example.com")
    assert none.out.splitlines()[-1] == f"None of {len(slow)} metrics."
    assert "Areas: " in heartbeat("-w", workspace, "metrics", "--area", "none_such").err


def test_one_source_is_read_on_demand(workspace: Path, shop_url: str) -> None:
    reading = ("-w", workspace, "ingest", "shop", "--table", "customers")
    answer = heartbeat(*reading, "--reconcile", environment={"SHOP_URL": shop_url})
    assert answer.code == 0, answer.err
    assert "merge: key (id) and cursor updated_at" in answer.out
    assert "compared with the source: 7 rows are the same" in answer.out
    assert "shop_public: 1 table" in answer.out
    unknown = heartbeat("-w", workspace, "ingest", "warehouse")
    assert (unknown.code, "Deployed: shop." in unknown.err) == (1, True)


def test_what_keeps_all_tables_from_their_comparison_is_told_once(workspace: Path, shop_url: str) -> None:
    reading = ("-w", workspace, "ingest", "shop", "--reconcile")
    assert heartbeat(*reading, environment={"SHOP_URL": shop_url}).code == 0
    server = house_server(workspace)
    server.start()
    with psycopg.connect(server.url("heartbeat"), autocommit=True) as marts:
        before = marts.execute("select position from landing.source_log where dataset = 'shop_public'").fetchone()
        marts.execute("update landing.source_log set position = 'FFFFFF/0' where dataset = 'shop_public'")
    server.stop()
    held = heartbeat(*reading, environment={"SHOP_URL": shop_url})
    assert (before is not None, held.code, held.out.count("The source is older than what has landed")) == (True, 1, 1)
    assert "! customers, orders: compared with the source, and held:" in held.out
    sources = heartbeat("-w", workspace, "sources")
    assert "! shop_public, customers, orders: comparing with the source was held just now." in sources.out
    accepted = heartbeat(*reading, "--accept-shrink", environment={"SHOP_URL": shop_url})
    assert (accepted.code, accepted.out.count("rows are the same")) == (0, 2)
    assert "comparing with the source" not in heartbeat("-w", workspace, "sources").out


def test_a_load_that_was_held_is_let_through_on_demand(workspace: Path, shop_url: str) -> None:
    reading = ("-w", workspace, "ingest", "shop", "--table", "visits")
    environment = {"SHOP_URL": shop_url}
    with psycopg.connect(shop_url, autocommit=True) as shop:
        shop.execute("create table visits (page text); insert into visits select 'home' from generate_series(1, 100)")
        try:
            assert heartbeat(*reading, environment=environment).code == 0
            shop.execute("delete from visits where ctid not in (select ctid from visits limit 5)")
            held = heartbeat(*reading, environment=environment)
            assert (held.code, "✗ visits: held" in held.out) == (1, True)
            assert "--accept-shrink" in held.out
            accepted = heartbeat(*reading, "--accept-shrink", environment=environment)
            assert (accepted.code, "✓ visits: 5 rows (5 now)" in accepted.out) == (0, True)
        finally:
            shop.execute("drop table visits")


def test_verify_and_deploy_tell_what_differs(workspace: Path) -> None:
    assert heartbeat("-w", workspace, "verify").code == 0
    file = workspace / "metrics" / "customers.sql"
    text = file.read_text()
    file.write_text(text.replace("direction: up", "direction: down"))
    differing = heartbeat("-w", workspace, "verify")
    assert differing.code == 1
    assert "metrics/customers.sql" in differing.out
    assert "files differ from what is deployed" in heartbeat("-w", workspace, "beat", "customers", "--no-ingest").out
    changed = heartbeat("-w", workspace, "deploy")
    assert "~ customers: changed" in changed.out
    assert "source shop" not in changed.out
    file.unlink()
    assert "- customers: retired" in heartbeat("-w", workspace, "deploy").out
    file.write_text(text)  # another definition than the one that was retired
    back = heartbeat("-w", workspace, "deploy", "--reuse", "customers")
    assert (back.code, "+ customers: new" in back.out) == (0, True)
    assert "without a value" not in back.out, "its last value is still true"
    assert heartbeat("-w", workspace, "verify").code == 0


def test_another_workspace_does_not_take_the_place_unasked(workspace: Path) -> None:
    other = short_folder("hbc-")
    try:
        write_workspace(other)
        for file in (other / "metrics").iterdir():
            file.unlink()
        write_metric(
            other, "other_orders", "select count(*) as value from shop_public.orders where created_at < :as_of", code="OTHR"
        )
        (other / "heartbeat.yaml").write_text("name: Another company\n")
        with serving("-w", workspace, "serve", "--no-worker"):
            roles = dict(
                line.split("=", 1)
                for line in (workspace / ".heartbeat" / "postgres" / "roles.env").read_text().splitlines()
                if line.startswith("HEARTBEAT_DB_")
            )
            refused = heartbeat("-w", other, "deploy", environment=roles)
        assert refused.code == 1
        assert "'Small shop'" in refused.err
        assert "--replace" in refused.err
    finally:
        shutil.rmtree(other)


def test_a_folder_that_lost_its_metrics_does_not_empty_the_wall_unasked(workspace: Path) -> None:
    metrics, away = workspace / "metrics", workspace / "away"
    metrics.rename(away)
    try:
        refused = heartbeat("-w", workspace, "deploy")
    finally:
        away.rename(metrics)
    assert refused.code == 1
    assert "would remove all" in refused.err
    assert "'Small shop'" in refused.err
    assert "--replace" in refused.err
    assert heartbeat("-w", workspace, "verify").code == 0


def test_another_time_zone_is_taken_with_a_word_about_the_past(workspace: Path) -> None:
    file = workspace / "heartbeat.yaml"
    text = file.read_text()
    zone = text.partition("timezone: ")[2].splitlines()[0]
    file.write_text(text.replace(f"timezone: {zone}", "timezone: Asia/Tokyo"))
    try:
        moved = heartbeat("-w", workspace, "deploy")
    finally:
        file.write_text(text)
    assert moved.code == 0
    assert f"The time zone changes from {zone} to Asia/Tokyo" in moved.out
    assert "time zone changes" in heartbeat("-w", workspace, "deploy").out
    assert "time zone changes" not in heartbeat("-w", workspace, "deploy").out


def test_the_database_tells_its_state(workspace: Path) -> None:
    answer = heartbeat("-w", workspace, "db", "status")
    assert answer.code == 0
    for words in ("embedded Postgres", "Small shop", "version", "fully isolated"):
        assert words in answer.out


def test_what_is_served_has_the_documented_shapes(workspace: Path) -> None:
    with serving("-w", workspace, "serve", "--no-worker") as running, httpx.Client(base_url=running.address) as client:
        board = BoardShape.model_validate(client.get("/api/cockpit").json())
        assert (board.workspace, board.database) == ("Small shop", "up")
        assert board.counts.red + board.counts.amber + board.counts.green == len(board.metrics)
        for metric in board.metrics:
            page = client.get(f"/api/metrics/{metric.metric_id}")
            shape = MetricPageShape.model_validate(page.json())
            assert page.json().keys() == MetricPageShape.model_fields.keys()
            assert shape.metric == metric
        assert board.beat is not None
        job = client.get(f"/api/metrics/recompute/{board.beat.id}").json()
        assert JobShape.model_validate(job).state == "done"


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_server_ends_within_seconds_with_an_open_stream_and_leaves_nothing(
    workspace: Path, shop_url: str, end: signal.Signals
) -> None:
    with serving("-w", workspace, "serve", environment={"SHOP_URL": shop_url}) as running:
        with httpx.stream("GET", f"{running.address}/api/events", timeout=30) as events:
            next(events.iter_raw())
            assert running.end(end) == 0, "".join(running.said)
        assert "Traceback" not in "".join(running.said)
    assert not house_server(workspace).answers()


def test_a_beat_asked_over_http_is_run_by_the_worker_inside(workspace: Path, shop_url: str) -> None:
    with serving("-w", workspace, "serve", environment={"SHOP_URL": shop_url}) as running:
        client = httpx.Client(base_url=running.address)
        asked = client.post("/api/metrics/recompute", json={"metric_ids": "all", "trigger": "ui"}).json()
        job_id = asked["follow_up_job_id"] or asked["job_id"]
        job = eventually(
            lambda: client.get(f"/api/metrics/recompute/{job_id}").json(),
            until=lambda seen: seen["state"] == "done",
            within_seconds=60,
        )
        assert JobShape.model_validate(job).errors
        board = eventually(lambda: client.get("/api/cockpit").json(), until=lambda seen: seen["beat"]["id"] >= job_id)
        assert board["board_version"] > 0
        client.close()


def test_a_taken_port_is_named_with_the_way_out(workspace: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = heartbeat("-w", workspace, "serve", "--port", str(port))
    assert answer.code == 1
    assert f"Port {port} on 127.0.0.1 is taken." in answer.err
    assert f"--port {port + 1}" in answer.err


def test_it_serves_before_its_database_answers_and_finds_it_later(workspace: Path) -> None:
    server = house_server(workspace)
    lines = (server.folder / "roles.env").read_text().splitlines()
    roles = dict(line.split("=", 1) for line in lines if line.startswith("HEARTBEAT_DB_APP"))
    elsewhere = short_folder(f"hbc-{uuid.uuid4().hex[:4]}")
    try:
        with serving("-w", elsewhere, "serve", "--no-worker", environment=roles) as running:
            client = httpx.Client(base_url=running.address)
            board = client.get("/api/cockpit").json()
            assert (board["database"], board["metrics"]) == ("down", [])
            damaged = elsewhere / ".heartbeat" / "roles.env"
            damaged.mkdir(parents=True)
            eventually(lambda: "".join(running.said), until=lambda said: "IsADirectoryError" in said)
            damaged.rmdir()
            server.start()
            found = eventually(
                lambda: client.get("/api/cockpit").json(), until=lambda seen: seen["database"] == "up", within_seconds=20
            )
            assert found["workspace"] == "Small shop"
            client.close()
    finally:
        server.stop()
        shutil.rmtree(elsewhere)


def test_it_waits_for_a_database_that_refuses_the_login_and_says_so(workspace: Path) -> None:
    server = house_server(workspace)
    app_url = read_role_urls(server.folder / "roles.env", "hb_")[Role.APP]
    wrong = {"HEARTBEAT_DB_APP_URL": make_url_for(app_url, "hb_app", "not-yet")}
    elsewhere = short_folder(f"hbc-{uuid.uuid4().hex[:4]}")

    def set_password(password: str) -> None:
        with psycopg.connect(server.url("postgres"), autocommit=True) as superuser:
            superuser.execute(sql.SQL("alter role hb_app password {}").format(sql.Literal(password)))

    try:
        with server.join(), serving("-w", elsewhere, "serve", "--no-worker", environment=wrong) as running:
            assert "refuses the login" in "".join(running.said)
            assert httpx.get(f"{running.address}/api/cockpit").json()["database"] == "down"
            set_password("not-yet")
            eventually(
                lambda: httpx.get(f"{running.address}/api/cockpit").json()["database"],
                until=lambda state: state == "up",
                within_seconds=20,
            )
            set_password(password_in(app_url))
    finally:
        shutil.rmtree(elsewhere)
