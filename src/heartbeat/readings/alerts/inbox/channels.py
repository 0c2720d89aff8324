"""Channels as they are declared and used, with what each has proven."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg

from heartbeat.definitions.alerting.model import AlertRules
from heartbeat.definitions.secrets import channel_names_of
from heartbeat.readings.alerts.inbox.rows import Row
from heartbeat.readings.alerts.inbox.scene import Scene, read_all
from heartbeat.readings.incidents.wall import read_alerting

_MINUTE, _HOUR = 60, 3600


def channel_rows(connection: psycopg.Connection[Any], scene: Scene) -> list[Row]:
    """Every declared channel with its last proof, who uses it and what waits; `variables` are those that it names.

    It is down while its incident is open, as on the wall; one that fails and is tried again is not.
    """
    proofs = {row["name"]: row for row in read_all(connection, "read_channel_proofs", {})}
    waiting = {row["channel"]: row["count"] for row in read_all(connection, "count_waiting", {})}
    down = {one["channel"] for one in read_alerting(connection)["channels_down"]}
    used = _uses(scene.rules)
    return [
        {
            "name": name,
            "kind": channel.kind,
            "used_by": used[name],
            **_proof(proofs.get(name)),
            "down": name in down,
            "waiting": waiting.get(name, 0),
            "variables": channel_names_of(channel),
        }
        for name, channel in scene.rules.channels.items()
    ]


def dead_man(connection: psycopg.Connection[Any], scene: Scene) -> Row:
    """The outside switch: whether there is one, and when it was last told."""
    found = read_all(connection, "read_dead_man", {})
    proof = found[0] if found else {"proven_at": None, "error": None}
    return {"configured": scene.rules.dead_man_url is not None, **proof}


def _proof(proof: Mapping[str, Any] | None) -> Row:
    told = proof or {"proven_at": None, "failed_at": None, "error": None}
    return {name: told[name] for name in ("proven_at", "failed_at", "error")}


def _uses(rules: AlertRules) -> Mapping[str, list[str]]:
    """What sends to each channel, in words."""
    used: dict[str, list[str]] = defaultdict(list)
    for words, names in _users(rules):
        for name in names:
            used[name].append(words)
    return used


def _users(rules: AlertRules) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "default", rules.default
    for area, by_severity in rules.routes.items():
        yield from ((f"area {area} ({severity})", names) for severity, names in by_severity.items() if area)
    yield from ((person.email, person.channels) for person in rules.people.values())
    yield from ((f"escalation after {_duration(step.after_seconds)}", step.channels) for step in rules.escalation)


def _duration(seconds: int) -> str:
    if seconds % _HOUR == 0:
        return f"{seconds // _HOUR} h"
    return f"{seconds // _MINUTE} min" if seconds % _MINUTE == 0 else f"{seconds} s"
