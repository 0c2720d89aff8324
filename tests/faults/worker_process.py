"""A worker as a process of its own, over the database of a test: what the fault tests kill, freeze and start again.

Run as a script it is that worker: `python worker_process.py URLS_AS_JSON LEASE_SECONDS`, until SIGTERM or the end of its stdin.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from forked import ForkedProcess, Order
from heartbeat.config import Settings
from heartbeat.db import Database, Role
from heartbeat.surfaces.alerts.courier.courier import LEASE_SECONDS
from heartbeat.worker import Worker


@contextlib.contextmanager
def running_worker(
    database: Database, environment: Mapping[str, str], *, stop_at: str | None = None, lease_seconds: float = LEASE_SECONDS
) -> Iterator[ForkedProcess]:
    """Start a worker; it is killed at `stop_at` if that is given, and at the end of the context in any case."""
    urls = json.dumps({role.value: database.url(role) for role in Role})
    inherited = {**os.environ, **environment}
    inherited |= {"HEARTBEAT_STOP_AT": stop_at} if stop_at else {}
    its_end, ours = os.pipe()
    with os.fdopen(its_end, "rb") as stdin, os.fdopen(ours, "wb"), Path("/dev/stderr").open("wb") as said:
        process = ForkedProcess(
            Order([urls, str(lease_seconds)], inherited, Path.cwd(), Path(__file__), new_session=True), stdin, said, said
        )
        stdin.close()
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    urls = {Role(name): url for name, url in json.loads(sys.argv[1]).items()}
    with contextlib.suppress(KeyboardInterrupt):
        lease_seconds = float(sys.argv[2])
        Worker(Database("hb_", urls), Settings(workspace=Path()), os.environ, poll_seconds=0.1, lease_seconds=lease_seconds).run()


if __name__ == "__main__":
    main()
