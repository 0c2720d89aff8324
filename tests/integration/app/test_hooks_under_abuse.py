"""What a stranger, a slow line or an outage does to deliveries: it fills neither memory nor log, and acknowledges nothing."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from heartbeat.db import Database
from heartbeat.definitions.kinds import WebhookReading
from heartbeat.postgres.embedded import EmbeddedServer
from heartbeat.postgres.server.postmaster import read_pid
from heartbeat.surfaces.intake import body, hooks, memory
from integration.app.hooked import ENVIRONMENT, Sender, deploy_hooks, hook
from integration.app.served import app_over, client_of
from postgres_fixtures import make_house
from signed import OTHER_SECRET, signed
from waiting import eventually

LARGEST = 10_000


@pytest.fixture
def sender(database: Database) -> Iterator[Sender]:
    deploy_hooks(database, hook(WebhookReading(("${KYC_SECRET}",), largest_bytes=LARGEST)))
    with client_of(app_over(database, environment=ENVIRONMENT)) as client:
        yield Sender(client, database)


def text_of_size(size: int) -> bytes:
    return b'"' + b"x" * (size - 2) + b'"'


def test_a_body_is_refused_as_soon_as_it_is_larger_than_its_source_takes(sender: Sender) -> None:
    assert sender.deliver("msg_1", text_of_size(LARGEST)).status_code == 202
    answer = sender.deliver("msg_2", text_of_size(LARGEST + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "delivery-too-large")
    assert f"{LARGEST:,}" in answer.json()["message"]


def test_a_body_in_chunks_is_counted_while_it_comes(sender: Sender) -> None:
    whole = text_of_size(LARGEST)
    with started(sender, whole, "transfer-encoding: chunked") as line:
        line.sendall(chunk(whole[:4000]) + chunk(whole[4000:]) + chunk(b""))
        assert status_of(line) == 202
    with started(sender, whole + b" ", "transfer-encoding: chunked") as line:
        line.sendall(chunk(whole + b" "))  # and no end
        assert status_of(line) == 413


def test_a_stranger_is_refused_before_the_body_is_asked_for(sender: Sender) -> None:
    for headers in ({"webhook-signature": ""}, {"webhook-timestamp": "1"}):
        with started(sender, b"{}", "content-length: 2", **headers) as line:  # of which nothing is sent
            assert status_of(line) == 401


def test_a_body_that_trickles_is_not_waited_for(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "_MOST_SECONDS", 0.3)
    with started(sender, b"{}", "content-length: 2") as line:
        line.sendall(b"{")
        assert status_of(line) == 408


def test_a_sender_that_breaks_off_leaves_a_count_and_no_line_in_the_log(
    sender: Sender, capfd: pytest.CaptureFixture[str]
) -> None:
    with started(sender, b"{}", "content-length: 2") as line:
        line.sendall(b"{")
    broken_off = 'heartbeat_hook_deliveries_total{source="kyc",outcome="broken-off"} 1'
    eventually(lambda: broken_off in sender.client.get("/-/metrics").text)
    sender.deliver("msg_1", b"{}", OTHER_SECRET)
    sender.deliver("msg_1", b"{}", to="none_such")
    assert "".join(capfd.readouterr()) == ""
    assert sender.kept() == []


def test_bodies_take_no_more_memory_than_they_may_and_who_finds_no_room_hears_so(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy_hooks(database, hook(WebhookReading(("${KYC_SECRET}",), largest_bytes=4_000_000)))
    monkeypatch.setattr(memory, "_WAIT_SECONDS", 0.5)
    monkeypatch.setattr(memory, "_MOST_BYTES", 60 * 65536)  # as much as the large one takes
    with client_of(app_over(database, environment=ENVIRONMENT)) as client:
        sender = Sender(client, database)
        large = text_of_size(3_900_000)  # four times what a request to another route may bring
        assert sender.deliver("msg_1", large).status_code == 202
        with started(sender, large, "content-length: 3900000"):  # of which nothing has come: it keeps nobody out
            assert sender.deliver("msg_2", b"{}").status_code == 202
        with started(sender, large, "transfer-encoding: chunked") as line:
            line.sendall(chunk(large))  # and no end
            answer = eventually(lambda: sender.deliver("msg_3", b"{}"), until=lambda answer: answer.status_code == 503)
        assert (answer.json()["code"], answer.headers["retry-after"]) == ("intake-busy", "5")
        assert eventually(lambda: sender.deliver("msg_4", large).status_code, until=lambda status: status == 202)


def test_strangers_cost_the_database_one_look_within_the_time_in_which_a_deploy_is_heeded(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sender.deliver("msg_1", b"{}").status_code == 202
    monkeypatch.setattr(hooks, "_HEED_SECONDS", 3600.0)
    deploy_hooks(sender.database)
    assert sender.deliver("msg_2", b"{}").status_code == 202
    monkeypatch.setattr(hooks, "_HEED_SECONDS", 0.0)
    assert sender.deliver("msg_3", b"{}").status_code == 404


def test_without_a_database_nothing_is_acknowledged_and_nobody_waits_long() -> None:
    with client_of(app_over(None, environment=ENVIRONMENT)) as client:
        answer = client.post("/api/hooks/kyc", content=b"{}", headers=signed("msg_1", b"{}"))
    assert (answer.status_code, answer.json()["code"]) == (503, "database-unavailable")
    assert answer.headers["retry-after"] == "5"


def test_what_was_acknowledged_is_there_after_a_crash_and_what_came_meanwhile_was_refused(own_server: EmbeddedServer) -> None:
    database = make_house(own_server, "house")
    deploy_hooks(database, hook())
    with client_of(app_over(database, environment=ENVIRONMENT)) as client:
        sender = Sender(client, database)
        assert sender.deliver("msg_1", {"n": 1}).status_code == 202
        acknowledged = ["msg_1"]
        os.kill(read_pid(own_server.data) or 0, signal.SIGKILL)
        while (answer := sender.deliver(refused := f"msg_{len(acknowledged) + 1}", {})).status_code == 202:
            acknowledged.append(refused)  # a session outlives its server for a moment, and what it commits is kept
            assert len(acknowledged) < 1000
        assert (answer.status_code, answer.json()["code"]) == (503, "database-unavailable")
        assert answer.headers["retry-after"] == "5"
        own_server.start()
        again = eventually(lambda: sender.deliver("msg_1", {"n": 1}), until=lambda answer: answer.status_code == 202)
        assert again.json()["kept"] == "duplicate"
        assert sender.deliver(refused, {}).json()["kept"] == "stored"
        assert sorted(sender.kept()) == sorted((one,) for one in (*acknowledged, refused))


@contextmanager
def started(sender: Sender, whole: bytes, framing: str, **changed: str) -> Iterator[socket.socket]:
    """A delivery whose head has been sent and whose body has not."""
    url = sender.client.base_url
    fields = {**signed("msg_1", whole), **{name.replace("_", "-"): value for name, value in changed.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    with socket.create_connection((url.host, url.port or 80), timeout=10) as line:
        line.sendall(f"POST /api/hooks/kyc HTTP/1.1\r\nhost: {url.host}\r\n{framing}\r\n{head}\r\n".encode())
        yield line


def chunk(part: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(part), part)


def status_of(line: socket.socket) -> int:
    """The status of the answer."""
    return int(line.recv(4096).split(b" ")[1])
