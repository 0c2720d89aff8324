"""What the environment of this process adds and takes: which variables a channel lacks, and no secret in what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from heartbeat.definitions.alerting.read import rules_of
from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.definitions.secrets import channel_names_of
from heartbeat.redaction import Redaction


def with_unset(channels: Sequence[Mapping[str, Any]], environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """The channels with the names of the variables that are not set, or empty, in this process."""
    return [
        {
            **{name: value for name, value in channel.items() if name != "variables"},
            "unset": [name for name in channel["variables"] if not environment.get(name)],
        }
        for channel in channels
    ]


def redaction_of(settings: WorkspaceSettings, environment: Mapping[str, str]) -> Redaction:
    """What takes the secrets of channels out of text: the values of all variables that they name."""
    names = {name for channel in rules_of(settings).channels.values() for name in channel_names_of(channel)}
    return Redaction(environment[name] for name in names if name in environment)


def without_secrets(deliveries: Iterable[Mapping[str, Any]], redaction: Redaction) -> list[dict[str, Any]]:
    """Messages whose content and errors tell no secret of a channel."""
    return [
        {
            **delivery,
            "content": redaction.value("content", delivery["content"]),
            "last_error": redaction.value("error", delivery["last_error"]),
            "attempts": [{**attempt, "error": redaction.value("error", attempt["error"])} for attempt in delivery["attempts"]],
        }
        for delivery in deliveries
    ]
