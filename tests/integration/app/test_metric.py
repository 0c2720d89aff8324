"""One metric over HTTP, and a really published board: both have the shapes that clients were promised."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from heartbeat.db import Database, Role
from heartbeat.surfaces.cockpit.shapes import BoardShape
from heartbeat.surfaces.metric.shapes import MetricPageShape
from integration.app.served import app_over, client_of
from integration.readings.small_house import NOON, SETTINGS, apply, beat, metric, workspace


def test_a_metric_is_told_with_its_days_its_tables_and_its_readings(database: Database) -> None:
    apply(database, workspace(metric("delays", "DELA"), metric("unread", "UNRE")))
    beat(database, {"delays": 7})
    beat(database, {"delays": 12}, now=NOON + timedelta(hours=1))
    with database.connect(Role.LOADER) as loader:
        loader.execute(
            """insert into landing.table_load
                   (source_id, dataset, table_name, load_id, checked_at, disposition, rows, total_rows, seconds)
               values ('bank', 'bank_core', 'payment', '17', clock_timestamp() - interval '40 hours', 'merge', 3, 90, 0.5)"""
        )
        loader.execute(
            """insert into landing.source_run (source_id, dataset, is_whole, started_at, ended_at, state, error_code, error)
               values ('bank', 'bank_core', true, now(), now(), 'error', 'source-unreachable', 'no answer')"""
        )
    with client_of(app_over(database)) as client:
        board = client.get("/api/cockpit").json()
        page = client.get("/api/metrics/delays").json()
        unread = client.get("/api/metrics/unread").json()
        missing = client.get("/api/metrics/gone")
    BoardShape.model_validate(board)
    MetricPageShape.model_validate(page)
    MetricPageShape.model_validate(unread)
    assert page["metric"] == board["metrics"][0]
    assert page["metric"]["changed"]["from"] == "amber"
    assert [day["value"] for day in page["history"]] == [12]
    assert [reading["value"] for reading in page["readings"]] == [12, 7]
    assert page["readings"][0]["text"] == page["history"][0]["text"] == page["metric"]["display"]["text"]
    assert page["typical_text"] is None
    assert page["definition"]["past"] == "same_sql"
    (table,) = page["tables"]
    assert (table["table"], table["source_id"], table["total_rows"]) == ("bank_core.payment", "bank", 90)
    assert (table["freshness"], table["error"]) == ("amber", "no answer")
    assert (missing.status_code, missing.json()["code"]) == (404, "metric-not-found")


def test_a_table_of_a_source_that_is_gone_does_not_fail_for_ever(database: Database) -> None:
    apply(database, replace(workspace(metric("delays", "DELA")), sources=()))
    with database.connect(Role.LOADER) as loader:
        loader.execute(
            """insert into landing.source_run (source_id, dataset, is_whole, started_at, ended_at, state, error_code, error)
               values ('bank', 'bank_core', true, now(), now(), 'error', 'source-unreachable', 'no answer')"""
        )
    with client_of(app_over(database)) as client:
        (table,) = client.get("/api/metrics/delays").json()["tables"]
    assert (table["source_id"], table["checked_at"], table["error"]) == (None, None, None)


def test_a_metric_is_judged_once_a_value_over_enough_rows_was_shown(database: Database) -> None:
    apply(database, workspace(metric("delays", "DELA", min_n=10)))

    def judged() -> bool:
        with client_of(app_over(database)) as client:
            page = client.get("/api/metrics/delays").json()
        MetricPageShape.model_validate(page)
        return bool(page["judged"])

    assert not judged()
    beat(database, {"delays": 7}, n=3)
    beat(database, {"delays": None}, now=NOON + timedelta(hours=1))
    assert not judged()
    beat(database, {"delays": 7}, now=NOON + timedelta(hours=2), n=10)
    assert judged()
    beat(database, {"delays": 7}, now=NOON + timedelta(hours=3), n=3)
    assert judged()  # amber for want of rows, as before its first verdict


def test_a_verdict_outlives_the_readings_behind_it(database: Database) -> None:
    apply(database, workspace(metric("delays", "DELA", min_n=10)))
    beat(database, {"delays": 1}, n=10)
    beat(database, {"delays": 1}, now=NOON + timedelta(hours=1), n=3)
    with database.connect(Role.OWNER) as connection:
        connection.execute("delete from heartbeat.reading where reason = 'within'")
    with client_of(app_over(database)) as client:
        page = client.get("/api/metrics/delays").json()
    assert (page["metric"]["status"], page["metric"]["reason"], page["judged"]) == ("green", "too_few", True)


def test_edits_are_told_in_display_units_beside_the_definitions_and_the_people(database: Database) -> None:
    people = {"zoe@linden.example": {"name": "Zoë Adams"}, "bo@linden.example": {}}
    settings = replace(SETTINGS, locale="en", operators=("ops@linden.example",), people=people)
    share = metric("delays", "DELA", unit="ratio", norm_value=0.05, alert_value=0.1)
    apply(database, workspace(share, settings=settings))
    apply(database, workspace(replace(share, definition_hash="v1:b"), settings=settings), now=NOON + timedelta(days=1))
    edits = {"alert_value": 0.081, "norm_value": None, "owner": "zoe@linden.example", "target_due_date": "2026-12-31"}
    with client_of(app_over(database)) as client:
        made = client.patch("/api/metrics/delays/verification", json={"changed_by": "anna", **edits}, headers={"If-Match": "*"})
        page = client.get("/api/metrics/delays").json()
    assert made.status_code == 200, made.text
    MetricPageShape.model_validate(page)
    told = {change["column"]: (change["text_from"], change["text_to"]) for change in page["operator_changes"]}
    assert told["alert_value"] == ("10 %", "8.1 %")
    assert told["norm_value"] == ("5.0 %", None)
    assert told["owner"] == (None, "zoe@linden.example")
    assert told["target_due_date"] == (None, "31 Dec 2026")
    assert [each["definition_hash"] for each in page["definitions"]] == ["v1:a", "v1:b"]
    assert [(each["email"], each["name"]) for each in page["people"]] == [
        ("bo@linden.example", None),
        ("ops@linden.example", None),
        ("zoe@linden.example", "Zoë Adams"),
    ]
