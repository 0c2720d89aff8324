"""The app over a database of the test, and a board to put into it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from psycopg.types.json import Jsonb

from heartbeat.app import create_app
from heartbeat.cli.http_server import HttpServer, address_of, bind
from heartbeat.config import Settings
from heartbeat.db import Database, Role
from heartbeat.surfaces.cockpit.snapshot import empty_board

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def app_over(database: Database | None, page: Path | None = None, environment: Mapping[str, str] | None = None) -> FastAPI:
    settings = Settings(workspace=Path("/nowhere"))
    return create_app(database, settings, environment=environment, page=page or Path("/nowhere"))


@contextmanager
def client_of(app: FastAPI) -> Iterator[httpx.Client]:
    with running(app) as (address, _), httpx.Client(base_url=address) as client:
        yield client


@contextmanager
def running(app: FastAPI) -> Iterator[tuple[str, HttpServer]]:
    """The app behind a real socket, as `heartbeat serve` runs it."""
    started = threading.Event()
    with bind("127.0.0.1", 0) as listening:
        server = HttpServer(app, on_start=started.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            assert started.wait(10)
            yield address_of(listening), server
        finally:
            server.handle_exit(15, None)
            thread.join(10)
            assert not thread.is_alive()


def publish(database: Database, version: int, **changes: Any) -> None:
    """Put a board there as a publish does."""
    document = {**empty_board("0.0.0"), "workspace": "Example", **changes}
    with database.connect(Role.WORKER) as connection:
        connection.execute(
            "update heartbeat.board set version = %s, published_at = %s, document = %s", (version, NOW, Jsonb(document))
        )
