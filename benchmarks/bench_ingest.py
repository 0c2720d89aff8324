"""How fast rows land: beside a raw COPY pipe, beside dlt's default, and an hourly increment beside dlt over Arrow.

    make bench-ingest, or: .venv/bin/python benchmarks/bench_ingest.py [--rows 2000000] [--rounds 3]

Two embedded Postgres servers: one is the source, the other holds the marts and what is compared with them. Each load runs in a
process of its own and is timed there, imports before it left out. In each round the pipe, `psql | psql` with binary COPY into an
empty table without an index, goes first, then Heartbeat's first load of the same table, with its keys, indexes and statistics.
dlt's default, SQLAlchemy rows, loads a sample once; its rate is compared. Then many small tables get new and updated rows, which
Heartbeat and dlt over Arrow merge in turns, and Heartbeat once more where the same change stands in tables ten times as large.
The last line gives the ratios of medians and the peak memory of a process that loaded with Heartbeat.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_database
from heartbeat.definitions.model import SourceDefinition
from heartbeat.ingest.run_one import run_one
from heartbeat.postgres.embedded import EmbeddedServer, ServerOptions
from heartbeat.postgres.house import house_server
from heartbeat.postgres.server.account import Account
from heartbeat.postgres.server.binaries import find_binaries

LARGER = 10
# The source is no part of what is measured, and can be made again.
SOURCE = ServerOptions(settings={"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"})
COLUMNS = {
    "account": "uuid not null", "client_id": "bigint not null", "kind": "text not null", "amount": "numeric(18, 2) not null",
    "currency": "char(3) not null", "reference": "text", "is_settled": "boolean not null", "created_at": "timestamptz not null",
    "updated_at": "timestamptz not null",
}  # fmt: skip
TABLE = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
PAYMENTS = """
insert into {table} ({names})
select md5('account ' || i % 50000)::uuid, i % 100000, (array['card', 'transfer', 'fee', 'cash out'])[1 + i % 4],
       (i % 1000000)::numeric / 100, (array['EUR', 'USD', 'CHF'])[1 + i % 3],
       case when i % 5 > 0 then 'reference ' || md5(i::text) end, i % 7 > 0, {moment}, {moment}
from generate_series(1, {rows}) i
"""
LAST_YEAR = "now() - interval '1 year' * (1 - i / ({rows} + 1.0)) - interval '1 week'"


@dataclass(frozen=True)
class Sizes:
    """How much is loaded: rows of the one large table and of dlt's sample; the small tables, and what changes in each."""

    rows: int
    sample: int
    tables: int
    table_rows: int
    changes: int
    rounds: int

    @property
    def names(self) -> list[str]:
        return [f"payment_{number}" for number in range(self.tables)]


@dataclass(frozen=True)
class Took:
    """One load, as the process that made it saw itself."""

    seconds: float
    rows: int
    peak_mb: float


