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

    def answer(self, headers: Mapping[str, str] | None = None) -> JsonAnswer:
        """The refusal as an answer."""
        content = {"code": self.code, "message": self.message, "hint": self.hint, **self.facts}
        return JsonAnswer(content, status_code=self.status, headers=dict(headers or {}))
