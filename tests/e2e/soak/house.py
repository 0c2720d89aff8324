"""A real Heartbeat whose board changes as fast as a wall can follow: its own Postgres, its own server, its own commits."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from heartbeat.config import Settings
from heartbeat.db import Database, Role, open_database
from heartbeat.definitions.model import MetricDefinition, MetricSql, Workspace, WorkspaceSettings
from heartbeat.postgres.house import house_server
from heartbeat.readings import beats
from heartbeat.readings.board import publish
from heartbeat.readings.commit import Measurement, commit
from heartbeat.readings.registry import deploy
from postgres_fixtures import short_folder

METRICS, CHANGED = 60, 10
LEVELS = (100.0, 133.0, 150.0, 110.0)
"""Green, amber, red and recovered: where one metric in five stands in one round after the other."""
CALM = (100.0, 104.0, 112.0, 108.0)
"""Where the others stand."""

ROUND = METRICS // CHANGED
CYCLE = ROUND * len(LEVELS)
"""After so many boards everything stands where it stood: only then may one picture be compared with another."""

# The same server as `heartbeat serve`, only that it looks for news more often than four times a second.
SERVE = """
import heartbeat.surfaces.cockpit.stream as stream
from heartbeat.cli import main
stream.LOOK_SECONDS = 0.02
main()
"""


def definition(number: int) -> MetricDefinition:
    """One made-up metric; its SQL is never run here."""
    sql = MetricSql("select 1 as value", None, None, (), uses_as_of=False, uses_now=False)
    area = ("payments", "risk", "clients")[number % 3]
    return MetricDefinition(
        metric_id=f"metric_{number}", area=area, file=f"metrics/{area}/metric_{number}.sql", code=f"M{number:03}",
        name=f"Metric {number}", period="24h", unit="number", direction="down", description="Made up.",
        how_to_read="It is made up.", sql=sql, norm_value=130.0, alert_value=140.0, definition_hash="v1:soak", content_hash="",
    )  # fmt: skip


@dataclass
class House:
    """The folder of a workspace, its database, and the server in front of it."""

    folder: Path
    database: Database
    port: int = 0
    process: subprocess.Popen[str] | None = None
    beats: int = 0
    connection: psycopg.Connection[Any] | None = None

    @property
    def address(self) -> str:
        """Where the wall is."""
        return f"http://127.0.0.1:{self.port}"

    def serve(self, *, authentication: str = "off") -> None:
        """Start the server, on the port that it had before."""
        arguments = ["-w", str(self.folder), "serve", "--no-worker", "--port", str(self.port)]
        command = [sys.executable, "-c", SERVE, *arguments]
        environment = {**os.environ, "HEARTBEAT_AUTHENTICATION": authentication}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        assert self.process.stdout
        found = next(found for line in self.process.stdout if (found := re.search(r"http://127\.0\.0\.1:(\d+)", line)))
        self.port = int(found[1])

    def stop_serving(self) -> None:
        """End the server as a service manager does."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            assert self.process.stdout
            self.process.stdout.close()
        self.process = None

    def stop_postgres(self) -> None:
        """Take the database away from under the server."""
        self._worker().close()
        house_server(self.folder).stop()

    def start_postgres(self) -> None:
        """Bring it back."""
        house_server(self.folder).start()

    def beat(self, levels: dict[int, float]) -> int:
        """Commit a value for some metrics and publish the board, as a worker does; returns its version."""
        connection, now = self._worker(), datetime.now(UTC)
        beats.request(connection, "all", trigger="cron", now=now)
        beat = beats.take_next(connection, now=now)
        assert beat is not None
        for number, value in levels.items():
            commit(connection, _measured(number, beat.beat_id, value, now), now=now)
        version = publish(connection, beat_id=beat.beat_id, conditions=(), now=now)
        beats.finish(connection, beat.beat_id, version, now=now)
        return version

    def _worker(self) -> psycopg.Connection[Any]:
        """The connection of the worker; a new one after an outage."""
        if self.connection is None or self.connection.closed or self.connection.broken:
            self.connection = psycopg.connect(self.database.url(Role.WORKER), autocommit=True)
        return self.connection

    def next_beat(self) -> int:
        """The next board of the cycle: ten values move, and over a cycle one metric in five turns amber, red and green again."""
        self.beats += 1
        return self.beat(changes_of(self.beats))


def changes_of(step: int) -> dict[int, float]:
    """The values that a board brings: of ten metrics, each another one than before."""
    rounds, place = divmod(step, ROUND)
    moved = range(place * CHANGED, (place + 1) * CHANGED)
    return {number: (CALM if number % 5 else LEVELS)[(rounds + number) % len(LEVELS)] + number / 10 for number in moved}


def _measured(number: int, beat_id: int, value: float, now: datetime) -> Measurement:
    return Measurement(
        metric_id=f"metric_{number}", beat_id=beat_id, as_of=now, source_as_of=now, value=value, n=None, health="ok",
        error=None, definition_hash="v1:soak", loads={},
    )  # fmt: skip


@contextmanager
def soaked_house(metrics: int = METRICS) -> Iterator[House]:
    """A house with so many metrics and a first board, served; nothing of it stays."""
    folder = short_folder("hbs-")
    try:
        with open_database(Settings(workspace=folder)) as database:
            settings = WorkspaceSettings(name="Soak", timezone="Europe/Berlin", schedule={"beat": "17 * * * *"})
            workspace = Workspace(settings, (), tuple(definition(number) for number in range(metrics)), "soak", None)
            with database.connect(Role.CONFIG, autocommit=True) as connection:
                deploy(connection, workspace, now=datetime.now(UTC))
            house = House(folder, database)
            house.beat(dict.fromkeys(range(metrics), LEVELS[0]))
            house.serve()
            try:
                yield house
            finally:
                house.stop_serving()
                house.start_postgres()
                house._worker().close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