@dataclass(frozen=True)
class Bench:
    """The source, the marts, and databases beside the marts for the pipe and for dlt."""

    source_url: str
    marts: Database
    pipe_url: str
    dlt_url: str
    folder: Path

    def at_source(self, *statements: str) -> None:
        with psycopg.connect(self.source_url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def make(self, table: str, rows: int) -> None:
        """A table full of payments of the last year."""
        self.at_source(
            f"create table {table} (id bigserial, {TABLE})",
            payments(table, rows, LAST_YEAR.format(rows=rows)),
            f"alter table {table} add primary key (id)",
            f"create index on {table} (updated_at)",
            f"vacuum analyze {table}",
        )

    def change(self, schema: str, sizes: Sizes, turn: int) -> None:
        """New and updated rows in each small table, over the hour that followed the turn before."""
        first = turn * sizes.changes
        moment = f"now() - interval '1 hour' * ({sizes.rounds - turn} - {{nth}} / {sizes.changes + 1}.0)"
        for name in sizes.names:
            table, ids = f"{schema}.{name}", f"id between {first + 1} and {first + sizes.changes}"
            update = f"update {table} set amount = amount + 1, updated_at = {moment.format(nth=f'(id - {first})')} where {ids}"
            self.at_source(payments(table, sizes.changes, moment.format(nth="i")), update)

    def pipe(self) -> Took:
        """`psql | psql`, from one database into the other."""
        psql = [find_binaries(Account()).program("psql"), "-Xq", "-v", "ON_ERROR_STOP=1"]
        with psycopg.connect(self.pipe_url, autocommit=True) as connection:
            connection.execute(f"drop table if exists payment; create table payment (id bigint, {TABLE})")
            started = time.perf_counter()
            out = [*psql, "-d", self.source_url, "-c", "copy large.payment to stdout (format binary)"]
            into = [*psql, "-d", self.pipe_url, "-c", "copy payment from stdin (format binary)"]
            with subprocess.Popen(out, stdout=subprocess.PIPE) as reading:
                subprocess.run(into, stdin=reading.stdout, check=True)
            seconds = time.perf_counter() - started
            assert reading.returncode == 0
            (rows,) = connection.execute("select count(*) from payment").fetchone() or (0,)
            connection.execute("drop table payment")
        return Took(seconds, rows, 0)

    def heartbeat(self, source_id: str, schema: str) -> Took:
        return in_child(load_with_heartbeat, source_id, schema, self.source_url, self.marts.url(Role.LOADER))

    def forget(self, dataset: str) -> None:
        with self.marts.connect(Role.LOADER, autocommit=True) as connection:
            connection.execute(f"drop schema {dataset} cascade")

    def dlt(self, work: Callable[..., Took], *args: Any) -> Took:
        folder = self.folder / "dlt"
        return in_child(work, folder, driver_url(self.source_url), driver_url(self.dlt_url), *args)


def driver_url(url: str) -> str:
    """The address as dlt and SQLAlchemy write it: the folder of a socket is a parameter there."""
    parts = conninfo_to_dict(url)
    return "postgresql://{user}:{password}@localhost:{port}/{dbname}?host={host}".format(**parts)


def payments(table: str, rows: int, moment: str) -> str:
    """The statement that adds rows, with this moment in each."""
    return PAYMENTS.format(table=table, names=", ".join(COLUMNS), rows=rows, moment=moment)


def in_child(work: Callable[..., Took], *args: Any) -> Took:
    """Run it in a fresh process, whose memory is its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("forkserver")) as pool:
        return pool.submit(work, *args).result()


def peak_mb() -> float:
    """The most memory that this process ever had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform == "linux" else 1024**2)


# Each of these runs in a process of its own ---------------------------------------------------------------------------------


def load_with_heartbeat(source_id: str, schema: str, source_url: str, loader_url: str) -> Took:
    source = SourceDefinition(source_id, f"sources/{source_id}.yaml", "postgres", source_url, (schema,), deadline_seconds=7200)
    started = time.perf_counter()
    report = run_one(source, schema, database_url_of_loader=loader_url, environment={})
    seconds = time.perf_counter() - started
    assert report.state == "ok", report.error
    return Took(seconds, report.rows, peak_mb())


def quiet_dlt(folder: Path) -> Any:
    """dlt without telemetry, which reads and writes nowhere but in this folder."""
    os.environ |= {
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        "RUNTIME__LOG_LEVEL": "CRITICAL",
        "DLT_DATA_DIR": str(folder / "home"),
        "DLT_PROJECT_DIR": str(folder),
    }
    folder.mkdir(exist_ok=True)
    os.chdir(folder)
    import dlt

    return dlt


def load_with_dlt(folder: Path, source_url: str, target_url: str) -> Took:
    """What one gets who writes nothing but the address: rows by SQLAlchemy."""
    dlt = quiet_dlt(folder)
    from dlt.destinations import postgres
    from dlt.sources.sql_database import sql_database

    pipeline = dlt.pipeline(
        "sample", destination=postgres(credentials=target_url), dataset_name="sample", pipelines_dir=str(folder)
    )
    source = sql_database(source_url, schema="sample", table_names=["payment"])
    return timed(pipeline, source)


def merge_with_dlt(folder: Path, source_url: str, target_url: str, names: list[str]) -> Took:
    """An increment over Arrow, merged by key."""
    dlt = quiet_dlt(folder)
    from dlt.destinations import postgres
    from dlt.sources.sql_database import sql_database

    pipeline = dlt.pipeline(
        "small", destination=postgres(credentials=target_url), dataset_name="small", pipelines_dir=str(folder)
    )
    source = sql_database(source_url, schema="small", table_names=names, backend="pyarrow")
    for resource_of_table in source.resources.values():
        incremental = dlt.sources.incremental("updated_at")
        resource_of_table.apply_hints(incremental=incremental, write_disposition="merge", primary_key="id")
    return timed(pipeline, source, loader_file_format="csv")


def timed(pipeline: Any, source: Any, **options: Any) -> Took:
    started = time.perf_counter()
    pipeline.run(source, **options).raise_on_failed_jobs()
    seconds = time.perf_counter() - started
    counts = pipeline.last_trace.last_normalize_info.row_counts
    return Took(seconds, sum(count for table, count in counts.items() if not table.startswith("_dlt")), peak_mb())


