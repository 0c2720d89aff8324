"""`heartbeat metric …`, and an edit over HTTP, in real processes: what a person types, what is printed, what the wall shows."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql

from forked import Answer
from heartbeat.postgres.house import house_server
from heartbeat.postgres.roles import with_database
from integration.cli.command import heartbeat, serving
from postgres_fixtures import drop_database, fresh_name, short_folder
from small_shop import fill_shop, write_workspace

WALL_SECONDS = 5.0  # promised is one; the machine that tests run on may be busy


@pytest.fixture(scope="module")
def workspace(source_server: str) -> Iterator[Path]:
    """A workspace that was deployed, and had its first beat."""
    name, folder = fresh_name("source"), short_folder("hbm-")
    try:
        with psycopg.connect(source_server, autocommit=True) as admin:
            admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        fill_shop(with_database(source_server, name), until=datetime.now(UTC))
        write_workspace(folder)
        for one in ("broken", "nothing", "late_orders"):
            (folder / "metrics" / f"{one}.sql").unlink()
        for command in ("deploy", "beat"):
            answer = heartbeat("-w", folder, command, environment={"SHOP_URL": with_database(source_server, name)})
            assert answer.code == 0, answer.out + answer.err
        yield folder
    finally:
        house_server(folder).stop()
        shutil.rmtree(folder)
        drop_database(source_server, name)


def metric(workspace: Path, *arguments: str) -> Answer:
    return heartbeat("-w", workspace, "metric", *arguments, environment={"LOGNAME": "anna"})


def test_an_edit_says_what_it_changed_and_what_that_means(workspace: Path) -> None:
    arguments = ("--owner", "ada@example.com", "--norm-value", "200", "--verify", "--reason", "matches the ledger")
    made = metric(workspace, "edit", "orders_all", *arguments)
    assert made.code == 0, made.err
    assert made.out.splitlines()[1:-1] == [
        "orders_all (orders all):",
        "  owner               none → ada@example.com",
        "  verification_state  unverified → verified",
        "  norm_value          100 → 200",
        "It was green and is amber now, at 160.",
    ]
    assert re.fullmatch(r"Board \d+ shows it\.", made.out.splitlines()[-1])
    again = metric(workspace, "edit", "orders_all", *arguments)
    assert (again.code, "all of it is so already; nothing was logged" in again.out) == (0, True)
    withdrawn = metric(
        workspace, "edit", "orders_all", "--unset", "owner", "--withdraw", "--norm-value", "100", "--by", "Bert B."
    )
    assert "verified → unverified" in withdrawn.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("edit", "orders_all"), "The edit changes nothing."),
        (("edit", "orders_all", "--norm-value", "1", "--owner", "nobody"), "for 2 reasons"),
        (("edit", "orders_all", "--norm-value", "nan"), "norm_value is not a number"),
        (("edit", "orders_all", "--norm-value", "1", "--unset", "norm_value"), "given and to be unset at once"),
        (("edit", "orders_all", "--norm-value", "150", "--by", "deploy"), "'deploy' is the name of no person here"),
        (("edit", "none_such", "--norm-value", "1"), "No metric 'none_such' is registered"),
        (("edit", "orders_al", "--norm-value", "1"), "Did you mean orders_all?"),
    ],
)
def test_an_edit_that_makes_no_sense_is_told_in_three_parts(workspace: Path, arguments: tuple[str, ...], told: str) -> None:
    answer = metric(workspace, *arguments)
    assert (answer.code, told in answer.err, "see docs/errors.md" in answer.err) == (1, True, True), answer.err


def test_an_edit_is_on_the_screens_within_a_second(workspace: Path) -> None:
    """Through the real server: from sending the edit until the stream tells of the board that shows it."""
    with (
        serving("-w", workspace, "serve") as server,
        httpx.Client(base_url=server.address) as client,
        client.stream("GET", "/api/events", timeout=30) as stream,
    ):
        lines = stream.iter_lines()
        assert next(line for line in lines if line.startswith('data: {"board_version'))
        seconds = []
        for line_of_today in (11.0, 12.0, 13.0):
            seen = client.get("/api/metrics/orders_all").headers["etag"]
            started = time.monotonic()
            edit = {"alert_value": line_of_today, "changed_by": "anna"}
            answer = client.patch("/api/metrics/orders_all/verification", json=edit, headers={"If-Match": seen})
            assert answer.status_code == 200, answer.text
            version = answer.json()["board_version"]
            told = next(line for line in lines if line.startswith('data: {"board_version'))
            seconds.append(time.monotonic() - started)
            assert json.loads(told.removeprefix("data: ")) == {"board_version": version}
            shown = {one["metric_id"]: one for one in client.get("/api/cockpit").json()["metrics"]}
            assert shown["orders_all"]["alert_value"] == line_of_today
    print(f"from the click to the wall: {', '.join(f'{one * 1000:.0f} ms' for one in seconds)}")
    assert max(seconds) < WALL_SECONDS


def test_a_retired_metric_still_answers_and_its_id_is_not_taken_without_a_word(workspace: Path) -> None:
    """From the file's end to its return, as a person types it."""
    assert "No metric is retired" in metric(workspace, "retired").out
    file = workspace / "metrics" / "customers.sql"
    text = file.read_text()
    file.unlink()
    deployed = heartbeat("-w", workspace, "deploy")
    assert "- customers: retired; its history stays: heartbeat metric history customers" in deployed.out
    told = metric(workspace, "history", "customers")
    assert (told.code, "Retired since 20" in told.out, "7" in told.out) == (0, True, True), told.err
    assert "customers" in metric(workspace, "retired").out
    for words in (("backtest",), ("validate",), ("backfill",), ("beat",)):
        asked = heartbeat("-w", workspace, *words, "customers")
        assert (asked.code, "customers (customers) is retired since 20" in asked.err) == (1, True), asked.err
    (one,) = json.loads(metric(workspace, "retired", "--json").out)
    assert (one["metric_id"], one["code"]) == ("customers", "CUST")
    file.write_text(text.replace("count(*)", "count(distinct name)"))
    refused = heartbeat("-w", workspace, "deploy")
    assert (refused.code, "this one differs in the statement of value" in refused.err) == (1, True)
    assert "heartbeat deploy --reuse customers" in heartbeat("-w", workspace, "verify").out
    assert "no file declares custommers" in heartbeat("-w", workspace, "deploy", "--reuse", "custommers").err
    reused = heartbeat("-w", workspace, "deploy", "--reuse", "customers")
    assert (reused.code, "+ customers: new, under an id that was retired on 20" in reused.out) == (0, True), reused.err
    assert metric(workspace, "edit", "customers", "--verify").code == 0
    file.unlink()
    heartbeat("-w", workspace, "deploy")
    file.write_text(text.replace("count(*)", "count(distinct name)"))
    back = heartbeat("-w", workspace, "deploy").out
    assert re.search(r"\+ customers: back, retired since 20.*; it was verified then and pages nobody until", back, re.DOTALL), (
        back
    )


def test_the_history_is_printed_for_people_and_for_programs(workspace: Path) -> None:
    table = metric(workspace, "history", "orders_day")
    assert table.out.splitlines()[1] == "orders day (orders_day) · ODAY · 24h · count"
    assert "the newest 30 are shown: `--days 31` shows all" in table.out
    lines = metric(workspace, "history", "orders_day", "--csv", "--days", "3").out.splitlines()
    assert (lines[0], len(lines)) == ("d,value,unit,n,status,origin,definition_hash", 4)
    assert ",4.0,count,,,backfill,v1:" in lines[1]
    told = json.loads(metric(workspace, "history", "orders_day", "--json").out)
    assert (told["retired_at"], len(told["days"]), len(told["definitions"])) == (None, 31, 1)
    assert metric(workspace, "history", "orders_day", "--csv", "--json").code == 1
    unknown = metric(workspace, "history", "none_such")
    assert (unknown.code, "metric-not-found" in unknown.err) == (1, True)
