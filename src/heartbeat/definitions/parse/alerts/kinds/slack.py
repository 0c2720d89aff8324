"""Slack: an incoming webhook, which has a channel of its own, or an app's token and where it writes."""

from __future__ import annotations

from typing import Any

from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.parse.sources.credentials import secret

_URL = "Write an incoming webhook, url: '${SLACK_URL}', or an app and where it writes: token: '${SLACK_TOKEN}', to: '#ops'."
_TO = "Write where the app writes, in quotes: '#ops', or the id of a channel: C0123456789."


def read(fields: Fields) -> dict[str, Any]:
    """The keys of a channel in Slack."""
    if not fields.has("token"):
        found = {"url": fields.required("url", _URL, check=secret, secret=True)}
        if fields.has("to"):
            fields.reject("to", "{key} says nothing without a token.", "An incoming webhook has a channel of its own: remove it.")
        return found
    if fields.has("url"):
        fields.reject("url", "{key} and a token exclude each other.", "Keep the one that messages are to go through.")
    return {
        "token": fields.text("token", check=secret, secret=True),
        "to": fields.required("to", _TO, check=formats.placeholders),
    }
