"""Serves the page: assets for ever, the document anew each time, the document also for the page's own addresses."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send

RESERVED = ("/api/", "/-/", "/assets/")
"""Below these an unknown path is not found; elsewhere it is one of the page's own addresses."""

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
        await self.answer(scope["method"], scope["path"])(scope, receive, send)

    def answer(self, method: str, path: str) -> Response:
        """The answer for a decoded path.

        Raises:
            HTTPException: 404 for an unknown path of the API or an unknown asset, 405 for a method that changes something.
        """
        found = self._file(path)
        if found is None and (path.startswith(RESERVED) or path in {"/api", "/-", "/assets"}):
            raise HTTPException(404)
        if method not in {"GET", "HEAD"}:
            raise HTTPException(405, headers={"allow": "GET, HEAD"})
        if found is not None:
            caching = _FOR_EVER if path.startswith("/assets/") else "no-cache"
            return FileResponse(found, headers={"cache-control": caching})
        return self._document()

    def _document(self) -> Response:
        index = self._folder / "index.html"
        if index.is_file():
            return FileResponse(index, headers={"cache-control": "no-cache"})
        return HTMLResponse(_NOT_BUILT, status_code=503, headers={"cache-control": "no-store"})

    def _file(self, path: str) -> Path | None:
        if "\0" in path or "\\" in path:
            return None
        try:
            candidate = (self._folder / path.lstrip("/")).resolve()
            inside = candidate.is_relative_to(self._folder) and candidate.is_file()
        except OSError:  # a name too long for the file system
            return None
        return candidate if inside else None
