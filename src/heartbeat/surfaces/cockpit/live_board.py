"""The last board in memory: it answers while Postgres is slow or away, and learns of a new one within a second."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any, Literal

import psycopg

from heartbeat.errors import DatabaseUnavailable
from heartbeat.log import get_logger
from heartbeat.readings.beats import read_active
from heartbeat.readings.board import read_board, read_version
from heartbeat.surfaces.cockpit.snapshot import Snapshot, empty_board, take_snapshot
from heartbeat.wire.site import Site

CHANNEL = "heartbeat_board"
"""Where a publish says that it happened; without it the board is one second later."""

_LOOK_SECONDS = 1.0
_LOOK_SECONDS_IN_A_BEAT = 0.5
_STEP_SECONDS = 0.2
_SILENT_SECONDS = 5.0  # a server that hangs instead of refusing is away as well
_FIRST_LOOK_SECONDS = 3.0


@dataclass(frozen=True)
class Sight:
    """What was last seen: the board, and the beat that runs (null when none does)."""

    database: Literal["up", "down"]
    snapshot: Snapshot
    job: dict[str, Any] | None


class LiveBoard:
    """One reader for all viewers: a thread with a connection of its own that asks for the version each second."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._snapshot = take_snapshot(empty_board(site.app_version), 0)
        self._job: dict[str, Any] | None = None
        self._answered_at = float("-inf")  # monotonic
        self._looked = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="live-board", daemon=True)

    def start(self) -> None:
        """Begin to follow the board; returns after the first look, or after three seconds without an answer."""
        self._thread.start()
        self._looked.wait(_FIRST_LOOK_SECONDS)

    def stop(self) -> None:
        """Stop following; returns when the thread has ended or hangs on a silent server."""
        self._stopped.set()
        self._thread.join(2 * _LOOK_SECONDS)

    def sight(self) -> Sight:
        """What to show now. Never waits for the database."""
        silent_seconds = time.monotonic() - self._answered_at
        return Sight("up" if silent_seconds < _SILENT_SECONDS else "down", self._snapshot, self._job)

    def _follow(self) -> None:
        while not self._stopped.is_set():
            try:
                with self._site.connect() as connection:
                    self._follow_while_connected(connection)
            except (DatabaseUnavailable, psycopg.Error) as error:
                self._note_absence("the database is away, the last board is served", error)
            except Exception as error:  # noqa: BLE001 - every viewer depends on this thread: it tells, and goes on
                self._note_absence(f"the board cannot be read ({type(error).__name__}), the last one is served", error)
            self._stopped.wait(_LOOK_SECONDS)

    def _follow_while_connected(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute(f"listen {CHANNEL}")
        was_away = self._looked.is_set() and self._answered_at == float("-inf")
        self._take_board(connection)  # another database may stand behind the same address, at the same version
        if was_away:
            get_logger().info("the database is back", board_version=self._snapshot.version)
        while not self._stopped.is_set():
            self._look(connection)
            self._wait_for_word(connection, _LOOK_SECONDS if self._job is None else _LOOK_SECONDS_IN_A_BEAT)

    def _wait_for_word(self, connection: psycopg.Connection[Any], seconds: float) -> None:
        """Until a publish says that it happened, or the time is up; in short steps, so that the process may end meanwhile."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._stopped.is_set():
            if any(connection.notifies(timeout=_STEP_SECONDS, stop_after=1)):
                return

    def _look(self, connection: psycopg.Connection[Any]) -> None:
        job = read_active(connection)  # before the board: whoever sees a beat end has seen its board
        if read_version(connection) != self._snapshot.version:
            self._take_board(connection)
        self._job = job
        self._answered_at = time.monotonic()
        self._looked.set()

    def _take_board(self, connection: psycopg.Connection[Any]) -> None:
        board = read_board(connection)
        document = board.document or empty_board(self._site.app_version)
        # One of an older version says nothing of these.
        metrics = [{"owner_name": None, **entry} for entry in document["metrics"]]
        document = {"failing_sources": [], **document, "metrics": metrics}
        self._snapshot = take_snapshot({**document, "app_version": self._site.app_version}, board.version)

    def _note_absence(self, what: str, error: Exception) -> None:
        if self._answered_at > float("-inf") or not self._looked.is_set():
            get_logger().warning(what, board_version=self._snapshot.version, error=str(error))
        self._answered_at = float("-inf")
        self._job = None
        self._looked.set()
