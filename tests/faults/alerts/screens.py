"""Somebody who looks at the board all the time, and what may be seen there."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from faults.alerts.history import History
from faults.alerts.moving_metrics import STEPS_PER_UNIT
from faults.alerts.recorder import recorded
from heartbeat.db import Database, Role
from heartbeat.readings.board import read_board

_PAUSE_SECONDS = 0.1


class Screens:
    """What a screen has read, in its order: the version of each board, and what it said."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.seen: list[tuple[int, str]] = []

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look while the context lasts."""
        over = threading.Event()
        thread = threading.Thread(target=self._look, args=(over,))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(20)

    def _look(self, over: threading.Event) -> None:
        with self._database.connect(Role.APP, autocommit=True) as connection:
            while not over.wait(_PAUSE_SECONDS):
                board = read_board(connection)
                if not self.seen or self.seen[-1][0] != board.version:
                    self.seen.append((board.version, _digest(board.document)))

    def problems(self, history: History) -> Iterator[str]:
        """I6: each look saw one published board whole, none older than the one before; messages say what their board says."""
        versions = [version for version, _ in self.seen]
        if versions != sorted(versions):
            yield "a screen saw an older board after a newer one"
        looks, said = dict(self.seen), _entries_told(history)
        for event in recorded(history.superuser_url, "board"):
            version, document = event.row["version"], event.row["document"] or {}
            if version in looks and looks[version] != _digest(document):
                yield f"a screen saw board {version} as nobody had published it"
            entries = {entry["metric_id"]: entry for entry in document.get("metrics", ())} if version in said else {}
            for outbox_id, entry in said.get(version, {}).items():
                shown = {name: value for name, value in entries.get(entry["metric_id"], {}).items() if name != "spark"}
                if shown != entry:
                    yield f"row {outbox_id} says other than board {version}"


def whole_loads(database: Database) -> Iterator[str]:
    """I7: what was computed from one load has the number of one step of the source."""
    query = (
        "select beat_id, array_agg(distinct step) from (select beat_id, loads, round((value - floor(value)) * %s) as step "
        "from heartbeat.reading where health = 'ok' and not carried) r group by beat_id, loads having count(distinct step) > 1"
    )
    with database.connect(Role.WORKER) as connection:
        for beat_id, steps in connection.execute(query, (STEPS_PER_UNIT,)):
            yield f"beat {beat_id} read steps {steps} from one load"


def settled(database: Database) -> Iterator[str]:
    """In the end, when nothing moves any more: what is beyond its line has an open incident, what is good has none."""
    query = (
        "select r.metric_id, s.value, r.alert_value, i.state, coalesce(i.flapping, false) "
        "from heartbeat.metric_registry r join heartbeat.metric_state s using (metric_id) left join heartbeat.incident i "
        "on i.kind = 'threshold' and i.subject = r.metric_id and i.state <> 'closed' order by 1"
    )
    with database.connect(Role.WORKER) as connection:
        for metric_id, value, alert, state, flapping in connection.execute(query):
            if value > alert and state not in ("firing", "recovering"):
                yield f"{metric_id} is {value} beyond {alert} and its incident is {state}"
            if value < 10 and state is not None and not flapping:
                yield f"{metric_id} is {value} and its incident is still {state}"


def _entries_told(history: History) -> Mapping[int, dict[int, dict[str, Any]]]:
    """Entries in messages, by board and row of the outbox."""
    found: dict[int, dict[int, dict[str, Any]]] = {}
    for course in history.outbox:
        row = course.last
        if row["payload"].get("entry") and row["board_version"] is not None:
            found.setdefault(row["board_version"], {})[row["outbox_id"]] = row["payload"]["entry"]
    return found


def _digest(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
