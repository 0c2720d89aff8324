"""The example bank in marts with the record of its loads, deployed and measured: as after its first beat."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bank_source.catalog import CATALOG
from bank_source.truth.bank import Bank
from heartbeat.db import Database, Role
from heartbeat.definitions.workspace import load_workspace
from heartbeat.marts.records import TableLoad, note_loads
from heartbeat.measure.past.plan import Reach
from heartbeat.measure.run import Bench, measure
from heartbeat.readings import beats
from heartbeat.readings.board import publish
from heartbeat.readings.registry import deploy, read_metrics
from integration.bank.bank_marts import land_directly

BANK_FOLDER = Path(__file__).parents[3] / "examples" / "bank"


def copy_workspace(folder: Path) -> Path:
    """The example's own files, where a test may change them."""
    return Path(shutil.copytree(BANK_FOLDER, folder / "bank", ignore=shutil.ignore_patterns("bank_source", ".heartbeat")))


def note_landed(database: Database, bank: Bank, *, load_id: str = "load-1") -> None:
    """Record each table of the bank as read a little after its newest row: the service desk four days ago, as it was."""
    with database.connect(Role.LOADER) as connection:
        for table, _ in CATALOG:
            until = bank.desk.until if table.database == "support" else bank.world.until
            read_at = datetime.fromtimestamp(until + 7.25, UTC)
            counted = connection.execute(f"select count(*) from {table.dataset}.{table.name}").fetchone()
            rows = counted[0] if counted else 0
            source_id = table.dataset.partition("_")[0]
            loaded = TableLoad(source_id, table.dataset, table.name, load_id, read_at, "merge", None, None, rows, rows, 0.1, None)
            note_loads(connection, loaded)


def deploy_and_measure(database: Database, folder: Path, *, now: datetime) -> None:
    """Deploy a workspace, measure all of it, publish the board."""
    with database.connect(Role.CONFIG) as connection:
        deploy(connection, load_workspace(folder).workspace, now=now)
    with database.connect(Role.WORKER, autocommit=True) as connection:
        beats.request(connection, "all", trigger="cli", now=now)
        beat = beats.take_next(connection, now=now)
        assert beat is not None
        bench = Bench(database, Reach(ZoneInfo("Europe/Berlin")), timeout_seconds=60)
        measure(beat.beat_id, read_metrics(connection), bench, now=now)
        version = publish(connection, beat_id=beat.beat_id, conditions=(), now=now)
        beats.finish(connection, beat.beat_id, version, now=now)


def lived_bank(database: Database, folder: Path, bank: Bank) -> datetime:
    """All of it; returns the company's time, a quarter of an hour after its tables were read."""
    land_directly(database, bank)
    note_landed(database, bank)
    now = datetime.fromtimestamp(bank.world.until, UTC) + timedelta(minutes=15)
    deploy_and_measure(database, folder, now=now)
    return now
