"""Rounds of a load that is struck, a run that succeeds, and a comparison of every row."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Literal

import psycopg

from faults.loads.landed_rows import Moving, Site
from faults.loads.state_reader import StateReader
from faults.loads.struck_load import LOADING, Moments, StruckLoad
from heartbeat.errors import HeartbeatError, SourceBusy
from heartbeat.ingest.report import RunReport
from heartbeat.postgres.server.postmaster import read_pid
from waiting import eventually

Blow = Literal["kill", "pair", "session", "server"]
Setting = Literal["as it is", "a column is wider", "the tables are gone", "a view stands on them", "read in full"]

_MOST_CHANGES = 20  # while one load goes on
_ATTEMPTS = 5
KILLED = "ended by itself (exit code -9)"


@dataclass
class Tally:
    """What happened. `lost` and `duplicated` count rows, `partial` what a reader should not have seen."""

    kills: int = 0
    lost: int = 0
    duplicated: int = 0
    faults: list[str] = field(default_factory=list)
    partial: int = 0
    besides: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.duplicated or self.partial or self.faults)


class Rounds:
    """One source, one dataset, and everything that is done to its loads.

    `rng` decides all that is decided here.
    """

    phases = LOADING

    def __init__(self, site: Site, reader: StateReader, rng: random.Random) -> None:
        self._site, self._source, self._rng, self.reader = site, site.source, rng, reader
        self.moments = Moments(site.marts_url, site.dataset, self.phases, rng)
        self.tally = Tally()

    def first(self) -> None:
        """The first load; it too is killed once."""
        with self.reader.missing_allowed():
            self._strike("kill")
            self._settle()

    def perform(self, kills: int, say: Callable[[str], None] = lambda _: None) -> None:
        """Rounds until so many loads have been killed."""
        told, faults = self.tally.kills, 0
        while self.tally.kills < kills and len(self.tally.faults) < 10:
            self._round()
            for fault in self.tally.faults[faults:]:
                say(f"  FAULT {fault}")
            faults = len(self.tally.faults)
            if self.tally.kills >= told + 20:
                told = self.tally.kills
                say(f"  {told} kills, {self.reader.seen} states seen in {self.reader.looks} looks")

    def _round(self) -> None:
        setting = self._choose_setting()
        is_full = setting in ("read in full", "a view stands on them")
        with ExitStack() as meanwhile:
            self._set(setting, meanwhile)
            for _ in range(1 + (self._rng.random() < 0.2)):  # what cleans up after a killed load is killed as well
                if self._rng.random() < 0.3:
                    self._source.begin_late()
                self._source.change()
                with moving(self._source, self._rng, _MOST_CHANGES):
                    self._strike(self._choose_blow(), is_full=is_full)
            if self._rng.random() < 0.3 or is_full:
                with moving(self._source, self._rng, _MOST_CHANGES):
                    self._run_to_success(is_full=is_full)
            if self._rng.random() < 0.5:
                self._source.commit_late()
            self._settle()

    def _choose_setting(self) -> Setting:
        drawn = self._rng.random()
        for setting, share in _SETTINGS.items():
            drawn -= share
            if drawn < 0:
                return setting
        return "as it is"

    def _set(self, setting: Setting, meanwhile: ExitStack) -> None:
        self.tally.besides[setting] += 1
        if setting == "a column is wider":
            self._source.widen()
        elif setting == "the tables are gone":
            meanwhile.enter_context(self.reader.missing_allowed())
            self._site.drop_tables()
        elif setting == "a view stands on them":
            meanwhile.enter_context(self._site.views())

    def _choose_blow(self) -> Blow:
        drawn = self._rng.random()
        if drawn < 0.03 and self._site.server is not None:
            return "server"
        return "session" if drawn < 0.1 else "pair" if drawn < 0.2 else "kill"

    def _strike(self, blow: Blow, *, is_full: bool = False) -> None:
        """One load, or two at once, and what happens to it."""
        self.moments.next_load()
        loads = [StruckLoad(lambda: self._land(is_full=is_full)) for _ in range(1 + (blow == "pair"))]
        with ExitStack() as meanwhile:
            if blow == "server":
                meanwhile.enter_context(self.reader.outage_allowed())
            struck = self._rng.choice(loads)
            phase = self.moments.await_moment(struck)
            strike = {"session": self._end_session, "server": self._stop_server}.get(blow, struck.kill)
            has_struck = phase is not None and strike()
            for load in loads:
                self._judge(load, blow)
            if blow == "server" and self._site.server is not None:
                self._site.server.start()
        if phase is not None and has_struck:
            self.moments.struck[self.phases.last if blow != "pair" and self.moments.has_committed() else phase] += 1
            self.tally.kills += blow in ("kill", "pair")
            self.tally.besides[blow] += 1

    def _land(self, *, is_full: bool) -> RunReport:
        return self._site.land(is_full=is_full)

    def _judge(self, load: StruckLoad, blow: Blow) -> None:
        """What a struck load may say: that it was too late to strike it, or how it ended."""
        outcome = load.join()
        self.tally.outcomes[f"{blow}: {_named(outcome)}"] += 1
        if isinstance(outcome, RunReport):
            allowed = blow in ("session", "server") or self._may_be(outcome)
        elif blow in ("session", "server"):
            allowed = isinstance(outcome, HeartbeatError)
        else:
            was_killed = isinstance(outcome, HeartbeatError) and KILLED in outcome.message
            allowed = was_killed or (blow == "pair" and isinstance(outcome, SourceBusy))
        if not allowed:
            self.tally.faults.append(f"{blow}: a load ended with {outcome!r}")

    def _may_be(self, report: RunReport) -> bool:
        """Whether a load that was not struck in time may say this. Files that are written anew cannot be read in full."""
        others = [table for table in report.tables if table.error and "changed while all were read" not in table.error]
        return report.state == "ok" or (not others and self._source.definition.kind == "files")

    def _end_session(self) -> bool:
        """End one session of the load at the marts or at the source, as an administrator would."""
        return self._site.end_session(self._rng)

    def _stop_server(self) -> bool:
        """`pg_ctl stop -m immediate`: what was not written to the log by then is gone."""
        if self._site.server is None or (pid := read_pid(self._site.server.data)) is None:
            return False
        os.kill(pid, signal.SIGQUIT)
        eventually(lambda: read_pid(self._site.server.data) if self._site.server else None, until=lambda pid: pid is None)
        return True

    def _settle(self) -> None:
        """Run to success, and compare; a second run finds nothing new."""
        report = self._run_to_success()
        for table in self._source.tables:
            lost, duplicated = self._site.compare(table)
            self.tally.lost += lost
            self.tally.duplicated += duplicated
            if lost or duplicated:
                self.tally.faults.append(f"{table}: {lost} rows lost, {duplicated} too many, after {report}")
        self.tally.faults += self._site.wrong_books()
        if self._rng.random() < 0.1:
            again = self._run_to_success()
            if again is not None and (loaded := [one.table for one in again.tables if one.outcome != "unchanged"]):
                self.tally.faults.append(f"nothing was new, and {', '.join(loaded)} was loaded: {again}")
        self.tally.faults += self.reader.faults
        self.tally.partial += len(self.reader.faults)
        self.reader.faults.clear()

    def _run_to_success(self, *, is_full: bool = False) -> RunReport | None:
        """What a killed load left at the server may be busy for a moment; nothing else keeps a run from its end."""
        for _ in range(_ATTEMPTS):
            try:
                report = self._site.run(is_full=is_full)
            except SourceBusy:
                self.tally.besides["busy after a strike"] += 1
                continue
            except (HeartbeatError, psycopg.Error) as error:
                self.tally.faults.append(f"a run after a strike failed: {error!r}")
                return None
            if not (self._may_be(report) if is_full else report.state == "ok"):
                self.tally.faults.append(f"a run after a strike was not well: {report}")
            return report
        self.tally.faults.append("the source was busy for too long")
        return None


@contextmanager
def moving(source: Moving, rng: random.Random, changes: int) -> Iterator[None]:
    """Let at most so many changes happen at a source meanwhile."""
    ended, failures, pauses = threading.Event(), list[Exception](), [rng.uniform(0, 0.1) for _ in range(changes)]

    def move() -> None:
        try:
            for pause in pauses:
                if ended.wait(pause):
                    return
                source.change()
        except Exception as error:  # noqa: BLE001 - told where somebody listens
            failures.append(error)

    thread = threading.Thread(target=move)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    for failure in failures:
        raise failure


_SETTINGS: dict[Setting, float] = {
    "a column is wider": 0.12, "the tables are gone": 0.05, "a view stands on them": 0.1, "read in full": 0.1,
}  # fmt: skip


def _named(outcome: RunReport | Exception | None) -> str:
    if isinstance(outcome, RunReport):
        return outcome.state
    return outcome.code if isinstance(outcome, HeartbeatError) else type(outcome).__name__
