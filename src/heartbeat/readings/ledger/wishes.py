"""What beats were asked for, as sets: what one covers of another, and what two are together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Requested = Literal["all"] | tuple[str, ...]
Trigger = Literal["ui", "cron", "cli", "api", "deploy"]


@dataclass(frozen=True)
class Wish:
    """What a beat is asked to bring up to date, and whether it reads the sources first.

    `pressing` are those metrics, asked for by id, whose tables a beat for "all" would not read each time: their sources have a
    schedule of their own, and whoever asks for a metric wants them read now.
    """

    requested: Requested
    ingest: bool
    pressing: tuple[str, ...] = ()


def as_requested(metric_ids: Literal["all"] | Collection[str]) -> Requested:
    """The canonical form: everything, or sorted ids without repetition."""
    return "all" if metric_ids == "all" else _sorted(metric_ids)


def together(first: Wish, second: Wish) -> Wish:
    """One beat that fulfils both."""
    ingest, pressing = first.ingest or second.ingest, _sorted({*first.pressing, *second.pressing})
    if first.requested == "all" or second.requested == "all":
        return Wish("all", ingest, pressing)
    return Wish(_sorted({*first.requested, *second.requested}), ingest, pressing)


def beyond(asked: Wish, covered_by: Wish) -> Wish | None:
    """What of `asked` another beat does not cover; `None` when it covers everything.

    A beat that reads no source covers nothing of one that shall.
    """
    if asked.ingest and not covered_by.ingest:
        return asked
    if covered_by.requested == "all":
        rest = _sorted(set(asked.pressing) - set(covered_by.pressing))
        return Wish(rest, asked.ingest, rest) if rest else None
    if asked.requested == "all":
        return asked
    rest = _sorted(set(asked.requested) - set(covered_by.requested))
    return Wish(rest, asked.ingest, _sorted(set(rest) & set(asked.pressing))) if rest else None


def _sorted(metric_ids: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(set(metric_ids)))
