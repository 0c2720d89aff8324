"""Who asks: found out before any route runs, and the same for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fastapi import Request
from starlette.types import Scope

from heartbeat.definitions.model import AccessRole

By = Literal["loopback", "token", "proxy", "device"]
"""How somebody is known: authentication is off, by a token, by a trusted proxy's word, or as a paired screen."""

_KEY = "heartbeat.identity"


@dataclass(frozen=True)
class Identity:
    """Somebody who may come in. `name` is empty where nobody signs in; `expires_at` is UTC, null without an end."""

    name: str
    role: AccessRole
    by: By
    expires_at: datetime | None = None

    def author(self, given: object) -> object:
        """The name that a change is logged under: who signed in, whatever was given; as given where nobody signs in."""
        return given if self.by == "loopback" else self.name


LOOPBACK = Identity("", "admin", "loopback")
"""Everybody, while authentication is off."""


def note_identity(scope: Scope, identity: Identity | None) -> None:
    """Keep with a request who asks."""
    scope[_KEY] = identity


def identity_in(request: Request) -> Identity | None:
    """Who asks; none for a stranger at an address that is open to all."""
    identity: Identity | None = request.scope.get(_KEY)
    return identity


def identity_of(request: Request) -> Identity:
    """Who asks, at an address that needs a role."""
    identity = identity_in(request)
    if identity is None:
        raise RuntimeError("a route that needs somebody was reached by nobody")
    return identity
