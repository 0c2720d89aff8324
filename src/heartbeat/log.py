"""Log lines for people or machines, on standard error, with every secret taken out."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from typing import Any, TextIO

import structlog
from pydantic import SecretStr
from structlog.typing import Processor

from heartbeat.config import Settings
from heartbeat.redaction import Redaction


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
