"""What may differ between a source and marts, and what mends it: the next run by itself, a reconcile, or a full load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from heartbeat.definitions.model import SourceKind

Disposition = Literal["merge", "append", "replace"]
Mender = Literal["next_run", "reconcile", "full_load", "sender"]
"""`next_run`: with each run by itself. `full_load`: only by reading all of it again. `sender`: by nobody here, only who sends."""


@dataclass(frozen=True)
class Upkeep:
    """What decides which differences a run mends: kind of source, how the table is kept up to date, whether it has a key."""

    kind: SourceKind
    disposition: Disposition
    has_key: bool

    @property
    def by_files(self) -> bool:
        """Whether whole files take each other's place."""
        return self.kind == "files" and self.disposition != "replace"

    @property
    def can_reconcile(self) -> bool:
        """Whether its rows can be compared with the source, range by range of its key."""
        return self.kind in ("postgres", "sql") and self.has_key and self.disposition != "replace"


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
    beyond: Mender = "reconcile" if upkeep.can_reconcile else "full_load"
    appended = upkeep.disposition == "append"
    yield Repair(NEW, "next_run")
    # Without a key the new version of a row would stand beside the old one; within the window both sides are read anew.
    within = "within `lag` the next run does" if appended else None
    yield Repair(CHANGED, beyond if appended else "next_run", within)
    yield Repair(LATE, "next_run")
    yield Repair(LATER, beyond)
    yield Repair(UNMOVED, beyond, within)
    yield Repair(DELETED, beyond, within)
    yield Repair(NO_CURSOR, "next_run")


def _of_files(upkeep: Upkeep) -> Iterator[Repair]:
    yield Repair("a file came, or one was written anew", "next_run")
    merged = upkeep.disposition == "merge"
    yield Repair("a row is no longer in a file that was written anew", "full_load" if merged else "next_run")
    yield Repair("a file was changed and kept its size and its time of modification", "full_load")
    yield Repair("a file was removed", "full_load", "its rows stay until then")


def _of_deliveries() -> Iterator[Repair]:
    yield Repair("a delivery came", "next_run")
    yield Repair("a delivery came twice, also at the same moment", "next_run", "it is one event by its id")
    yield Repair("a delivery never arrived here", "sender", "senders repeat what was not acknowledged")
