"""Deliveries over HTTP: what is signed is kept before it is acknowledged, once for each id, and nothing else is."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.surfaces.intake.shapes import DeliveryAnswer
from integration.app.hooked import ENVIRONMENT, READING, Sender, deploy_hooks, hook
from integration.app.served import app_over, client_of
from postgres_fixtures import Cluster, cloned_house
from signed import OTHER_SECRET, SECRET, signed
from waiting import eventually


@pytest.fixture(scope="module")
def sender(cluster: Cluster) -> Iterator[Sender]:
    with cloned_house(cluster) as database:
        deploy_hooks(database, hook(), hook(source_id="signup"))
        with client_of(app_over(database, environment=ENVIRONMENT)) as client:
            yield Sender(client, database)


@pytest.fixture(autouse=True)
def _nothing_kept(sender: Sender, cluster: Cluster) -> None:
    with psycopg.connect(cluster.admin_url, dbname=sender.database.url(Role.OWNER).rpartition("/")[2]) as admin:
        admin.execute("truncate landing.webhook_delivery")


def test_a_signed_event_is_kept_with_all_that_it_says(sender: Sender) -> None:
    sent = int(time.time()) - 60
    body = b'{"type": "check.passed", "id": 12345678901234567890123, "rate": 0.10, "data": {"name": "\xc3\x84"}}'
    answer = sender.deliver("msg_1", body, at=sent)
    assert (answer.status_code, DeliveryAnswer.model_validate(answer.json()).kept) == (202, "stored")
    columns = "source_id, webhook_id, extract(epoch from sent_at)::bigint, event_type, payload::text"
    ((source, webhook_id, sent_at, event_type, payload),) = sender.kept(columns)
    assert (source, webhook_id, sent_at, event_type) == ("kyc", "msg_1", sent, "check.passed")
    assert '"id": 12345678901234567890123' in payload
    assert '"rate": 0.10' in payload
    assert json.loads(payload)["data"] == {"name": "Ä"}
    assert sender.kept("now() - received_at < '1 minute' and received_at <= now()") == [(True,)]


@pytest.mark.parametrize(
    ("body", "event_type"),
    [(b"[]", None), (b"null", None), (b'"text"', None), (b'{"type": 7}', None), (b'{"type": ""}', ""), (b" {} ", None)],
)
def test_any_json_is_an_event_and_its_type_a_text_or_unknown(sender: Sender, body: bytes, event_type: str | None) -> None:
    assert sender.deliver("msg_1", body).status_code == 202
    assert sender.kept("event_type") == [(event_type,)]


def test_an_id_is_one_event_and_its_first_delivery_stays(sender: Sender) -> None:
    came = [sender.deliver("msg_1", body).json()["kept"] for body in (b'{"n":1,"t":2}', b'{"t": 2, "n": 1}', b'{"n":3}')]
    assert came == ["stored", "duplicate", "differs"]
    assert sender.kept("payload") == [({"n": 1, "t": 2},)]


def test_the_same_id_twenty_times_at_once_is_one_row(sender: Sender) -> None:
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda _: sender.deliver("msg_1", {"n": 1}), range(20)))
    assert {answer.status_code for answer in answers} == {202}
    assert Counter(answer.json()["kept"] for answer in answers) == {"stored": 1, "duplicate": 19}
    assert sender.kept() == [("msg_1",)]


def test_the_same_id_of_another_source_is_another_event(sender: Sender) -> None:
    assert [sender.deliver("msg_1", {}, to=to).json()["kept"] for to in ("kyc", "signup")] == ["stored", "stored"]
    assert sender.kept("source_id") == [("kyc",), ("signup",)]


EARLIER = "five seconds ago"


@pytest.mark.parametrize("source", ["bank", "none_such", "KYC", "kyc%20", "x" * 500])
def test_who_takes_no_deliveries_is_not_told_from_who_does_not_exist(sender: Sender, source: str) -> None:
    answer = sender.deliver("msg_1", {}, to=source)
    assert (answer.status_code, answer.json()["code"]) == (404, "hook-not-found")
    assert answer.json() == sender.deliver("msg_1", {}, to="another").json()


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"webhook-signature": "v1,AAAA"}, 401, "signature-refused"),
        ({"webhook-signature": ""}, 401, "signature-refused"),
        ({"webhook-id": "msg_2"}, 401, "signature-refused"),
        ({"webhook-id": ""}, 401, "signature-refused"),
        ({"webhook-timestamp": EARLIER}, 401, "signature-refused"),
        ({"webhook-timestamp": "yesterday"}, 401, "signature-refused"),
        ({"content-type": "text/plain"}, 415, "json-only"),
        ({"origin": "https://evil.example"}, 403, "foreign-origin"),
        ({"sec-fetch-site": "cross-site"}, 403, "foreign-origin"),
        ({"host": "evil.example"}, 421, "unknown-host"),
    ],
)
def test_what_is_not_signed_or_comes_from_a_page_is_refused(
    sender: Sender, changed: dict[str, str], status: int, code: str
) -> None:
    sent = {name: str(int(time.time()) - 5) if value is EARLIER else value for name, value in changed.items()}
    answer = sender.client.post("/api/hooks/kyc", content=b"{", headers={**signed("msg_1", b"{"), **sent})
    assert (answer.status_code, answer.json()["code"]) == (status, code)  # and nobody has looked whether it is JSON
    assert sender.kept() == []


@pytest.mark.parametrize(
    ("age", "status"), [(295, 202), (-295, 202), (306, 401), (-306, 401), (1_000_000, 401), (-1_000_000, 401)]
)
def test_five_minutes_either_way_are_let_in(sender: Sender, age: int, status: int) -> None:
    answer = sender.deliver("msg_1", {}, at=int(time.time()) - age)
    assert answer.status_code == status
    assert status == 202 or answer.json()["code"] == "delivery-untimely"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "valid JSON"),
        (b"{", "valid JSON"),
        (b"{} {}", "valid JSON"),
        (b"{'a': 1}", "valid JSON"),
        (b"NaN", "valid JSON"),
        (b'{"a": Infinity}', "valid JSON"),
        (b'"\\ud800"', "valid JSON"),
        (b"\xef\xbb\xbf{}", "valid JSON"),
        (b'"a\tb"', "valid JSON"),
        (b'"\xff"', "not UTF-8: byte 2"),
        (b'{"a": "\x00"}', "NUL"),
        (b'{"a": "\\u0000"}', "u0000"),
        (b'{"\\u0000": 1}', "u0000"),
        (b"1e200000", "number"),
        (b"[" * 102 + b"]" * 102, "more than 100 levels"),
        (b'{"a":' * 102 + b"1" + b"}" * 102, "more than 100 levels"),
        (b"[" * 500_000, "more than 100 levels"),
        (b"[" * 500_000 + b"]" * 500_000, "more than 100 levels"),
    ],
)
def test_what_is_signed_and_no_json_that_can_be_kept_says_why(sender: Sender, body: bytes, told: str) -> None:
    answer = sender.deliver("msg_1", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "delivery-unreadable")
    assert told in answer.json()["message"]
    assert sender.kept() == []


@pytest.mark.parametrize("body", [b"[" * 100 + b"]" * 100, b'{"a":' * 100 + b"1" + b"}" * 100, b'"\\\\u0000"', b"1e-3"])
def test_what_only_looks_like_it_is_kept(sender: Sender, body: bytes) -> None:
    assert sender.deliver("msg_1", body).status_code == 202


def test_a_commit_waits_for_the_disk_and_not_for_long_whatever_the_server_does_by_default(
    sender: Sender, cluster: Cluster
) -> None:
    """The server of the tests does not wait."""
    watch = """create function landing.tell() returns trigger language plpgsql as $$ begin
        new.event_type := concat_ws(' ', current_setting('synchronous_commit'), current_setting('statement_timeout'),
        current_setting('idle_in_transaction_session_timeout')); return new;
        end $$; create trigger tell before insert on landing.webhook_delivery for each row execute function landing.tell()"""
    with psycopg.connect(cluster.admin_url, dbname=sender.database.url(Role.OWNER).rpartition("/")[2], autocommit=True) as admin:
        admin.execute(watch)
        try:
            assert admin.execute("show synchronous_commit").fetchone() == ("off",)
            assert sender.deliver("msg_1", {}).status_code == 202
        finally:
            admin.execute("drop function landing.tell cascade")
    assert sender.kept("event_type") == [("on 5s 1min",)]


@pytest.mark.parametrize("change", ["update landing.webhook_delivery set payload = '1'", "delete from landing.webhook_delivery"])
def test_what_was_kept_cannot_be_changed_through_the_browsers_door(sender: Sender, change: str) -> None:
    with sender.database.connect(Role.APP) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(change)


def test_two_keys_let_in_while_they_change_and_one_that_is_missing_here_is_told(database: Database) -> None:
    deploy_hooks(database, hook(replace(READING, secrets=("${KYC_SECRET}", "${KYC_NEXT}"))))
    with client_of(app_over(database, environment=ENVIRONMENT)) as client:
        sender = Sender(client, database)
        assert sender.deliver("msg_1", {}, SECRET).status_code == 202
        assert sender.deliver("msg_2", {}, OTHER_SECRET, SECRET).status_code == 202
        missing = sender.deliver("msg_3", {}, OTHER_SECRET)
        assert (missing.status_code, missing.json()["code"], missing.headers["retry-after"]) == (503, "hook-not-ready", "5")
        assert "KYC_NEXT" in missing.json()["message"]
    with client_of(app_over(database, environment={**ENVIRONMENT, "KYC_NEXT": OTHER_SECRET})) as client:
        assert Sender(client, database).deliver("msg_3", {}, OTHER_SECRET).status_code == 202


def test_a_secret_that_is_none_is_told_once_in_the_log_and_to_each_sender(
    database: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    told = {"unset": "not set: UNSET", "empty": "empty: EMPTY", "wrong": "WRONG does not begin with whsec_"}
    deploy_hooks(database, *(hook(replace(READING, secrets=(f"${{{name.upper()}}}",)), name) for name in told))
    with client_of(app_over(database, environment={"EMPTY": "", "WRONG": "bank-password"})) as client:
        answers = {name: [Sender(client, database).deliver("msg_1", {}, to=name) for _ in range(3)] for name in told}
    for name, words in told.items():
        assert {(answer.status_code, answer.json()["code"]) for answer in answers[name]} == {(503, "hook-not-ready")}
        assert words in answers[name][0].json()["message"]
        assert "bank-password" not in answers[name][0].text
    said = "".join(capfd.readouterr())
    assert [said.count(words) for words in told.values()] == [1, 1, 1]
    assert "bank-password" not in said


def test_what_is_deployed_counts_within_a_second(database: Database) -> None:
    with client_of(app_over(database, environment=ENVIRONMENT)) as client:
        sender = Sender(client, database)
        assert sender.deliver("msg_1", {}).status_code == 404
        deploy_hooks(database, hook(replace(READING, largest_bytes=1000)))
        eventually(lambda: sender.deliver("msg_1", {}), until=lambda answer: answer.status_code == 202, within_seconds=2)
        assert sender.deliver("msg_2", b'"' + b"x" * 1000 + b'"').status_code == 413
        deploy_hooks(database)
        eventually(lambda: sender.deliver("msg_3", {}), until=lambda answer: answer.status_code == 404, within_seconds=2)


def test_prometheus_counts_what_came_by_source_and_outcome(database: Database) -> None:
    deploy_hooks(database, hook())
    with client_of(app_over(database, environment=ENVIRONMENT)) as client:
        sender = Sender(client, database)
        for webhook_id, secret, to in (
            ("1", SECRET, "kyc"),
            ("1", SECRET, "kyc"),
            ("2", OTHER_SECRET, "kyc"),
            ("3", SECRET, "no"),
        ):
            sender.deliver(webhook_id, {}, secret, to=to)
        lines = client.get("/-/metrics").text.splitlines()
    assert [line for line in lines if line.startswith("heartbeat_hook_deliveries_total{")] == [
        'heartbeat_hook_deliveries_total{source="",outcome="hook-not-found"} 1',
        'heartbeat_hook_deliveries_total{source="kyc",outcome="duplicate"} 1',
        'heartbeat_hook_deliveries_total{source="kyc",outcome="signature-refused"} 1',
        'heartbeat_hook_deliveries_total{source="kyc",outcome="stored"} 1',
    ]
