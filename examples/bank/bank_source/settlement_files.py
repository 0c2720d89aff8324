"""The card scheme's daily settlement files: CSV with semicolons, one for each day, as they lie in a folder."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from bank_source.seasons import DAY
from bank_source.tables import CardSettlement
from bank_source.world.cards import SETTLED_AT, settlements
from bank_source.world.plan import World


def deliver(folder: Path, world: World) -> int:
    """Write the files of the days that are not there yet; returns how many lines they have."""
    folder.mkdir(parents=True, exist_ok=True)
    newest = max((path.stem.removeprefix("settlement-") for path in folder.glob("settlement-*.csv")), default=None)
    since = 0 if newest is None else int(datetime.fromisoformat(f"{newest}T00:00:00+00:00").timestamp()) + SETTLED_AT + 1
    lines = 0
    for day, rows in groupby(settlements(replace(world, since=since)), key=lambda row: row.settled_at // DAY):
        unfinished = folder / f".settlement-{day}.part"
        with unfinished.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(CardSettlement._fields)
            for row in rows:
                writer.writerow(_spelled(row))
                lines += 1
        unfinished.rename(folder / f"settlement-{datetime.fromtimestamp(day * DAY, UTC):%Y-%m-%d}.csv")
    return lines


def _spelled(row: CardSettlement) -> tuple[object, ...]:
    settled = datetime.fromtimestamp(row.settled_at, UTC).isoformat()
    return row.settlement_id, row.authorisation_id, _euro(row.amount_eur), _euro(row.interchange_eur), settled


def _euro(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
