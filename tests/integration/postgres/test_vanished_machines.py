"""A machine that vanishes without a word, on either side of a connection, is noticed within half a minute."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
import pytest

from heartbeat.db import Database, Role
from heartbeat.ingest.workplace import open_marts
from heartbeat.postgres.embedded import ServerOptions
from heartbeat.postgres.house import ensure_roles
from heartbeat.postgres.roles import make_url, password_in, read_role_urls, user_in
from postgres_fixtures import FOR_TESTS, PREFIX, free_port, running_server

NOTICED = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3", "idle_session_timeout": "0"}
ON_A_SOCKET = {**dict.fromkeys(NOTICED, "0")}


@pytest.fixture(scope="module")
def over_tcp() -> Iterator[Database]:
    """A server on the network that ends what is idle for a minute, as some administrators have it."""
    port = free_port()
    settings = {**FOR_TESTS.settings, "listen_addresses": "127.0.0.1", "idle_session_timeout": "1min"}
    with running_server(ServerOptions(port=port, settings=settings)) as server:
        ensure_roles(server, PREFIX, "house")
        known = read_role_urls(server.folder / "roles.env", PREFIX)
        yield Database(PREFIX, {role: on_the_network(url, port) for role, url in known.items()})


def on_the_network(url: str, port: int) -> str:
    return make_url(user=user_in(url), password=password_in(url), host="127.0.0.1", port=port, database="house")


def heeded_by_the_server(connection: psycopg.Connection[Any]) -> Mapping[str, str]:
    query = "select name, setting from pg_settings where name = any (%s)"
    return dict(connection.execute(query, [list(NOTICED)]).fetchall())


def heeded_here(connection: psycopg.Connection[Any]) -> tuple[int, ...]:
    with socket.socket(fileno=socket.dup(connection.fileno())) as line:
        options = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        return tuple(line.getsockopt(socket.IPPROTO_TCP, option) for option in options)


def test_the_worker_keeps_its_lock_while_it_lives_and_no_longer(over_tcp: Database) -> None:
    with over_tcp.connect(Role.WORKER, autocommit=True) as connection:
        assert heeded_by_the_server(connection) == NOTICED
        assert heeded_here(connection) == (10, 5, 3)


def test_so_does_a_run_with_the_lock_of_its_dataset(over_tcp: Database) -> None:
    with open_marts(over_tcp.url(Role.LOADER), "shop") as connection:
        assert heeded_by_the_server(connection) == NOTICED
        assert heeded_here(connection) == (10, 5, 3)
        assert connection.execute("show timezone").fetchone() == ("UTC",)


def test_so_does_a_connection_of_a_pool(over_tcp: Database) -> None:
    with over_tcp.pool(Role.APP, size=1, lock_timeout_seconds=7) as pool, pool.connection() as connection:
        assert heeded_by_the_server(connection) == NOTICED
        assert connection.execute("show lock_timeout").fetchone() == ("7s",)


def test_a_connection_over_a_unix_socket_takes_no_notice(database: Database) -> None:
    with database.connect(Role.WORKER, autocommit=True) as connection:
        assert heeded_by_the_server(connection) == ON_A_SOCKET
