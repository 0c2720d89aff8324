"""Telegram: a bot writes to a chat; what an incident tells later is a reply to what it told first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from heartbeat.surfaces.alerts.channels.model import Delivery, Dispatch, Reach
from heartbeat.surfaces.alerts.channels.net.answers import judged
from heartbeat.surfaces.alerts.channels.net.post import Answer, post_json
from heartbeat.surfaces.alerts.channels.texts.telegram_html import html_of

_API = "https://api.telegram.org"


def deliver(options: Mapping[str, Any], dispatch: Dispatch, reach: Reach) -> Delivery:
    """Send a message to a chat."""
    document: dict[str, Any] = {
        "chat_id": options["chat"],
        "text": html_of(dispatch.text),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    first = (dispatch.earlier or {}).get("message_id")
    if first is not None:
        document["reply_parameters"] = {"message_id": first, "allow_sending_without_reply": True}
    base = str(options.get("url") or _API).rstrip("/")
    answer = post_json(f"{base}/bot{quote(str(options['token']), safe=':')}/sendMessage", document, reach)
    return answer if isinstance(answer, Delivery) else _judged(answer, dispatch, first)


def _judged(answer: Answer, dispatch: Dispatch, first: Any) -> Delivery:
    said = answer.document()
    if answer.status == 200 and said.get("ok") is True:
        sent = said.get("result")
        number = sent.get("message_id") if isinstance(sent, dict) else None
        return Delivery("delivered", 200, reference={"message_id": first if first is not None else number})
    if answer.status == 200:
        return Delivery("ambiguous", 200, "Telegram answered 200 without saying whether it took the message")
    parameters = said.get("parameters")
    asked = parameters if isinstance(parameters, dict) else {}
    description = said.get("description")
    moved = f"; the chat is now {asked['migrate_to_chat_id']}" if "migrate_to_chat_id" in asked else ""
    found = judged(answer, dispatch.now, f"{description}{moved}" if isinstance(description, str) else None)
    wait = asked.get("retry_after")
    if found.outcome == "retry" and isinstance(wait, int):
        return Delivery("retry", found.status, found.error, timedelta(seconds=min(max(wait, 0), 86_400)))
    return found
