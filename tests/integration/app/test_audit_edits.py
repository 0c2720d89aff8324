"""Owner and verification of a cut: who may stand behind what, and that the log has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from heartbeat.db import Database, Role
from heartbeat.surfaces.audit.edit_shapes import CutEditAnswer, OutdatedCutShape
from heartbeat.surfaces.audit.shapes import CutDocumentShape
from heartbeat.wire.edits import RefusedShape
from integration.app.audited import AT, computed, declare_cut, declare_page, failed
from integration.app.served import app_over, client_of
from integration.app.signed_in import closed_client, token
from integration.readings.small_house import SETTINGS, apply, metric, rows, workspace

PAGE, EDIT = "/api/audit/cuts/fees", "/api/audit/cuts/fees/verification"
RASA = "rasa@linden.example"
SETTINGS_WITH_RASA = replace(SETTINGS, people={RASA: {"name": "Rasa P."}}, operators=("tom@linden.example",))


@pytest.fixture
def house(database: Database) -> Database:
    apply(database, workspace(metric("delays", "DELA"), settings=SETTINGS_WITH_RASA))
    declare_page(database, "revenue")
    declare_cut(database, "fees", "revenue")
    return database


@pytest.fixture
def client(house: Database) -> Iterator[httpx.Client]:
    with client_of(app_over(house)) as client:
        yield client


def edit(client: httpx.Client, if_match: str | None = "*", by: str = "anna", **changes: Any) -> httpx.Response:
    headers = {} if if_match is None else {"If-Match": if_match}
    return client.patch(EDIT, json={"changed_by": by, **changes}, headers=headers)


def log(house: Database) -> list[Any]:
    query = "select column_name, value_from, value_to, changed_by, reason from heartbeat.audit_cut_change order by id"
    return rows(house, query)


def change_module(house: Database) -> None:
    """A deploy brings another module; it ends a verification."""
    declare_cut(house, "fees", "revenue", definition_hash="v1:b")
    query = "update heartbeat.audit_cut_registry set verification_state = 'changed' where verification_state = 'verified'"
    with house.connect(Role.CONFIG) as connection:
        connection.execute(query)


def test_an_edit_is_made_logged_and_shown(house: Database, client: httpx.Client) -> None:
    computed(house, "fees")
    seen = client.get(PAGE)
    answer = edit(client, seen.headers["etag"], owner=RASA, verification_state="verified", reason="asked the ledger")
    assert answer.status_code == 200, answer.text
    made = CutEditAnswer.model_validate(answer.json())
    assert (made.changed, made.warnings, made.owner_name) == (["owner", "verification_state"], [], "Rasa P.")
    after = client.get(PAGE)
    told = CutDocumentShape.model_validate(after.json())
    assert answer.headers["etag"] == after.headers["etag"] == f'"{made.edit_version}"' != seen.headers["etag"]
    assert (told.verification_state, told.verified and told.verified.by) == ("verified", "anna")
    assert answer.json()["changes"] == after.json()["changes"]
    assert [(one.column, one.value_from, one.value_to) for one in told.changes] == [
        ("verification_state", "unverified", "verified"),
        ("owner", None, RASA),
    ]
    assert log(house)[0] == ("owner", None, RASA, "anna", "asked the ledger")
    assert client.get("/api/audit/pages").json()["pages"][0]["unverified"] == 0


def test_a_person_verifies_withdraws_and_is_followed_by_nobody(house: Database, client: httpx.Client) -> None:
    computed(house, "fees")
    edit(client, verification_state="verified")
    assert edit(client, verification_state="verified").json()["changed"] == []
    answer = edit(client, verification_state="unverified", owner=None).json()
    assert (answer["changed"], answer["verified"]) == (["verification_state"], None)
    assert len(log(house)) == 2


def test_a_cut_that_a_deploy_changed_may_be_verified_again_once_it_was_computed(house: Database, client: httpx.Client) -> None:
    computed(house, "fees")
    edit(client, verification_state="verified")
    change_module(house)
    told = client.get(PAGE).json()
    assert (told["verification_state"], told["verified"]["by"]) == ("changed", "anna")
    refused = edit(client, verification_state="verified")
    assert (refused.status_code, refused.json()["code"]) == (422, "change-refused")
    computed(house, "fees", definition_hash="v1:b")
    assert edit(client, by="bert", verification_state="verified").json()["verified"]["by"] == "bert"


def test_nobody_stands_behind_what_was_never_computed_and_the_reason_is_told(house: Database, client: httpx.Client) -> None:
    never = edit(client, verification_state="verified")
    assert (never.status_code, "computed nothing yet" in never.json()["message"]) == (422, True)
    failed(house, "fees")
    assert "division by zero" in edit(client, verification_state="verified").json()["message"]
    assert edit(client, owner=RASA).status_code == 200  # an owner may look after it
    assert client.get(PAGE).json()["verification_state"] == "unverified"


def test_a_window_that_failed_is_a_warning_where_another_shows_something(house: Database, client: httpx.Client) -> None:
    computed(house, "fees")
    failed(house, "fees", "12m")
    assert edit(client, verification_state="verified").json()["warnings"] == ["The last try for 12 months failed."]


def test_the_loser_gets_the_values_of_today_and_who_made_them(house: Database, client: httpx.Client) -> None:
    seen = client.get(PAGE).headers["etag"]
    computed(house, "fees", at=AT)
    assert client.get(PAGE).headers["etag"] == seen  # what a refresh moves is nothing that an edit stands on
    assert edit(client, seen, by="bert", owner=RASA, reason="hers").status_code == 200
    answer = edit(client, seen, owner="tom@linden.example")
    assert answer.status_code == 412
    told = OutdatedCutShape.model_validate(answer.json())
    assert f"bert changed owner from unset to {RASA} at " in told.message
    assert (told.current.owner, told.last_change and told.last_change.reason) == (RASA, "hers")
    assert edit(client, f'"{told.current.edit_version}"', owner=None).status_code == 200
    assert [value for _, _, value, *_ in log(house)] == [RASA, None]


def test_a_module_that_changed_between_the_look_and_the_click_is_not_verified(house: Database, client: httpx.Client) -> None:
    computed(house, "fees")
    seen = client.get(PAGE).headers["etag"]
    change_module(house)
    answer = edit(client, seen, verification_state="verified")
    assert (answer.status_code, answer.json()["last_change"]) == (412, None)
    assert "its file was deployed at 2026-11-21T04:00:00Z" in answer.json()["message"]


def test_every_problem_of_an_edit_is_told_at_once(house: Database, client: httpx.Client) -> None:
    answer = edit(client, by="deploy", owner="nobody", verification_state="changed", alert_value=6, reason="x" * 1001)
    assert answer.status_code == 422
    told = RefusedShape.model_validate(answer.json())
    fields = ["alert_value", "changed_by", "owner", "reason", "verification_state"]
    assert sorted(problem.field for problem in told.problems) == fields
    assert "cuts/fees.py" in told.hint
    assert log(house) == []


@pytest.mark.parametrize(("if_match", "status"), [(None, 428), ('"other"', 412)])
def test_an_edit_says_what_it_stands_on(house: Database, client: httpx.Client, if_match: str | None, status: int) -> None:
    assert edit(client, if_match, owner=RASA).status_code == status
    assert log(house) == []


def test_an_unknown_cut_is_named(client: httpx.Client) -> None:
    answer = client.patch(
        "/api/audit/cuts/none/verification", json={"changed_by": "anna", "owner": RASA}, headers={"If-Match": "*"}
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "cut-not-found")


def test_whom_the_workspace_knows_is_told_for_choosing_an_owner(client: httpx.Client) -> None:
    assert client.get(PAGE).json()["people"] == [
        {"email": RASA, "name": "Rasa P."},
        {"email": "tom@linden.example", "name": None},
    ]


def test_where_people_sign_in_the_log_has_who_did(house: Database) -> None:
    headers = {"If-Match": "*", **token(house, "operator", "Olena K.").headers}
    with closed_client(house) as client:
        assert client.patch(EDIT, json={"owner": RASA, "changed_by": "somebody else"}, headers=headers).status_code == 200
    assert log(house) == [("owner", None, RASA, "Olena K.", None)]
