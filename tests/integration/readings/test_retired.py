"""Retirement: a file that is gone leaves its history, and its id is not taken by another definition without a word."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.errors import ChangeRefused, MetricNotFound, MetricRetired
from heartbeat.readings.amend import amend
from heartbeat.readings.commit import commit
from heartbeat.readings.deployed.retired import read_retired
from heartbeat.readings.metric_page import read_metric_page
from heartbeat.readings.overview.past import read_past
from heartbeat.readings.prune import prune
from heartbeat.readings.registry import DeployReport, deploy, find_drift
from integration.app.served import app_over, client_of
from integration.readings.small_house import NOON, apply, beat, measured, metric, rows, start_beat, tiles, worker, workspace

DAY = timedelta(days=1)
OLD, STAYS = metric("m_old", "MOLD"), metric("m_stays", "STAY")
OTHER = replace(OLD, sql=replace(OLD.sql, value="select 2 as value"), unit="EUR", definition_hash="v1:b", content_hash="c2")


@pytest.fixture
def house(database: Database) -> Database:
    """A metric of two days, retired on the third."""
    apply(database, workspace(OLD, STAYS))
    for days, value in ((0, 7), (1, 8)):
        beat(database, {"m_old": value, "m_stays": 1}, now=NOON + days * DAY)
    report = apply(database, workspace(STAYS), now=NOON + 2 * DAY)
    assert report.removed == ("m_old",)
    return database


def again(database: Database, *metrics: Any, reuse: Collection[str] = (), days: int = 10) -> DeployReport:
    with database.connect(Role.CONFIG) as connection:
        return deploy(connection, workspace(*metrics, STAYS), now=NOON + days * DAY, reuse=reuse)


def past(database: Database, metric_id: str) -> dict[str, Any]:
    with database.connect(Role.APP) as connection:
        return read_past(connection, metric_id)


def test_what_it_was_stays_with_its_history(house: Database) -> None:
    with house.connect(Role.APP) as connection:
        (one,) = read_retired(connection)
    assert (one.metric_id, one.code, one.name, one.git_commit) == ("m_old", "MOLD", "m old", "abc123")
    assert (one.retired_at, one.days, one.first_day, one.last_day) == (NOON + 2 * DAY, 2, NOON.date(), (NOON + DAY).date())
    told = past(house, "m_old")
    assert (told["retired_at"], told["unit"], [day["text"] for day in told["days"]]) == (NOON + 2 * DAY, "count", ["7", "8"])
    assert (past(house, "m_stays")["retired_at"], len(past(house, "m_stays")["days"])) == (None, 2)
    assert "m_old" not in tiles(house)


def test_its_page_and_its_edits_say_that_it_is_retired(house: Database) -> None:
    with house.connect(Role.APP) as connection:
        with pytest.raises(MetricRetired, match="2 days of history kept") as gone:
            read_metric_page(connection, "m_old")
        with pytest.raises(MetricRetired):
            amend(connection, "m_old", {"norm_value": 1}, changed_by="anna", reason=None, now=NOON)
        with pytest.raises(MetricNotFound, match="never"):
            read_past(connection, "never")
    assert "heartbeat metric history m_old" in gone.value.hint
    with client_of(app_over(house)) as client:
        page = client.get("/api/metrics/m_old")
        edit = client.patch("/api/metrics/m_old/verification", json={"changed_by": "a", "owner": None}, headers={"If-Match": "*"})
        tried = client.get("/api/metrics/m_old/backtest")
    assert (page.status_code, edit.status_code, tried.status_code, page.json()["code"]) == (410, 410, 410, "metric-retired")
    assert (page.json()["retired_at"], page.json()["history_days"]) == ("2026-06-12T12:00:00Z", 2)


def test_the_same_definition_is_welcomed_back_and_finds_its_history(house: Database) -> None:
    report = again(house, replace(OLD, name="In other words", content_hash="c9"))
    assert (report.added, report.lineage.returned["m_old"].days, report.lineage.reused) == (("m_old",), 2, {})
    assert [day["value"] for day in past(house, "m_old")["days"]] == [7, 8]
    assert past(house, "m_old")["retired_at"] is None
    with house.connect(Role.APP) as connection:
        assert read_retired(connection) == ()


def test_a_reading_that_no_board_has_shown_yet_stands_for_its_day_when_it_is_retired(house: Database) -> None:
    again(house, OLD)
    with worker(house) as connection:
        now = NOON + 3 * DAY
        commit(connection, measured("m_old", start_beat(connection, now=now), 9, as_of=now), now=now)
    again(house)
    assert [(day["value"], day["origin"], day["status"]) for day in past(house, "m_old")["days"]][2:] == [
        (9, "observed", "amber")
    ]


def test_what_operators_gave_it_is_back_with_it(house: Database) -> None:
    set_by_anna = {
        "owner": "anna@linden.example",
        "alert_value": 8,
        "target_due_date": "2026-12-31",
        "verification_state": "verified",
    }
    again(house, OLD)
    with house.connect(Role.APP) as connection:
        amend(connection, "m_old", set_by_anna, changed_by="anna", reason=None, now=NOON)
    again(house)
    report = again(house, replace(OLD, norm_value=4.0, content_hash="c9"))
    columns = "owner, norm_value, alert_value, target_due_date, verification_state"
    assert rows(house, f"select {columns} from heartbeat.metric_registry where metric_id = 'm_old'") == [
        ("anna@linden.example", 4, 8, date(2026, 12, 31), "unverified")
    ]
    assert [str(kept) for kept in report.kept] == [
        "m_old: owner is anna@linden.example again as an operator set it; the file says unset",
        "m_old: alert_value is 8 again as an operator set it; the file says 10",
        "m_old: target_due_date is 2026-12-31 again as an operator set it; the file says unset",
    ]
    again(house)
    assert again(house, OTHER, reuse=["m_old"]).kept == ()


def test_lines_that_contradict_the_file_that_is_back_are_those_of_the_file(house: Database) -> None:
    again(house, OLD)
    with house.connect(Role.APP) as connection:
        amend(connection, "m_old", {"alert_value": 8}, changed_by="anna", reason=None, now=NOON)
    again(house)
    report = again(house, replace(OLD, norm_value=9.0, content_hash="c9"))
    assert rows(house, "select norm_value, alert_value from heartbeat.metric_registry where metric_id = 'm_old'") == [(9, 10)]
    assert report.kept == ()


def test_another_definition_under_its_id_is_refused_until_somebody_says_so(house: Database) -> None:
    before = rows(house, "select count(*) from heartbeat.metric_definition")
    with pytest.raises(ChangeRefused) as refused:
        again(house, OTHER)
    assert "m_old (metrics/core/m_old.sql): retired on 2026-06-12 12:00 UTC with 2 days of history" in refused.value.message
    assert "this one differs in unit from count to EUR, the statement of value" in refused.value.message
    assert "heartbeat deploy --reuse m_old" in refused.value.hint
    assert "m_old" not in tiles(house)
    assert rows(house, "select count(*) from heartbeat.metric_definition") == before
    report = again(house, OTHER, reuse=["m_old"])
    assert (report.added, list(report.lineage.reused)) == (("m_old",), ["m_old"])


def test_where_the_definition_changed_is_marked_and_each_day_has_its_own_unit(house: Database) -> None:
    again(house, OTHER, replace(STAYS, metric_id="m_more", code="MORE"), reuse=["m_old"])
    beat(house, {"m_old": 3}, now=NOON + 10 * DAY, definition_hash="v1:b")
    days = past(house, "m_old")["days"]
    assert [(day["text"], day["changed"]) for day in days] == [
        ("7", None),
        ("8", None),
        ("€3", "unit from count to EUR, the statement of value"),
    ]


def test_an_id_that_is_reused_and_retired_again_is_held_against_its_last_definition(house: Database) -> None:
    again(house, OTHER, reuse=["m_old"])
    again(house, days=11)
    with pytest.raises(ChangeRefused, match="unit from EUR to count"):
        again(house, OLD, days=12)
    assert list(again(house, OTHER, days=12).lineage.returned) == ["m_old"]


def test_a_file_under_another_name_looks_renamed_and_begins_anew(house: Database) -> None:
    later = again(house, replace(OLD, metric_id="m_new", file="metrics/core/m_new.sql"))
    assert (later.lineage.renamed, later.lineage.codes) == ({"m_new": "m_old"}, {"m_new": "m_old"})
    assert past(house, "m_new")["days"] == []
    at_once = again(house, replace(OLD, metric_id="m_newer", file="metrics/core/m_newer.sql"))
    assert (at_once.removed, at_once.lineage.renamed) == (("m_new",), {"m_newer": "m_new"})


def test_one_that_comes_back_beside_its_twin_was_not_renamed(house: Database) -> None:
    report = again(house, OLD, replace(OLD, metric_id="m_twin", file="metrics/core/m_twin.sql", code="TWIN"))
    assert (list(report.lineage.returned), report.lineage.renamed, report.lineage.codes) == (["m_old"], {}, {})


def test_a_code_may_be_taken_and_that_is_told(house: Database) -> None:
    report = again(house, metric("m_new", "MOLD", definition_hash="v1:z"))
    assert (report.lineage.codes, report.lineage.renamed) == ({"m_new": "m_old"}, {})


def test_verify_tells_what_a_deploy_would_refuse(house: Database) -> None:
    with house.connect(Role.APP) as connection:
        (reused,) = (one for one in find_drift(connection, workspace(OTHER, STAYS)) if one.column is None)
        (returned,) = (one for one in find_drift(connection, workspace(OLD, STAYS)) if one.column is None)
    assert "its id was retired on 2026-06-12 12:00 UTC with 2 days of history" in str(reused)
    assert "heartbeat deploy --reuse m_old" in str(reused)
    assert str(returned) == "metrics/core/m_old.sql: is not deployed"


def test_pruning_leaves_the_history_of_the_retired(house: Database) -> None:
    with house.connect(Role.WORKER, autocommit=True) as connection:
        assert prune(connection, readings_days=30, now=NOON + 900 * DAY).readings > 0
    assert [day["value"] for day in past(house, "m_old")["days"]] == [7, 8]
    with house.connect(Role.APP) as connection:
        assert [one.metric_id for one in read_retired(connection)] == ["m_old"]


@pytest.mark.parametrize("role", [Role.APP, Role.WORKER, Role.CONFIG])
@pytest.mark.parametrize("table", ["retired_metric", "metric_definition"])
def test_what_was_kept_is_changed_by_nobody(house: Database, role: Role, table: str) -> None:
    for statement in (f"update heartbeat.{table} set metric_id = 'x'", f"delete from heartbeat.{table}"):
        with house.connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())
