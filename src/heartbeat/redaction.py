"""Secrets taken out of text: of log lines, errors and reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping
from typing import Any

_HIDDEN = "***"
# To the last @ before a slash: a password may hold one as it is, and what follows the first would be shown.
_URL_PASSWORD = re.compile(r"(\b[\w+.-]+://[^\s:/@]*:)(?:[^\s/]+|\S+)(@)")
_PASSWORD_FIELD = re.compile(
    r"(\b\w*(?:password|passwd|pwd|token|secret|api_key)\b['\"]?\s*[=:]\s*)(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^\s&]+)",
    re.IGNORECASE,
)
_BEARER = re.compile(r"(\bbearer\s+)[\w.~+/=-]{6,}", re.IGNORECASE)
_SECRET_NAME = re.compile(r"password|passwd|secret|token|api_?key|authorization|cookie", re.IGNORECASE)
_SHORTEST_SECRET = 6  # a shorter value would blank out ordinary words


class Redaction:
    """Takes secrets out of text and log events: passwords in URLs, values under telling names, and known secret values."""

    def __init__(self, secrets: Iterable[str] = (), *, shortest: int = _SHORTEST_SECRET) -> None:
        self._secrets = tuple(sorted({secret for secret in secrets if len(secret) >= shortest}, key=len, reverse=True))

    def text(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        text = _URL_PASSWORD.sub(rf"\1{_HIDDEN}\2", text)
        text = _BEARER.sub(rf"\1{_HIDDEN}", text)
        return _PASSWORD_FIELD.sub(rf"\1{_HIDDEN}", text)

    def value(self, name: str, value: Any) -> Any:
        """A value of an event, nested ones included."""
        if _SECRET_NAME.search(name) and value is not None:
            return _HIDDEN
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.value(str(key), inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.value("", inner) for inner in value]
        return value if isinstance(value, int | float | bool) or value is None else self.text(str(value))

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
        """As a step of the log pipeline; names that begin with `_` belong to the pipeline itself."""
        return {key: value if key.startswith("_") else self.value(key, value) for key, value in event.items()}
