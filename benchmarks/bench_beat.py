"""What a beat costs, stage by stage, and its measure stage beside the same SQL one by one in psql.

    make bench, or: .venv/bin/python benchmarks/bench_beat.py [--rows 1000000] [--rounds 4]

The example bank is generated into a Postgres of its own and landed whole by a first beat. Then, in each round, its systems live
on for a day, and a beat reads that, measures and publishes. Beats run in the product's own worker; a trigger on the ledger notes
when each stage begins. The same value statements, bound to the same moments, run one by one in one psql session as the query role
with `max_parallel_workers_per_gather = 0`, and must give the values that were measured. Every other round psql goes first,
between ingest and measure. The last line gives the medians of the rounds.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_database
from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.workspace import load_workspace
from heartbeat.demo.example import copy_workspace, example_folder
from heartbeat.ingest.child import Landing, land
from heartbeat.marts.loads import read_table_states
from heartbeat.measure.decide import Decision, Sight, decide
from heartbeat.postgres.embedded import EmbeddedServer, ServerOptions
from heartbeat.postgres.house import house_server
from heartbeat.postgres.roles import make_password
from heartbeat.postgres.server.account import Account
from heartbeat.postgres.server.binaries import find_binaries
from heartbeat.readings.commit import read_states
from heartbeat.readings.registry import deploy, read_metrics, read_sources
from heartbeat.worker import Wish, Worker

if TYPE_CHECKING:
    from bank_source.world.plan import World

DAY = 86_400
MOST_ROWS = 10_000_000
# The bank's systems are no part of what is measured, and can be made again.
SYSTEMS = ServerOptions(settings={"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"})

# When each stage began, by the ledger itself: a beat tells nobody else.
STAMPS = """
create table public.stamp (beat_id bigint, stage text, at timestamptz default clock_timestamp());
create function public.stamp() returns trigger language plpgsql security definer as $$
begin insert into public.stamp values (new.beat_id, coalesce(nullif(new.state, 'running'), new.phase)); return null; end $$;
create trigger stamp after update of phase, state on heartbeat.beat for each row execute function public.stamp();
"""
STAGES = """
select stage, extract(epoch from lead(at) over (order by at) - at)::float8 from public.stamp
 where beat_id = %s and stage is not null
"""


@dataclass(frozen=True)
class Systems:
    """The bank's own databases, all on one server."""

    server: EmbeddedServer
    password: str
    databases: tuple[str, ...]

    def build(self, world: World) -> int:
        from bank_source import load

        rows = 0
        for name in self.databases:
            rows += load.build(self.server.url("postgres"), name, world)
            load.grant_reading(self.server.url(name), name, self.password)
        return rows

    def live_on(self, until: int) -> None:
        from bank_source import load

        for name in self.databases:
            load.advance(self.server.url(name), name, until)

    def environment(self) -> dict[str, str]:
        from bank_source import load

        urls = {f"{name.upper()}_URL": self.server.url_of(load.READER, self.password, name) for name in self.databases}
        return {**os.environ, **urls}


@dataclass(frozen=True)
class Turn:
    """A beat that ended: its job as the API tells it, and the seconds of each stage by the ledger."""

    job: dict[str, Any]
    stages: dict[str, float]

    def outcomes(self, outcome: str) -> list[str]:
        return [metric["metric_id"] for metric in self.job["metrics"] if metric["outcome"] == outcome]

    def rows(self) -> int:
        return sum(source["rows"] or 0 for source in self.job["sources"])


@dataclass(frozen=True)
class House:
    """Heartbeat with its database, beside the bank's systems."""

    database: Database
    settings: Settings
    systems: Systems

    def beat(self, *, ingest: bool = True) -> Turn:
        """One real beat, in the product's own worker."""
        job = Worker(self.database, self.settings, self.systems.environment(), poll_seconds=0.05).run_once(Wish(ingest=ingest))
        with self.database.connect(Role.OWNER) as connection:
            return Turn(job, dict(connection.execute(STAGES, [job["job_id"]]).fetchall()))

    def ingest(self) -> None:
        """The first stage alone, so that psql can go before measure."""
        with self.database.connect(Role.WORKER) as connection:
            sources = read_sources(connection)
        for source in sources:
            for schema in source.schemas if source.source_id in self.systems.databases else ():
                land(source, schema, Landing(self.database, self.systems.environment()))

    def bound(self) -> dict[str, tuple[MetricDefinition, Decision]]:
        """Each metric with what a beat would do with it now, and the moment to which it binds its SQL."""
        with self.database.connect(Role.WORKER) as connection:
            states, sight = read_states(connection), Sight(database_clock(connection)(), read_table_states(connection))
            metrics = read_metrics(connection)
        return {metric.metric_id: (metric, decide(metric, states.get(metric.metric_id), sight)) for metric in metrics}

    def measured(self, turn: Turn) -> dict[str, float | None]:
        """The value of each metric that a beat executed."""
        query = "select metric_id, value from heartbeat.reading where beat_id = %s and metric_id = any(%s)"
        with self.database.connect(Role.OWNER) as connection:
            return dict(connection.execute(query, [turn.job["job_id"], turn.outcomes("executed")]).fetchall())


