"""A refusal in the shape of every error: of the middleware that answers before any route does, and of the door behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from heartbeat.wire.json_text import JsonAnswer


@dataclass(frozen=True)
class Refusal:
    """Why a request goes no further, with its HTTP status."""

    status: int
    code: str
    message: str
    hint: str

    def answer(self, headers: Mapping[str, str] | None = None) -> JsonAnswer:
        """The refusal as an answer."""
        content = {"code": self.code, "message": self.message, "hint": self.hint}
        return JsonAnswer(content, status_code=self.status, headers=dict(headers or {}))
