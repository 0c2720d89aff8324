"""The command line: one file for each group of commands, and `main`, which prints every error in three parts.

In: arguments, the environment.
Out: exit code 0 when all went well, 1 when something was found or failed, 2 when the command was written wrongly.
Owns: nothing.
Raises: nothing.
Never: computes anything itself; it calls the rooms.
"""

from __future__ import annotations

import io
import signal
import sys
from types import FrameType


def main() -> None:
    """Run `heartbeat` with the arguments of this process."""
    signal.signal(signal.SIGTERM, _end_in_order)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a sign that the output cannot write must not end a command
    try:
        _run()
    except KeyboardInterrupt:  # also while the rest is imported: that takes long enough to be interrupted
        sys.exit(128 + signal.SIGINT)


def _run() -> None:
    import psycopg

    from heartbeat.cli.root import app
    from heartbeat.cli.say import say_error
    from heartbeat.errors import ConfigError, DatabaseError, DatabaseUnavailable, HeartbeatError

    try:
        app(prog_name="heartbeat")
    except HeartbeatError as error:
        say_error(error)
        sys.exit(1)
    except psycopg.OperationalError as error:
        say_error(DatabaseUnavailable(f"The database went away: {error}".strip(), hint="See `heartbeat db status`, then repeat."))
        sys.exit(1)
    except psycopg.Error as error:
        say_error(DatabaseError(f"The database refused: {error}".strip(), hint="See `heartbeat db status`, then repeat."))
        sys.exit(1)
    except OSError as error:
        say_error(ConfigError(f"The system refused: {error}", hint="Check the folder, its permissions and the free space."))
        sys.exit(1)


def _end_in_order(number: int, _frame: FrameType | None) -> None:
    """Leave by way of every open block: a plain SIGTERM would leave an embedded Postgres running."""
    sys.exit(128 + number)
