"""Channels: their names, and the keys that each kind has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, cast

from heartbeat.definitions.alerting.read import CHANNEL_KINDS
from heartbeat.definitions.parse.fields import Check, Fields, nearest

Options = dict[str, Any]
_KEY = "channels"
_HINT = "Write one mapping per channel: {ops: {kind: slack, url: '${SLACK_URL}'}}."
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")
_WITHOUT_TLS = re.compile(r"http://(\[[^\]]*\]|[^:/?#$]+)(?=[:/?#]|$)", re.IGNORECASE)
_KIND_HINT = f"Write one of: {', '.join(CHANNEL_KINDS)}."


def declared(alerts: Fields) -> tuple[str, ...]:
    """The names of all channels, those that are wrong included: whoever names one of these is not told about it again."""
    return alerts.mapping(_KEY, _HINT).keys()


def read_channels(alerts: Fields) -> dict[str, Options]:
    """Each channel by its name, with the kind and its keys as written."""
    channels = alerts.mapping(_KEY, _HINT)
    for name in channels.keys():  # noqa: SIM118 - not a dict
        if not _NAME.fullmatch(name):
            channels.reject(name, "{key} is no name of a channel.", "Write a letter, then up to 40 of a-z, 0-9, _ and -: ops.")
    return {name: _channel(channels, name) for name in channels.keys()}  # noqa: SIM118 - not a dict


def doubt_unencrypted(alerts: Fields, found: Mapping[str, Options], allowed: Sequence[str]) -> None:
    """Note each address that is spoken to without TLS and is not private: nothing is ever sent to it."""
    private = {host.strip("[]").casefold() for host in allowed}
    channels = alerts.mapping(_KEY, _HINT)
    for name, options in found.items():
        match = _WITHOUT_TLS.match(str(options.get("url", "")))
        if match and match[1].strip("[]").casefold() not in private:
            message = "{key} begins with http://: nothing is sent without TLS to a host that is not private."
            hint = "Write https://, or name the host where it is yours: alerts.allow_private_hosts."
            channels.mapping(name, _HINT).doubt("url", message, hint)


def known_channel(names: Sequence[str]) -> Check:
    """Accepts the name of a channel that is declared."""

    def offer(name: str) -> str | None:
        if name in names:
            return None
        if not names:
            return "No channel is declared: declare it in alerts.channels."
        near = nearest(name, names)
        return f"Did you mean {near}?" if near else f"Declared in alerts.channels: {', '.join(names)}."

    return offer


def _channel(channels: Fields, name: str) -> Options:
    fields = channels.mapping(name, _HINT)
    if channels.has(name) and not channels.is_mapping(name):
        return {}
    kind = fields.required("kind", _KIND_HINT, check=_kind)
    if not kind:
        return {}
    read = cast("Callable[[Fields], Options]", import_module(f"heartbeat.definitions.parse.alerts.kinds.{kind}").read)
    options = read(fields)
    fields.refuse_unknown()
    return {"kind": kind, **{key: value for key, value in options.items() if value}}


def _kind(text: str) -> str | None:
    if text in CHANNEL_KINDS:
        return None
    near = nearest(text, CHANNEL_KINDS)
    return f"Did you mean {near}?" if near else f"{_KIND_HINT} apprise reaches a hundred more."
