"""One embedded server per test process, a migrated template database, and a fresh clone of it for each test."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from heartbeat.db import Database, Role
from heartbeat.postgres.embedded import EmbeddedServer, ServerOptions
from heartbeat.postgres.house import ensure_roles
from heartbeat.postgres.migrations import apply_migrations, house_migrations
from heartbeat.postgres.provision import measure
from heartbeat.postgres.roles import read_role_urls, with_database


def _folder_above_all() -> Path:
    """Memory in the form of a folder, where a machine has enough: most of what a fresh database costs is making files."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 << 30 else Path("/tmp")


ABOVE_ALL = _folder_above_all()
TEMPLATE = "template_house"
PREFIX = "hb_"
FOR_TESTS = ServerOptions(
    settings={"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}
)


@dataclass(frozen=True)
class Cluster:
    """The server of a test process and the connection strings of the template database."""

    server: EmbeddedServer
    template: Database

    @property
    def admin_url(self) -> str:
        return self.server.url("postgres")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    remove_forgotten_clusters()
    folder = short_folder("hbt-")
    server = EmbeddedServer(folder / "pg", FOR_TESTS)
    try:
        with server.join(prepare=lambda: ensure_roles(server, PREFIX, TEMPLATE)):
            template = Database(PREFIX, read_role_urls(server.folder / "roles.env", PREFIX))
            with template.connect(Role.OWNER, autocommit=True) as connection:
                apply_migrations(connection, house_migrations(), prefix=PREFIX)
            yield Cluster(server, template)
    finally:
        server.stop()
        shutil.rmtree(folder)


@contextmanager
def running_server(options: ServerOptions = FOR_TESTS) -> Iterator[EmbeddedServer]:
    """A server beside that of the test process; nothing of it stays."""
    folder = short_folder("hbo-")
    server = EmbeddedServer(folder / "pg", options)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


@pytest.fixture
def own_server() -> Iterator[EmbeddedServer]:
    """A server that the test may stop."""
    with running_server() as server:
        yield server


def make_house(server: EmbeddedServer, name: str) -> Database:
    """Heartbeat's roles and its database in a server, migrated."""
    ensure_roles(server, PREFIX, name)
    house = Database(PREFIX, read_role_urls(server.folder / "roles.env", PREFIX))
    with house.connect(Role.OWNER, autocommit=True) as connection:
        apply_migrations(connection, house_migrations(), prefix=PREFIX)
    return house


@pytest.fixture
def database(cluster: Cluster) -> Iterator[Database]:
    """Heartbeat's database as after the first start, empty, for one test."""
    with cloned_house(cluster) as database:
        yield database


@contextmanager
def cloned_house(cluster: Cluster) -> Iterator[Database]:
    """The same for as long as the caller wants it, such as a whole module of tests that only read."""
    name = fresh_name("house")
    with psycopg.connect(cluster.admin_url, autocommit=True) as admin:
        owner = sql.Identifier(f"{PREFIX}owner")
        admin.execute(
            sql.SQL("create database {} template {} owner {} strategy file_copy").format(
                sql.Identifier(name), sql.Identifier(TEMPLATE), owner
            )
        )
        admin.execute(measure("database_closed", prefix=PREFIX, database=name))  # a clone does not inherit who may connect
    try:
        yield Database(PREFIX, {role: with_database(url, name) for role, url in cluster.template.urls.items()})
    finally:
        drop_database(cluster.admin_url, name)


@pytest.fixture
def superuser_url(database: Database, cluster: Cluster) -> str:
    """The superuser's connection string to the database of this test."""
    return with_database(cluster.admin_url, database.url(Role.OWNER).rpartition("/")[2])


@pytest.fixture(scope="session")
def source_server(cluster: Cluster) -> str:
    """The superuser's connection string to a server in which tests make source databases."""
    return cluster.admin_url


@pytest.fixture
def source_database(source_server: str) -> Iterator[str]:
    """The superuser's connection string to an empty database, to be filled as a source."""
    name = fresh_name("source")
    with psycopg.connect(source_server, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    try:
        yield with_database(source_server, name)
    finally:
        drop_database(source_server, name)


@pytest.fixture
def workspace_folder() -> Iterator[Path]:
    """An empty folder for a workspace with an embedded server of its own; also root may run Postgres in it."""
    folder = short_folder("hbw-")
    try:
        yield folder
    finally:
        for data in folder.glob("**/.heartbeat/postgres"):
            EmbeddedServer(data).stop()
        shutil.rmtree(folder)


def remove_forgotten_clusters() -> None:
    """A test process that was killed leaves its server running; the next one after an hour clears up."""
    for folder in ABOVE_ALL.glob("hbt-*"):
        found = folder.stat()
        if found.st_uid == os.geteuid() and time.time() - found.st_mtime > 3600:
            forgotten = EmbeddedServer(folder / "pg")
            if not forgotten.in_use():
                forgotten.remove()
                folder.rmdir()


def short_folder(prefix: str) -> Path:
    """A folder that the server's user may pass through: pytest's own are closed, and too deep for a socket."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=ABOVE_ALL))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return folder


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def fresh_name(kind: str) -> str:
    return f"{kind}_{uuid.uuid4().hex[:12]}"


def drop_database(admin_url: str, name: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
