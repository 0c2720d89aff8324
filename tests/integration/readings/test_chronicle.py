"""What happened to a metric, as its page tells it: lines over time, changes of status, failures, typical days, definitions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from heartbeat.db import Database, Role
from heartbeat.definitions.model import Typical
from heartbeat.readings.amend import amend
from heartbeat.readings.metric_page import read_metric_page
from heartbeat.surfaces.metric.shapes import MetricPageShape, PastShape
from integration.app.served import app_over, client_of
from integration.readings.small_house import NOON, apply, beat, metric, rows, workspace

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CALM = metric("calm", "CALM", typical=Typical(30, "both"), norm_value=None, alert_value=None)


@pytest.fixture
def house(database: Database) -> Database:
    apply(database, workspace(metric("late", "LATE"), CALM))
    return database


def page(house: Database, metric_id: str = "late") -> dict[str, Any]:
    with house.connect(Role.APP) as connection:
        return read_metric_page(connection, metric_id)


def edit(house: Database, days: float, **changes: Any) -> None:
    with house.connect(Role.APP) as connection:
        amend(connection, "late", changes, changed_by="anna", reason=None, now=NOON + days * DAY)


def stretches(house: Database) -> list[tuple[Any, ...]]:
    columns = ("since", "norm_value", "alert_value", "target_value")
    return [tuple(stretch[column] for column in columns) for stretch in page(house)["lines"]]


def test_lines_that_never_changed_are_one_stretch(house: Database) -> None:
    assert stretches(house) == [(None, 5, 10, None)]


def test_lines_are_told_as_they_were_by_the_day_on_which_somebody_changed_them(house: Database) -> None:
    edit(house, 3, alert_value=12, target_value=2)
    edit(house, 3.1, alert_value=11)
    edit(house, 7, norm_value=None)
    days = [(NOON + offset * DAY).date() for offset in (3, 7)]
    assert stretches(house) == [(None, 5, 10, None), (days[0], 5, 11, 2), (days[1], None, 11, 2)]


def test_a_change_that_was_taken_back_on_its_day_is_none(house: Database) -> None:
    edit(house, 3, alert_value=12)
    edit(house, 3.1, alert_value=10)
    assert stretches(house) == [(None, 5, 10, None)]


def test_a_day_of_the_lines_is_one_of_the_workspace(house: Database) -> None:
    edit(house, 3 + 10.5 / 24, alert_value=12)  # half past ten in the evening in UTC, half past midnight in Berlin
    assert stretches(house)[1][0] == (NOON + 4 * DAY).date()


def test_a_line_that_a_file_sets_anew_is_logged_and_no_operators_change(house: Database) -> None:
    apply(house, workspace(metric("late", "LATE", alert_value=8.0, content_hash="c2"), CALM), now=NOON + 5 * DAY)
    assert stretches(house) == [(None, 5, 10, None), ((NOON + 5 * DAY).date(), 5, 8, None)]
    (change,) = page(house)["operator_changes"]
    assert (change["by"], change["column"], change["from"], change["to"]) == ("deploy", "alert_value", "10", "8")
    apply(house, workspace(metric("other", "OTHR", definition_hash="v1:o")))  # nothing of people's is at stake
    assert rows(house, "select metric_id from heartbeat.metric_registry") == [("other",)]


def test_a_metric_that_returns_with_other_lines_was_judged_by_the_earlier_ones_before(house: Database) -> None:
    before = stretches(house)
    apply(house, workspace(CALM), now=NOON + 3 * DAY)
    apply(house, workspace(metric("late", "LATE", alert_value=8.0, content_hash="c2"), CALM), now=NOON + 5 * DAY)
    assert stretches(house)[:1] == before
    assert len(stretches(house)) == 2


def test_a_metric_that_returns_as_it_was_has_no_change_to_tell(house: Database) -> None:
    aimed = metric("late", "LATE", target_value=1.0, target_due_date=date(2027, 1, 31))
    apply(house, workspace(aimed, CALM), now=NOON + DAY)
    before = page(house)["operator_changes"]
    apply(house, workspace(CALM), now=NOON + 3 * DAY)
    apply(house, workspace(aimed, CALM), now=NOON + 5 * DAY)
    assert page(house)["operator_changes"] == before


def test_changes_of_status_are_those_that_boards_have_shown(house: Database) -> None:
    for hours, value in enumerate((1, 7, 12)):
        beat(house, {"late": value}, now=NOON + hours * HOUR)
    told = page(house)["status_changes"]
    assert [(change["from"], change["to"], change["cause"]) for change in told] == [
        ("amber", "red", "reading"),
        ("green", "amber", "reading"),
    ]


def test_failures_reach_to_the_next_good_reading(house: Database) -> None:
    error: dict[str, Any] = {"health": "error", "error": "division by zero"}
    for hours, value, more in ((0, 1, {}), (1, None, error), (2, None, {}), (3, 2, {}), (4, 3, {}), (5, None, error)):
        beat(house, {"late": value}, now=NOON + hours * HOUR, **more)
    last, first = page(house)["failures"]
    assert (first["since"], first["until"], first["readings"]) == (NOON + HOUR, NOON + 3 * HOUR, 2)
    assert (first["health"], first["error"]) == ("no_data", None)
    assert (last["since"], last["until"], last["readings"], last["error"]) == (NOON + 5 * HOUR, None, 1, "division by zero")


def test_each_day_is_held_against_the_days_before_it(house: Database) -> None:
    for day in range(16):
        beat(house, {"calm": 90 if day == 15 else 10 + day % 3}, now=NOON + day * DAY)
    *before, fourteenth, last = page(house, "calm")["history"]
    assert [day["typical"] for day in before] == [None] * 14
    assert (fourteenth["typical"]["low"], fourteenth["typical"]["high"]) == pytest.approx((10.10, 11.75), abs=0.01)
    assert (fourteenth["far_from_typical"], last["far_from_typical"]) == (False, True)


def test_over_http_a_day_has_the_unit_of_its_own_definition_and_nothing_typical_of_another(house: Database) -> None:
    for day in range(15):
        beat(house, {"calm": 10 + day % 3}, now=NOON + day * DAY)
    other = replace(CALM, unit="EUR", definition_hash="v1:b", content_hash="c2")
    apply(house, workspace(metric("late", "LATE"), other), now=NOON + 15 * DAY)
    beat(house, {"calm": 4}, now=NOON + 15 * DAY, definition_hash="v1:b")
    with client_of(app_over(house)) as client:
        told, past = client.get("/api/metrics/calm").json(), client.get("/api/metrics/calm/history").json()
        never = client.get("/api/metrics/never/history")
    MetricPageShape.model_validate(told)
    PastShape.model_validate(past)
    before, day = told["history"][-2:]
    assert (before["text"], before["changed"], before["typical"]["text"]) == ("12", None, "10.1 to 11.8")
    assert (day["text"], day["changed"], day["typical"]) == ("€4", "unit from count to EUR", None)
    assert [(each["definition_hash"], each["unit"]) for each in told["definitions"]] == [("v1:a", "count"), ("v1:b", "EUR")]
    assert [(each["d"], each["text"]) for each in past["days"]] == [(each["d"], each["text"]) for each in told["history"]]
    assert told["readings"][0]["loads"] == {"bank_core.payment": "1"}
    assert (told["readings"][0]["definition_hash"], never.status_code) == ("v1:b", 404)


def test_a_retired_metric_still_tells_its_days(house: Database) -> None:
    beat(house, {"late": 7})
    apply(house, workspace(CALM), now=NOON + DAY)
    with client_of(app_over(house)) as client:
        gone, past = client.get("/api/metrics/late"), client.get("/api/metrics/late/history")
    assert (gone.status_code, past.status_code) == (410, 200)
    assert (past.json()["retired_at"], [day["text"] for day in past.json()["days"]]) == ("2026-06-11T12:00:00Z", ["7"])


def test_how_far_the_target_is_is_told_until_it_is_reached(house: Database) -> None:
    def told() -> str | None:
        with client_of(app_over(house)) as client:
            distance: str | None = client.get("/api/metrics/late").json()["target_distance_text"]
        return distance

    beat(house, {"late": 4})
    assert told() is None
    edit(house, 1, target_value=2.5)
    assert told() == "1.5"
    beat(house, {"late": 2}, now=NOON + 2 * HOUR)
    assert told() is None
