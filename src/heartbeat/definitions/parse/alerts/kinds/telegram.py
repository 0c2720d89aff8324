"""Telegram: a bot, the chat it writes to, and the address of a Bot API server of one's own."""

from __future__ import annotations

import re
from typing import Any

from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.parse.sources.credentials import secret, web_address

_CHAT = re.compile(r"-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{3,}")
_CHAT_HINT = "Write the id of the chat, -1001234567890, or the name of a public one, in quotes: '@linden_ops'."


def read(fields: Fields) -> dict[str, Any]:
    """The keys of a chat in Telegram."""
    return {
        "token": fields.required("token", "Write the bot's token: '${TELEGRAM_TOKEN}'.", check=secret, secret=True),
        "chat": fields.required("chat", _CHAT_HINT, check=_chat),
        "url": fields.text("url", check=web_address, secret=True),
    }


def _chat(text: str) -> str | None:
    return formats.placeholders(text) if "$" in text else None if _CHAT.fullmatch(text) else _CHAT_HINT
