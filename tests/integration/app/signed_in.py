"""The app with authentication on, and everybody who may come to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from heartbeat.app import create_app
from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Database, Role
from heartbeat.definitions.model import AccessRole
from heartbeat.readings.access.devices import revoke_device
from heartbeat.readings.access.pairing import approve, ask_for_pairing, read_pairing
from heartbeat.readings.access.tokens import Order, create_token, revoke_token
from integration.app.served import client_of

NOBODY = "nobody"


def closed_app(database: Database | None, **settings: Any) -> FastAPI:
    """The app with authentication on."""
    return create_app(
        database, Settings(workspace=Path("/nowhere"), authentication="on", **settings), environment={}, page=Path("/nowhere")
    )


@contextmanager
def closed_client(database: Database | None) -> Iterator[httpx.Client]:
    with client_of(closed_app(database)) as client:
        yield client


@dataclass(frozen=True)
class Bearer:
    """Somebody with a secret; `number` is the token's or the device's."""

    number: int
    secret: str

    @property
    def headers(self) -> dict[str, str]:
        """As a program brings it, or a screen its cookie."""
        if self.secret.startswith("hb_device_"):
            return {"Cookie": f"heartbeat_device={self.secret}"}
        return {"Authorization": f"Bearer {self.secret}"}


def token(database: Database, role: AccessRole, name: str = "", *, ago_days: int = 0, days: int | None = None) -> Bearer:
    """A token of a role, made so many days ago."""
    with database.connect(Role.APP) as connection:
        now = database_clock(connection)() - timedelta(days=ago_days)
        made = create_token(connection, Order(name or f"{role} {ago_days}", role, days), by="test", now=now)
    return Bearer(made.token_id, made.secret.text)


def revoked(database: Database, role: AccessRole) -> Bearer:
    """A token that was good once."""
    made = token(database, role, f"revoked {role}")
    with database.connect(Role.APP) as connection:
        revoke_token(connection, made.number, by="test", now=database_clock(connection)())
    return made


def screen(database: Database, name: str = "hall") -> Bearer:
    """A television that was paired."""
    with database.connect(Role.APP) as connection:
        now = database_clock(connection)()
        secret, pairing = ask_for_pairing(connection, "192.0.2.7", now=now)
        device_id = approve(connection, pairing.code, name, by="test", now=now)
        device = read_pairing(connection, secret.text).device
    assert device is not None
    return Bearer(device_id, device.text)


def revoked_screen(database: Database) -> Bearer:
    """A television that was let in once."""
    made = screen(database, "cellar")
    with database.connect(Role.APP) as connection:
        revoke_device(connection, made.number, by="test", now=database_clock(connection)())
    return made


def everybody(database: Database) -> Mapping[str, dict[str, str]]:
    """What each kind of visitor brings."""
    return {
        NOBODY: {},
        "viewer": token(database, "viewer").headers,
        "device": screen(database).headers,
        "operator": token(database, "operator").headers,
        "admin": token(database, "admin").headers,
        "revoked admin": revoked(database, "admin").headers,
        "expired admin": token(database, "admin", ago_days=9, days=7).headers,
        "revoked device": revoked_screen(database).headers,
        "a guess": {"Authorization": "Bearer hb_admin_" + "A" * 43},
        "no token at all": {"Authorization": "Bearer admin"},
    }


def sign_in(client: httpx.Client, bearer: Bearer) -> httpx.Response:
    """Sign a browser in; the client keeps the cookie."""
    return client.post("/api/session", json={"token": bearer.secret})
