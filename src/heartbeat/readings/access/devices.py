"""Screens that were paired: listed, and revoked for ever."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from heartbeat.errors import DeviceNotFound
from heartbeat.readings.access.rows import changed, rows

_LIST = "`heartbeat device list` shows all of them."


def read_devices(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """Every screen that was ever paired, those that are let in first, by name."""
    return rows(connection, "read_devices")


def find_device(connection: psycopg.Connection[Any], word: str) -> dict[str, Any]:
    """The screen with this number, or the one that is let in under this name.

    Raises:
        DeviceNotFound: there is none, or several have the name.
    """
    devices = read_devices(connection)
    if word.isdecimal():
        found = [device for device in devices if device["id"] == int(word)]
    else:
        named = [device for device in devices if device["name"].lower() == word.strip().lower()]
        found = [device for device in named if device["revoked_at"] is None] or named[-1:]
    if len(found) > 1:
        numbers = ", ".join(str(device["id"]) for device in found)
        raise DeviceNotFound(f"{len(found)} screens are named {word!r}: numbers {numbers}.", hint="Name one by its number.")
    if not found:
        raise DeviceNotFound(f"There is no paired screen {word!r}.", hint=_LIST)
    return found[0]


def revoke_device(connection: psycopg.Connection[Any], device_id: int, *, by: str, now: datetime) -> bool:
    """Let a screen in no more, on all servers within seconds. False when it was revoked before, or is unknown."""
    return changed(connection, "revoke_device", {"id": device_id, "by": by, "now": now})