def psql(house: House, metric_ids: Collection[str]) -> tuple[float, dict[str, float | None]]:
    """Seconds of one psql session that runs the value statements one after another, and each value."""
    script = "set max_parallel_workers_per_gather = 0;\n"
    for metric_id, (metric, decision) in house.bound().items():
        if metric_id in metric_ids:
            moment = f"''{decision.as_of.isoformat()}''::timestamptz"
            script += f"\\set as_of '{moment}'\n\\echo = {metric_id}\n{metric.sql.value.strip().rstrip(';')}\n;\n"
    program = find_binaries(Account()).program("psql")
    command = [program, "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", house.database.url(Role.QUERY), "-f", "-"]
    started = time.perf_counter()
    ran = subprocess.run(command, input=script, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - started
    answers = (part.partition("\n") for part in ran.stdout.split("= ")[1:])
    return seconds, {metric_id: number(answer) for metric_id, _, answer in answers}


def number(answer: str) -> float | None:
    cell = answer.strip().split("|")[0]
    return float(cell) if cell else None


def a_round(house: House, *, psql_first: bool) -> dict[str, float]:
    """The seconds of each stage and of psql for what a day brought; both must have found the same values."""
    if psql_first:
        house.ingest()
        due = [metric_id for metric_id, (_, decision) in house.bound().items() if decision.action == "execute"]
        seconds, answers = psql(house, due)
        turn = house.beat(ingest=False)
    else:
        turn = house.beat()
        seconds, answers = psql(house, turn.outcomes("executed"))
    measured = house.measured(turn)
    assert measured.keys() == answers.keys(), measured.keys() ^ answers.keys()
    wrong = {name: (value, answers[name]) for name, value in measured.items() if not same(value, answers[name])}
    assert not wrong, f"psql found other values: {wrong}"
    order = "psql first   " if psql_first else "measure first"
    print(f"a day later, {order}: {told(turn)}; psql {seconds:.2f} s, the same values", flush=True)
    return {**turn.stages, "psql": seconds}


def same(one: float | None, other: float | None) -> bool:
    return one == other if one is None or other is None else math.isclose(one, other, rel_tol=1e-9)


def told(turn: Turn) -> str:
    """A beat in one line."""
    outcomes = {name: len(turn.outcomes(name)) for name in ("executed", "carried", "stood_still", "error")}
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in outcomes.items() if count)
    stages = {name: f"{seconds:.2f} s" for name, seconds in turn.stages.items() if name != "done"}
    if "ingest" in stages:
        stages["ingest"] += f" ({turn.rows():,} rows)"
    return ", ".join(f"{name} {text}" for name, text in stages.items()) + f" ({counts})"


@contextmanager
def a_house(rows: int, days: int) -> Iterator[tuple[House, int]]:
    """A deployed example bank whose systems end `days` ago, and the moment at which they will have caught up."""
    example_folder()  # makes the generator importable
    from bank_source.catalog import DATABASES
    from bank_source.world.plan import World

    folder = Path(tempfile.mkdtemp(prefix="hbb-", dir="/tmp"))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    workspace, server = folder / "bank", EmbeddedServer(folder / "systems", SYSTEMS)
    try:
        copy_workspace(workspace)
        settings = Settings(workspace=workspace)
        with server.join(), open_database(settings) as database:
            house = House(database, settings, Systems(server, make_password(), DATABASES))
            anchor, started = int(time.time()), time.perf_counter()
            count = house.systems.build(World(anchor=anchor, until=anchor - days * DAY, rows=rows))
            seconds = time.perf_counter() - started
            print(f"{rows:,} payments: the bank's systems hold {count:,} rows, made in {seconds:.0f} s", flush=True)
            with database.connect(Role.OWNER) as connection:
                connection.execute(STAMPS)
            with database.connect(Role.CONFIG, autocommit=True) as connection:
                deploy(connection, load_workspace(workspace).workspace, now=database_clock(connection)())
            yield house, anchor
    finally:
        for each in (server, house_server(workspace)):
            each.remove()
        shutil.rmtree(folder, ignore_errors=True)


def bench(rows: int, rounds: int) -> None:
    """Load it all, let days pass, then let nothing happen."""
    with a_house(rows, rounds) as (house, anchor):
        print(f"first beat: {told(house.beat())}, thirty days of history included", flush=True)
        seen = []
        for number in range(rounds):
            house.systems.live_on(anchor - (rounds - 1 - number) * DAY)
            seen.append(a_round(house, psql_first=number % 2 == 1))
        print(f"nothing new:                {told(house.beat())}")
        print(f"nothing new, nothing read:  {told(house.beat(ingest=False))}", flush=True)
    medians = {name: statistics.median(one[name] for one in seen if name in one) for name in ("ingest", "measure", "publish")}
    ratio = statistics.median(one["measure"] / one["psql"] for one in seen)
    print(f"ratio_measure_to_psql={ratio:.2f} " + " ".join(f"{name}_seconds={value:.2f}" for name, value in medians.items()))


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="payments in sixteen months, up to 10,000,000")
    parser.add_argument("--rounds", type=int, default=4, help="days that pass, each with a beat and a run of psql")
    arguments = parser.parse_args()
    if not 1_000 <= arguments.rows <= MOST_ROWS or arguments.rounds < 1:
        parser.error(f"from 1,000 to {MOST_ROWS:,} rows, and at least one round")
    bench(arguments.rows, arguments.rounds)


if __name__ == "__main__":
    main()
