"""What all channels over HTTP have in common: what an answer means, and what its lack does. Secrets appear in no error."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest

from api_server import ApiServer, Reply
from heartbeat.surfaces.alerts.channels.deliver import deliver
from heartbeat.surfaces.alerts.channels.model import Delivery, Reach
from integration.alerts.channels.outgoing import (
    CHANNELS,
    GOOD,
    HASTY,
    LOOPBACK,
    SECRETS,
    answering,
    channel,
    dispatch,
    send,
    vanishing,
)

AGAIN = (408, 429, 500, 502, 503)
NEVER = (301, 302, 307, 400, 401, 403, 404, 410)
PRIVATE = ("127.0.0.1", "localhost", "0x7f.1", "[::1]", "169.254.169.254", "10.0.0.1", "[::ffff:10.0.0.1]")

every_channel = pytest.mark.parametrize("name", CHANNELS)


def is_discreet(delivery: Delivery) -> bool:
    return not any(secret in (delivery.error or "") for secret in SECRETS)


@every_channel
def test_what_is_taken_is_delivered_at_once(server: ApiServer, name: str) -> None:
    answering(server, GOOD[name])
    delivery = send(server, name)
    assert (delivery.outcome, delivery.error) == ("delivered", None)
    assert delivery.status == GOOD[name].status
    assert len(server.asked) == 1


@every_channel
@pytest.mark.parametrize("status", [*AGAIN, *NEVER])
def test_an_answer_that_is_no_success(server: ApiServer, name: str, status: int) -> None:
    answering(server, Reply({"token": SECRETS[1]}, status, headers={"Location": f"{server.url}/elsewhere"}))
    delivery = send(server, name)
    assert (delivery.outcome, delivery.status) == ("retry" if status in AGAIN else "dead", status)
    assert f"answered {status}" in (delivery.error or "")
    assert len(server.asked) == 1  # a redirect is not followed
    assert is_discreet(delivery)
    if 300 <= status < 400:
        assert "redirects are not followed" in (delivery.error or "")


@every_channel
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Sat, 28 Nov 2026 09:20:00 GMT", timedelta(minutes=5)),
        ("Sat, 28 Nov 2026 09:00:00 GMT", timedelta()),
        ("99999999999999", timedelta(hours=24)),
        ("soon", None),
    ],
)
def test_who_asks_for_patience_gets_it(server: ApiServer, name: str, status: int, header: str, wait: timedelta | None) -> None:
    answering(server, Reply({}, status, headers={"Retry-After": header}))
    delivery = send(server, name)
    assert (delivery.outcome, delivery.retry_after) == ("retry", wait)


@every_channel
def test_a_connection_that_ends_after_the_message_was_read_is_ambiguous(server: ApiServer, name: str) -> None:
    server.script = vanishing
    delivery = send(server, name)
    assert delivery.outcome == "ambiguous"
    assert "may have arrived" in (delivery.error or "")
    assert len(server.asked) == 1
    assert is_discreet(delivery)


@every_channel
@pytest.mark.parametrize("reply", [Reply(hang=True), Reply({"ok": True}, trickle_head=True)])
def test_an_answer_that_does_not_come_in_time_is_ambiguous(server: ApiServer, name: str, reply: Reply) -> None:
    answering(server, reply)
    delivery = send(server, name, reach=HASTY)
    assert delivery.outcome == "ambiguous"
    assert "did not answer in time" in (delivery.error or "")


@every_channel
def test_a_server_that_is_not_there_is_tried_again(name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    delivery = deliver(channel(name, f"http://127.0.0.1:{port}"), dispatch(), LOOPBACK)
    assert delivery.outcome == "retry"
    assert "cannot be reached" in (delivery.error or "")
    assert is_discreet(delivery)


@every_channel
def test_a_server_that_takes_no_connection_in_time_is_tried_again(name: str) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf:
        waiting = []
        for _ in range(3):  # what the system would queue is queued already
            client = socket.socket()
            client.settimeout(0)
            client.connect_ex(deaf.getsockname())
            waiting.append(client)
        delivery = deliver(channel(name, f"http://127.0.0.1:{deaf.getsockname()[1]}"), dispatch(), HASTY)
        for client in waiting:
            client.close()
    assert delivery.outcome == "retry"
    assert "not reached in time" in (delivery.error or "")


@every_channel
def test_a_name_that_nobody_knows_is_tried_again(name: str) -> None:
    delivery = deliver(channel(name, "https://nowhere.invalid"), dispatch(), LOOPBACK)
    assert (delivery.outcome, delivery.error) == ("retry", "the name nowhere.invalid cannot be found")


@every_channel
@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_host_that_is_not_named_is_refused(server: ApiServer, name: str, host: str) -> None:
    answering(server, GOOD[name])
    delivery = deliver(channel(name, f"https://{host}:{server.server_port}"), dispatch(), Reach())
    assert delivery.outcome == "dead"
    assert "leads to a private address" in (delivery.error or "")
    assert server.asked == []


@every_channel
@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://example.com", "without TLS"),
        ("ftp://example.com", "does not begin with https://"),
        ("https:///path", "does not begin with https://"),
        ("https://me:longsecretpath@example.com", "holds a login"),
        ("https://example.com:99999", "its address is none"),
        ("https://example.com/a b", "written with %"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(name: str, url: str, said: str) -> None:
    delivery = deliver(channel(name, url), dispatch(), Reach())
    assert delivery.outcome == "dead"
    assert said in (delivery.error or "")
    assert is_discreet(delivery)


@pytest.mark.parametrize("name", ["slack bot", "telegram"])
@pytest.mark.parametrize("body", [b"<html>welcome</html>", b"[]", b'{"ok": 1}', b""])
def test_a_success_that_does_not_say_so_is_ambiguous(server: ApiServer, name: str, body: bytes) -> None:
    answering(server, Reply(body))
    assert send(server, name).outcome == "ambiguous"
