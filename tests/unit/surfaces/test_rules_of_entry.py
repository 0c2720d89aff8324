"""Who may come in: names, origins, and the form of a change."""

from __future__ import annotations

import pytest

from heartbeat.surfaces.access.rules_of_entry import host_name, origin_of, origins_of, refuse_change, refuse_host

JSON = {"content-type": "application/json"}
OWN = frozenset({"http://127.0.0.1:8700"})


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("127.0.0.1:8700", "127.0.0.1"),
        ("LOCALHOST", "localhost"),
        ("[::1]:8700", "[::1]"),
        ("[::1]", "[::1]"),
        ("wall.example.com.:443", "wall.example.com"),
        ("", ""),
    ],
)
def test_a_host_is_compared_by_its_name_alone(host: str, name: str) -> None:
    assert host_name(host) == name


@pytest.mark.parametrize("host", ["127.0.0.1:8700", "localhost:5173", "[::1]:1", "wall.example.com", "WALL.example.com:8443"])
def test_our_own_names_are_let_in(host: str) -> None:
    assert refuse_host(host, {"wall.example.com"}) is None


@pytest.mark.parametrize(
    "host", ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8700", "[::1", "[::1]x@evil", "127.0.0.1:87x"]
)
def test_a_foreign_name_gets_421(host: str) -> None:
    refusal = refuse_host(host, {"wall.example.com"})
    assert refusal is not None
    assert (refusal.status, refusal.code) == (421, "unknown-host")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_never_refused_for_its_origin(method: str) -> None:
    assert refuse_change(method, {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}, OWN) is None


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (JSON, None),
        ({"content-type": "application/json; charset=utf-8"}, None),
        ({**JSON, "origin": "http://127.0.0.1:8700", "sec-fetch-site": "same-origin"}, None),
        ({**JSON, "sec-fetch-site": "none"}, None),
        ({**JSON, "sec-fetch-site": "cross-site"}, 403),
        ({**JSON, "sec-fetch-site": "same-site"}, 403),
        ({**JSON, "origin": "http://127.0.0.1:9999"}, 403),
        ({**JSON, "origin": "https://127.0.0.1:8700"}, 403),
        ({**JSON, "origin": "null"}, 403),
        ({}, 415),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        ({"content-type": "text/plain; x=application/json"}, 415),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_a_change_must_be_json_and_our_own(method: str, head: dict[str, str], status: int | None) -> None:
    refusal = refuse_change(method, head, OWN)
    assert (refusal and refusal.status) == status


def test_an_origin_is_compared_without_its_case() -> None:
    assert refuse_change("POST", {**JSON, "origin": "HTTPS://Wall.Example.com"}, {"https://wall.example.com"}) is None


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Wall.Example.com/", "https://wall.example.com"),
        ("https://wall.example.com:443/heartbeat", "https://wall.example.com"),
        ("http://wall.example.com:80", "http://wall.example.com"),
        ("https://wall.example.com:8443", "https://wall.example.com:8443"),
        ("https://wall.example.com:80", "https://wall.example.com:80"),
        ("https://ada@[::1]:443", "https://[::1]"),
    ],
)
def test_an_address_has_the_origin_that_browsers_send(address: str, origin: str) -> None:
    assert origin_of(address) == origin


def test_the_address_that_was_asked_and_the_deployed_ones_are_our_origins() -> None:
    assert origins_of("http", "LOCALHOST:8700", {"https://wall.example.com"}) == {
        "http://localhost:8700",
        "https://wall.example.com",
    }
