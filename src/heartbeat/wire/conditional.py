"""Answers that a client may have already: sent once, compressed where that is welcome, and afterwards only confirmed."""

from __future__ import annotations

import gzip
import hashlib
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from heartbeat.wire.json_text import json_bytes
from heartbeat.wire.negotiated import is_known, takes_gzip

_GZIP_LEVEL = 5


def conditional_answer(request: Request, content: Any) -> Response:
    """The content as JSON with an ETag of its text; 304 without it when the request has that in If-None-Match."""
    body = json_bytes(content)
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {"etag": etag, "cache-control": "private, no-cache", "vary": "Accept-Encoding"}
    if is_known(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    headers["content-type"] = "application/json"
    if takes_gzip(request.headers.get("accept-encoding", "")):
        body, headers["content-encoding"] = gzip.compress(body, _GZIP_LEVEL, mtime=0), "gzip"
    return Response(body, headers=headers)