# The three comparisons ------------------------------------------------------------------------------------------------------


def first_loads(bench: Bench, sizes: Sizes) -> tuple[float, float, float]:
    """The pipe and Heartbeat in turns, then dlt's default; the two ratios and the peak memory."""
    bench.make("large.payment", sizes.rows)
    bench.make("sample.payment", sizes.sample)
    pipes, loads = [], []
    for turn in range(sizes.rounds):
        pipes.append(tell("raw binary COPY pipe", bench.pipe()))
        loads.append(tell("Heartbeat, first load", bench.heartbeat(f"large{turn}", "large")))
        assert pipes[-1].rows == loads[-1].rows == sizes.rows
        bench.forget(f"large{turn}_large")
    plain = tell("dlt's default, a sample", bench.dlt(load_with_dlt))
    assert plain.rows == sizes.sample
    rate = statistics.median(load.rows / load.seconds for load in loads)
    to_pipe = statistics.median(pipe.seconds / load.seconds for pipe, load in zip(pipes, loads, strict=True))
    return to_pipe, rate / (plain.rows / plain.seconds), max(load.peak_mb for load in loads)


def increments(bench: Bench, sizes: Sizes) -> float:
    """Heartbeat and dlt over Arrow in turns, and Heartbeat over larger tables; the ratio of seconds."""
    print(f"{sizes.tables} tables with {sizes.changes:,} new and as many updated rows each:")
    for name in sizes.names:
        bench.make(f"small.{name}", sizes.table_rows)
        bench.make(f"grown.{name}", sizes.table_rows * LARGER)
    for schema in ("small", "grown"):
        bench.heartbeat("bank", schema)
    bench.dlt(merge_with_dlt, sizes.names)
    ratios = []
    for turn in range(sizes.rounds):
        for schema in ("small", "grown"):
            bench.change(schema, sizes, turn)
        arrow = tell(f"{sizes.table_rows:,} rows each: dlt over Arrow", bench.dlt(merge_with_dlt, sizes.names))
        ours = tell(f"{sizes.table_rows:,} rows each: Heartbeat", bench.heartbeat("bank", "small"))
        tell(f"{sizes.table_rows * LARGER:,} rows each: Heartbeat", bench.heartbeat("bank", "grown"))
        assert arrow.rows >= 2 * sizes.changes * sizes.tables <= ours.rows
        ratios.append(arrow.seconds / ours.seconds)
    return statistics.median(ratios)


def tell(what: str, took: Took) -> Took:
    memory = f", peak {took.peak_mb:.0f} MB" if took.peak_mb else ""
    print(f"  {what}: {took.seconds:.2f} s, {took.rows / took.seconds:,.0f} rows/s{memory}", flush=True)
    return took


@contextmanager
def a_bench() -> Iterator[Bench]:
    """Both servers, empty."""
    folder = Path(tempfile.mkdtemp(prefix="hbi-", dir="/tmp"))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    workspace, source = folder / "house", EmbeddedServer(folder / "source", SOURCE)
    workspace.mkdir()
    house = house_server(workspace)
    try:
        with source.join(), open_database(Settings(workspace=workspace)) as marts:
            with psycopg.connect(house.url("postgres"), autocommit=True) as admin:
                for name in ("pipe", "dlt"):
                    admin.execute(f"create database {name}")
            bench = Bench(source.url("postgres"), marts, house.url("pipe"), house.url("dlt"), folder)
            bench.at_source(*(f"create schema {schema}" for schema in ("large", "sample", "small", "grown")))
            yield bench
    finally:
        for server in (source, house):
            server.remove()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000, help="payments of a first load, such as 10,000,000")
    parser.add_argument("--sample", type=int, default=100_000, help="payments that dlt's default loads")
    parser.add_argument("--tables", type=int, default=30, help="tables of an increment")
    parser.add_argument("--table-rows", type=int, default=20_000, help="rows of each of them")
    parser.add_argument("--changes", type=int, default=500, help="new rows, and as many updated ones, in each of them")
    parser.add_argument("--rounds", type=int, default=3, help="how often each comparison is made")
    sizes = Sizes(**vars(parser.parse_args()))
    with a_bench() as bench:
        to_copy, to_dlt, peak = first_loads(bench, sizes)
        to_arrow = increments(bench, sizes)
    firsts = f"ratio_to_copy={to_copy:.2f} ratio_to_dlt_default={to_dlt:.1f}"
    print(f"{firsts} increment_ratio_to_dlt_arrow={to_arrow:.1f} peak_mb={peak:.0f}")


if __name__ == "__main__":
    main()
