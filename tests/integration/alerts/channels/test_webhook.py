"""The signed webhook: a receiver that knows the secret believes it, on each try the same, and over TLS that is real."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api_server import ApiServer, Reply
from heartbeat.definitions.alerting.model import Channel
from heartbeat.surfaces.alerts.channels.deliver import deliver
from heartbeat.surfaces.alerts.channels.model import Reach
from heartbeat.surfaces.alerts.channels.net.trust import trust
from heartbeat.surfaces.intake.signature import is_signed, key_of, read_head, refuse_untimely
from integration.alerts.channels.outgoing import LOOPBACK, NOW, answering, dispatch, document, item, send, text
from own_certificate import certificate
from signed import SECRET, signature


def test_what_we_send_is_what_standard_webhooks_asks_for(server: ApiServer) -> None:
    answering(server, Reply({}))
    assert send(server, "webhook").outcome == "delivered"
    (asked,) = server.asked
    head = read_head(asked.headers)
    assert is_signed(head, asked.body.encode(), [key_of(SECRET)])
    refuse_untimely(head, NOW)
    assert asked.headers["webhook-signature"] == signature("hb-5", int(NOW.timestamp()), asked.body.encode())


def test_each_try_has_the_same_id_and_body_and_a_signature_of_its_own_time(server: ApiServer) -> None:
    answering(server, Reply({}, 500), Reply({}))
    first = send(server, "webhook")
    second = send(server, "webhook", dispatch(attempt=2, now=NOW + timedelta(seconds=30)))
    assert (first.outcome, second.outcome) == ("retry", "delivered")
    one, other = server.asked
    assert one.headers["webhook-id"] == other.headers["webhook-id"] == "hb-5"
    assert one.body == other.body
    assert one.headers["webhook-signature"] != other.headers["webhook-signature"]


def test_a_program_gets_each_incident_in_parts(server: ApiServer) -> None:
    answering(server, Reply({}))
    send(server, "webhook", dispatch(text("group", item(number=1), item("resolve", number=2))))
    told = document(server.asked[0])
    assert told["type"] == "heartbeat.group"
    worse, better = told["data"]["incidents"]
    assert (worse["incident_id"], worse["number"], worse["kind"], worse["is_good"]) == (1, "#1.3", "fire", False)
    assert (better["kind"], better["is_good"]) == ("resolve", True)
    assert worse["facts"]["Red line"] == "90 %"
    assert told["data"]["subject"] in told["data"]["body"]


@pytest.mark.parametrize("secret", ["plain", "whsec_=", "whsec_???"])
def test_a_secret_that_is_none_is_dead_and_not_told(server: ApiServer, secret: str) -> None:
    delivery = deliver(Channel("hook", "webhook", {"url": server.url, "secret": secret}), dispatch(), LOOPBACK)
    assert (delivery.outcome, delivery.error) == ("dead", "its secret is not whsec_ and base64 behind it")
    assert server.asked == []


def test_the_address_that_was_judged_is_the_one_that_is_connected_to(server: ApiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads to a public address first and to a private one a moment later is not followed there."""
    true_lookup, asked = socket.getaddrinfo, []

    def rebinding(host: str, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host != "rebinding.example":
            return true_lookup(host, port, *args, **kwargs)
        asked.append(host)
        address = "192.0.43.8" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", refusing := Connections())
    hook = Channel("hook", "webhook", {"url": f"https://rebinding.example:{server.server_port}", "secret": SECRET})
    assert deliver(hook, dispatch(), Reach(deadline_seconds=1)).outcome == "retry"
    assert asked == ["rebinding.example"]
    assert refusing.asked == [("192.0.43.8", server.server_port)]
    assert server.asked == []


class Connections:
    """Where somebody wanted to connect to; nothing leaves this machine."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def __call__(self, address: Any, *_args: Any, **_kwargs: Any) -> socket.socket:
        self.asked.append(address)
        raise ConnectionRefusedError("test")


@pytest.fixture
def tls_server(server: ApiServer, tmp_path: Path) -> Iterator[tuple[ApiServer, Path]]:
    context, cert = certificate(tmp_path)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    trust.cache_clear()
    yield server, cert
    trust.cache_clear()


def hook_at(server: ApiServer, host: str) -> Channel:
    return Channel("hook", "webhook", {"url": f"https://{host}:{server.server_port}/longsecretpath", "secret": SECRET})


def test_a_certificate_that_is_trusted_lets_the_message_through(
    tls_server: tuple[ApiServer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, cert = tls_server
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    answering(server, Reply({}))
    assert deliver(hook_at(server, "localhost"), dispatch(), LOOPBACK).outcome == "delivered"
    wrong = deliver(hook_at(server, "127.0.0.1"), dispatch(), LOOPBACK)  # another name than it is for
    assert wrong.outcome == "retry"
    assert "certificate" in (wrong.error or "")


def test_a_certificate_that_nobody_trusts_is_an_error_that_says_so(tls_server: tuple[ApiServer, Path]) -> None:
    server, _ = tls_server
    delivery = deliver(hook_at(server, "localhost"), dispatch(), LOOPBACK)
    assert delivery.outcome == "retry"
    assert "certificate" in (delivery.error or "").casefold()
    assert "longsecretpath" not in (delivery.error or "")
    assert server.asked == []
