"""The first line of what an incident tells: what happened to what, in one sentence without its full stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heartbeat.rules.alerts.wording.model import Item
from heartbeat.rules.alerts.wording.reading import (
    display_of,
    entry_of,
    facts_of,
    incident_of,
    line_of,
    plain,
    severity_now,
    title_of,
)
from heartbeat.rules.alerts.wording.times import moment_text

_CLOSED = {
    "cleared": "its value is good again",
    "edited": "its lines were edited",
    "unverified": "its verification was withdrawn",
    "changed": "its definition was changed",
    "no_owner": "its owner was removed",
    "retired": "it was retired",
}
_LEADS = {
    "escalate": "Now {severity}: ",
    "remind": "Still {severity}: ",
    "step": "Nobody is on it, {severity}: ",
    "flapping": "Flapping: ",
    "close": "Closed: ",
}
_HEALTH = {
    "error": ("cannot be computed{when}", "is computed again"),
    "stale": ("stands still{when}, its data are too old", "has fresh data again"),
    "no_data": ("has no data{when}", "has data again"),
}


def headline_of(item: Item, timezone: str) -> str:
    """`Red: B07 Screening hits waiting is 92 % (max 90 %)`, or `Source cards fails since …; 7 metrics stand still`."""
    if incident_of(item).get("kind", "threshold") == "threshold":
        return _of_threshold(item)
    trouble, recovery = _trouble(item, timezone)
    if item.kind == "resolve":
        return recovery
    lead = _LEADS.get(item.kind, "").format(severity=item.severity)
    return f"{lead}{trouble}" if item.kind != "close" else f"{lead}{trouble}; {_why_closed(item)}"


def _of_threshold(item: Item) -> str:
    title, value = title_of(item), _value(item)
    if item.kind == "resolve":
        return f"Good again: {title}{f' is {value}' if value else ''}{_beside_line(item)}"
    if item.kind == "close":
        return f"Closed: {title}, {_why_closed(item)}{f'; it is {value}' if value else ''}"
    return f"{_lead(item)}{title}{f' is {value}' if value else ''}{_beside_line(item)}"


def _lead(item: Item) -> str:
    """What happened, and never another colour than the board shows: between its lines an incident is open and not red."""
    shown = severity_now(item)
    if item.kind == "remind" and shown is None:
        return "Not over yet: "
    lead = _LEADS.get(item.kind, "{severity}: ").format(severity=shown or "not over yet")
    return f"{lead[0].upper()}{lead[1:]}"


def _value(item: Item) -> str | None:
    """As the board shows it; before there is an entry, as it was when it fired."""
    shown = plain(display_of(item).get("text"))
    if shown:
        return shown
    return None if item.kind in {"resolve", "close"} else plain(item.payload.get("fired_text"))


def _beside_line(item: Item) -> str:
    _, text = line_of(item)
    return f" ({text})" if text else ""


def _why_closed(item: Item) -> str:
    reason, actor = plain(item.payload.get("reason")), plain(item.payload.get("actor"))
    told = _CLOSED.get(reason or "", reason or "it needs nobody any more")
    return f"{told} by {actor}" if actor else told


def _trouble(item: Item, timezone: str) -> tuple[str, str]:
    """What is wrong, and what is said when it is over; since when stands in the first."""
    incident, facts = incident_of(item), facts_of(item)
    since = moment_text(facts.get("since") or incident.get("fired_at"), timezone)
    when = f" since {since}" if since else ""
    subject = plain(incident.get("subject")) or "?"
    match incident.get("kind"):
        case "source":
            count = metric_count(facts)
            still = f"; {_metrics(count)} {'stand' if count != 1 else 'stands'} still" if count else ""
            return f"Source {subject} fails{when}{still}", f"Source {subject} is read again"
        case "channel":
            return f"Channel {subject} is down{when}", f"Channel {subject} delivers again"
        case "beats":
            return f"No beat has finished{when}", "Beats finish again"
    state = str(facts.get("health") or (entry_of(item) or {}).get("health") or "error")
    ails, recovers = _HEALTH.get(state, _HEALTH["error"])
    was = recovers if state in _HEALTH else "is well again"
    return f"{title_of(item)} {ails.format(when=when)}", f"{title_of(item)} {was}"


def metric_count(facts: Mapping[str, Any]) -> int:
    """How many metrics a source holds up: as counted, else as many as are named."""
    count = facts.get("metric_count")
    if isinstance(count, int):
        return count
    metrics = facts.get("metrics")
    return len(metrics) if isinstance(metrics, list | tuple) else 0


def _metrics(count: int) -> str:
    return f"{count} metric{'s' if count != 1 else ''}"
