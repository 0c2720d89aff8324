"""A local HTTP server that keeps what it is sent and answers as it is told: statuses, delays, resets."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What one request gets. `reset` cuts the line after the request was read, without an answer."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"ok"
    delay_seconds: float = 0
    reset: bool = False


@dataclass(frozen=True)
class Received:
    """One request as it came, and when (monotonic)."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float


class Receiver:
    """What a scripted server was sent, and what it answers next. Without a script it answers 200."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.received: list[Received] = []
        self._scripts: dict[str, deque[Reply]] = defaultdict(deque)
        self._lock = threading.Lock()
        self._always: dict[str, Reply] = {}
        self.answering: Callable[[Received], Reply] | None = None
        """Answers instead of every script, when it is given."""
        self.let_go = threading.Event()

    def url(self, path: str = "/") -> str:
        return f"{self.address}{path}"

    def script(self, path: str, *replies: Reply) -> None:
        """Answer the next requests to a path in this way, one after another."""
        with self._lock:
            self._scripts[path].extend(replies)

    def always(self, path: str, reply: Reply) -> None:
        """Answer each request to a path in this way when its script is at its end."""
        with self._lock:
            self._always[path] = reply

    def at(self, path: str) -> list[Received]:
        """What came to a path, in order."""
        with self._lock:
            return [one for one in self.received if one.path == path]

    def take(self, request: Received) -> Reply:
        with self._lock:
            self.received.append(request)
            if self.answering is not None:
                return self.answering(request)
            script = self._scripts[request.path]
            return script.popleft() if script else self._always.get(request.path, Reply())


@contextmanager
def scripted_receiver() -> Iterator[Receiver]:
    """A receiver on a free port of this machine for as long as the context lasts; delays end with it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    receiver = server.receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        receiver: Receiver = self.server.receiver  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        reply = receiver.take(Received(self.command, self.path, dict(self.headers), body, time.monotonic()))
        if reply.delay_seconds:
            receiver.let_go.wait(reply.delay_seconds)
        if reply.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        self._answer(reply)

    do_GET = do_PUT = do_POST  # noqa: N815 - as the library calls them

    def _answer(self, reply: Reply) -> None:
        try:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
        except OSError:  # who asked has not waited for it
            self.close_connection = True

    def finish(self) -> None:
        """A line that was cut cannot be flushed."""
        with suppress(OSError, ValueError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as above
        """Say nothing."""
