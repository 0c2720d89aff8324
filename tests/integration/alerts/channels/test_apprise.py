"""Apprise against a server that speaks as Gotify does: allowed services alone, no redirect, no longer than the deadline."""

from __future__ import annotations

import socket

import pytest

from api_server import ApiServer, Reply
from heartbeat.definitions.alerting.model import Channel
from heartbeat.surfaces.alerts.channels.deliver import deliver
from heartbeat.surfaces.alerts.channels.kinds.apprise import OWN_HOSTS, SERVICES
from heartbeat.surfaces.alerts.channels.model import Delivery, Reach
from integration.alerts.channels.outgoing import HASTY, LOOPBACK, answering, dispatch, document, item, text

TOKEN = "Aprivatetoken42"


def send(url: str, reach: Reach = LOOPBACK) -> Delivery:
    return deliver(Channel("phone", "apprise", {"url": url}), dispatch(), reach)


def gotify(server: ApiServer) -> str:
    return f"gotify://127.0.0.1:{server.server_port}/{TOKEN}"


def test_a_message_arrives_whole(server: ApiServer) -> None:
    answering(server, Reply({"id": 1}))
    assert send(gotify(server)).outcome == "delivered"
    (asked,) = server.asked
    assert asked.headers["x-gotify-key"] == TOKEN
    told = document(asked)
    assert told["title"] == text().subject
    assert f"{told['title']}\n{told['message']}" == text().body


@pytest.mark.parametrize("status", [302, 400, 401, 429, 500])
def test_every_no_is_tried_again_and_no_redirect_is_followed(server: ApiServer, status: int) -> None:
    answering(server, Reply({}, status, headers={"Location": f"{server.url}/elsewhere"}))
    delivery = send(gotify(server) + "?redirect=yes")
    assert delivery.outcome == "retry"
    assert TOKEN not in (delivery.error or "")
    assert {asked.path for asked in server.asked} == {"/message"}


def test_a_service_that_does_not_answer_is_waited_for_until_the_deadline(server: ApiServer) -> None:
    answering(server, Reply(hang=True))
    delivery = send(gotify(server), HASTY)
    assert delivery.outcome == "ambiguous"
    assert "did not answer in time" in (delivery.error or "")


def test_a_service_that_is_not_there_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    delivery = send(f"gotify://127.0.0.1:{port}/{TOKEN}")
    assert delivery.outcome == "retry"
    assert TOKEN not in (delivery.error or "")


@pytest.mark.parametrize(
    "url", ["syslog://", "json://127.0.0.1/x", "dbus://", "mailto://a:b@c.example", "https://x.example", "x"]
)
def test_what_is_not_on_the_list_is_refused(url: str) -> None:
    assert send(url).outcome == "dead"


def test_an_address_that_the_service_does_not_take_is_dead_and_not_told() -> None:
    delivery = send("discord://secretbutshort")
    assert (delivery.outcome, delivery.error) == ("dead", "the address is none that discord takes")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.1.2.3", "169.254.169.254"])
def test_a_private_host_that_is_not_named_is_refused(host: str) -> None:
    delivery = send(f"gotifys://{host}/{TOKEN}", Reach())
    assert delivery.outcome == "dead"
    assert "private address" in (delivery.error or "")


def test_a_public_host_is_not_spoken_to_without_tls() -> None:
    delivery = send(f"gotify://gotify.example/{TOKEN}", Reach())
    assert (delivery.outcome, "without TLS" in (delivery.error or "")) == ("dead", True)


def test_a_name_that_nobody_knows_is_tried_again() -> None:
    delivery = send(f"gotifys://nowhere.invalid/{TOKEN}", Reach())
    assert (delivery.outcome, delivery.error) == ("retry", "the name *** cannot be found")  # of some services it is a secret


def test_the_library_knows_every_service_of_the_list() -> None:
    from apprise import NotificationManager

    known = set(NotificationManager().schemas())  # type: ignore[no-untyped-call]  # the library tells no types
    assert known >= SERVICES | OWN_HOSTS


def test_the_end_of_an_incident_is_told_as_a_success(server: ApiServer) -> None:
    answering(server, Reply({"id": 1}))
    over = dispatch(text("single", item("resolve")))
    assert deliver(Channel("phone", "apprise", {"url": gotify(server)}), over, LOOPBACK).outcome == "delivered"
