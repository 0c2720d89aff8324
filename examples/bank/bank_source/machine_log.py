"""What the cash machines report, in the SQLite file that their maker's program keeps."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bank_source.world.machines import levels
from bank_source.world.plan import World

_TABLE = "create table if not exists cash_level (id integer primary key, machine text not null, cash_eur integer not null, \
reported_at timestamp not null)"


def report(file: Path, world: World) -> int:
    """Add what the machines have reported since the newest row; returns how many rows that were."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(_TABLE)
        newest = connection.execute("select max(reported_at) from cash_level").fetchone()[0]
        since = 0 if newest is None else int(datetime.fromisoformat(f"{newest}+00:00").timestamp()) + 1
        rows = [
            (row.id, row.machine, row.cash_eur, f"{datetime.fromtimestamp(row.reported_at, UTC):%Y-%m-%d %H:%M:%S}")
            for row in levels(replace(world, since=since))
        ]
        connection.executemany("insert into cash_level values (?, ?, ?, ?)", rows)
    return len(rows)
