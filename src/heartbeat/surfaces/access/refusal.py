"""A refusal in the shape of every error: of the middleware that answers before any route does, and of the door behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from heartbeat.wire.json_text import JsonAnswer


@dataclass(frozen=True)
class Refusal:
    """Why a request goes no further, with its HTTP status."""

    status: int
    code: str
    message: str
    hint: str
    facts: Mapping[str, Any] = field(default_factory=dict)  # what a program may want beside the words
    retry_after: int | None = None  # seconds, where time mends it

    def answer(self, headers: Mapping[str, str] | None = None) -> JsonAnswer:
        """The refusal as an answer."""
        content = {"code": self.code, "message": self.message, "hint": self.hint, **self.facts}
        waiting = {} if self.retry_after is None else {"retry-after": str(self.retry_after)}
        return JsonAnswer(content, status_code=self.status, headers={**waiting, **(headers or {})})


def too_many(seconds: int) -> Refusal:
    """The refusal of an address that tried too often."""
    hint = f"Try again in {seconds} seconds."
    message = "Too many attempts came from this address."
    return Refusal(429, "too-many-attempts", message, hint, retry_after=seconds)
