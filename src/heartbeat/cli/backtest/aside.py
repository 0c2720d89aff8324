"""The past of a metric whose SQL a change makes new, computed aside: nothing is written."""

from __future__ import annotations

from dataclasses import dataclass

from heartbeat.cli.say import can_move, complaints
from heartbeat.db import Database
from heartbeat.definitions.model import MetricDefinition
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.past.first import first_fill
from heartbeat.measure.past.plan import Past, Reach, read_up_to
from heartbeat.measure.past.run import Sight, why_refused
from heartbeat.rules.backtest.change import Computed
from heartbeat.rules.backtest.days import DayValue
from heartbeat.rules.days import zone

_BUDGET_SECONDS = 30.0  # of one metric; whoever reviews a change waits for it


@dataclass(frozen=True)
class Aside:
    """Computes past days through the sandbox, from what has landed. `timeout_seconds`: of one statement, as in a beat."""

    database: Database
    sight: Sight
    timeout_seconds: float

    def compute(self, metric: MetricDefinition, days: int) -> Computed:
        """What a metric would have told at the ends of its past days, the newest first, as far as time allows."""
        if why := why_refused(metric, self.sight):
            return Computed(remark=why)
        here = zone(self.sight.timezone)
        past = Past(read_up_to(metric, self.sight.tables, self.sight.now), here, days)
        reach = Reach(here, days, _BUDGET_SECONDS)
        sandbox = Sandbox(self.database, timeout_seconds=min(self.timeout_seconds, _BUDGET_SECONDS))
        with complaints.status(f"Computing the past of {metric.metric_id} by its new SQL …") as moving:
            if not can_move(complaints):
                moving.stop()
            filled = first_fill(metric, sandbox, past, reach, past.days())
        points = tuple(DayValue(point.d, point.value, point.n, metric.definition_hash) for point in filled.points)
        return Computed(points, ", ".join(filter(None, (filled.remark, filled.failure.removesuffix(".")))))
