"""Where the bank's messages arrive: a receiver of signed webhooks on loopback, which keeps each message once."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from bank_source.loopback import served


class MessageDesk:
    """Takes messages whose signature is right, and keeps them in a file, one JSON object in each line."""

    def __init__(self, secret: str, file: Path) -> None:
        self.secret, self.address = secret, ""
        self.on_message: Callable[[str], object] = lambda _subject: None
        self._file, self._lock = file, threading.Lock()
        self._seen = {json.loads(line)["id"] for line in file.read_text().splitlines()} if file.exists() else set[str]()

    def take(self, webhook_id: str, body: bytes) -> None:
        """Keep a message that was not kept before: a sender repeats one until it knows that it arrived."""
        with self._lock:
            if webhook_id in self._seen:
                return
            told: dict[str, Any] = json.loads(body)["data"]
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"id": webhook_id, **told}, ensure_ascii=False) + "\n")
            self._seen.add(webhook_id)
        self.on_message(told["subject"])

    def is_signed(self, webhook_id: str, timestamp: str, signature: str, body: bytes) -> bool:
        """Whether the sender knows the secret."""
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        right = base64.b64encode(hmac.digest(key, f"{webhook_id}.{timestamp}.".encode() + body, "sha256")).decode()
        return any(hmac.compare_digest(f"v1,{right}", one) for one in signature.split())


@contextmanager
def receiving(desk: MessageDesk) -> Iterator[MessageDesk]:
    """The desk on a free port of loopback, for as long as the context lasts; its address stands in `address`."""
    with served(_handler(desk), "messages") as address:
        desk.address = f"{address}/messages"
        yield desk


def _handler(desk: MessageDesk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            webhook_id, timestamp, signature = (
                self.headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")
            )
            if desk.is_signed(webhook_id, timestamp, signature, body):
                desk.take(webhook_id, body)
                self._answer(204)
            else:
                self._answer(401)

        def _answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing: the demo has one voice."""

    return Handler
