"""The ping of the dead man's switch."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from heartbeat.definitions.placeholders import expand
from heartbeat.errors import ConfigError
from heartbeat.redaction import Redaction

_DEADLINE_SECONDS = 10.0


def ping(url: str, environment: Mapping[str, str]) -> str | None:
    """Ask for an address once; what went wrong in one line, without the address, which may be a secret."""
    try:
        address = expand(url, environment)
    except ConfigError as error:
        return error.message
    try:
        with httpx.Client(timeout=_DEADLINE_SECONDS, follow_redirects=False) as client, client.stream("GET", address) as answer:
            return None if answer.is_success else f"HTTP {answer.status_code}"
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Redaction([address]).text(f"{type(error).__name__}: {error}")[:300]
