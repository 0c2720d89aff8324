"""What people tell about the cockpit: kept as told, listed for operators, limited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from heartbeat.clock import database_clock
from heartbeat.db import Database, Role
from heartbeat.readings.people.feedback import Feedback
from heartbeat.readings.people.feedback import tell as tell_it
from heartbeat.surfaces.feedback.shapes import FeedbackList, FeedbackShape
from integration.app.served import app_over, client_of
from integration.app.signed_in import closed_client, token


@pytest.fixture
def client(database: Database) -> Iterator[httpx.Client]:
    with client_of(app_over(database)) as client:
        yield client


def tell(client: httpx.Client, message: str, **more: Any) -> httpx.Response:
    return client.post("/api/feedback", json={"message": message, "page": "/metrics/delays", "page_version": "0.1.0", **more})


def mark(client: httpx.Client, feedback_id: int, *, done: bool, **more: Any) -> httpx.Response:
    return client.patch(f"/api/feedback/{feedback_id}", json={"done": done, **more})


def listed(client: httpx.Client) -> FeedbackList:
    return FeedbackList.model_validate(client.get("/api/feedback").json())


def test_a_message_is_listed_as_it_was_told(client: httpx.Client) -> None:
    assert listed(client) == FeedbackList(open=0, done=0, feedback=[])
    told = tell(client, "  The limit is last year's.\nРаньше было 5 %. ", told_by="Anna Lind")
    assert told.status_code == 201, told.text
    (only,) = listed(client).feedback
    assert (only.feedback_id, only.message) == (told.json()["feedback_id"], "The limit is last year's.\nРаньше было 5 %.")
    assert (only.told_by, only.page, only.page_version, only.done_at) == ("Anna Lind", "/metrics/delays", "0.1.0", None)


def test_what_is_done_comes_last_and_may_be_opened_again(client: httpx.Client) -> None:
    first, second = (tell(client, text).json()["feedback_id"] for text in ("first", "second"))
    done = FeedbackShape.model_validate(mark(client, second, done=True, changed_by="Sam").json())
    assert (done.done_by, done.done_at is not None, done.told_by) == ("Sam", True, None)
    after = listed(client)
    assert ([each.feedback_id for each in after.feedback], after.open, after.done) == ([first, second], 1, 1)
    assert mark(client, second, done=False, changed_by="Sam").json()["done_by"] is None
    assert [each.feedback_id for each in listed(client).feedback] == [second, first]


@pytest.mark.parametrize(
    "wrong",
    [
        {"message": "   "},
        {"message": "x" * 4001},
        {"message": "half a \ud800"},
        {"message": "a \x00"},
        {"page": "metrics"},
        {"page": "//elsewhere.example/sign-in"},
        {"page": "/\\elsewhere.example"},
        {"page": "/\t/elsewhere.example"},
        {"page": "/" + "x" * 500},
        {"told_by": "x" * 101},
        {"rating": 5},
    ],
)
def test_what_cannot_be_kept_is_refused_and_says_why(client: httpx.Client, wrong: dict[str, object]) -> None:
    body = json.dumps({"message": "m", "page": "/", "page_version": "1", **wrong})
    answer = client.post("/api/feedback", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request"), answer.text
    assert next(iter(wrong)) in answer.json()["message"]
    assert listed(client).open == 0


def test_a_message_of_no_such_id_and_a_mark_without_a_name(client: httpx.Client) -> None:
    assert mark(client, 7, done=True, changed_by="Sam").json()["code"] == "feedback-not-found"
    known = tell(client, "here").json()["feedback_id"]
    refused = mark(client, known, done=True)
    assert (refused.status_code, "changed_by" in refused.json()["message"]) == (422, True)


def test_a_flood_is_stopped_and_told_when_to_come_again(client: httpx.Client) -> None:
    answers = [tell(client, f"message {count}") for count in range(21)]
    assert [each.status_code for each in answers] == [201] * 20 + [429]
    assert (answers[-1].json()["code"], answers[-1].headers["retry-after"]) == ("feedback-too-much", "5")
    assert listed(client).open == 20
    assert tell(client, "of somebody else", told_by="Anna Lind").status_code == 201


def test_many_names_are_no_way_around_the_limit(client: httpx.Client, database: Database) -> None:
    with database.connect(Role.APP) as connection:
        for number in range(200):
            read = Feedback("m", "/", "1", f"name {number}", database_clock(connection)())
            tell_it(connection, read)
    assert tell(client, "one more", told_by="another name").status_code == 429


def test_what_was_told_cannot_be_rewritten_by_the_server(client: httpx.Client, database: Database) -> None:
    tell(client, "as it was")
    with database.connect(Role.APP) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("update heartbeat.feedback set message = 'something else'")


def test_who_is_signed_in_is_who_told_it_whatever_was_given(database: Database) -> None:
    sam, eva = token(database, "operator", "Sam").headers, token(database, "viewer", "Eva").headers
    with closed_client(database) as client:
        body = {"message": "m", "page": "/", "page_version": "1", "told_by": "somebody else"}
        told = client.post("/api/feedback", json=body, headers=eva).json()["feedback_id"]
        done = client.patch(f"/api/feedback/{told}", json={"done": True}, headers=sam).json()
        assert (done["told_by"], done["done_by"]) == ("Eva", "Sam")
        assert client.get("/api/feedback", headers=eva).json()["code"] == "role-too-low"
