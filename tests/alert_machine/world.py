"""A small workspace with a clock of its own: beats, edits, deploys and what people do, by the functions that do it in earnest."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from alert_machine.floor import Connection, Floor
from heartbeat.definitions.alerting.model import AlertRules
from heartbeat.definitions.alerting.read import rules_of
from heartbeat.definitions.model import MetricDefinition, WorkspaceSettings
from heartbeat.errors import ChangeRefused, FenceLost, HeartbeatError, MetricNotFound, ReadingOutdated
from heartbeat.readings import beats
from heartbeat.readings.amend import amend
from heartbeat.readings.board import publish, read_board
from heartbeat.readings.commit import Measurement, commit
from heartbeat.readings.registry import deploy
from heartbeat.rules.condition import SourceCondition
from integration.readings.small_house import NOON, SETTINGS, metric, workspace

ADA, BOB = "ada@example.com", "bob@example.com"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BETWEEN_BEATS = timedelta(seconds=20)  # several of them while one sender is at it
METRICS = (
    metric("m_one", "MONE", owner=ADA, min_n=50),
    metric("m_two", "MTWO", owner=ADA, min_n=50, page_on="amber", for_readings=2, keep_readings=1),
    metric("m_three", "MTHR", owner=BOB, min_n=50, page_on="amber"),
)
IDS = tuple(one.metric_id for one in METRICS)
ALERTS: Mapping[str, Any] = {
    "channels": {"ops": {"kind": "webhook", "url": "${OPS}"}, "chat": {"kind": "slack", "url": "${CHAT}"}},
    "routes": {"default": ["ops"]},
    "escalation": [{"after": "1h", "channels": ["chat"]}],
}
PEOPLE = {ADA: {"channels": ["ops", "chat"], "quiet_hours": {"hours": "22:00-07:00", "red": "sends"}, "timezone": "UTC"}}
VALUES = {"red": 11.0, "amber": 7.0, "between": 4.7, "green": 3.0}


@dataclass(frozen=True)
class Found:
    """What measuring one metric gave. `stands`: its rows are no newer than at the reading before."""

    kind: str
    stands: bool = False


@dataclass
class World:
    """The workspace, the running beat, every board that was published, and the last value of each metric."""

    floor: Floor
    page_budget: float = 100.0
    alerts: Mapping[str, Any] = field(default_factory=lambda: ALERTS)
    people: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: PEOPLE)
    now: datetime = NOON
    running: int | None = None
    boards: dict[int, dict[str, Any]] = field(default_factory=dict)
    versions: list[int] = field(default_factory=list)
    declared: dict[str, MetricDefinition] = field(default_factory=lambda: {one.metric_id: one for one in METRICS})
    data_as_of: dict[str, datetime] = field(default_factory=dict)
    measured_as_of: set[datetime] = field(default_factory=set)
    source_fails: bool = False
    rules: AlertRules = field(init=False)
    deploys: int = 0

    def __post_init__(self) -> None:
        self.rules = rules_of(self.settings)
        self.floor.sweep()
        self.deploy()
        for metric_id in sorted(set(IDS) & self.declared.keys()):
            self.edit(metric_id, verification_state="verified")

    @property
    def settings(self) -> WorkspaceSettings:
        alerts = {**self.alerts, "page_budget": self.page_budget}
        return replace(SETTINGS, operators=("ops@example.com",), people=self.people, alerts=alerts)

    def pass_time(self, span: timedelta) -> None:
        self.now += span

    def deploy(self) -> bool:
        """What is declared now becomes what is live; whether it did."""
        self.deploys += 1
        declared = workspace(*self.declared.values(), settings=self.settings, content_hash=f"w{self.deploys}")
        try:
            deploy(self.floor.config, declared, now=self.now, reuse=IDS)
        except ChangeRefused:
            return False
        self.look()
        return True

    def edit(self, metric_id: str, **changes: Any) -> None:
        """An operator's edit; one that makes no sense, or of a metric that is gone, changes nothing."""
        with contextlib.suppress(HeartbeatError):
            amend(self.floor.app, metric_id, changes, changed_by="Grace", reason=None, now=self.now)
        self.look()

    def measure(self, found: Mapping[str, Found]) -> None:
        """A beat up to its publish: it stays running."""
        self.now += BETWEEN_BEATS
        if self.running is None:
            beats.request(self.floor.worker, "all", trigger="cron", now=self.now)
            beat = beats.take_next(self.floor.worker, now=self.now)
            assert beat is not None
            self.running = beat.beat_id
        state: beats.SourceState = "error" if self.source_fails else "ok"
        beats.note_source(self.floor.worker, self.running, "bank", "bank_core", state)
        for metric_id, one in found.items():
            with contextlib.suppress(ReadingOutdated, MetricNotFound):
                commit(self.floor.worker, self._measurement(self.running, metric_id, one), now=self.now)

    def publish(self) -> None:
        """The end of the running beat."""
        assert self.running is not None
        version = publish(self.floor.worker, beat_id=self.running, conditions=self._conditions(), now=self.now)
        beats.finish(self.floor.worker, self.running, version, now=self.now)
        self.running = None
        self.look()

    def swing(self, metric_id: str, kinds: Iterable[str]) -> None:
        """A beat for each."""
        for kind in kinds:
            self.measure({metric_id: Found(kind)})
            self.publish()

    def swing_all(self, kind: str) -> None:
        """One beat in which every metric is alike."""
        self.measure(dict.fromkeys(self.declared, Found(kind)))
        self.publish()

    def die(self) -> None:
        """The worker dies before its beat published, and another clears up: what was committed is shown."""
        dead, self.running = self.running, None
        abandoned = beats.abandon_running(self.floor.worker, now=self.now)
        assert abandoned == (dead,)
        publish(self.floor.worker, beat_id=None, conditions=self._conditions(), now=self.now)
        self.look()
        with contextlib.suppress(FenceLost):
            publish(self.floor.worker, beat_id=dead, conditions=(), now=self.now)
            raise AssertionError("a dead beat has published a board")
        beat = beats.take_next(self.floor.worker, now=self.now)  # what it was asked is asked anew
        self.running = beat.beat_id if beat else None

    def look(self) -> dict[str, Any]:
        """A client reads the board: I6 holds for every read."""
        board = read_board(self.floor.app)
        self.versions.append(board.version)
        known = self.boards.setdefault(board.version, board.document)
        assert known == board.document, f"two boards of version {board.version}"
        return board.document

    @property
    def connection(self) -> Connection:
        return self.floor.superuser

    def _measurement(self, beat_id: int, metric_id: str, found: Found) -> Measurement:
        before = self.data_as_of.get(metric_id)
        source_as_of = before if found.stands and before is not None else self.now
        value = VALUES.get(found.kind, 11.0 if found.kind == "few" else None)
        health: Any = "ok" if value is not None else found.kind
        if value is not None:
            self.data_as_of[metric_id] = source_as_of
        self.measured_as_of.add(source_as_of)
        return Measurement(
            metric_id=metric_id,
            beat_id=beat_id,
            as_of=self.now,
            source_as_of=source_as_of,
            value=value,
            n=10 if found.kind == "few" else 100 if value is not None else None,
            health=health,
            error="division by zero" if health == "error" else None,
            definition_hash=self.declared.get(metric_id, METRICS[0]).definition_hash,
            loads={"bank_core.payment": "1"},
        )

    def _conditions(self) -> list[SourceCondition]:
        if self.source_fails:
            return [SourceCondition("bank", "bank_core", "error", "refused", self.now - HOUR, self.now - 2 * HOUR)]
        return [SourceCondition("bank", "bank_core", "ok", None, None, self.now)]
