"""Workers that are killed while messages are on their way, and what they leave, held against every promise."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

import psycopg

from faults.alerts.history import History
from faults.alerts.invariants import BESIDES, FALSE, LOST
from faults.alerts.moody_channels import MoodyChannels
from faults.alerts.moving_metrics import MovingMetrics
from faults.alerts.screens import Screens, settled, whole_loads
from faults.worker_process import running_worker
from forked import ForkedProcess
from heartbeat.db import Database, Role
from waiting import eventually

LEASE_SECONDS = 6.0
"""Shorter than in production, so that what a killed worker had comes back soon; a channel that hangs lasts longer still."""
MOMENTS = (
    *("after-metric-commit", "between-metrics", "incident-moved", "before-board-publish", "before-release"),
    *("alert-claimed", "alert-sent"),
)
_NAMED_SHARE, _MOST_SECONDS = 0.45, 10.0
_LAST_BEATS = 4


@dataclass
class Struck:
    """A running worker, and the moment at which it will end itself, if it has one."""

    process: ForkedProcess
    stop_at: str | None
    until_the_end: ExitStack
    started: float = field(default_factory=time.monotonic)

    def kill(self) -> None:
        with suppress(ProcessLookupError):  # it has come to its moment just now
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@dataclass
class Tally:
    """What happened, and what of it breaks a promise."""

    kills: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    besides: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    ends: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.false or self.besides)


class Rounds:
    """One house, its moving metrics and moody channels, and everything that is done to its workers."""

    def __init__(self, metrics: MovingMetrics, channels: MoodyChannels, superuser_url: str, rng: random.Random) -> None:
        self._metrics, self._channels, self._superuser_url, self._rng = metrics, channels, superuser_url, rng
        self.screens = Screens(metrics.database)
        self.tally = Tally()
        self.answered, self.acts = channels.answered, metrics.acts
        self._workers: list[Struck] = []

    def perform(
        self,
        environment: Mapping[str, str],
        kills: int,
        *,
        moments: Sequence[str] = (),
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Kill until so many workers have died, one at each of `moments` among them; then let the house come to rest, and judge.

        What is named in `moments` comes first; then chance decides.
        """
        with ExitStack() as last, self.screens.looking():
            last.callback(self._end_all)
            while (ahead := [one for one in moments if not self.tally.kills[one]]) or self.tally.kills.total() < kills:
                self._keep_running(environment, ahead)
                self._live()
                if self._strike() and self.tally.kills.total() % 20 == 0:
                    say(f"  {self.tally.kills.total()} kills, {len(self._channels.told)} messages came")
            self._come_to_rest(environment)
        self._judge()

    def _keep_running(self, environment: Mapping[str, str], ahead: Sequence[str]) -> None:
        """One worker, or one that stands by as well."""
        wanted = self._rng.choice((1, 2, 2))
        while len(self._workers) < wanted:
            self._workers.append(self._start(environment, self._choose(ahead)))

    def _choose(self, ahead: Sequence[str]) -> str | None:
        named = [one for one in ahead if all(worker.stop_at != one for worker in self._workers)]
        if named:
            return named[0]
        return self._rng.choice(MOMENTS) if self._rng.random() < _NAMED_SHARE else None

    def _start(self, environment: Mapping[str, str], stop_at: str | None) -> Struck:
        with ExitStack() as stack:
            worker = running_worker(self._metrics.database, environment, stop_at=stop_at, lease_seconds=LEASE_SECONDS)
            process = stack.enter_context(worker)
            return Struck(process, stop_at, stack.pop_all())
        raise AssertionError

    def _live(self) -> None:
        """A while in which numbers move, people act, and workers go on; shorter or longer than a beat."""
        until = time.monotonic() + self._rng.choice((0.2, 1.0, 2.0, 4.0, 6.0)) * self._rng.random()
        if self._rng.random() < 0.6:
            self._metrics.move()
        self._metrics.ask()
        for _ in range(self._rng.choice((0, 0, 1, 2))):
            self._metrics.act()
        while time.monotonic() < until and not any(worker.process.poll() is not None for worker in self._workers):
            time.sleep(0.02)

    def _strike(self) -> bool:
        """Count who has ended at a named moment; else kill one of those that wait for none, or have waited long enough."""
        for worker in [one for one in self._workers if one.process.poll() is not None]:
            assert worker.process.wait(1) == -signal.SIGKILL, "a worker died of itself"
            self._bury(worker, worker.stop_at or "by itself")
            return True
        now = time.monotonic()
        found = [one for one in self._workers if one.stop_at is None or now - one.started > _MOST_SECONDS]
        if found:
            worker = self._rng.choice(found)
            phase = self._phase()
            worker.kill()
            self._bury(worker, phase)
        return bool(found)

    def _bury(self, worker: Struck, phase: str) -> None:
        worker.until_the_end.close()
        self._workers.remove(worker)
        self.tally.kills[phase] += 1

    def _phase(self) -> str:
        """What goes on: messages on their way, and the phase of the beat."""
        query = (
            "select (select phase from heartbeat.beat where state = 'running' limit 1), "
            "exists (select from heartbeat.message where state = 'sending' and lease_until > now())"
        )
        with self._metrics.database.connect(Role.WORKER) as connection:
            phase, is_sending = connection.execute(query).fetchone() or (None, False)
        return f"{phase or 'between beats'}{', sending' if is_sending else ''}"

    def _come_to_rest(self, environment: Mapping[str, str]) -> None:
        """Nothing moves and nothing fails any more; what waits for a next try need not wait for long."""
        self._channels.is_calm = True
        self._end_all()
        self._workers = [self._start(environment, None), self._start(environment, None)]
        self._metrics.quiet_down()
        for _ in range(_LAST_BEATS):
            self._metrics.settle()
            self._metrics.ask()
            eventually(self._is_measured, within_seconds=90)
        eventually(self._is_sent, within_seconds=180)

    def _is_measured(self) -> bool:
        with self._metrics.database.connect(Role.WORKER) as connection:
            row = connection.execute("select count(*) from heartbeat.beat where state in ('queued', 'running')").fetchone()
        return row == (0,)

    def _is_sent(self) -> bool:
        with psycopg.connect(self._superuser_url, autocommit=True) as admin:
            admin.execute("update heartbeat.message set not_before = now() where state = 'retry' and not_before > now()")
            row = admin.execute(
                "select (select count(*) from heartbeat.message where state in ('queued', 'retry', 'sending')) "
                "+ (select count(*) from heartbeat.outbox where state in ('held', 'queued'))"
            ).fetchone()
        return row == (0,)

    def _end_all(self) -> None:
        while self._workers:
            self._workers.pop().until_the_end.close()

    def _judge(self) -> None:
        history, tally = History(self._superuser_url, tuple(self._channels.told)), self.tally
        tally.lost = [problem for look in LOST for problem in look(history)]
        tally.false = [problem for look in FALSE for problem in look(history)]
        tally.besides = [problem for look in BESIDES for problem in look(history)]
        tally.besides += [*self.screens.problems(history), *self._at_rest(self._metrics.database)]
        tally.ends = Counter(course.last["state"] for course in history.outbox)
        tally.counts = {
            "transitions": len(history.courses["incident_transition"]),
            "incidents": len(history.courses["incident"]),
            "messages": len(history.courses["message"]),
            "attempts": sum(len(attempts) for attempts in history.attempts.values()),
            "ambiguous": sum(history.ambiguous.values()),
            "duplicates": sum(times - 1 for times in history.came.values()),
            "boards seen": len(self.screens.seen),
        }

    @staticmethod
    def _at_rest(database: Database) -> Iterator[str]:
        yield from whole_loads(database)
        yield from settled(database)
