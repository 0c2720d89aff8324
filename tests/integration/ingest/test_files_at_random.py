"""Files that come, change, go and come back in a random order: after each run marts hold what a plain model of them holds."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from integration.ingest.files_site import FilesSite

RUNS = 12
Row = tuple[int, int]  # id, amount


@dataclass
class Model:
    """What should stand: of each row the file and line it came from, and how old that file was."""

    is_keyed: bool
    read: dict[str, float] = field(default_factory=dict)  # file -> age when it was read
    rows: dict[tuple[str, int], Row] = field(default_factory=dict)

    def run(self, there: dict[str, tuple[float, list[Row]]]) -> None:
        new = {name: (age, rows) for name, (age, rows) in there.items() if self.read.get(name) != age}
        self.rows = {place: row for place, row in self.rows.items() if place[0] not in new}
        self.read |= {name: age for name, (age, _) in new.items()}
        for name, (_, rows) in new.items():
            for line, row in enumerate(rows, start=2):
                self.rows[name, line] = row
        if self.is_keyed:
            order = sorted(self.rows, key=lambda place: (-self.read[place[0]], place))
            newest = {self.rows[place][0]: place for place in order}
            self.rows = {place: self.rows[place] for place in newest.values()}


@pytest.mark.parametrize("is_keyed", [False, True])
def test_marts_hold_what_a_model_holds(shop: FilesSite, *, is_keyed: bool) -> None:
    chance = random.Random(7)
    model, there = Model(is_keyed), dict[str, tuple[float, list[Row]]]()
    for run in range(RUNS):
        for name in chance.sample("abcdef", k=chance.randint(1, 3)):
            if name in there and len(there) > 1 and chance.random() < 0.3:
                del there[name]
                (shop.folder / f"{name}.csv").unlink()
                continue
            age = chance.randint(0, 100) + run / 100  # no two times are the same
            rows = [(chance.randint(1, 12), chance.randint(1, 99)) for _ in range(chance.randint(0 if run else 1, 6))]
            there[name] = age, rows
            text = "\n".join(["id,amount", *(f"{key},{amount}" for key, amount in rows)])
            shop.put(f"{name}.csv", text + "\n", age=age)
        model.run(there)
        report = shop.land(primary_key={"t": ("id",)} if is_keyed else {}, accept_shrink=True)
        assert report.error is None
        found = {
            (file[0], line): (key, amount)
            for file, line, key, amount in shop.marts("select _file, _line, id, amount from shop.t")
        }
        assert (found, report.total_rows) == (model.rows, len(model.rows)), run
