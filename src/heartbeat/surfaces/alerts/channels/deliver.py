"""The door of all channels: the kind is found by its name, and what it answers tells no secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, cast
from urllib.parse import unquote

from heartbeat.definitions.alerting.model import Channel
from heartbeat.redaction import Redaction
from heartbeat.surfaces.alerts.channels.model import Deliver, Delivery, Dispatch, Reach

_LONGEST_ERROR = 300
_WEB = {"http", "https"}
_PART = re.compile(r"[/:@?&=#,]")
_PUBLIC = {"kind", "host", "port", "security", "from", "to", "chat"}  # options that an error may name


def deliver(channel: Channel, dispatch: Dispatch, reach: Reach) -> Delivery:
    """Hand a message to a channel, once.

    Args:
        channel: with `${NAME}` in its options expanded already.
        dispatch: the message.
        reach: hosts that are allowed, and the time one try may take.
    """
    answer = deliver_of(channel.kind)(channel.options, dispatch, reach)
    return replace(answer, error=told(answer.error, channel.options))


def deliver_of(kind: str) -> Deliver:
    """The function of a kind of channel.

    Raises:
        ModuleNotFoundError: there is no such kind.
    """
    return cast("Deliver", import_module(f"heartbeat.surfaces.alerts.channels.kinds.{kind}").deliver)


def told(error: str | None, options: Mapping[str, Any]) -> str | None:
    """An error as one line of a length that a screen can show, without a secret of the channel."""
    if error is None:
        return None
    line = " ".join(Redaction(_secrets(options)).text(error).split())
    return line if len(line) <= _LONGEST_ERROR else f"{line[: _LONGEST_ERROR - 1]}…"


def _secrets(options: Mapping[str, Any]) -> Iterator[str]:
    """Each value that may be one, and each part of an address: path and query of a webhook are its password."""
    for name, value in options.items():
        if name in _PUBLIC or not isinstance(value, str):
            continue
        yield value
        scheme, found, rest = value.partition("://")
        if found:
            of_service = rest.partition("/")[2] if scheme in _WEB else rest  # the host of a web address is no secret
            yield from _PART.split(of_service)
            yield from _PART.split(unquote(of_service))
