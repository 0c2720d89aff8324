"""The last good value of a metric, to be judged by lines that somebody only thinks of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import psycopg

from heartbeat.readings.verdicts.law import Law, read_band, read_law
from heartbeat.readings.verdicts.state import read_state
from heartbeat.rules.backtest.days import Ruling
from heartbeat.rules.status import Status, TypicalBand


@dataclass(frozen=True)
class LatestValue:
    """A value over `n` rows with the law that judged it, what was typical before its day, and the status that it has."""

    law: Law
    value: float
    n: int | None
    typical: TypicalBand | None
    status: Status

    def status_by(self, ruling: Ruling) -> Status:
        """What it is by another ruling."""
        law = replace(self.law, lines=ruling.lines, side=ruling.side, min_n=ruling.min_n)
        return law.judge(self.value, self.n, self.typical, self.status).status


def read_latest_value(connection: psycopg.Connection[Any], metric_id: str) -> LatestValue | None:
    """The last good value of a registered metric; `None` while its definition has none: an edit would not judge it either."""
    law, state = read_law(connection, metric_id), read_state(connection, metric_id)
    if state is None or state.value is None or state.as_of is None or state.definition_hash != law.definition_hash:
        return None
    return LatestValue(law, state.value, state.n, read_band(connection, law, state.as_of), state.status)
