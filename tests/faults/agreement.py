"""Whether screen, API and message say the same, over as many comparisons as are asked for.

    PYTHONPATH=tests .venv/bin/python tests/faults/agreement.py [--comparisons 1000000] [--metrics 40] [--seed 1]

Each beat gives many metrics values by chance, near their lines as often as not; languages, currencies and lines change meanwhile.
After each board, every value of a metric's page, of the inbox and of each message that this board released is compared with the
board's entry, and what the message says in words with the strings of the tile.
"""

from __future__ import annotations

import argparse
import sys
import time

from alert_machine.floor import open_floor
from alert_machine.many import compare
from heartbeat.db import Role
from heartbeat.postgres.roles import with_database
from postgres_fixtures import make_house, running_server

_SHOWN = 20  # disagreements that are printed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comparisons", type=int, default=1_000_000)
    parser.add_argument("--metrics", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    started = time.monotonic()
    with running_server() as server:
        database = make_house(server, "agreement")
        superuser_url = with_database(server.url("postgres"), database.url(Role.OWNER).rpartition("/")[2])
        with open_floor(database, superuser_url) as floor:
            agreement, count = compare(floor, comparisons=asked.comparisons, metrics=asked.metrics, seed=asked.seed)
    print(
        f"{agreement.compared:,} comparisons over {count:,} beats of {asked.metrics} metrics, {time.monotonic() - started:,.0f} s"
    )
    print(f"{agreement.messages:,} messages among them; {len(agreement.found):,} disagreements")
    for found in agreement.found[:_SHOWN]:
        print(f"  {found}")
    return 1 if agreement.found else 0


if __name__ == "__main__":
    sys.exit(main())
