"""Messages and channels as the courier would hand them over, and a server on loopback to send them to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from api_server import ApiServer, Asked, Reply
from heartbeat.definitions.alerting.model import Channel, ChannelKind
from heartbeat.rules.alerts.wording.message import word
from heartbeat.rules.alerts.wording.model import Form, Item, Kind, Manner, MessageText
from heartbeat.surfaces.alerts.channels.deliver import deliver
from heartbeat.surfaces.alerts.channels.model import Delivery, Dispatch, Reach
from signed import SECRET

NOW = datetime(2026, 11, 28, 9, 15, tzinfo=UTC)
LOOPBACK = Reach(allow_private_hosts=("127.0.0.1", "localhost"), deadline_seconds=5)
HASTY = Reach(allow_private_hosts=("127.0.0.1",), deadline_seconds=0.4)
TOKEN = "xoxb-3141592653-veryprivatetoken"
CHANNELS: dict[str, tuple[ChannelKind, dict[str, Any]]] = {
    "webhook": ("webhook", {"url": "{url}/hooks/longsecretpath", "secret": SECRET}),
    "slack": ("slack", {"url": "{url}/services/T0001/B0001/longsecretpath"}),
    "slack bot": ("slack", {"url": "{url}/api", "token": TOKEN, "to": "C0001"}),
    "telegram": ("telegram", {"url": "{url}", "token": "123456:" + TOKEN, "chat": "-1001"}),
    "pagerduty": ("pagerduty", {"url": "{url}/v2/enqueue", "routing_key": TOKEN}),
}
GOOD: dict[str, Reply] = {
    "webhook": Reply({}, 204),
    "slack": Reply(b"ok"),
    "slack bot": Reply({"ok": True, "ts": "17000.1", "channel": "C0001"}),
    "telegram": Reply({"ok": True, "result": {"message_id": 77}}),
    "pagerduty": Reply({"status": "success"}, 202),
}
SECRETS = ("longsecretpath", TOKEN, SECRET, SECRET.removeprefix("whsec_"))


def channel(name: str, url: str) -> Channel:
    kind, options = CHANNELS[name]
    return Channel(name, kind, {key: value.replace("{url}", url) for key, value in options.items()})


def item(kind: Kind = "fire", number: int = 12, **changes: Any) -> Item:
    times = {"fired_at": "2026-11-28T08:12:00Z"}
    payload = {
        "incident": {"id": number, "seq": 3, "kind": "threshold", "subject": "m", "title": "B07 A & <b>", **times},
        "line": {"name": "alert_value", "text": "90 %"},
        "fired_text": "92 %",
        "how_to_read": "Hits wait.",
        "owner": "ann@bank.example",
        "as_of": "2026-11-28T09:15:00Z",
    }
    return Item(kind, "red", {**payload, **changes})


def text(form: Form = "single", *items: Item) -> MessageText:
    return word(form, items or (item(),), Manner(base_url="https://heartbeat.bank.example", workspace="bank"))


def dispatch(told: MessageText | None = None, **changes: Any) -> Dispatch:
    given: dict[str, Any] = {
        "message_id": 5,
        "workspace": "bank",
        "recipient": "",
        "text": told or text(),
        "attempt": 1,
        "earlier": None,
        "dedup_key": "dedup-of-this",
        "idempotency_id": "hb-5",
        "now": NOW,
    }
    return Dispatch(**{**given, **changes})


def send(server: ApiServer, name: str, sent: Dispatch | None = None, reach: Reach = LOOPBACK) -> Delivery:
    return deliver(channel(name, server.url), sent or dispatch(), reach)


def answering(server: ApiServer, *replies: Reply) -> None:
    """Each request gets the next reply; the last one is for all that follow."""
    waiting = list(replies)
    server.script = lambda _: waiting.pop(0) if len(waiting) > 1 else waiting[0]


def vanishing(_asked: Asked) -> Reply:
    """The request was read to its end, and the connection is gone."""
    raise ConnectionResetError


def document(asked: Asked) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(asked.body)
    return found
