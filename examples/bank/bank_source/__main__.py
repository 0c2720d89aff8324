"""Build the bank's systems in any Postgres: `python -m bank_source --server URL [--rows N]`."""

from __future__ import annotations

import argparse
import time

from bank_source.catalog import DATABASES
from bank_source.load import build, grant_reading, url_of
from bank_source.world.plan import DEFAULT_ROWS, World

MOST_ROWS = 50_000_000


def main() -> None:
    """Read the arguments and build one database after the other."""
    parser = argparse.ArgumentParser(prog="bank_source", description=__doc__)
    parser.add_argument("--server", required=True, help="URL of a Postgres whose user may create databases")
    parser.add_argument("--rows", type=_rows, default=DEFAULT_ROWS, help="payments in sixteen months, up to 50 million")
    parser.add_argument("--until", type=int, default=int(time.time()), help="end of the data, seconds since 1970 (now)")
    parser.add_argument("--reader-password", help="also make the login heartbeat_reader, with this password")
    arguments = parser.parse_args()
    world = World(anchor=arguments.until, until=arguments.until, rows=arguments.rows)
    for database in DATABASES:
        started = time.perf_counter()
        rows = build(arguments.server, database, world, say=print)
        if arguments.reader_password:
            grant_reading(url_of(arguments.server, database), database, arguments.reader_password)
        print(f"{database}: {rows:,} rows in {time.perf_counter() - started:.1f} s")


def _rows(text: str) -> int:
    rows = int(text.replace("_", ""))
    if not 1_000 <= rows <= MOST_ROWS:
        raise argparse.ArgumentTypeError(f"from 1,000 to {MOST_ROWS:,}")
    return rows


if __name__ == "__main__":
    main()
