"""Board read latency for 50 and 5,000 metrics with 400 days of history, beside an empty route of the same server.

    make bench, or: .venv/bin/python benchmarks/bench_board.py [--requests 300] [--metrics 50 5000]

`GET /api/cockpit` is asked over one kept-alive loopback connection: whole (200) and unchanged (304). The empty route is
`GET /healthz`. Each size has its own database on an embedded server; the rows are written straight into the read model and
published by the product's own code. The last line gives the ratios of medians.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_database
from heartbeat.definitions.model import MetricDefinition, MetricSql, Workspace, WorkspaceSettings
from heartbeat.readings.board import publish
from heartbeat.readings.registry import deploy

DAYS = 400
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)

HISTORY = """
insert into heartbeat.history (metric_id, d, value, status, origin, definition_hash, as_of, board_version)
select 'metric_' || m, date '2026-06-15' - d, 100 + (m * 7 + d * 13) %% 50, 'green', 'observed', 'v1:bench',
       timestamptz '2026-06-15T12:00Z' - d * interval '1 day', 1
from generate_series(0, %(metrics)s - 1) m, generate_series(0, %(days)s - 1) d
"""
STATE = """
insert into heartbeat.metric_state
    (metric_id, seq, beat_id, value, n, as_of, source_as_of, computed_at, definition_hash, status, reason, since,
     health, health_since, loads)
select 'metric_' || m, 1, 1, 120, 10, %(now)s, %(now)s, %(now)s, 'v1:bench',
       (array['green', 'green', 'green', 'amber', 'red'])[1 + m %% 5], 'within', %(now)s, 'ok', %(now)s, '{}'
from generate_series(0, %(metrics)s - 1) m
"""


def definition(number: int) -> MetricDefinition:
    """One made-up metric; its SQL is never run here."""
    code = f"{number:04X}"[-4:]
    sql = MetricSql("select 1 as value", None, None, (), uses_as_of=False, uses_now=False)
    return MetricDefinition(
        metric_id=f"metric_{number}", area="bench", file=f"metrics/bench/metric_{number}.sql", code=code, name=f"Metric {number}",
        period="24h", unit="number", direction="down", description="Made up.", how_to_read="It is made up.", sql=sql,
        norm_value=130.0, alert_value=140.0, definition_hash="v1:bench", content_hash="bench",
    )  # fmt: skip


def fill(database: Database, metrics: int) -> float:
    """Deploy that many metrics with their history and publish them; returns the seconds of the publish transaction."""
    settings = WorkspaceSettings(name="Bench", schedule={"beat": "17 * * * *"})
    workspace = Workspace(settings, (), tuple(definition(number) for number in range(metrics)), "bench", None)
    with database.connect(Role.CONFIG, autocommit=True) as connection:
        deploy(connection, workspace, now=NOW)
    with database.connect(Role.WORKER, autocommit=True) as connection:
        connection.execute(HISTORY, {"metrics": metrics, "days": DAYS})
        connection.execute(STATE, {"metrics": metrics, "now": NOW})
        started = time.perf_counter()
        publish(connection, beat_id=None, conditions=(), now=NOW)
        return time.perf_counter() - started


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a `heartbeat serve --no-worker` over the folder's database."""
    command = [sys.executable, "-m", "heartbeat", "-w", str(folder), "serve", "--no-worker", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout
        yield next(found.group() for line in process.stdout if (found := re.search(r"http://[\d.:]+", line)))
    finally:
        process.terminate()
        process.wait(20)


def milliseconds(client: httpx.Client, path: str, requests: int, **headers: str) -> tuple[float, int]:
    """The median time of one answer, and its size in bytes."""
    client.get(path, headers=headers)
    took = []
    for _ in range(requests):
        started = time.perf_counter()
        answer = client.get(path, headers=headers)
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took), len(answer.content)


def bench(metrics: int, requests: int) -> float:
    """Measure one size, print its line, and return the ratio of a whole board to the empty route."""
    folder = Path(tempfile.mkdtemp(prefix="hbb-", dir="/tmp"))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    try:
        with open_database(Settings(workspace=folder)) as database:
            publish_seconds = fill(database, metrics)
            with served(folder) as address, httpx.Client(base_url=address, timeout=30) as client:
                wait_for_board(client)
                tag = client.get("/api/cockpit").headers["etag"]
                empty, _ = milliseconds(client, "/healthz", requests)
                whole, size = milliseconds(client, "/api/cockpit", requests)
                unchanged, _ = milliseconds(client, "/api/cockpit", requests, **{"if-none-match": tag})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(
        f"{metrics:>5} metrics x {DAYS} days: empty route {empty:.2f} ms, board {whole:.2f} ms ({size / 1024:.0f} KiB), "
        f"unchanged {unchanged:.2f} ms, publish transaction {publish_seconds:.2f} s; "
        f"board/empty {whole / empty:.2f}, unchanged/empty {unchanged / empty:.2f}",
        flush=True,
    )
    return whole / empty


def wait_for_board(client: httpx.Client) -> None:
    """The server reads a new board within a second; ask until it has."""
    deadline = time.monotonic() + 20
    while client.get("/api/cockpit").json()["board_version"] == 0:
        assert time.monotonic() < deadline, "the server never showed the board"


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=300, help="requests per route")
    parser.add_argument("--metrics", type=int, nargs="+", default=[50, 5_000], help="sizes of the board")
    arguments = parser.parse_args()
    ratios = {metrics: bench(metrics, arguments.requests) for metrics in arguments.metrics}
    print(" ".join(f"ratio_board_{metrics}_to_empty={ratio:.2f}" for metrics, ratio in ratios.items()))


if __name__ == "__main__":
    main()
