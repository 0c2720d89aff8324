"""The `heartbeat` command in a process of its own, as a person runs it without a terminal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from forked import Answer, run_heartbeat


def environment_with(more: dict[str, str] | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEARTBEAT_")}
    return {**kept, "COLUMNS": "200", **(more or {})}


def heartbeat(*arguments: str | Path, environment: dict[str, str] | None = None, folder: Path | None = None) -> Answer:
    return run_heartbeat([*map(str, arguments)], environment=environment_with(environment), folder=folder)


@dataclass
class Serving:
    """A running `heartbeat serve`; `address` is known once it says so."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    started: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    def end(self, with_signal: signal.Signals) -> int:
        """Send a signal and wait; the exit code."""
        self.process.send_signal(with_signal)
        return self.process.wait(timeout=20)

    def listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line)
            if found := re.search(r"cockpit is at (https?://\S+)", line):
                self.address = found[1]
                self.started.set()
        self.started.set()


@contextmanager
def serving(*arguments: str | Path, environment: dict[str, str] | None = None) -> Iterator[Serving]:
    """`heartbeat … serve` on a free port until the block ends."""
    command = [sys.executable, "-m", "heartbeat", *map(str, arguments), "--port", "0"]
    process = subprocess.Popen(
        command, env=environment_with(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    running = Serving(process)
    listener = threading.Thread(target=running.listen)
    listener.start()
    try:
        assert running.started.wait(60)
        assert running.address, "".join(running.said)
        yield running
    finally:
        if process.poll() is None:
            running.end(signal.SIGTERM)
        listener.join(10)
        if process.stdout:
            process.stdout.close()
