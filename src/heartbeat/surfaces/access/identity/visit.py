"""One request on its way in: what it brought, who that is, and what its answer has to carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from fastapi import Request
from starlette.types import Scope

from heartbeat.readings.access.standing import Standing
from heartbeat.surfaces.access.identity.cookies import CookieKind, Jar
from heartbeat.wire.identity import Identity

Lapse = Literal["signed-out", "expired", "revoked"]
"""Why what was brought is not good: nobody knows it or it was signed out, its time is over, somebody ended it."""

_KEY = "heartbeat.visit"
_LAPSES: dict[str, Lapse] = {"expired": "expired", "revoked": "revoked"}


@dataclass
class Visit:
    """Who asks, from where, and by which secret. `lapse` says why a secret that was brought is not good."""

    address: str
    jar: Jar
    identity: Identity | None = None
    lapse: Lapse | None = None
    is_screen: bool = False  # what lapsed, or who asks, is a paired screen
    secret: str = field(default="", repr=False)
    cookie: CookieKind | None = None
    set_cookies: list[str] = field(default_factory=list, repr=False)

    def take(self, standing: Standing | None, secret: str, cookie: CookieKind | None) -> None:
        """Take a secret for what it stands for. The first one that is not good is told."""
        if standing is not None and standing.state == "good":
            by: Literal["device", "token"] = "device" if standing.kind == "device" else "token"
            self.identity = Identity(standing.name, standing.role, by, standing.expires_at)
            self.secret, self.cookie, self.lapse, self.is_screen = secret, cookie, None, by == "device"
        elif self.lapse is None:
            self.lapse = _LAPSES.get(standing.state, "signed-out") if standing is not None else "signed-out"
            self.is_screen = cookie == "device"

    def name(self, identity: Identity | None) -> None:
        """Take the word of the trusted proxy, if it names somebody: what lapsed before is forgotten then."""
        if identity is not None:
            self.identity, self.lapse = identity, None


def note_visit(scope: Scope, visit: Visit) -> None:
    """Keep with a request what was found out about it."""
    scope[_KEY] = visit


def visit_of(request: Request) -> Visit:
    """What was found out about a request."""
    visit: Visit = request.scope[_KEY]
    return visit
