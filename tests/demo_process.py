"""`heartbeat demo` as a user starts it, for the tests that look at the living whole."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bank_source.load import read_world
from bank_source.truth import told
from bank_source.truth.bank import Answer, Bank
from bank_source.world.plan import World
from heartbeat.postgres.embedded import EmbeddedServer
from postgres_fixtures import short_folder

START_SECONDS, STOP_SECONDS = 200, 20
LAUNCHED: list[Demo] = []


@dataclass
class Demo:
    """A running demo, what it printed, and the world of the bank as it was when the first board was made."""

    folder: Path
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    address: str = ""

    def board(self) -> dict[str, Any]:
        """The board as the API serves it now."""
        with urllib.request.urlopen(f"{self.address}/api/cockpit", timeout=10) as answer:
            return dict(json.load(answer))

    def world(self, *, known_at: datetime | None = None) -> World:
        """What the bank's systems were generated from, up to now or to an earlier moment: they go on living."""
        with psycopg.connect(self.bank_url()) as connection:
            return read_world(connection, known_at=known_at)

    def truth(self, tile: Mapping[str, Any]) -> Answer:
        """What a tile must say, from the rows that its source held when it was read."""
        read_at = datetime.fromisoformat(tile["source_as_of"] or tile["computed_at"])  # no value yet: as of its last attempt
        stale = tile["metric_id"] in told.OF_THE_STALE_SOURCE
        moment = datetime.fromisoformat(tile["as_of"]) if tile["as_of"] else read_at
        # A world is remembered a moment before its rows are committed, so a read in that moment still saw the one before.
        known = [None] if stale else [read_at, read_at - timedelta(seconds=2)]
        answers = [told.tell(tile["metric_id"], _bank(self.world(known_at=each)), moment.timestamp()) for each in known]
        return next(
            (answer for answer in answers if answer.value == (tile["value"] and pytest.approx(tile["value"], rel=1e-9))),
            answers[0],
        )

    def bank_url(self) -> str:
        """The superuser's connection string to the bank's main system."""
        return EmbeddedServer(self.folder / ".heartbeat" / "bank" / "main").url("webbank")

    def stop(self, sent: signal.Signals = signal.SIGINT) -> int:
        """Press Ctrl-C, or send another signal, and return the exit status."""
        self.process.send_signal(sent)
        return self.process.wait(STOP_SECONDS)


@lru_cache(maxsize=4)
def _bank(world: World) -> Bank:
    return Bank(world)


def start(
    folder: Path, *options: str, port: int = 0, python: Path = Path(sys.executable), environment: Mapping[str, str] | None = None
) -> Demo:
    """Start a demo in a folder and wait until it says its address. `python` has Heartbeat installed."""
    demo = launch(folder, r"http://127\.0\.0\.1:\d+", *options, port=port, python=python, environment=environment)
    assert demo.address, "".join(demo.said)
    return demo


def launch(
    folder: Path,
    until: str,
    *options: str,
    port: int = 0,
    python: Path = Path(sys.executable),
    environment: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
) -> Demo:
    """Start a demo in a folder and wait until it says a line with this pattern, or ends."""
    command = [str(python), "-m", "heartbeat", "demo", "--folder", str(folder), "--port", str(port), *options]
    environment = {name: value for name, value in (environment or os.environ).items() if not name.startswith("HEARTBEAT_")}
    environment.update(settings or {})
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    demo, said = Demo(folder, process), threading.Event()
    LAUNCHED.append(demo)
    threading.Thread(target=_listen, args=(demo, until, said), daemon=True).start()
    assert said.wait(START_SECONDS), "".join(demo.said)
    return demo


def _listen(demo: Demo, until: str, said: threading.Event) -> None:
    assert demo.process.stdout
    for line in demo.process.stdout:
        demo.said.append(line)
        if found := re.search(until, line):
            demo.address = found.group() if found.group().startswith("http") else ""
            said.set()
    demo.process.stdout.close()
    said.set()


@contextmanager
def demo_folder() -> Iterator[Path]:
    """An empty folder for a demo, removed at the end with every server whose data lie below it."""
    above = short_folder("hbd-")
    try:
        yield above
    finally:
        for demo in LAUNCHED:  # a test that failed leaves its demo running
            if above in demo.folder.parents and demo.process.poll() is None:
                demo.stop()
        remove_with_servers(above)


def remove_with_servers(above: Path) -> None:
    """Stop every server whose data lie below a folder, then remove it."""
    for data in above.glob("**/.heartbeat/**/data"):
        EmbeddedServer(data.parent).stop()
    shutil.rmtree(above)


def processes_below(folder: Path) -> list[str]:
    """Command lines of every process that has the folder in its arguments."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # it ended meanwhile
        if str(folder) in line:
            found.append(line)
    return found


def wait_until(question: Any, what: str, *, seconds: float = 30) -> Any:
    """Ask until the answer is true, and return it."""
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        threading.Event().wait(0.1)
    return answer


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """One demo for every test that only looks, or only asks for a beat."""
    with demo_folder() as above:
        running = start(above / "bank")
        yield running
        running.stop()
