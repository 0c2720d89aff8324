"""An operator's edit over HTTP: what it answers, what it stands on, and that it is refused whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from heartbeat.db import Database
from heartbeat.surfaces.metric.edit_shapes import EditAnswer, OutdatedShape
from heartbeat.surfaces.metric.shapes import MetricPageShape
from heartbeat.wire.edits import RefusedShape
from integration.app.served import app_over, client_of
from integration.readings.small_house import NOON, apply, beat, metric, rows, workspace

PAGE, EDIT = "/api/metrics/delays", "/api/metrics/delays/verification"
JSON = {"Content-Type": "application/json"}
ANYTHING = {"If-Match": "*", **JSON}


@pytest.fixture
def house(database: Database) -> Database:
    apply(database, workspace(metric("delays", "DELA"), metric("other", "OTHE")))
    beat(database, {"delays": 7, "other": 1})
    return database


@pytest.fixture
def client(house: Database) -> Iterator[httpx.Client]:
    with client_of(app_over(house)) as client:
        yield client


def edit(client: httpx.Client, if_match: str | None = "*", by: str = "anna", **changes: Any) -> httpx.Response:
    headers = {} if if_match is None else {"If-Match": if_match}
    return client.patch(EDIT, json={"changed_by": by, **changes}, headers=headers)


def log(house: Database) -> list[Any]:
    return rows(house, "select column_name, value_from, value_to, changed_by, reason from heartbeat.operator_change order by id")


def test_an_edit_answers_with_the_metric_as_the_board_shows_it(house: Database, client: httpx.Client) -> None:
    seen = client.get(PAGE)
    answer = edit(client, seen.headers["etag"], alert_value=6, owner="rasa+wall@linden.example", reason="the new contract")
    assert answer.status_code == 200, answer.text
    made = EditAnswer.model_validate(answer.json())
    after = client.get(PAGE)
    assert (made.changed, made.board_version) == (["owner", "alert_value"], 2)
    assert (made.metric.status, made.metric.reason, made.metric.alert_value) == ("red", "alert_crossed", 6)
    assert answer.json()["metric"] == after.json()["metric"]
    assert answer.headers["etag"] == after.headers["etag"] == client.head(PAGE).headers["etag"] == f'"{made.edit_version}"'
    assert after.json()["edit_version"] == made.edit_version != seen.json()["edit_version"]
    MetricPageShape.model_validate(after.json())
    assert log(house) == [
        ("owner", None, "rasa+wall@linden.example", "anna", "the new contract"),
        ("alert_value", "10", "6", "anna", "the new contract"),
    ]


def test_null_unsets_and_what_is_not_named_stays(client: httpx.Client) -> None:
    assert edit(client, norm_value=None).json()["changed"] == ["norm_value"]
    shown = client.get(PAGE).json()["metric"]
    assert (shown["norm_value"], shown["alert_value"], shown["status"]) == (None, 10, "green")


def test_what_is_so_already_is_no_change(house: Database, client: httpx.Client) -> None:
    answer = edit(client, alert_value=10, verification_state="unverified")
    assert (answer.status_code, answer.json()["changed"], answer.json()["board_version"]) == (200, [], 1)
    assert log(house) == []


def test_the_version_stands_for_columns_and_definition_and_not_for_readings(house: Database, client: httpx.Client) -> None:
    def version() -> str:
        return client.get(PAGE).headers["etag"]

    seen = [version()]
    beat(house, {"delays": 8, "other": 1}, now=NOON + timedelta(hours=1))
    assert version() == seen[0]
    apply(house, workspace(metric("delays", "DELA", name="In other words", content_hash="c2"), metric("other", "OTHE")))
    assert version() == seen[0]
    apply(house, workspace(metric("delays", "DELA", alert_value=9.0, content_hash="c3"), metric("other", "OTHE")))
    seen.append(version())
    apply(house, workspace(metric("delays", "DELA", alert_value=9.0, definition_hash="v1:b"), metric("other", "OTHE")))
    seen.append(version())
    for change in ({"owner": "a@example.com"}, {"verification_state": "verified"}, {"target_due_date": "2026-12-31"}):
        edit(client, **change)
        seen.append(version())
    assert len(set(seen)) == len(seen)


def test_the_loser_gets_the_values_of_today_and_who_made_them(house: Database, client: httpx.Client) -> None:
    seen = client.get(PAGE).headers["etag"]
    assert edit(client, seen, by="bert", alert_value=8, reason="SLA").status_code == 200
    answer = edit(client, seen, alert_value=6)
    assert answer.status_code == 412
    told = OutdatedShape.model_validate(answer.json())
    assert (told.code, told.current.alert_value, told.current.owner) == ("edit-outdated", 8, None)
    assert "bert changed alert_value from 10 to 8 at " in told.message
    assert told.last_change is not None
    assert (told.last_change.by, told.last_change.reason, told.last_change.value_to) == ("bert", "SLA", "8")
    assert len(log(house)) == 1
    assert edit(client, f'"{told.current.edit_version}"', alert_value=6).status_code == 200


def test_a_definition_that_changed_between_the_look_and_the_click_is_not_verified(house: Database, client: httpx.Client) -> None:
    seen = client.get(PAGE).headers["etag"]
    apply(house, workspace(metric("delays", "DELA", definition_hash="v1:b"), metric("other", "OTHE")), now=NOON)
    answer = edit(client, seen, verification_state="verified")
    assert (answer.status_code, answer.json()["last_change"]) == (412, None)
    assert "its file was deployed at 2026-06-10T12:00:00Z" in answer.json()["message"]
    assert client.get(PAGE).json()["verification"]["state"] == "unverified"


@pytest.mark.parametrize(
    ("if_match", "status"),
    [(None, 428), ("", 428), ("*", 200), ('W/"{}"', 412), ('"other", "{}"', 200), ("{}", 200), ('"other"', 412), ('""', 412)],
)
def test_what_an_edit_stands_on(client: httpx.Client, if_match: str | None, status: int) -> None:
    version = client.get(PAGE).json()["edit_version"]
    answer = edit(client, if_match and if_match.format(version), alert_value=6)
    assert answer.status_code == status, answer.text
    if status == 428:
        assert (answer.json()["code"], "If-Match" in answer.json()["hint"]) == ("precondition-required", True)


def test_every_problem_of_an_edit_is_told_at_once(house: Database, client: httpx.Client) -> None:
    wrong: dict[str, Any] = {"owner": "nobody", "norm_value": 20, "target_value": "much", "target_due_date": 20261231}
    answer = edit(client, by=" ", verification_state=None, reason="x" * 1001, name="x", **wrong)
    assert answer.status_code == 422
    told = RefusedShape.model_validate(answer.json())
    fields = ["changed_by", "name", "norm_value", "owner", "reason", "target_due_date", "target_value", "verification_state"]
    assert sorted(problem.field for problem in told.problems) == sorted(fields)
    assert all(problem.message and problem.hint for problem in told.problems)
    assert "norm_value 20 must not be above alert_value 10" in told.message
    assert (log(house), client.get(PAGE).json()["metric"]["norm_value"]) == ([], 5)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"changed_by": "anna"}', 422),
        (b'{"changed_by": "anna", "alert_value": NaN}', 422),
        (b'{"changed_by": "anna", "alert_value": 1e999}', 422),
        (b'{"changed_by": "anna", "alert_value": ' + b"9" * 5000 + b"}", 400),
        (b'{"changed_by": "anna", "alert_value": ' + b"9" * 4000 + b"}", 422),
        (b'{"changed_by": "anna", "alert_value": "6"}', 422),
        (b'{"changed_by": "anna\\u0000", "alert_value": 6}', 422),
        (b'{"changed_by": "\\ud800", "alert_value": 6}', 422),
        (b'{"changed_by": "deploy", "alert_value": 6}', 422),
        (b'{"changed_by": ["anna"], "alert_value": 6}', 422),
        (b'{"changed_by": "anna", "alert_value": 6, "reason": "a\\u0000b"}', 422),
        (b'{"changed_by": "anna", "alert_value": 6, "reason": {"a": 1}}', 422),
        (b'{"changed_by": "anna", "owner": "a\\u202eb@example.com"}', 422),
        (b'{"changed_by": "anna", "owner": ""}', 422),
        (b'{"changed_by": "anna", "al\\ud800ert": 1}', 422),
        (b'{"alert_value": 6}', 422),
        (b"[]", 422),
        (b"", 422),
        (b"{", 422),
        (b"[" * 100_000, 400),
        (b'{"changed_by": "\xff"}', 400),
    ],
)
def test_a_body_that_is_no_edit_changes_nothing(house: Database, client: httpx.Client, body: bytes, status: int) -> None:
    answer = client.patch(EDIT, content=body, headers=ANYTHING)
    assert answer.status_code == status, answer.text
    assert {"code", "message", "hint"} <= set(answer.json())
    assert log(house) == []


@pytest.mark.parametrize("owner", ["a@b.example", "jürgen@müller.example", "иван@пример.example", "o'brien+wall@sub.example.com"])
def test_an_address_is_judged_loosely(client: httpx.Client, owner: str) -> None:
    assert edit(client, owner=owner).json()["metric"]["owner"] == owner


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "ours", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Host": "evil.example"}, 421),
    ],
)
def test_only_our_own_pages_may_edit(house: Database, client: httpx.Client, headers: dict[str, str], status: int) -> None:
    if headers.get("Origin") == "ours":
        headers = {**headers, "Origin": str(client.base_url).rstrip("/")}
    answer = client.patch(EDIT, content=b'{"changed_by": "anna", "alert_value": 6}', headers={**ANYTHING, **headers})
    assert (answer.status_code, len(log(house))) == (status, 1 if status == 200 else 0)


def test_a_body_that_no_edit_needs_is_refused(client: httpx.Client) -> None:
    assert client.patch(EDIT, content=b" " * 2_000_000, headers=ANYTHING).status_code == 413
    assert client.patch(PAGE, content=b"{}", headers=ANYTHING).status_code == 405
    assert client.get(EDIT).headers["allow"] == "PATCH"


@pytest.mark.parametrize("metric_id", ["none_such", "Not an id", "recompute"])
def test_an_unknown_metric_is_named(client: httpx.Client, metric_id: str) -> None:
    answer = client.patch(f"/api/metrics/{metric_id}/verification", json={"changed_by": "anna"}, headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["code"]) == (404, "metric-not-found")


def test_of_twenty_edits_that_stand_on_one_version_one_is_made(house: Database, client: httpx.Client) -> None:
    seen = client.get(PAGE).headers["etag"]

    def race(number: int) -> int:
        while (answer := edit(client, seen, by=f"operator {number}", target_value=number)).status_code == 503:
            pass  # more want a connection than there are: asked to come again
        return answer.status_code

    with ThreadPoolExecutor(20) as racers:
        statuses = Counter(racers.map(race, range(20)))
    assert statuses == {200: 1, 412: 19}
    ((column, _, value, by, _),) = log(house)
    assert (column, by) == ("target_value", f"operator {value}")
    assert client.get(PAGE).json()["metric"]["target_value"] == float(value)
