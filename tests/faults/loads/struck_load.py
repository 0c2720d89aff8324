"""A load in a child process, and what happens to it at a random moment."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from heartbeat.errors import HeartbeatError
from heartbeat.ingest.report import RunReport

_LOOK_EVERY_SECONDS = 0.003


@dataclass(frozen=True)
class Phases:
    """The phases of a run in their order, and how long each lasts at first; the last is after its commit.

    `newest` asks for the id of the newest record of such a run, `query` for the phase of the run `after` that: by its record, by
    what there is of its staging, and by the locks of its last transaction.
    """

    seconds: Mapping[str, float]
    newest: str
    query: str

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.seconds)

    @property
    def first(self) -> str:
        return self.names[0]

    @property
    def last(self) -> str:
        return self.names[-1]


_HAS_STAGING = "exists (select from pg_namespace where nspname = %(dataset)s || '_staging')"
_WRITES = """exists (select from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
    where l.mode = 'RowExclusiveLock' and l.pid <> pg_backend_pid() and {})"""

LOADING = Phases(
    {"start": 0.5, "extract": 0.1, "staging": 0.1, "publish": 0.02, "after commit": 0.02},
    "select coalesce(max(id), 0) from landing.source_run",
    f"""
with run as (select state from landing.source_run where id > %(after)s and dataset = %(dataset)s order by id desc limit 1)
select case
    when not exists (select from run) then 'start'
    when (select state from run) = 'ok' then 'after commit'
    when {_WRITES.format("(n.nspname, c.relname) in (('landing', 'table_load'), (%(dataset)s, '_dlt_loads'))")} then 'publish'
    when {_HAS_STAGING} then 'staging'
    else 'extract' end
""",
)
COMPARING = Phases(
    {"the run before": 1.0, "compare": 0.1, "staging": 0.1, "repair": 0.02, "after commit": 0.02},
    "select coalesce(max(id), 0) from landing.reconciliation",
    f"""
with one as (select state from landing.reconciliation where id > %(after)s and dataset = %(dataset)s order by id desc limit 1)
select case
    when not exists (select from one) then 'the run before'
    when (select state from one) = 'ok' then 'after commit'
    when {_WRITES.format("n.nspname = %(dataset)s")} then 'repair'
    when {_HAS_STAGING} then 'staging'
    else 'compare' end
""",
)


class StruckLoad:
    """A load that goes on in a child process, waited for in a thread of its own."""

    def __init__(self, load: Callable[[], RunReport]) -> None:
        self._load = load
        self.outcome: RunReport | HeartbeatError | Exception | None = None
        self.ended = threading.Event()
        self._thread = threading.Thread(target=self._wait_for_it)
        self._thread.start()

    def _wait_for_it(self) -> None:
        try:
            self.outcome = self._load()
        except Exception as error:  # noqa: BLE001 - judged by whoever looks at the outcome
            self.outcome = error
        finally:
            self.ended.set()

    def join(self) -> RunReport | HeartbeatError | Exception | None:
        self._thread.join()
        return self.outcome

    def kill(self) -> bool:
        """SIGKILL to the child, and to nobody who got its number since; false if it has ended."""
        child = self._child()
        if child is None:
            return False
        try:
            descriptor = os.pidfd_open(child)
        except ProcessLookupError:
            return False
        try:
            if self._child() != child:
                return False
            signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        except ProcessLookupError:
            return False
        finally:
            os.close(descriptor)
        return True

    def await_child(self) -> None:
        """Until there is a child, or it has ended already."""
        while not self.ended.is_set() and self._child() is None:
            self.ended.wait(_LOOK_EVERY_SECONDS)

    def _child(self) -> int | None:
        try:
            children = Path(f"/proc/self/task/{self._thread.native_id}/children").read_text(encoding="ascii").split()
        except FileNotFoundError:  # the thread has ended
            return None
        return int(children[0]) if children else None


class Moments:
    """Chooses moments in the life of loads so that all phases get their share, and learns how long each of them lasts.

    `url` is the superuser's, to the marts.
    """

    def __init__(self, url: str, dataset: str, phases: Phases, rng: random.Random) -> None:
        self._url, self._dataset, self.phases, self._rng = url, dataset, phases, rng
        self._after: object = 0
        self._seconds = dict(phases.seconds)
        self.struck: Counter[str] = Counter()

    def next_load(self) -> None:
        """What is told from now on is about a load that has not begun yet."""
        with psycopg.connect(self._url) as connection:
            (self._after,) = connection.execute(self.phases.newest).fetchone() or (0,)

    def await_moment(self, load: StruckLoad) -> str | None:
        """Wait for a random moment in the phase that was struck least; the phase in which the load is then, null if it ended."""
        load.await_child()
        fewest = min(self.struck[phase] for phase in self.phases.names)
        wanted = self._rng.choice([phase for phase in self.phases.names if self.struck[phase] == fewest])
        with psycopg.connect(self._url, autocommit=True) as connection:
            if not self._await_phase(load, wanted, connection):
                return None
            load.ended.wait(self._rng.random() * self._seconds[wanted])
            return None if load.ended.is_set() else self._phase(connection)

    def has_committed(self) -> bool:
        """Whether the load has made itself visible."""
        with psycopg.connect(self._url) as connection:
            return self._phase(connection) == self.phases.last

    def _await_phase(self, load: StruckLoad, wanted: str, connection: psycopg.Connection[Any]) -> bool:
        order, phase, since = self.phases.names.index, self.phases.first, time.monotonic()
        while order(phase) < order(wanted):
            if load.ended.wait(_LOOK_EVERY_SECONDS):
                return False
            found = self._phase(connection)
            if found != phase:
                self._seconds[phase] += 0.3 * (time.monotonic() - since - self._seconds[phase])
                phase, since = found, time.monotonic()
        return True

    def _phase(self, connection: psycopg.Connection[Any]) -> str:
        (phase,) = connection.execute(self.phases.query, {"after": self._after, "dataset": self._dataset}).fetchone() or ("",)
        return str(phase)
