"""JSON as Heartbeat writes it: compact, UTF-8, times in UTC with a Z, and never NaN."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from heartbeat.clock import utc_text


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def json_bytes(content: Any) -> bytes:
    """One value as JSON text in UTF-8."""
    return json.dumps(content, default=_plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


class JsonAnswer(Response):
    """An answer whose content is written as it is, without a second validation."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Write the content as JSON."""
        return json_bytes(content)
