"""The metrics of one beat: decided, measured four at a time, committed one by one, and told to the ledger with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from heartbeat import checkpoints
from heartbeat.db import Database, Role
from heartbeat.definitions.model import MetricDefinition
from heartbeat.marts.loads import read_table_states
from heartbeat.marts.sandbox import Sandbox
from heartbeat.measure.crew import share_out
from heartbeat.measure.decide import Sight, decide
from heartbeat.measure.past.plan import Reach
from heartbeat.measure.turn import Job, Turn
from heartbeat.readings import beats
from heartbeat.readings.commit import read_states


@dataclass(frozen=True)
class Bench:
    """Where metrics are measured, and how: the reach of a backfill, the statement timeout, how many at a time."""

    database: Database
    reach: Reach
    timeout_seconds: float = 60.0
    threads: int = 4


def measure(
    beat_id: int,
    metrics: Sequence[MetricDefinition],
    bench: Bench,
    *,
    now: datetime,
    report: Callable[[], None] = lambda: None,
) -> None:
    """Measure metrics in the name of a beat.

    Each reading is committed on its own. A metric that fails is an unhealthy reading and a line in the ledger; the others go on.

    Args:
        beat_id: the running beat; it is the fence of every write.
        metrics: the metrics to consider, in the order in which they are begun.
        bench: where and how.
        now: the beat's instant, UTC.
        report: called in this thread after each metric.

    Raises:
        FenceLost: the beat was abandoned meanwhile.
        DatabaseUnavailable: Postgres went away.
    """
    jobs = _plan(beat_id, metrics, bench, now)
    report()
    left = len(jobs)
    for _ in share_out(jobs, partial(_take_turns, bench, beat_id), size=bench.threads):
        left -= 1
        report()
        if left:
            checkpoints.passing("between-metrics")


def _plan(beat_id: int, metrics: Sequence[MetricDefinition], bench: Bench, now: datetime) -> list[Job]:
    """Decide for each metric, and tell the ledger; those that do not stand still are jobs."""
    with bench.database.connect(Role.WORKER) as connection:
        states = read_states(connection)
        sight = Sight(now, read_table_states(connection))
        jobs = []
        for metric in metrics:
            state = states.get(metric.metric_id)
            decision = decide(metric, state, sight)
            still = decision.action == "stand_still"
            beats.note_metric(connection, beat_id, metric.metric_id, "stood_still" if still else "waiting", why=decision.why)
            jobs += [] if still else [Job(metric, state, decision, sight)]
    return jobs


def _take_turns(bench: Bench, beat_id: int, jobs: Iterator[Job]) -> Iterator[Job]:
    """One member of the crew: connections of its own, one metric after another."""
    sandbox = Sandbox(bench.database, timeout_seconds=bench.timeout_seconds)
    with bench.database.connect(Role.WORKER, autocommit=True, application_name="heartbeat measure") as connection:
        # What the server's machine may forget in a power cut belongs to a beat that has not ended, and is measured again: the
        # publish behind it waits for the disk, and for all that was written before.
        connection.execute("set synchronous_commit = off")
        turn = Turn(beat_id, connection, sandbox, bench.reach)
        for job in jobs:
            turn.take(job)
            yield job
