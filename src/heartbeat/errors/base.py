"""What every error of Heartbeat is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class HeartbeatError(Exception):
    """Something Heartbeat can name went wrong."""

    code: ClassVar[str] = "heartbeat-error"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, hint: str = "", facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.facts = dict(facts or {})  # what a program may want beside the words; over HTTP they stand beside them

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message
