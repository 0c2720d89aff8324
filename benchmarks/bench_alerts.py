"""How soon the first message leaves after its board is published, and what incidents cost a beat.

    make bench, or: .venv/bin/python benchmarks/bench_alerts.py [--beats 1000] [--polled 100] [--metrics 1000] [--rounds 3]

**Latency**: a metric crosses its line, a board is published, and a receiver on loopback notes when the message arrives. The
courier is a process of its own, as in a worker. Beside it **the same courier that hears of no board** and looks each second.

**Cost**: the commits of one beat of 1,000 metrics: all green, all red for the first time, and still red; with an owner and
without one. Beside them **two plain rows in a transaction each**, one appended and one replaced, as many transactions in one
session: the least that a record of values with the latest of each can cost.

The last line gives the ratios of medians: the latency to that of polling, and a green beat to plain rows.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg

from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_database
from heartbeat.definitions.model import MetricDefinition, MetricSql, Workspace, WorkspaceSettings
from heartbeat.readings import beats
from heartbeat.readings.amend import amend
from heartbeat.readings.board import publish
from heartbeat.readings.commit import Measurement, commit
from heartbeat.readings.registry import deploy
from heartbeat.surfaces.alerts.courier.courier import Courier

START = datetime(2026, 6, 15, 12, tzinfo=UTC)
GREEN, RED = 100.0, 150.0
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TELLING = 50  # metrics of the latency house: those of a wall
Measured = dict[str, float]


class PollingCourier(Courier):
    """The alternative: it looks at the clock each second and hears of nothing."""

    def _wait(self, _: psycopg.Connection[Any]) -> None:
        self._stop.wait(1.0)


class Arrivals(BaseHTTPRequestHandler):
    """Notes when each message arrived, and takes it."""

    protocol_version = "HTTP/1.1"
    server: Any

    def do_POST(self) -> None:
        """One message."""
        self.rfile.read(int(self.headers["content-length"]))
        self.server.arrived.append(time.monotonic())
        self.server.news.set()
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the library calls it
        """Say nothing."""


class Receiver(ThreadingHTTPServer):
    """A receiver on loopback."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Arrivals)
        self.arrived: list[float] = []
        self.news = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A courier that ends cuts its line."""

    def first_after(self, moment: float) -> float:
        """Seconds from a moment to the first message after it."""
        deadline = time.monotonic() + 30
        while not self.arrived:
            assert time.monotonic() < deadline, "no message came"
            self.news.wait(1)
        return self.arrived[0] - moment

    def forget(self) -> None:
        """Begin anew."""
        self.arrived.clear()
        self.news.clear()


def definition(number: int, owner: str | None) -> MetricDefinition:
    """One made-up metric; its SQL is never run here."""
    sql = MetricSql("select 1 as value", None, None, (), uses_as_of=False, uses_now=False)
    return MetricDefinition(
        metric_id=f"metric_{number}", area="bench", file=f"metrics/bench/metric_{number}.sql", code=f"{number:04X}",
        name=f"Metric {number}", period="24h", unit="number", direction="down", description="Made up.",
        how_to_read="It is made up.", sql=sql, norm_value=130.0, alert_value=140.0,
        definition_hash="v1:bench", content_hash="bench", owner=owner,
    )  # fmt: skip


@contextmanager
def house(metrics: int, *, owner: str | None, url: str = "https://127.0.0.1/none") -> Iterator[Database]:
    """A deployed workspace whose metrics are verified, with one channel."""
    alerts = {
        "channels": {"hook": {"kind": "webhook", "url": url, "secret": "${SECRET}"}}, "routes": {"default": ["hook"]},
        "digest": "off", "page_budget": 1000, "allow_private_hosts": ["127.0.0.1"],
    }  # fmt: skip
    settings = WorkspaceSettings(name="Bench", schedule={"beat": "17 * * * *"}, alerts=alerts)
    workspace = Workspace(settings, (), tuple(definition(number, owner) for number in range(metrics)), "bench", None)
    folder = Path(tempfile.mkdtemp(prefix="hbb-", dir="/tmp"))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    try:
        with open_database(Settings(workspace=folder)) as database:
            with database.connect(Role.CONFIG, autocommit=True) as connection:
                deploy(connection, workspace, now=START)
            with database.connect(Role.APP, autocommit=True) as connection:
                for number in range(metrics if owner else 0):
                    edit = {"verification_state": "verified"}
                    amend(connection, f"metric_{number}", edit, changed_by="Ada", reason=None, now=START)
            yield database
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def beat(connection: psycopg.Connection[Any], values: Sequence[tuple[int, float]], now: datetime) -> tuple[float, float, float]:
    """Commit values and publish them: the seconds of both, and when the publish transaction had ended (monotonic)."""
    beats.request(connection, "all", trigger="cron", now=now)
    taken = beats.take_next(connection, now=now)
    assert taken is not None
    started = time.monotonic()
    for number, value in values:
        commit(connection, measurement(number, taken.beat_id, value, now), now=now)
    committed = time.monotonic()
    version = publish(connection, beat_id=taken.beat_id, conditions=(), now=now)
    published = time.monotonic()
    beats.finish(connection, taken.beat_id, version, now=now)
    return committed - started, published - committed, published


def measurement(number: int, beat_id: int, value: float, now: datetime) -> Measurement:
    """A value as measuring gives it."""
    return Measurement(
        metric_id=f"metric_{number}", beat_id=beat_id, as_of=now, source_as_of=now, value=value, n=None, health="ok", error=None,
        definition_hash="v1:bench", loads={},
    )  # fmt: skip


@contextmanager
def courier(database: Database, how: str) -> Iterator[None]:
    """A courier in a process of its own."""
    urls = json.dumps({role.value: database.url(role) for role in Role})
    command = [sys.executable, __file__, "--courier", how, "--urls", urls]
    process = subprocess.Popen(command, env={**os.environ, "SECRET": SECRET})
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def be_courier(how: str, urls: str) -> None:
    """What that process does."""
    database = Database("hb_", {Role(name): url for name, url in json.loads(urls).items()})
    kind = PollingCourier if how == "polling" else Courier
    kind(database, dict(os.environ), threading.Event()).run()


def latencies(how: str, count: int) -> list[float]:
    """Seconds from the end of a publish transaction to the arrival of what it let go, for so many beats."""
    rng, receiver, found = random.Random(7), Receiver(), []
    url = f"http://127.0.0.1:{receiver.server_port}/hook"
    with ExitStack() as until_the_end:
        database = until_the_end.enter_context(house(TELLING, owner="ada@example.com", url=url))
        connection = until_the_end.enter_context(database.connect(Role.WORKER, autocommit=True))
        until_the_end.enter_context(courier(database, how))
        beat(connection, [(number, GREEN) for number in range(TELLING)], datetime.now(UTC))
        for turn in range(count + 1):
            _forget(database)
            receiver.forget()
            time.sleep(rng.random() * (1.0 if how == "polling" else 0.02))
            *_, published = beat(connection, [(turn % TELLING, RED)], datetime.now(UTC))
            found.append(receiver.first_after(published))
    return found[1:]  # the courier was still starting


def _forget(database: Database) -> None:
    """Each beat is the first that goes wrong: no metric flaps, and none is told that it is over."""
    with database.connect(Role.OWNER, autocommit=True) as connection:
        deadline = time.monotonic() + 10
        while connection.execute("select from heartbeat.message where state = 'sending' limit 1").fetchone():
            assert time.monotonic() < deadline, "a message is still on its way"
            time.sleep(0.005)
        for table in ("delivery_attempt", "outbox", "message", "incident_transition", "incident", "alert_track"):
            connection.execute(f"delete from heartbeat.{table}")


def costs(metrics: int, rounds: int, owner: str | None) -> Measured:
    """Median seconds of the commits of one beat, by what becomes of its metrics, and of its publish transaction."""
    took: dict[str, list[float]] = {}
    with house(metrics, owner=owner) as database, database.connect(Role.WORKER, autocommit=True) as connection:
        now = START
        for turn in range(rounds + 1):
            for kind, value in (("green", GREEN), ("turns red", RED), ("still red", RED)):
                now += timedelta(hours=1)
                commits, published, _ = beat(connection, [(number, value) for number in range(metrics)], now)
                if turn:
                    took.setdefault(kind, []).append(commits)
                    took.setdefault(f"publish {kind}", []).append(published)
                    took.setdefault("plain rows", []).append(plain_rows(database, metrics))
            _forget(database)
    return {kind: statistics.median(times) for kind, times in took.items()}


def plain_rows(database: Database, metrics: int) -> float:
    """The alternative: a row appended and a row replaced, in a transaction for each metric."""
    with database.connect(Role.OWNER, autocommit=True) as connection:
        connection.execute("create table if not exists heartbeat.plain_log (metric_id text, at timestamptz, value float8)")
        connection.execute("create table if not exists heartbeat.plain_now (metric_id text primary key, value float8)")
        started = time.monotonic()
        for number in range(metrics):
            row = {"metric_id": f"metric_{number}", "value": GREEN}
            with connection.transaction():
                connection.execute("insert into heartbeat.plain_log values (%(metric_id)s, now(), %(value)s)", row)
                connection.execute(
                    "insert into heartbeat.plain_now values (%(metric_id)s, %(value)s) "
                    "on conflict (metric_id) do update set value = excluded.value",
                    row,
                )
        return time.monotonic() - started


def told(name: str, found: Sequence[float]) -> float:
    """Print a line of latencies and return their median."""
    ordered = sorted(found)
    p50, p99 = statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    late = sum(one > 5 for one in ordered)
    print(
        f"{name}: {len(ordered)} beats, p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, max {ordered[-1] * 1000:.0f} ms, "
        f"{late} later than 5 s",
        flush=True,
    )
    return p50


def main() -> None:
    """Measure latency, then cost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--beats", type=int, default=1000, help="with the courier as it is")
    parser.add_argument("--polled", type=int, default=100, help="with one that polls")
    parser.add_argument("--metrics", type=int, default=1000, help="of a beat whose cost is measured")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--courier", choices=("listening", "polling"), help=argparse.SUPPRESS)
    parser.add_argument("--urls", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.courier:
        be_courier(asked.courier, asked.urls)
        return
    soon = told("courier that hears of boards", latencies("listening", asked.beats))
    polled = told("courier that polls each second", latencies("polling", asked.polled))
    ratio = 0.0
    for name, owner in (("with an owner", "ada@example.com"), ("without one", None)):
        cost = costs(asked.metrics, asked.rounds, owner)
        print(
            f"{asked.metrics} metrics {name}: " + ", ".join(f"{kind} {seconds:.2f} s" for kind, seconds in cost.items()),
            flush=True,
        )
        ratio = ratio or cost["green"] / cost["plain rows"]
    print(f"ratio_latency_to_polling={soon / polled:.2f} ratio_green_beat_to_plain_rows={ratio:.2f}")


if __name__ == "__main__":
    main()
