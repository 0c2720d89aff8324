"""Kills workers at random moments while incidents open and close, and holds every message against the recorded history.

    .venv/bin/python tests/faults/kill_alerts.py [--kills 500] [--seed N] [--metrics 30]

Numbers in a Postgres source cross their lines by a script, people edit lines, verify, own, acknowledge and snooze, channels take
messages, refuse them, ask to be left alone, are slow and cut lines; and one or two real workers are killed (SIGKILL), at random
and at named moments of the way of a message. In the end, when all have come to rest, everything that was committed to the tables
of alerts and everything that came to the channels is compared: nothing lost, nothing false, no more duplicates than tries without
a clear answer. Ends with the counts, and with 1 if any promise was broken.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg

from faults.alerts.moody_channels import MoodyChannels, moody_channels
from faults.alerts.moving_metrics import MovingMetrics
from faults.alerts.recorder import SETTINGS, record
from faults.alerts.rounds import Rounds
from heartbeat.postgres.embedded import ServerOptions
from heartbeat.postgres.roles import with_database
from postgres_fixtures import make_house, running_server

_SERVER = ServerOptions(
    settings={"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "80", **SETTINGS}
)
_MOST_TOLD = 40


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    asked.add_argument("--kills", type=int, default=500)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked.add_argument("--metrics", type=int, default=30)
    arguments = asked.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    started = time.monotonic()
    with moving_house(arguments.metrics, arguments.seed) as (rounds, environment):
        rounds.perform(environment, arguments.kills, say=lambda line: print(line, flush=True))
        describe(rounds, time.monotonic() - started)
    return 0 if rounds.tally.is_clean else 1


@contextmanager
def moving_house(metrics: int, seed: int) -> Iterator[tuple[Rounds, dict[str, str]]]:
    """A house with a source, deployed and recorded, and what a worker of it needs in its environment."""
    rng = random.Random(seed)
    with ExitStack() as until_the_end:
        server = until_the_end.enter_context(running_server(_SERVER))
        folder = Path(until_the_end.enter_context(tempfile.TemporaryDirectory()))
        channels: MoodyChannels = until_the_end.enter_context(moody_channels(random.Random(seed + 1)))
        house, superuser_url = make_house(server, "house"), with_database(server.url("postgres"), "house")
        with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
            admin.execute("create database source")
        record(superuser_url)
        moving = MovingMetrics(house, with_database(server.url("postgres"), "source"), folder, rng, metrics)
        environment = moving.open(channels.receiver.address)
        yield Rounds(moving, channels, superuser_url, rng), dict(environment)


def describe(rounds: Rounds, seconds: float) -> None:
    """The counts of a run, and what broke a promise."""
    tally = rounds.tally
    for name, problems in (("LOST", tally.lost), ("FALSE", tally.false), ("FAULT", tally.besides)):
        for problem in problems[:_MOST_TOLD]:
            print(f"  {name} {problem}")
    print(f"  {seconds:.0f} s; killed in: " + ", ".join(f"{phase} {times}" for phase, times in tally.kills.most_common()))
    print("  " + ", ".join(f"{name} {count}" for name, count in tally.counts.items()))
    print("  rows ended as: " + ", ".join(f"{state} {count}" for state, count in tally.ends.most_common()))
    print("  channels answered: " + ", ".join(f"{how} {count}" for how, count in rounds.answered.most_common()))
    print("  people: " + ", ".join(f"{act} {count}" for act, count in rounds.acts.most_common()))
    print(
        f"{tally.kills.total()} kills, {len(tally.lost)} lost, {len(tally.false)} false, "
        f"{tally.counts['duplicates']} duplicates of {tally.counts['ambiguous']} ambiguous attempts, {len(tally.besides)} faults"
    )


if __name__ == "__main__":
    sys.exit(main())
