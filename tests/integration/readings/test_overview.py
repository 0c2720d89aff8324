"""All metrics at once: what needs somebody, what changed, and what each metric costs."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from rich.console import Console

from heartbeat.cli.commands.metric.listing import _overview
from heartbeat.cli.commands.metric.triage import TriageView
from heartbeat.cli.say import width_of
from heartbeat.db import Database, Role
from heartbeat.errors import NotDeployed
from heartbeat.readings import beats
from heartbeat.readings.amend import amend
from heartbeat.readings.board import publish
from heartbeat.readings.commit import commit
from heartbeat.readings.overview.catalog import read_catalog
from heartbeat.readings.overview.triage import read_triage
from heartbeat.rules.condition import SourceCondition
from heartbeat.wire.json_text import json_bytes
from integration.readings.small_house import NOON, apply, beat, measured, metric, start_beat, worker, workspace

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNREACHABLE = SourceCondition("bank", "bank_core", "error", "no answer", NOON, NOON - 3 * DAY, "source-unreachable")


@pytest.fixture
def house(database: Database) -> Database:
    apply(database, workspace(metric("late", "LATE"), metric("open", "OPEN"), metric("quiet", "QUIE")), now=NOON - 9 * DAY)
    return database


def triage(database: Database, *, since: timedelta = DAY, now: Any = NOON) -> dict[str, Any]:
    with database.connect(Role.APP, autocommit=True) as connection:
        return read_triage(connection, since=now - since, now=now)


def printed(told: dict[str, Any]) -> str:
    console = Console(file=io.StringIO(), width=200, soft_wrap=True)
    TriageView(told, console).show()
    text = console.file
    assert isinstance(text, io.StringIO)
    return text.getvalue()


def ids(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["metric_id"] for entry in entries]


def test_before_the_first_board_there_is_nothing_to_sort(house: Database) -> None:
    with pytest.raises(NotDeployed, match="no board yet"):
        triage(house)


def test_a_quiet_morning_is_said_to_be_one(house: Database) -> None:
    beat(house, {"late": 1, "open": 1, "quiet": 1})
    told = triage(house)
    assert [told[part] for part in ("red", "failing", "stale", "failing_sources", "changes", "edits", "retired")] == [[]] * 7
    text = printed(told)
    assert "Small house, Wednesday 10 June 2026, 14:00: 0 red, 0 amber, 3 green." in text
    assert "✓ Nothing is red, nothing fails and nothing is stale." in text
    assert "Nothing changed since Tue 14:00." in text
    json_bytes(told)  # programs get it as it is


def test_a_value_keeps_its_sign_and_its_currency_in_a_terminal(house: Database) -> None:
    apply(house, workspace(metric("cash", "CASH", unit="EUR", direction="up", norm_value=0.0, alert_value=-100.0)), now=NOON)
    beat(house, {"cash": -5000})
    assert "✗ CASH cash: −€5 000, beyond min −€100, since" in printed(triage(house)).replace("\u2009", " ")


def test_a_metric_that_fails_or_has_no_data_is_not_ticked_in_the_catalog(house: Database) -> None:
    beat(house, {"late": 1, "open": 1, "quiet": 1}, now=NOON - HOUR)
    with worker(house) as connection:
        beat_id = start_beat(connection)
        commit(connection, measured("late", beat_id, None, health="error", error="division by zero"), now=NOON)
        commit(connection, measured("open", beat_id, None, health="no_data"), now=NOON)
        publish(connection, beat_id=beat_id, conditions=(), now=NOON)
    with house.connect(Role.APP, autocommit=True) as connection:
        catalog = read_catalog(connection)
    table = _overview(catalog, with_owners=False)
    console = Console(file=io.StringIO(), width=200)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    assert width_of(table) < width_of(_overview(catalog, with_owners=True))
    signs = {line.split()[1]: line[0] for line in console.file.getvalue().splitlines()[1:]}
    assert signs == {"LATE": "!", "OPEN": "–", "QUIE": "✓"}


def test_what_needs_somebody_stands_in_its_part(house: Database) -> None:
    beat(house, {"late": 1, "open": 1, "quiet": 1}, now=NOON - 2 * HOUR)
    with worker(house) as connection:
        beat_id = start_beat(connection)
        commit(connection, measured("late", beat_id, 12), now=NOON)
        failed = measured("open", beat_id, None, health="error", error="division by zero\n  in line 3")
        commit(connection, failed, now=NOON)
        version = publish(connection, beat_id=beat_id, conditions=(UNREACHABLE,), now=NOON)
        beats.finish(connection, beat_id, version, now=NOON)
    told = triage(house, now=NOON + 2 * DAY)
    assert (ids(told["red"]), ids(told["failing"])) == (["late"], ["open"])
    text = printed(told)
    assert "✗ LATE late: 12, beyond max 10, since Wed 14:00 (2 days ago)" in text
    assert "late, no owner, unverified" in text
    assert "✗ bank: unreachable since Wed 14:00" in text
    assert "✗ OPEN open: failing since Wed 14:00" in text
    assert "division by zero" in text
    assert "line 3" not in text
    assert "The board was published 2 days ago: it is frozen" in text
    assert "1 red metric is unverified or without an owner: nobody is paged." in text


def test_stale_metrics_tell_why(house: Database) -> None:
    beat(house, {"late": 1, "open": 1}, now=NOON, as_of=NOON - 4 * DAY, conditions=(UNREACHABLE,))
    told = triage(house)
    assert ids(told["stale"]) == ["late", "open"]
    assert ids(told["failing"]) == ["quiet"]  # never measured: no data
    assert "! LATE late: source unreachable: bank, last read 3 days ago" in printed(told)


def test_changes_tell_where_a_metric_stood_and_stands_and_not_each_step(house: Database) -> None:
    for hours, late in ((30, 1), (20, 12), (10, 7), (5, 12), (1, 7)):
        beat(house, {"late": late, "open": 1 if hours in {30, 1} else 7}, now=NOON - hours * HOUR)
    told = triage(house)
    (change,) = told["changes"]  # the other came back to where it had been
    assert {name: change[name] for name in ("code", "status_from", "status_to", "times")} == {
        "code": "LATE", "status_from": "green", "status_to": "amber", "times": 4,
    }  # fmt: skip
    assert "LATE late: green → amber Wed 13:00, changed 4 times" in printed(told)
    assert triage(house, since=2 * HOUR)["changes"][0]["status_from"] == "red"


def test_edits_deploys_and_retirements_are_changes(house: Database) -> None:
    beat(house, {"late": 7, "open": 1, "quiet": 1}, now=NOON - 2 * DAY)
    with house.connect(Role.APP, autocommit=True) as connection:
        changes = {"alert_value": 6, "owner": "anna@example.com"}
        amend(connection, "late", changes, changed_by="Anna", reason="the [new] agreement", now=NOON - 3 * HOUR)
    apply(house, workspace(metric("late", "LATE"), metric("open", "OPEN", content_hash="c2", name="open now")), now=NOON - HOUR)
    told = triage(house)
    assert ids(told["deployed"]) == ["open"]
    text = printed(told)
    assert 'LATE: owner none → anna@example.com, red line 10 → 6 by Anna Wed 11:00 ("the [new] agreement")' in text
    assert "OPEN open now: metrics/core/open.sql deployed Wed 13:00" in text


def test_the_catalog_tells_what_each_statement_cost_lately(house: Database) -> None:
    for hours, seconds, rows_read in ((5, 0.1, 100), (4, 0.3, 300), (3, 7.0, 700)):
        with worker(house) as connection:
            now = NOON - hours * HOUR
            beat_id = start_beat(connection, now=now)
            commit(connection, measured("late", beat_id, 1, as_of=now, seconds=seconds), now=now)
            beats.note_metric(connection, beat_id, "late", "executed", cost=beats.Cost(seconds + 1, rows_read))
            commit(connection, measured("open", beat_id, 1, as_of=now, carried=True, seconds=0), now=now)
            beats.note_metric(connection, beat_id, "open", "carried")
            beats.finish(connection, beat_id, publish(connection, beat_id=beat_id, conditions=(), now=now), now=now)
    with house.connect(Role.APP, autocommit=True) as connection:
        costs = {entry["metric_id"]: entry["cost"] for entry in read_catalog(connection)}
    assert costs["late"] == {
        "runs": 3, "at": NOON - 3 * HOUR, "seconds": 7.0, "rows_read": 700, "median_seconds": 0.3, "longest_seconds": 7.0,
    }  # fmt: skip
    assert (costs["open"], costs["quiet"]) == (None, None)  # what was carried forward ran nothing


def test_nobody_but_our_own_roles_reads_any_of_it(house: Database) -> None:
    with house.connect(Role.QUERY) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select * from heartbeat.retired_metric")
