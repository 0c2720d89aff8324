"""What is asked of and answered about beats."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from heartbeat.readings.beats import MetricOutcome, Phase, SourceState, Trigger
from heartbeat.readings.ledger.runs import BeatState
from heartbeat.wire.shapes import Shape, Utc


class RunsQuery(BaseModel):
    """Which beats."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    before: int | None = Field(default=None, ge=1, le=2**63 - 1)
    """Only those older than this beat: `older` of the page before."""
    limit: int = Field(default=30, ge=1, le=100)
    state: BeatState | None = None
    trigger: Trigger | None = None
    failed: bool = False
    """Only those that were abandoned, or in which a source or a metric failed."""


class PhaseSecondsShape(Shape):
    """How long each phase took; null where the beat did not come to its end, read no source, or an older version ran it."""

    ingest: float | None
    measure: float | None
    publish: float | None


class SourceCountsShape(Shape):
    """Datasets that the beat was to read. Those that failed or were held are done too."""

    total: int
    done: int
    failed: int


class MetricCountsShape(Shape):
    """What became of the metrics; those that are none of the four were not come to."""

    total: int
    executed: int
    carried: int
    """Its value was repeated for the new moment, because no row arrived."""
    stood_still: int
    failed: int


class RunShape(Shape):
    """One beat in the ledger, in numbers."""

    beat_id: int
    state: BeatState
    phase: Phase | None
    """Where it is, or where it was last."""
    trigger: Trigger
    asked_by: list[str]
    """Names of those who asked for it; empty for a schedule or a command, and where nobody signs in."""
    ingest: bool
    """Whether it reads sources at all."""
    requested_metrics: int | None
    """How many metrics it was asked for; null is all."""
    requested_at: Utc
    started_at: Utc | None
    ended_at: Utc | None
    """Of one that was abandoned: when the next process found it."""
    seconds: float | None
    """From start to end, or until now; null while it waits and where it was abandoned."""
    phases: PhaseSecondsShape
    sources: SourceCountsShape
    tables: int
    rows: int
    """That were landed."""
    metrics: MetricCountsShape
    rows_read: int
    """By the statements of metrics."""
    board_version: int | None


class RunsShape(Shape):
    """A page of the ledger."""

    read_at: Utc
    timezone: str
    beats: list[RunShape]
    """The newest first: one that waits, then the one that runs, then the others."""
    older: int | None
    """To be given as `before` for the page after this one; null when it is the last."""


class LoadedTableShape(Shape):
    """A table that was read during the beat."""

    table: str
    rows: int
    seconds: float
    note: str | None


class RunProblemShape(Shape):
    """What failed or was held; `table` is null where it was the dataset as a whole."""

    table: str | None
    state: Literal["error", "held"]
    error: str
    hint: str
    """What to do about it; empty where nothing is known any more."""


class RunSourceShape(Shape):
    """One dataset in a beat."""

    source_id: str
    dataset: str
    state: SourceState
    tables: int | None
    rows: int | None
    seconds: float | None
    problems: list[RunProblemShape]
    notes: list[str]
    """Tables and columns that are gone or of another type, though nothing failed."""
    loads: list[LoadedTableShape]
    """Those with the most rows first; none where the books of ingest are not kept any more (30 days)."""


class RunMetricShape(Shape):
    """One metric in a beat."""

    metric_id: str
    code: str | None
    name: str | None
    file: str | None
    """Null when it is not deployed any more."""
    outcome: MetricOutcome
    why: str | None
    seconds: float | None
    rows_read: int | None
    error: str | None
    hint: str | None
    """What to do about the error."""


class RunDocumentShape(Shape):
    """One beat with everything in it."""

    read_at: Utc
    timezone: str
    beat: RunShape
    requested: list[str] | None
    """The metrics that were asked for; null is all."""
    sources: list[RunSourceShape]
    """What failed comes first, then what took longest."""
    metrics: list[RunMetricShape]
    """What failed comes first, then what took longest."""


class MetricCostShape(Shape):
    """What beats spent on one metric."""

    metric_id: str
    code: str | None
    name: str | None
    is_registered: bool
    """False when its file is gone."""
    seconds: float
    share: float
    """Of the seconds of all metrics, 0 to 1."""
    runs: int
    """How often its statement ran."""
    failed: int
    rows_read: int | None
    mean_seconds: float
    mean_seconds_before: float | None
    """In as many days before; null when it did not run."""
    longest_seconds: float
    stretches: list[float]
    """Seconds in each stretch of the time, the oldest first."""


class CostsShape(Shape):
    """What metrics cost in the last days."""

    read_at: Utc
    timezone: str
    days: int
    since: Utc
    stretch_seconds: int
    """How long each stretch is."""
    beats: int
    """That began in these days."""
    beat_seconds: float
    """That finished ones took from start to end. Metrics are measured four at a time, so `seconds` may be more."""
    seconds: float
    """Of all metrics together."""
    metrics: list[MetricCostShape]
    """The dearest first."""
