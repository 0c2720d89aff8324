"""Kills loads at random moments, lets the next run succeed, and compares every row with the source.

    .venv/bin/python tests/faults/kill_loads.py [--kills 200] [--seed N] [--disposition D] [--rows 40000]

For each write disposition, a Postgres source whose table of that disposition is the largest of three. It goes on changing while
it is read: rows come, change, go, come twice, lose their cursor value, and are committed late. Loads are killed (SIGKILL) at
moments that are spread evenly over their life. Some meet another load, some lose a session at the marts or at the source, and
some the server of the marts (`pg_ctl stop -m immediate`). Meanwhile a reader asks all three tables in one statement, again and
again, and must see nothing but states in which the source was. After each load that was struck the next run must succeed, and
leave what the source has, row by row.

`files` does the same with a folder of CSV files, and `reconcile` with a comparison after each run, which has to find what no
cursor tells. Ends with a line for each, and with 1 if anything was lost, doubled, or seen in parts.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Literal, get_args

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from faults.loads.comparing_rounds import ComparingRounds
from faults.loads.landed_rows import Moving, Site
from faults.loads.moving_folder import MovingFolder
from faults.loads.moving_source import TABLES, MovingSource
from faults.loads.rounds import Rounds, Tally
from faults.loads.state_reader import StateReader
from heartbeat.postgres.embedded import ServerOptions
from postgres_fixtures import make_house, running_server

What = Literal["merge", "append", "replace", "files", "reconcile"]

# The machine itself does not fail here, so the disk need not be waited for; a commit is what it says all the same.
DURABLE = ServerOptions(settings={"fsync": "off", "full_page_writes": "off", "max_connections": "60"})


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    asked.add_argument("--kills", type=int, default=200, help="of each disposition")
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked.add_argument("--disposition", choices=get_args(What), help="one only")
    asked.add_argument("--rows", type=int, default=40_000, help="of the largest table")
    arguments = asked.parse_args()
    print(f"seed {arguments.seed}")
    tallies: dict[str, Tally] = {}
    for disposition in [arguments.disposition] if arguments.disposition else get_args(What):
        print(f"{disposition}:", flush=True)
        started = time.monotonic()
        with _rounds(disposition, arguments.rows, arguments.seed) as rounds:
            rounds.first()
            rounds.perform(arguments.kills, lambda line: print(line, flush=True))
        tallies[disposition] = rounds.tally
        _describe(rounds, time.monotonic() - started)
        print(f"  {_line(disposition, rounds.tally)}", flush=True)
    for disposition, tally in tallies.items():
        print(_line(disposition, tally))
    return 0 if all(tally.is_clean for tally in tallies.values()) else 1


@contextmanager
def _rounds(what: What, rows: int, seed: int) -> Iterator[Rounds]:
    """A source, and a server for the marts that may be stopped."""
    with ExitStack() as until_the_end:
        marts = until_the_end.enter_context(running_server(DURABLE))
        work, folder = (Path(until_the_end.enter_context(tempfile.TemporaryDirectory())) for _ in range(2))
        source: Moving
        if what == "files":
            source = MovingFolder(folder, rows, seed)
        else:
            server = until_the_end.enter_context(running_server(DURABLE))
            sizes = {name: rows if what in (name, "reconcile") else rows // 10 for name in TABLES}
            source = until_the_end.enter_context(closing(MovingSource(server.url("postgres"), sizes, seed)))
        site = Site(source, make_house(marts, "house"), marts.url("house"), work, marts)
        kind = ComparingRounds if what == "reconcile" else Rounds
        yield until_the_end.enter_context(going_on(site, seed, kind))


@contextmanager
def going_on(site: Site, seed: int, kind: type[Rounds] = Rounds) -> Iterator[Rounds]:
    """Rounds with a reader who looks on."""
    reader = StateReader(site)
    with reader.looking():
        yield kind(site, reader, random.Random(seed))


def _line(disposition: str, tally: Tally) -> str:
    faults = f", {len(tally.faults)} faults" if tally.faults else ""
    return (
        f"{disposition}: {tally.kills} kills, {tally.lost} lost, {tally.duplicated} duplicated, {tally.partial} partial{faults}"
    )


def _describe(rounds: Rounds, seconds: float) -> None:
    tally, struck = rounds.tally, rounds.moments.struck
    print(f"  {seconds:.0f} s; the reader looked {rounds.reader.looks} times and saw {rounds.reader.seen} states")
    print("  struck in: " + ", ".join(f"{phase} {struck[phase]}" for phase in rounds.phases.names))
    print("  rounds: " + ", ".join(f"{what} {times}" for what, times in tally.besides.most_common()))
    print("  struck loads ended as: " + ", ".join(f"{what} {times}" for what, times in tally.outcomes.most_common()))


if __name__ == "__main__":
    sys.exit(main())
