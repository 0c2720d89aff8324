"""Serves the page: assets for ever, the document anew each time, the document also for the page's own addresses."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from heartbeat.wire.negotiated import is_known, takes_gzip

RESERVED = ("/api/", "/-/", "/assets/")
"""Below these an unknown path is not found; elsewhere it is one of the page's own addresses."""

_PACKED = ".gz"
"""Beside a file lies the same gzipped, as the build left it; it is sent in its place, and has no address of its own."""
_FOR_EVER = "public, max-age=31536000, immutable"
_NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Heartbeat</title>
<body style="font: 18px/1.6 system-ui; max-width: 40em; margin: 12vh auto; padding: 0 1em">
<h1>The page is not built yet</h1>
<p>Heartbeat is running and its API answers, but the web page was not built in this checkout.</p>
<p>Run <code>make build</code> in the checkout, then reload. An installed package has it built in.</p>
<p>The board as JSON: <a href="/api/cockpit">/api/cockpit</a>.</p></body></html>
"""

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("font/woff2", ".woff2")


class BuiltPage:
    """The application behind all routes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request that no route took."""
        if scope["type"] != "http":
            return
        await self.answer(scope["method"], scope["path"], Headers(scope=scope))(scope, receive, send)

    def answer(self, method: str, path: str, asked: Mapping[str, str]) -> Response:
        """The answer for a decoded path; `asked` are the headers of the request, in small letters.

        Raises:
            HTTPException: 404 for an unknown path of the API or an unknown asset, 405 for a method that changes something.
        """
        found = self._file(path)
        if found is None and (path.startswith(RESERVED) or path in {"/api", "/-", "/assets"}):
            raise HTTPException(404)
        if method not in {"GET", "HEAD"}:
            raise HTTPException(405, headers={"allow": "GET, HEAD"})
        if found is not None:
            return _send(found, asked, caching=_FOR_EVER if path.startswith("/assets/") else "no-cache")
        return self._document(asked)

    def _document(self, asked: Mapping[str, str]) -> Response:
        index = self._folder / "index.html"
        if index.is_file():
            return _send(index, asked, caching="no-cache")
        return HTMLResponse(_NOT_BUILT, status_code=503, headers={"cache-control": "no-store"})

    def _file(self, path: str) -> Path | None:
        if "\0" in path or "\\" in path or path.endswith(_PACKED):
            return None
        try:
            candidate = (self._folder / path.lstrip("/")).resolve()
            inside = candidate.is_relative_to(self._folder) and candidate.is_file()
        except OSError:  # a name too long for the file system
            return None
        return candidate if inside else None


def _send(file: Path, asked: Mapping[str, str], *, caching: str) -> Response:
    """A file, packed where that is there and welcome; nothing but its tag when the client has it."""
    packed = file.with_name(file.name + _PACKED)
    headers = {"cache-control": caching}
    kind = mimetypes.guess_type(file)[0]
    if packed.is_file():
        headers["vary"] = "Accept-Encoding"
        if takes_gzip(asked.get("accept-encoding", "")):
            file, headers["content-encoding"] = packed, "gzip"
    answer = FileResponse(file, headers=headers, media_type=kind, stat_result=file.stat())
    if is_known(asked.get("if-none-match", ""), answer.headers["etag"]):
        kept = {name: answer.headers[name] for name in ("etag", "cache-control", "vary") if name in answer.headers}
        return Response(status_code=304, headers=kept)
    return answer
