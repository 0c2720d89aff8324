"""Metric files against the marts, four at a time as in a beat."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

import psycopg

from heartbeat.db import Database, Role
from heartbeat.marts.inspect import TableFacts, read_table_facts
from heartbeat.marts.loads import read_table_states
from heartbeat.measure.crew import share_out
from heartbeat.measure.gates.one_metric import Job, Outcome, Site, try_metric

AT_A_TIME = 4


def read_landed(database: Database) -> tuple[dict[str, datetime], dict[str, TableFacts]]:
    """Up to when each landed table has been read (UTC), and what is known of it, by 'dataset.table'."""
    with database.connect(Role.WORKER, autocommit=True) as worker:
        until = {name: state.checked_at for name, state in read_table_states(worker).items()}
    # As the role that runs metrics: Postgres shows statistics to whoever may read the column.
    with database.connect(Role.QUERY, autocommit=True, application_name="heartbeat check") as connection:
        connection.execute("set default_transaction_read_only = on")
        return until, _facts(connection, {name.partition(".")[0] for name in until})


def try_metrics(jobs: Sequence[Job], site: Site) -> Iterator[Outcome]:
    """Try each metric and yield what came of it, as it comes.

    A value that misses the gate while three others run is tried once more with the machine to itself, after all others.

    Raises:
        DatabaseUnavailable: Postgres went away.
    """
    again: list[Job] = []
    by_id: Mapping[str, Job] = {job.metric.metric_id: job for job in jobs}
    for outcome in share_out(jobs, lambda own: (try_metric(job, site) for job in own), size=AT_A_TIME):
        if outcome.is_over_gate and len(jobs) > 1:
            again.append(by_id[outcome.metric.metric_id])
        else:
            yield outcome
    yield from (try_metric(job, site) for job in again)


def _facts(connection: psycopg.Connection[tuple[object, ...]], datasets: Collection[str]) -> dict[str, TableFacts]:
    return {
        f"{dataset}.{table}": facts
        for dataset in sorted(datasets)
        for table, facts in read_table_facts(connection, dataset).items()
    }
