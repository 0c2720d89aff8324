"""A refusal in the shape of every error, for middleware that answers before any route does."""

from __future__ import annotations

from dataclasses import dataclass

from heartbeat.wire.json_text import JsonAnswer


@dataclass(frozen=True)
class Refusal:
    """Why a request goes no further, with its HTTP status."""

    status: int
    code: str
    message: str
    hint: str

    def answer(self) -> JsonAnswer:
        """The refusal as an answer."""
        content = {"code": self.code, "message": self.message, "hint": self.hint}
        return JsonAnswer(content, status_code=self.status)
