"""Rounds of a run with a comparison after it, that is struck, then one of both that succeeds, and a look at every row."""

from __future__ import annotations

import random

import psycopg

from faults.loads.landed_rows import Site
from faults.loads.moving_source import MovingSource
from faults.loads.rounds import KILLED, Rounds
from faults.loads.state_reader import StateReader
from faults.loads.struck_load import COMPARING
from heartbeat.errors import HeartbeatError
from heartbeat.ingest.report import RunReport


class ComparingRounds(Rounds):
    """What a run brings and what a comparison mends are made together; a reader sees both by and by, each whole.

    The source stands still meanwhile: what a run would see of changes that no cursor tells is known only of these.
    """

    phases = COMPARING

    def __init__(self, site: Site, reader: StateReader, rng: random.Random) -> None:
        super().__init__(site, reader, rng)
        if not isinstance(site.source, MovingSource):
            raise TypeError("of this source nobody knows what only a comparison finds")
        self._differ = site.source.differ

    def _round(self) -> None:
        self._differ()
        for _ in range(1 + (self._rng.random() < 0.2)):
            self._strike(self._choose_blow())
        self._settle()

    def _land(self, *, is_full: bool) -> RunReport:
        return self._site.land(is_full=is_full, compares="asked")

    def _may_be(self, report: RunReport) -> bool:
        errors = [table.compared.error for table in report.tables if table.compared is not None and table.compared.error]
        return super()._may_be(report) and all(KILLED in error or "Another run of" in error for error in errors)

    def _run_to_success(self, *, is_full: bool = False) -> RunReport | None:
        report = super()._run_to_success(is_full=is_full)
        if report is None:
            return None
        try:
            failed = [one for one in self._site.reconcile(report.comparable) if one.state != "ok"]
        except (HeartbeatError, psycopg.Error) as error:
            self.tally.faults.append(f"a comparison after a strike failed: {error!r}")
            return None
        self.tally.faults += [f"a comparison after a strike was not well: {one}" for one in failed]
        return report
