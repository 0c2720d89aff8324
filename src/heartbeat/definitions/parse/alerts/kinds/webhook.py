"""A webhook: each message is posted as JSON and signed, so that its receiver knows who sent it."""

from __future__ import annotations

from typing import Any

from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.parse.sources.credentials import secret, web_address

_SECRET = "Write the key that the receiver checks signatures with: '${HOOK_SECRET}'."  # noqa: S105 - a hint
_URL = "Write where messages are posted: https://receiver.example.com/heartbeat."


def read(fields: Fields) -> dict[str, Any]:
    """The keys of a webhook."""
    return {
        "url": fields.required("url", _URL, check=web_address, secret=True),
        "secret": fields.required("secret", _SECRET, check=secret, secret=True),
    }
