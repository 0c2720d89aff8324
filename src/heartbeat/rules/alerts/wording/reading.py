"""What stands in the payload of an outbox row, however little that is: a message is sent even where something is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heartbeat.rules.alerts.wording.model import Item

_LINES = {"alert_value": ("Red line", "alert"), "norm_value": ("Amber line", "norm")}


def incident_of(item: Item) -> Mapping[str, Any]:
    """The incident itself."""
    return _mapping(item.payload.get("incident"))


def facts_of(item: Item) -> Mapping[str, Any]:
    """What the incident is about, beyond a metric."""
    return _mapping(item.payload.get("facts"))


def entry_of(item: Item) -> Mapping[str, Any] | None:
    """The metric as the board shows it."""
    return _mapping(item.payload.get("entry")) or None


def display_of(item: Item) -> Mapping[str, Any]:
    """The strings that the board shows of the metric."""
    return _mapping((entry_of(item) or {}).get("display"))


def title_of(item: Item) -> str:
    """Code and name of the metric; else what the incident is called."""
    entry = entry_of(item) or {}
    incident = incident_of(item)
    code = plain(entry.get("code")) or plain(item.payload.get("code"))
    name = plain(entry.get("name")) or plain(incident.get("title")) or plain(incident.get("subject"))
    if code and name and (name == code or name.startswith(f"{code} ")):
        return name
    return " ".join(word for word in (code, name) if word) or "a metric without a name"


def number_of(item: Item) -> str:
    """`#12.3`: the incident, and the how many-th thing it tells."""
    incident = incident_of(item)
    number, seq = incident.get("id"), incident.get("seq")
    if number is None:
        return ""
    return f"#{number}" if seq is None else f"#{number}.{seq}"


def line_of(item: Item) -> tuple[str, str | None]:
    """The line that was crossed, with its label: as the board writes it where it has one.

    A value that is good again has crossed none, so the one of the severity is told.
    """
    line = _mapping(item.payload.get("line")) or {"name": "alert_value" if item.severity == "red" else "norm_value"}
    label, key = _LINES.get(str(line.get("name")), ("Typical", ""))
    return label, plain(display_of(item).get(key)) or plain(line.get("text"))


def severity_now(item: Item) -> str | None:
    """The severity, where the board shows the metric in its colour; `None` while it is on its way back, or after."""
    status = (entry_of(item) or {}).get("status")
    return item.severity if status is None or status == item.severity else None


def plain(value: object) -> str | None:
    """A text as one line; `None` for none."""
    if value is None or isinstance(value, Mapping | list | tuple):
        return None
    return " ".join(str(value).split()) or None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
