"""The list of all metrics: live ones with a value and without, retired ones, and what each costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from heartbeat.db import Database, Role
from heartbeat.readings import beats
from heartbeat.readings.amend import amend
from heartbeat.readings.audits import AuditRecord, record_audit
from heartbeat.readings.board import publish
from heartbeat.readings.commit import commit
from heartbeat.readings.overview.catalog import read_catalog
from heartbeat.surfaces.catalog.shapes import CatalogShape
from integration.app.served import app_over, client_of
from integration.readings.small_house import NOON, apply, beat, measured, metric, start_beat, worker, workspace
from postgres_fixtures import Cluster, cloned_house

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OWNER = "anna.berg@example.com"
Row = dict[str, Any]


def audited(metric_id: str, verdict: str, *, definition_hash: str = "v1:a") -> AuditRecord:
    return AuditRecord(metric_id, NOON, verdict, definition_hash, "docs/audit.md", (), "# Audit", ())  # type: ignore[arg-type]


def edit(database: Database, metric_id: str, **changes: Any) -> None:
    with database.connect(Role.APP, autocommit=True) as connection:
        amend(connection, metric_id, changes, changed_by="Anna Berg", reason=None, now=NOON)


def settle(database: Database) -> None:
    """One metric in each stage; `red` is verified and over its line, `fails` has no value any more, `late` was added last."""
    names = ("red", "changes", "reviewed", "refused", "owned", "quiet", "gone")
    declared = [metric(name, f"M{place:03}") for place, name in enumerate(names)]
    apply(database, workspace(*declared), now=NOON - 9 * DAY)
    with worker(database) as connection:
        for hours, rows_read in ((2, 100), (1, 300)):
            now = NOON - hours * HOUR
            beat_id = start_beat(connection, now=now)
            for name in names:
                commit(connection, measured(name, beat_id, 12 if name == "red" else 1, as_of=now, seconds=0.2 * hours), now=now)
                beats.note_metric(connection, beat_id, name, "executed", cost=beats.Cost(0.2 * hours, rows_read))
            beats.finish(connection, beat_id, publish(connection, beat_id=beat_id, conditions=(), now=now), now=now)
        for name, verdict in (("reviewed", "warn"), ("refused", "fail"), ("red", "pass")):
            record_audit(connection, audited(name, verdict))
        record_audit(connection, audited("owned", "pass", definition_hash="v1:before"))
    for name in ("red", "changes"):
        edit(database, name, owner=OWNER, verification_state="verified")
    for name in ("reviewed", "refused", "owned"):
        edit(database, name, owner=OWNER)
    kept = [each for each in declared if each.metric_id not in {"gone", "changes"}]
    changed = metric("changes", "M001", definition_hash="v1:b", content_hash="c2")
    apply(database, workspace(*kept, changed, metric("late", "LATE"), content_hash="w2"), now=NOON)


@pytest.fixture(scope="module")
def house(cluster: Cluster) -> Any:
    with cloned_house(cluster) as database:
        settle(database)
        yield database


@pytest.fixture(scope="module")
def rows(house: Database) -> dict[str, Row]:
    with client_of(app_over(house)) as client:
        answer = client.get("/api/metrics")
    assert answer.status_code == 200
    CatalogShape.model_validate(answer.json())
    return {row["metric_id"]: row for row in answer.json()["metrics"]}


def test_every_metric_stands_in_its_stage_with_what_comes_next(rows: dict[str, Row]) -> None:
    assert {name: row["stage"] for name, row in rows.items()} == {
        "red": "verified", "changes": "changed", "reviewed": "reviewed", "refused": "owned", "owned": "owned",
        "quiet": "unverified", "late": "draft", "gone": "retired",
    }  # fmt: skip
    assert rows["red"]["next_step"] is None
    assert rows["quiet"]["next_step"] == "Nobody owns it: `heartbeat metric edit quiet --owner EMAIL`."
    assert "Its review failed" in rows["refused"]["next_step"]
    assert "`heartbeat validate owned`" in rows["owned"]["next_step"]


def test_a_verified_metric_says_by_whom_and_since_when(rows: dict[str, Row]) -> None:
    red = rows["red"]
    assert (red["verification_state"], red["verified_by"], red["verified_at"]) == (
        "verified",
        "Anna Berg",
        "2026-06-10T12:00:00Z",
    )
    assert rows["changes"]["verified_by"] is None


def test_a_row_has_the_value_its_lines_and_the_newest_audit_as_people_read_them(rows: dict[str, Row]) -> None:
    red = rows["red"]
    assert (red["class"], red["status"], red["text"], red["alert"]) == ("red", "red", "12", "max 10")
    assert (red["audit"]["verdict"], red["audit"]["is_of_this_definition"]) == ("pass", True)
    assert rows["owned"]["audit"]["is_of_this_definition"] is False
    assert rows["quiet"]["audit"] is None


def test_a_metric_without_a_value_is_listed_without_one(rows: dict[str, Row]) -> None:
    late = rows["late"]
    assert (late["value"], late["text"], late["health"], late["cost"], late["file"]) == (
        None, None, "no_data", None, "metrics/core/late.sql",
    )  # fmt: skip


def test_what_the_statement_cost_is_told_of_the_last_run_and_of_the_last_ones(rows: dict[str, Row]) -> None:
    cost = rows["red"]["cost"]
    assert (cost["runs"], cost["seconds"], cost["rows_read"]) == (2, 0.2, 300)
    assert cost["median_seconds"] == pytest.approx(0.3)


def test_a_retired_metric_stays_in_the_list_with_what_is_kept(rows: dict[str, Row]) -> None:
    gone = rows["gone"]
    assert [*rows][-1] == "gone"
    assert (gone["retired"]["at"], gone["retired"]["days"], gone["status"], gone["value"]) == (
        "2026-06-10T12:00:00Z",
        1,
        None,
        None,
    )
    assert rows["red"]["retired"] is None


def test_the_command_line_and_the_page_tell_the_same(house: Database, rows: dict[str, Row]) -> None:
    with house.connect(Role.APP, autocommit=True) as connection:
        told = read_catalog(connection)
    assert [entry["metric_id"] for entry in told] == [name for name, row in rows.items() if row["retired"] is None]
    assert {entry["metric_id"]: entry["stage"] for entry in told}.items() <= {
        name: row["stage"] for name, row in rows.items()
    }.items()


def test_a_client_that_has_the_list_is_told_so_until_something_changes(database: Database) -> None:
    apply(database, workspace(metric("late", "LATE")), now=NOON - DAY)
    with client_of(app_over(database)) as client:
        first = client.get("/api/metrics", headers={"accept-encoding": "identity"})
        compressed = client.get("/api/metrics")
        assert compressed.headers["content-encoding"] == "gzip"
        assert compressed.json() == first.json()
        known = {"if-none-match": first.headers["etag"]}
        again = client.get("/api/metrics", headers=known)
        assert (again.status_code, again.content) == (304, b"")
        beat(database, {"late": 1})
        assert client.get("/api/metrics", headers=known).json()["metrics"][0]["value"] == 1


def test_before_the_first_deploy_the_list_is_empty(database: Database) -> None:
    with client_of(app_over(database)) as client:
        page = client.get("/api/metrics").json()
    assert page == {"workspace": "", "timezone": "UTC", "board_version": 0, "published_at": None, "metrics": []}
