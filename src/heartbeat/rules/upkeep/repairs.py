"""What may differ between a source and marts, and what mends it: the next run by itself, or a comparison with the source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from heartbeat.definitions.model import SourceKind

Disposition = Literal["merge", "append", "replace"]
Mender = Literal["next_run", "reconcile", "sender"]
"""`next_run`: with each run by itself. `reconcile`: only by a comparison. `sender`: by nobody here, only who sends."""

_KEPT: tuple[Disposition, ...] = ("merge", "append")
ROWS: tuple[tuple[str, tuple[Disposition, ...]], ...] = (
    ("row inserted", _KEPT),
    ("row changed, cursor moved", ("merge",)),
    ("row committed late, within `lag`", _KEPT),
    ("row committed later than `lag` after its cursor", ()),
    ("row changed, cursor moved back", ()),
    ("row changed without its cursor", ()),
    ("row deleted at the source", ()),
    ("row deleted at the source within `lag`", ("append",)),
    ("row inserted whose cursor is NULL", _KEPT),
    ("row changed whose cursor is NULL", _KEPT),
)
"""Each difference that rows can have, and the dispositions of which the next run mends it; replace mends all of them."""
_FILES: tuple[tuple[str, Mender, str | None], ...] = (
    ("file added, or written anew", "next_run", None),
    (
        "row no longer in a file that was written anew",
        "next_run",
        "what an older file said of its key comes back with a comparison",
    ),
    ("file changed that kept its size and time", "reconcile", None),
    ("file removed", "reconcile", "its rows stay until then"),
)
_DELIVERIES: tuple[tuple[str, Mender, str | None], ...] = (
    ("event delivered", "next_run", None),
    ("event delivered twice, also at the same moment", "next_run", "it is one row by its id"),
    ("event that never arrived", "sender", "senders repeat what was not acknowledged"),
)


@dataclass(frozen=True)
class Repair:
    """One difference in words, what mends it first, and what is to be known about that."""

    difference: str
    by: Mender
    note: str | None = None


def repairs(kind: SourceKind, disposition: Disposition) -> tuple[Repair, ...]:
    """Each difference that can arise in a table of such a source, and what mends it."""
    if kind == "webhook":
        return tuple(Repair(*one) for one in _DELIVERIES)
    if kind == "files" and disposition != "replace":
        return tuple(Repair(*one) for one in _FILES)
    if disposition == "replace":
        return tuple(
            Repair(difference, "next_run") for difference in ("row inserted", "row changed", "row deleted at the source")
        )
    return tuple(_of_rows(disposition))


def _of_rows(disposition: Disposition) -> Iterator[Repair]:
    for difference, by_next_run in ROWS:
        yield Repair(difference, "next_run" if disposition in by_next_run else "reconcile")
