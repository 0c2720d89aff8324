"""The provider of identity checks: it signs each event as Standard Webhooks say, and sends it until it is taken."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from bank_source.tables import KycEvent
from bank_source.world.checks import events
from bank_source.world.plan import World

Post = Callable[[list[tuple[bytes, Mapping[str, str]]]], list[int]]
"""Sends bodies with their headers to the hook, in order, and gives the status of each answer."""


class KycProvider:
    """Remembers in a file up to when its events were taken, as a sender with a queue does."""

    def __init__(self, file: Path, secret: str) -> None:
        self._file, self._secret = file, secret

    def deliver(self, world: World, post: Post) -> int:
        """Send what has happened since the last time; returns how many events were taken. The rest is sent again next time."""
        since = json.loads(self._file.read_text())["until"] if self._file.exists() else 0
        waiting = list(events(replace(world, since=since)))
        statuses = post([self._signed(event) for event in waiting]) if waiting else []
        taken = sum(status == 202 for status in statuses)
        if taken == len(waiting):
            self._file.write_text(json.dumps({"until": world.until}))
        return taken

    def _signed(self, event: KycEvent) -> tuple[bytes, Mapping[str, str]]:
        body, sent = event.payload.encode(), str(int(time.time()))
        key = base64.b64decode(self._secret.removeprefix("whsec_"))
        digest = hmac.new(key, b".".join((event.webhook_id.encode(), sent.encode(), body)), hashlib.sha256).digest()
        signature = f"v1,{base64.b64encode(digest).decode()}"
        headers = {"webhook-id": event.webhook_id, "webhook-timestamp": sent, "webhook-signature": signature}
        return body, headers | {"content-type": "application/json"}
