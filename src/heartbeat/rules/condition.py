"""The condition of a source as the last runs left it: what marts observes and the board tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class SourceCondition:
    """One dataset of a source. `since` is the first failure of the present row of failures, UTC; null while it is well."""

    source_id: str
    dataset: str
    state: Literal["ok", "error", "held", "running", "never"]
    error: str | None
    since: datetime | None
    last_ok_at: datetime | None
    error_code: str | None = None  # of the last failure, as in `errors`
