"""The condition of a source as the last runs left it: what marts observes and the board tells."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from heartbeat.definitions.model import SourceDefinition

ConditionState = Literal["ok", "error", "held", "running"]


@dataclass(frozen=True)
class SourceCondition:
    """One dataset of a source. `since` is the first failure of the present row of failures, UTC; null while it is well."""

    source_id: str
    dataset: str
    state: ConditionState
    error: str | None
    since: datetime | None
    last_ok_at: datetime | None
    error_code: str | None = None  # of the last failure, as in `errors`
    hint: str | None = None  # what to do about it
    is_of_tables: bool = False  # the run came to its end, and single tables failed or were held: each has an error of its own
    is_partial: bool = False  # other tables of the dataset were read since
    unread: frozenset[str] = frozenset()  # landed tables ('dataset.table') that were not read since

    def holds(self, tables: Collection[str]) -> bool:
        """Whether the failure keeps any of these tables from being read: a table that is held does not hold its neighbours."""
        if self.state not in {"error", "held"}:
            return False
        mine = {table for table in tables if table.partition(".")[0] == self.dataset}
        return bool(mine & self.unread if self.is_partial else mine)


def of_deployed(conditions: Iterable[SourceCondition], sources: Iterable[SourceDefinition]) -> tuple[SourceCondition, ...]:
    """Those of deployed sources alone: what one that is gone failed at last would stand for ever, with nothing to mend."""
    deployed = {(source.source_id, dataset) for source in sources for dataset in source.datasets()}
    return tuple(one for one in conditions if (one.source_id, one.dataset) in deployed)
