"""The cookies of sessions, paired screens and screens that wait: no script reads them, no other site sends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from starlette.requests import cookie_parser

CookieKind = Literal["session", "device", "pairing"]

_DAY = 24 * 3600
LONGEST_SECONDS = {
    "session": 30 * _DAY,  # as long as a session goes on unused
    "device": 400 * _DAY,  # as long as browsers keep any; each day that the screen is on begins it anew
    "pairing": 20 * 60,
}


@dataclass(frozen=True)
class Jar:
    """The cookies that a request brought. Over HTTPS they are named `__Host-…`: no other host can plant one."""

    header: str
    is_secure: bool

    def read(self, kind: CookieKind) -> str:
        """The value of one; empty without it."""
        return cookie_parser(self.header).get(self._name(kind), "") if self.header else ""

    def keep(self, kind: CookieKind, value: str) -> str:
        """The header that gives a browser one, or the same for longer."""
        return self._set(kind, value, LONGEST_SECONDS[kind])

    def drop(self, kind: CookieKind) -> str:
        """The header that takes one away."""
        return self._set(kind, "", 0)

    def _set(self, kind: CookieKind, value: str, seconds: int) -> str:
        secure = "; Secure" if self.is_secure else ""
        return f"{self._name(kind)}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Strict{secure}"

    def _name(self, kind: CookieKind) -> str:
        return f"{'__Host-' if self.is_secure else ''}heartbeat_{kind}"
