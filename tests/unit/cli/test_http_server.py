"""Where the server listens, and how a refusal reads."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from heartbeat.cli.http_server import address_of, bind, missing_page
from heartbeat.cli.network.reach import refuse_beyond_loopback
from heartbeat.errors import ConfigError
from heartbeat.surfaces.access.identity.policy import is_loopback


@pytest.mark.parametrize(
    ("host", "is_private"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False),
     ("10.0.0.1", False), ("wall.example.com", False), ("localhost.example.com", False)],
)  # fmt: skip
def test_only_loopback_needs_no_word(*, host: str, is_private: bool) -> None:
    assert is_loopback(host) is is_private
    if is_private:
        refuse_beyond_loopback(host)
    else:
        with pytest.raises(ConfigError, match="does not listen"):
            refuse_beyond_loopback(host)


def test_a_taken_port_names_the_port_and_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"Port {port} on 127.0.0.1 is taken") as refused:
            bind("127.0.0.1", port)
    assert f"--port {port + 1}" in refused.value.hint


def test_of_two_servers_that_start_together_one_has_the_port() -> None:
    with bind("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(ConfigError, match=f"Port {port} on 127.0.0.1 is taken"):
            bind("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(ConfigError, match="Cannot listen on"):
        bind("192.0.2.1", 0)


def test_a_wildcard_is_opened_by_loopback() -> None:
    with bind("127.0.0.1", 0) as bound:
        port = bound.getsockname()[1]
        assert address_of(bound) == f"http://127.0.0.1:{port}"
    with bind("0.0.0.0", 0) as open_to_all:
        assert address_of(open_to_all).startswith("http://127.0.0.1:")


def test_a_page_that_was_never_built_is_told_with_the_remedy(tmp_path: Path) -> None:
    assert "`make build`" in missing_page(tmp_path)
    assert "`make build`" in missing_page(tmp_path / "_ui")
    (tmp_path / "index.html").write_text("<!doctype html>")
    assert missing_page(tmp_path) == ""
