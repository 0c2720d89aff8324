"""Log lines for people or machines, on standard error, with every secret taken out."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

import structlog
from pydantic import SecretStr
from structlog.typing import EventDict, Processor, WrappedLogger

from heartbeat.config import Settings

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

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """As a step of the log pipeline; names that begin with `_` belong to the pipeline itself."""
        return {key: value if key.startswith("_") else self.value(key, value) for key, value in event.items()}


def configure(settings: Settings, *, stream: TextIO | None = None) -> None:
    """Write log lines as the settings say; call it once, in a door.

    Lines of libraries take the same way, so that their secrets are taken out too.

    Args:
        settings: `log_level` and `log_format`; their secret values never appear in a line.
        stream: where to write instead of standard error.
    """
    stream = stream or sys.stderr
    redact = Redaction(_secrets_of(settings))
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    _take_library_lines(settings, stream, shared)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(_level(settings)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def get_logger() -> Any:
    """A logger: `get_logger().info("beat finished", beat_id=7)`. Names of values are snake_case; give facts, not sentences."""
    return structlog.get_logger("heartbeat")


def _take_library_lines(settings: Settings, stream: TextIO, shared: list[Processor]) -> None:
    text = settings.log_format == "text" or (settings.log_format == "auto" and stream.isatty())
    # exceptions are text by now, so the renderer must not format them a second time
    renderer: Processor = structlog.dev.ConsoleRenderer(colors=stream.isatty()) if text else structlog.processors.JSONRenderer()
    handler = logging.StreamHandler(stream)
    meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[meta, renderer]))
    root = logging.getLogger()
    root.handlers = [handler]
    # libraries speak from warning on, whatever we say ourselves
    root.setLevel(max(_level(settings), logging.WARNING))
    logging.getLogger("heartbeat").setLevel(_level(settings))


def _level(settings: Settings) -> int:
    return logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)


def _secrets_of(settings: Settings) -> Iterator[str]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
