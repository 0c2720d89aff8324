"""The board as one document: entries in their order, counts, the last changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from heartbeat.clock import utc_text
from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.readings.tiles.cause import trouble_of
from heartbeat.readings.tiles.tile import Entry, standing_of
from heartbeat.rules.condition import SourceCondition
from heartbeat.rules.placement import display_order
from heartbeat.rules.schedule import two_intervals
from heartbeat.rules.status import Side

Places = Mapping[str, tuple[int, Side]]
"""Of each registered metric: its place in the catalog, and the side on which typical judges it."""


def header(settings: WorkspaceSettings, *, now: datetime, beat_id: int | None) -> dict[str, Any]:
    """What a board says beside its metrics: whose it is, when it was published, when to call it frozen."""
    return {
        **described(settings, published_at=now),
        "published_at": utc_text(now),
        "beat": None if beat_id is None else {"id": beat_id, "state": "done", "ended_at": utc_text(now)},
    }


def described(settings: WorkspaceSettings, *, published_at: datetime) -> dict[str, Any]:
    """What the settings say on a board that was published then."""
    frozen_after = two_intervals(settings.schedule["beat"], settings.timezone, now=published_at)
    return {
        "workspace": settings.name,
        "timezone": settings.timezone,
        "locale": settings.locale,
        "currency": settings.currency,
        "frozen_after_seconds": int(frozen_after.total_seconds()),
    }


def failing_sources(conditions: Iterable[SourceCondition], source_ids: Collection[str]) -> list[dict[str, str]]:
    """The sources among these that fail or are held, the longest trouble first; each once, with the worst of its datasets."""
    troubled = [
        (one.state != "error", one.since, one)
        for one in conditions
        if one.since is not None and one.state in {"error", "held"} and one.source_id in source_ids
    ]
    worst = {one.source_id: (since, one) for _, since, one in sorted(troubled, key=lambda each: each[:2], reverse=True)}
    return [
        {"source_id": source_id, "state": one.state, "trouble": trouble_of(one), "since": utc_text(since)}
        for source_id, (since, one) in sorted(worst.items(), key=lambda each: (each[1][0], each[0]))
    ]


def in_order(entries: Iterable[Entry], places: Places, now: datetime) -> list[Entry]:
    """The entries as they stand on the wall; one whose metric is not registered any more is left out."""
    by_id = {entry["metric_id"]: entry for entry in entries if entry["metric_id"] in places}
    standings = display_order(standing_of(entry, *places[metric_id], now) for metric_id, entry in by_id.items())
    return [by_id[standing.metric_id] for standing in standings]


def with_owner_names(entries: Iterable[Entry], settings: WorkspaceSettings) -> list[Entry]:
    """The entries with their owners as the workspace calls them; null for one that it gives no name."""
    names = {email.casefold(): person.get("name") for email, person in settings.people.items()}
    return [{**entry, "owner_name": names.get((entry["owner"] or "").casefold())} for entry in entries]


def count(entries: Iterable[Entry]) -> dict[str, int]:
    """Red, amber and green add up to all; stale, error and unverified overlap with them."""
    counts = Counter(_labels(entries))
    return {name: counts[name] for name in ("red", "amber", "green", "stale", "error", "unverified")}


def _labels(entries: Iterable[Entry]) -> Iterable[str]:
    for entry in entries:
        yield entry["status"]
        if entry["class"] == "stale":
            yield "stale"
        if entry["health"] == "error":
            yield "error"
        if entry["verification_state"] != "verified":
            yield "unverified"


def change_entry(metric_id: str, code: str, at: datetime, status_from: str, status_to: str) -> dict[str, str]:
    """One of the last changes of status."""
    return {"metric_id": metric_id, "code": code, "at": utc_text(at), "from": status_from, "to": status_to}
