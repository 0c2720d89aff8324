"""Whether a row of the outbox may still be sent: what was true when it was written may not be so any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outdated = Literal["newer", "never_told", "ended"]
"""Why a row is superseded: a newer one of its incident took its place; nobody was told what it takes back; its incident ended."""

ENDS = frozenset({"resolve", "close"})


@dataclass(frozen=True)
class Standing:
    """How a row stands just before it is sent. A lane is one recipient of one channel."""

    kind: str
    shown_state: str | None  # of its incident, on the board
    has_newer: bool  # a newer row of the incident was released on the lane
    was_told: bool  # an earlier row on the lane reached somebody, or may have


def outdated(standing: Standing) -> Outdated | None:
    """Why a row is not sent any more; `None` when it is still true and the newest that its incident has to say here."""
    if standing.has_newer:
        return "newer"
    if standing.kind in ENDS:
        return None if standing.was_told else "never_told"
    return "ended" if standing.shown_state == "closed" else None
