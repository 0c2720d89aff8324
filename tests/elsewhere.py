"""A Postgres of somebody else's, reached over TCP, with its administrators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from heartbeat.db import Role
from heartbeat.postgres.embedded import ServerOptions
from heartbeat.postgres.roles import make_url
from heartbeat.postgres.server.binaries import Binaries
from postgres_fixtures import drop_database, free_port, running_server
from postgres_holder import CHEAP


@dataclass(frozen=True)
class Elsewhere:
    """A server reached over TCP, as somebody else runs it."""

    superuser_url: str
    port: int

    def url(self, database: str) -> str:
        return f"postgresql://127.0.0.1:{self.port}/{database}"

    def administrator(self, name: str) -> str:
        """A role as managed offerings give it: it may make roles and databases, and is no superuser."""
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            connection.execute(sql.SQL("create role {} login createrole createdb password 'pw'").format(sql.Identifier(name)))
        return make_url(user=name, password="pw", host="127.0.0.1", port=self.port, database="postgres")

    def forget(self, database: str, prefix: str) -> None:
        """Remove a database and the roles that Heartbeat made for it."""
        drop_database(self.superuser_url, database)
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            for role in Role:
                name = f"{prefix}{role.value}"
                if connection.execute("select from pg_roles where rolname = %s", (name,)).fetchone():
                    connection.execute(sql.SQL("drop owned by {0}; drop role {0}").format(sql.Identifier(name)))


@contextmanager
def server_elsewhere(binaries: Binaries | None = None) -> Iterator[Elsewhere]:
    """Such a server, of the packaged version of Postgres or another one."""
    port = free_port()
    options = ServerOptions(port=port, settings={**CHEAP.settings, "listen_addresses": "127.0.0.1"}, binaries=binaries)
    with running_server(options) as server:
        password = (server.folder / "superuser.password").read_text().strip()
        yield Elsewhere(make_url(user="postgres", password=password, host="127.0.0.1", port=port, database="postgres"), port)
