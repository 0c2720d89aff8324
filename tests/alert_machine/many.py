"""Many metrics of every unit, whose values, lines, currency and language change by chance from beat to beat."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from alert_machine.agreement import Agreement
from alert_machine.floor import Floor
from alert_machine.world import ADA, ALERTS, HOUR, World
from heartbeat.definitions.model import MetricDefinition, WorkspaceSettings
from heartbeat.readings import beats
from heartbeat.readings.board import publish
from heartbeat.readings.commit import Measurement, commit
from integration.readings.small_house import metric

UNITS = ("count", "ratio", "money", "seconds", "items", "days", "€ per order", "°C")
LOCALES = ("en", "de", "fr", "uk", "en-GB", "de-CH")
CURRENCIES = ("EUR", "USD", "JPY", "KWD", "CHF", "UAH")
MAGNITUDES = (1e-6, 0.01, 0.5, 1.0, 7.0, 100.0, 12_345.678, 9.99e6, 3.2e9, 5e14)
EVERY_DEPLOY = 4  # beats from one change of language, currency and lines to the next


@dataclass
class ManyWorld(World):
    """A workspace of `count` metrics; what is drawn comes from `random`, so that a seed is a run."""

    random: Random = field(default_factory=lambda: Random(1))
    count: int = 40
    locale: str = "en"
    currency: str = "EUR"

    def __post_init__(self) -> None:
        self.alerts = {"channels": ALERTS["channels"], "routes": ALERTS["routes"], "digest": "off"}
        self.people, self.page_budget = {}, 1e6
        self.declared = {one.metric_id: one for one in map(self._drawn, range(self.count))}
        super().__post_init__()
        self.floor.app.execute("update heartbeat.metric_registry set verification_state = 'verified'")

    @property
    def settings(self) -> WorkspaceSettings:
        return replace(super().settings, locale=self.locale, currency=self.currency)

    def beat(self) -> None:
        """A value of each metric, near a line as often as not."""
        self.now += HOUR
        beats.request(self.floor.worker, "all", trigger="cron", now=self.now)
        beat = beats.take_next(self.floor.worker, now=self.now)
        assert beat is not None
        for one in self.declared.values():
            commit(self.floor.worker, self._measured(beat.beat_id, one), now=self.now)
        version = publish(self.floor.worker, beat_id=beat.beat_id, conditions=(), now=self.now)
        beats.finish(self.floor.worker, beat.beat_id, version, now=self.now)

    def change(self) -> None:
        """Another language and currency, and other lines of some metrics."""
        self.locale, self.currency = self.random.choice(LOCALES), self.random.choice(CURRENCIES)
        for metric_id in self.random.sample(sorted(self.declared), self.count // 4):
            one = self.declared[metric_id]
            norm, alert = self._lines(one.direction)
            content = f"c{self.deploys}"
            self.declared[metric_id] = replace(one, norm_value=norm, alert_value=alert, content_hash=content)
        assert self.deploy()

    def _drawn(self, number: int) -> MetricDefinition:
        direction: Any = self.random.choice(("up", "down"))
        norm, alert = self._lines(direction)
        drawn = metric(
            f"m_{number}",
            f"M{number:04}",
            owner=ADA,
            unit=self.random.choice(UNITS),
            direction=direction,
            norm_value=norm,
            alert_value=alert,
            decimals=self.random.choice((None, None, 0, 1, 3)),
            page_on=self.random.choice(("red", "amber")),
        )
        return replace(drawn, keep_readings=self.random.choice((1, 2)))

    def _lines(self, direction: str) -> tuple[float | None, float]:
        first = self.random.choice(MAGNITUDES) * self.random.uniform(0.5, 2)
        second = first * self.random.uniform(1.0001, 2)
        norm, alert = (second, first) if direction == "up" else (first, second)
        return (norm if self.random.random() < 0.8 else None), alert

    def _measured(self, beat_id: int, one: MetricDefinition) -> Measurement:
        return Measurement(
            metric_id=one.metric_id,
            beat_id=beat_id,
            as_of=self.now,
            source_as_of=self.now,
            value=self._value(one),
            n=self.random.randrange(1, 1_000_000),
            health="ok",
            error=None,
            definition_hash=one.definition_hash,
            loads={"bank_core.payment": "1"},
        )

    def _value(self, one: MetricDefinition) -> float:
        line = self.random.choice([line for line in (one.norm_value, one.alert_value) if line is not None])
        spread = self.random.choice((1e-9, 1e-6, 1e-3, 0.1, 1.0))
        return line * (1 + self.random.uniform(-spread, spread))


def compare(floor: Floor, *, comparisons: int, metrics: int = 40, seed: int = 1) -> tuple[Agreement, int]:
    """Beats until so many values were compared; what they came to, and how many beats it took."""
    world, agreement, count = ManyWorld(floor, random=Random(seed), count=metrics), Agreement(), 0
    while agreement.compared < comparisons:
        if count % EVERY_DEPLOY == EVERY_DEPLOY - 1:
            world.change()
            agreement.compare(world)
        world.beat()
        agreement.compare(world)
        world.boards.clear()
        world.versions[:-1] = []
        count += 1
    return agreement, count
