"""An HTTP server on 127.0.0.1 that answers as a test tells it, well or badly."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: str = ""


@dataclass(frozen=True)
class Reply:
    """An answer, and how it is spoilt.

    `keep` of its bytes are sent before the connection is cut; with `trickle` one each 20 ms, the head too if it is `whole`.
    """

    content: Any = None  # bytes as they are, else JSON
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    keep: int | None = None
    hang: bool = False
    trickle: bool = False
    trickle_head: bool = False
    date: float | None = None

    @property
    def body(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()


Script = Callable[[Asked], Reply]


class ApiServer(ThreadingHTTPServer):
    """`asked` are the requests so far; `script` answers, and may be changed at any time."""

    daemon_threads = True
    block_on_close = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: Script = lambda _: Reply({}, 404)
        self.asked: list[Asked] = []
        self.connections = 0
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is what tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: ApiServer
    protocol_version = "HTTP/1.1"
    timeout = 10

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        params = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        asked = Asked(parts.path, params, {name.lower(): value for name, value in self.headers.items()}, body)
        self.server.asked.append(asked)
        self._reply(self.server.script(asked))

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its own name for it
        pass

    def _reply(self, reply: Reply) -> None:
        if reply.hang:
            self._hang()
            return
        self.send_response_only(reply.status)
        headers = {"Content-Type": "application/json", "Date": formatdate(reply.date, usegmt=True), **reply.headers}
        if "chunked" not in headers.get("Transfer-Encoding", ""):
            headers.setdefault("Content-Length", str(len(reply.body)))
        for name, value in headers.items():
            self.send_header(name, value)
        if reply.trickle_head:
            self._trickle(b"".join(self._headers_buffer))  # type: ignore[attr-defined]
            return
        self.end_headers()
        if reply.trickle:
            self._trickle(reply.body)
        elif reply.keep is None:
            self.wfile.write(reply.body)
        else:
            self.wfile.write(reply.body[: reply.keep])
            self._hang_up()

    def _trickle(self, content: bytes) -> None:
        for byte in content:
            self.wfile.write(bytes([byte]))
            if self.server.over.wait(0.02):
                break
        self._hang_up()

    def _hang(self) -> None:
        self.server.over.wait(10)
        self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def api_server() -> Iterator[ApiServer]:
    """A server for as long as a test needs it."""
    with ApiServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join(5)
