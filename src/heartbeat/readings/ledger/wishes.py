"""What beats were asked for, as sets: what one covers of another, and what two are together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Requested = Literal["all"] | tuple[str, ...]
Trigger = Literal["ui", "cron", "cli", "api", "deploy"]


@dataclass(frozen=True)
class Wish:
    """What a beat is asked to bring up to date, and whether it reads the sources first."""

    requested: Requested
    ingest: bool


def as_requested(metric_ids: Literal["all"] | Collection[str]) -> Requested:
    """The canonical form: everything, or sorted ids without repetition."""
    return "all" if metric_ids == "all" else tuple(sorted(set(metric_ids)))


def together(first: Wish, second: Wish) -> Wish:
    """One beat that fulfils both."""
    ingest = first.ingest or second.ingest
    if first.requested == "all" or second.requested == "all":
        return Wish("all", ingest)
    return Wish(as_requested({*first.requested, *second.requested}), ingest)


def beyond(asked: Wish, covered_by: Wish) -> Wish | None:
    """What of `asked` another beat does not cover; `None` when it covers everything.

    A beat that reads no source covers nothing of one that shall.
    """
    if asked.ingest and not covered_by.ingest:
        return asked
    if covered_by.requested == "all":
        return None
    if asked.requested == "all":
        return asked
    rest = set(asked.requested) - set(covered_by.requested)
    return Wish(as_requested(rest), asked.ingest) if rest else None
