"""Tokens: made with a name and a role, shown once, listed by their hint, revoked for ever; and the sessions they begin."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg

from heartbeat.definitions.model import AccessRole
from heartbeat.errors import AccessRefused, TokenNameTaken, TokenNotFound, TokenRefused
from heartbeat.readings.access.rows import changed, rows
from heartbeat.readings.access.secret import Secret, hash_of, make_secret
from heartbeat.readings.access.standing import IDLE
from heartbeat.readings.verdicts.edit import wrong_name

MOST_DAYS = 3650


@dataclass(frozen=True)
class Order:
    """A token that is wanted: the name of who will bring it, what that one may do, and for how many days."""

    name: str
    role: AccessRole
    days: int | None = None


@dataclass(frozen=True)
class Made:
    """A token that was made; nobody can read its secret again."""

    token_id: int
    secret: Secret = field(repr=False)


def create_token(connection: psycopg.Connection[Any], order: Order, *, by: str, now: datetime) -> Made:
    """Make a token.

    Args:
        connection: of role app.
        order: name of 100 characters at most, role, and days until it expires (none: it does not).
        by: who makes it.
        now: UTC.

    Raises:
        AccessRefused: the name makes no sense.
        TokenNameTaken: another token that is not revoked has the name.
    """
    name, secret = checked_name(order.name), make_secret(order.role)
    values = {"name": name, "role": order.role, "hint": secret.hint, "hash": secret.hash, "by": by, "now": now}
    found = rows(connection, "insert_token", {**values, "expires_at": now + timedelta(days=order.days) if order.days else None})
    if not found:
        hint = f"Take another name, or revoke that one first: `heartbeat token revoke {name!r}`."
        raise TokenNameTaken(f"There is a token named {name!r} already.", hint=hint)
    return Made(found[0]["token_id"], secret)


def read_tokens(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """Every token that was ever made, those that are good first, by name; never a secret."""
    return rows(connection, "read_tokens")


def read_token(connection: psycopg.Connection[Any], token_id: int) -> dict[str, Any]:
    """One token.

    Raises:
        TokenNotFound: there is none of this number.
    """
    found = next((token for token in read_tokens(connection) if token["id"] == token_id), None)
    if found is None:
        raise TokenNotFound(f"There is no token number {token_id}.", hint="`heartbeat token list` shows all of them.")
    return found


def find_token(connection: psycopg.Connection[Any], word: str) -> dict[str, Any]:
    """The token with this number or name; where several had the name, the one that is not revoked.

    Raises:
        TokenNotFound: there is none.
    """
    if word.isdecimal():
        return read_token(connection, int(word))
    named = [token for token in read_tokens(connection) if token["name"].lower() == word.strip().lower()]
    if not named:
        raise TokenNotFound(f"There is no token named {word!r}.", hint="`heartbeat token list` shows all of them.")
    return next((token for token in named if token["revoked_at"] is None), named[-1])


def revoke_token(connection: psycopg.Connection[Any], token_id: int, *, by: str, now: datetime) -> bool:
    """End a token and every session it began, on all servers within seconds.

    False when it was revoked before, or there is none of this number.
    """
    return changed(connection, "revoke_token", {"id": token_id, "by": by, "now": now})


def has_token_of(connection: psycopg.Connection[Any], roles: Collection[AccessRole]) -> bool:
    """Whether a good token with one of these roles exists."""
    return bool(rows(connection, "has_token_of", {"roles": list(roles)})[0]["exists"])


def start_session(connection: psycopg.Connection[Any], token: str, *, now: datetime) -> Secret:
    """Begin a session of whoever brings a token; returns the secret of its cookie, a new one each time.

    Raises:
        TokenRefused: the token is unknown, expired or revoked.
    """
    found = rows(connection, "read_token_by_hash", {"hash": hash_of(token)})
    if not found:
        raise TokenRefused(
            "This token is not known here.", hint="Copy it whole, or ask for a new one: `heartbeat token create` makes one."
        )
    row = found[0]
    ended = "revoked" if row["revoked_at"] else "expired" if row["expires_at"] and row["expires_at"] <= now else ""
    if ended:
        raise TokenRefused(f"This token is {ended}.", hint="Ask for a new one: `heartbeat token create` makes one.")
    changed(connection, "prune_sessions", {"now": now})
    secret = make_secret("session")
    changed(connection, "insert_session", {"token_id": row["token_id"], "hash": secret.hash, "now": now, "idle": IDLE})
    return secret


def end_session(connection: psycopg.Connection[Any], session_hash: bytes) -> bool:
    """End a session, as when somebody signs out; false when there is none to end."""
    return changed(connection, "end_session", {"hash": session_hash})


def checked_name(name: str) -> str:
    """A name for a token or a screen, without what is around it.

    Raises:
        AccessRefused: it is none.
    """
    if wrong := wrong_name(name):
        raise AccessRefused(
            "This is no name for it. " + wrong[0], hint="Give a name of at most 100 characters that can be printed."
        )
    if name.strip().isdecimal():
        raise AccessRefused("A name of digits alone would be taken for a number.", hint="Add a letter.")
    return name.strip()
