"""What secrets stand for: who brings them, with which role, and whether they are still good."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import psycopg

from heartbeat.definitions.model import AccessRole
from heartbeat.readings.access.rows import SQL, rows

Kind = Literal["token", "session", "device"]
State = Literal["good", "expired", "revoked", "ended"]

IDLE = timedelta(days=30)
"""After so long without a look a session has expired; each look moves that on."""


@dataclass(frozen=True)
class Standing:
    """One secret that is known. `expires_at` is UTC, null where it does not expire; so is the number of seconds until then."""

    kind: Kind
    state: State
    name: str
    role: AccessRole
    expires_at: datetime | None
    expires_in_seconds: float | None


def read_standings(connection: psycopg.Connection[Any], hashes: Collection[bytes]) -> Mapping[bytes, Standing]:
    """Of each hash that is known what it stands for; an unknown one is missing."""
    found = rows(connection, "read_standings", {"hashes": list(hashes)})
    return {bytes(row.pop("hash")): Standing(**row) for row in found}


def note_seen(connection: psycopg.Connection[Any], hashes: Collection[bytes]) -> None:
    """Note that these were brought just now, at most once a minute each; sessions go on by it."""
    for statement in ("note_tokens_used", "note_sessions_seen", "note_devices_seen"):
        connection.execute(SQL[statement], {"hashes": list(hashes), "idle": IDLE})
