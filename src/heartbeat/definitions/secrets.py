"""What a source file, or a channel of messages, asks the environment for, wherever in it that stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from heartbeat.definitions.alerting.model import Channel
from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.placeholders import FOR_MESSAGES, expand, malformed_in, names_in
from heartbeat.definitions.stored import source_from_json, source_to_json

_ASKING = ("url", "rest", "files", "webhook")  # the keys in which a placeholder is one; elsewhere `${` is a table's own name


def names_of(source: SourceDefinition) -> tuple[str, ...]:
    """The names that a source asks the environment for, each once."""
    content = source_to_json(source)
    return tuple(dict.fromkeys(name for key in _ASKING for text in _texts(content[key]) for name in names_in(text)))


def expanded(source: SourceDefinition, environment: Mapping[str, str]) -> SourceDefinition:
    """The source with the environment's values in it. It never leaves the process that reads it.

    Raises:
        ConfigError: naming every variable that is not set or holds nothing, or every placeholder that is none.
    """
    content = source_to_json(source)
    expand(_asked([content[key] for key in _ASKING]), environment)  # all that is missing is told at once
    return source_from_json(content | {key: _changed(content[key], lambda text: expand(text, environment)) for key in _ASKING})


def channel_names_of(channel: Channel) -> tuple[str, ...]:
    """The names that a channel asks the environment for, each once."""
    return tuple(dict.fromkeys(name for text in _texts(channel.options) for name in names_in(text)))


def expanded_channel(channel: Channel, environment: Mapping[str, str]) -> Channel:
    """The channel with the environment's values in it. It never leaves the process that sends through it.

    Raises:
        ConfigError: as `expanded` does.
    """
    expand(_asked(channel.options), environment, reader=FOR_MESSAGES)
    return replace(channel, options=_changed(channel.options, lambda text: expand(text, environment)))


def _asked(value: Any) -> str:
    """All texts that ask for anything, or mean to, in one."""
    return "\n".join(text for text in _texts(value) if names_in(text) or malformed_in(text))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _changed(part, change) for key, part in value.items()}
    if isinstance(value, list):
        return [_changed(part, change) for part in value]
    return change(value) if isinstance(value, str) else value
