"""What the environment of this process adds and takes: which variables a channel lacks, and no secret in what was sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from heartbeat.definitions.alerting.read import rules_of
from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.redaction import Redaction

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def with_unset(channels: Sequence[Mapping[str, Any]], environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """The channels with the names of the variables that are not set or empty here, and without their options."""
    return [
        {
            **{name: value for name, value in channel.items() if name != "options"},
            "unset": [name for name in placeholders(channel["options"]) if not environment.get(name)],
        }
        for channel in channels
    ]


def placeholders(options: object) -> list[str]:
    """The variables that options name, each once."""
    return list(dict.fromkeys(name for text in _texts(options) for name in _PLACEHOLDER.findall(text)))


def redaction_of(settings: WorkspaceSettings, environment: Mapping[str, str]) -> Redaction:
    """What takes the secrets of channels out of text: the values of all variables that they name."""
    names = placeholders([channel.options for channel in rules_of(settings).channels.values()])
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


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
