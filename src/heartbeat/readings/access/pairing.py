"""How a screen is let in: it shows a code, somebody who may approves the code, and the screen alone holds what that gives."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import psycopg

from heartbeat.errors import PairingCrowded, PairingExpired, PairingUnknown
from heartbeat.readings.access.rows import changed, rows
from heartbeat.readings.access.secret import Secret, derive_secret, hash_of, make_secret
from heartbeat.readings.access.tokens import checked_name
from heartbeat.rules.access.addresses import network_of

PairingState = Literal["none", "waiting", "approved", "refused", "expired"]

LIFETIME = timedelta(minutes=10)
_ALPHABET = "CDFGHJKMNPQRTVWXY34679"  # no vowels, so no words; nothing that is read for something else: 0 O, 1 I L, 2 Z, 5 S, 8 B
_LETTERS = 6
_MOST_WAITING = 50
_MOST_WAITING_OF_A_NETWORK = 10


@dataclass(frozen=True)
class Pairing:
    """How a screen's request stands. `code` and `expires_at` are empty where there is none."""

    state: PairingState
    code: str = ""
    expires_at: datetime | None = None
    device: Secret | None = field(default=None, repr=False)
    """What lets the screen in, once it was approved."""


def ask_for_pairing(connection: psycopg.Connection[Any], address: str, *, now: datetime) -> tuple[Secret, Pairing]:
    """Let a screen ask; returns the secret that it alone holds meanwhile, and the code to show, good for ten minutes.

    Raises:
        PairingCrowded: too many wait.
    """
    changed(connection, "prune_pairings", {"now": now})
    _make_room(connection, network_of(address))
    secret = make_secret("pairing")
    values = {"hash": secret.hash, "device_hash": _device(secret).hash, "address": address, "now": now}
    expires_at = now + LIFETIME
    code = _new_code()
    while not rows(connection, "insert_pairing", {**values, "code": code, "expires_at": expires_at}):
        code = _new_code()  # one of a hundred million that is in use
    return secret, Pairing("waiting", shown_code(code), expires_at)


def read_pairing(connection: psycopg.Connection[Any], secret: str) -> Pairing:
    """How the request of the screen that holds this secret stands."""
    found = rows(connection, "read_pairing", {"hash": hash_of(secret)})
    if not found or found[0]["revoked_at"] is not None:
        return Pairing("none")
    row = found[0]
    code, expires_at = shown_code(row["code"]), row["expires_at"]
    if row["refused_at"] is not None:
        return Pairing("refused", code, expires_at)
    if not row["is_open"]:
        return Pairing("expired", code, expires_at)
    if row["device_id"] is not None:
        return Pairing("approved", code, expires_at, _device(Secret(secret)))
    return Pairing("waiting", code, expires_at)


def read_waiting(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """The screens that wait to be let in, the one that asked first first."""
    return [{**row, "code": shown_code(row["code"])} for row in rows(connection, "read_waiting")]


def approve(connection: psycopg.Connection[Any], code: str, name: str, *, by: str, now: datetime) -> int:
    """Let the screen that shows this code in, under a name; returns the number of the device.

    Raises:
        AccessRefused: the name is none.
        PairingUnknown: no screen shows this code.
        PairingExpired: it ran out, or somebody decided already.
    """
    checked = checked_name(name)
    row = _hold(connection, code, now)
    device = {"name": checked, "hash": row["device_hash"], "by": by, "now": now}
    device_id: int = rows(connection, "insert_device", device)[0]["device_id"]
    changed(connection, "approve_pairing", {"pairing_id": row["pairing_id"], "device_id": device_id, "now": now})
    return device_id


def refuse(connection: psycopg.Connection[Any], code: str, *, now: datetime) -> None:
    """Do not let the screen that shows this code in.

    Raises:
        PairingUnknown: no screen shows this code.
        PairingExpired: it ran out, or somebody decided already.
    """
    changed(connection, "refuse_pairing", {"pairing_id": _hold(connection, code, now)["pairing_id"], "now": now})


def shown_code(code: str) -> str:
    """A code as a screen shows it: `K7Q-X43`."""
    return f"{code[: _LETTERS // 2]}-{code[_LETTERS // 2 :]}"


def _hold(connection: psycopg.Connection[Any], code: str, now: datetime) -> dict[str, Any]:
    plain = re.sub(r"[\s-]", "", code).upper()[:20]
    found = rows(connection, "hold_pairing", {"code": plain, "now": now})
    if not found:
        raise PairingUnknown(
            "No screen shows this code.", hint="Read the code from the screen again; it shows a new one every ten minutes."
        )
    row = found[0]
    if row["device_id"] is not None or row["refused_at"] is not None:
        done = "approved" if row["device_id"] is not None else "refused"
        raise PairingExpired(f"This code was {done} already.", hint="Reload the screen; it shows a new code.")
    if not row["is_open"]:
        raise PairingExpired("This code has run out.", hint="Reload the screen; it shows a new code.")
    return row


def _make_room(connection: psycopg.Connection[Any], network: str) -> None:
    """A network has so many codes: its oldest make room. Where all places are taken, the network that has most loses its oldest.

    Raises:
        PairingCrowded: all places are taken, each by another network.
    """
    waiting: dict[str, list[int]] = {}
    for row in rows(connection, "read_places"):
        waiting.setdefault(network_of(row["address"]), []).append(row["pairing_id"])
    own = waiting.setdefault(network, [])
    displaced = own[: max(0, len(own) - _MOST_WAITING_OF_A_NETWORK + 1)]
    if not displaced and sum(map(len, waiting.values())) >= _MOST_WAITING:
        most = max(waiting.values(), key=len)
        if len(most) == 1:
            raise PairingCrowded("Too many screens wait to be let in.", hint="Try again in a few minutes.")
        displaced = most[:1]
    changed(connection, "displace_pairings", {"pairing_ids": displaced})


def _device(secret: Secret) -> Secret:
    """The same each time, so that an answer that was lost can be given again."""
    return derive_secret(secret, "device")


def _new_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
