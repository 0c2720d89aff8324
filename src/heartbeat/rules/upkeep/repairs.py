"""What may differ between a source and marts, and what mends it: the next run by itself, or a comparison with the source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from heartbeat.definitions.model import SourceKind

Disposition = Literal["merge", "append", "replace"]
Mender = Literal["next_run", "reconcile", "sender"]
"""`next_run`: with each run by itself. `reconcile`: only by a comparison. `sender`: by nobody here, only who sends."""


@dataclass(frozen=True)
class Upkeep:
    """What decides which differences a run mends: kind of source, and how the table is kept up to date."""

    kind: SourceKind
    disposition: Disposition

    @property
    def by_files(self) -> bool:
        """Whether whole files take each other's place."""
        return self.kind == "files" and self.disposition != "replace"


@dataclass(frozen=True)
class Repair:
    """One difference in words, what mends it first, and what is to be known about that."""

    difference: str
    by: Mender
    note: str | None = None


def repairs(upkeep: Upkeep) -> tuple[Repair, ...]:
    """Each difference that can arise in a table, and what mends it."""
    if upkeep.kind == "webhook":
        return tuple(_of_deliveries())
    if upkeep.by_files:
        return tuple(_of_files(upkeep))
    return tuple(_of_rows(upkeep))


NEW = "a row was inserted"
CHANGED = "a row was changed, and its cursor moved"
LATE = "a row was committed late, within `lag`"
LATER = "a row was committed later than `lag` after its cursor"
UNMOVED = "a row was changed without its cursor"
DELETED = "a row was deleted at the source"
NO_CURSOR = "a row without a cursor value was inserted or changed"


def _of_rows(upkeep: Upkeep) -> Iterator[Repair]:
    if upkeep.disposition == "replace":
        yield from (Repair(difference, "next_run") for difference in (NEW, "a row was changed", DELETED))
        return
    appended = upkeep.disposition == "append"
    yield Repair(NEW, "next_run")
    # Without a key the new version of a row would stand beside the old one; within the window both sides are read anew.
    within = "within `lag` the next run does" if appended else None
    yield Repair(CHANGED, "reconcile" if appended else "next_run", within)
    yield Repair(LATE, "next_run")
    yield Repair(LATER, "reconcile")
    yield Repair(UNMOVED, "reconcile", within)
    yield Repair(DELETED, "reconcile", within)
    yield Repair(NO_CURSOR, "next_run")


def _of_files(upkeep: Upkeep) -> Iterator[Repair]:
    yield Repair("a file came, or one was written anew", "next_run")
    merged = upkeep.disposition == "merge"
    yield Repair("a row is no longer in a file that was written anew", "reconcile" if merged else "next_run")
    yield Repair("a file was changed and kept its size and its time of modification", "reconcile")
    yield Repair("a file was removed", "reconcile", "its rows stay until then")


def _of_deliveries() -> Iterator[Repair]:
    yield Repair("a delivery came", "next_run")
    yield Repair("a delivery came twice, also at the same moment", "next_run", "it is one event by its id")
    yield Repair("a delivery never arrived here", "sender", "senders repeat what was not acknowledged")
