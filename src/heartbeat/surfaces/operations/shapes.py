"""What is asked of and answered about beats and the process itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from heartbeat.definitions.model import METRIC_ID
from heartbeat.readings.beats import MetricOutcome, Phase, SourceState, Trigger
from heartbeat.wire.shapes import Shape, Utc

MetricId = Annotated[str, StringConstraints(pattern=f"^{METRIC_ID.pattern}$")]


class RecomputeRequest(BaseModel):
    """Which metrics to bring up to date, and who asks."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    metric_ids: Literal["all"] | Annotated[list[MetricId], Field(min_length=1, max_length=10_000)]
    """`all` ingests every due table of every source; a list ingests only the tables that its metrics read."""
    trigger: Literal["ui", "cron", "cli", "api"] = "api"


class RecomputeAnswer(Shape):
    """The beat that will do it."""

    job_id: int
    coalesced: bool
    """A beat was running or waiting already, and this is its id."""
    follow_up_job_id: int | None
    """The one waiting beat that covers what was asked beyond the running one."""


class JobSourceShape(Shape):
    """One dataset in a beat."""

    source_id: str
    dataset: str
    state: SourceState
    tables: int | None
    rows: int | None
    seconds: float | None
    error: str | None
    note: str | None
    """Tables and columns that are gone or of another type, a line each, though nothing failed."""


class JobMetricShape(Shape):
    """One metric in a beat."""

    metric_id: str
    outcome: MetricOutcome
    why: str | None
    """Why it was computed, carried forward or stood still, in words."""
    seconds: float | None
    """From its turn to its commit, with the past that was filled in."""
    rows_read: int | None
    """From tables, by its statement; null where none ran."""
    error: str | None


class JobErrorShape(Shape):
    """One thing that failed in a beat; the others went on."""

    where: str
    message: str


class JobShape(Shape):
    """One beat in the ledger."""

    job_id: int
    state: Literal["queued", "running", "done", "abandoned"]
    phase: Phase | None
    trigger: Trigger
    started_at: Utc | None
    ended_at: Utc | None
    sources: list[JobSourceShape]
    metrics: list[JobMetricShape]
    errors: list[JobErrorShape]


class HealthShape(Shape):
    """The process answers."""

    status: Literal["ok"]
    app_version: str


class ReadinessShape(Shape):
    """Whether Heartbeat can do its work."""

    ready: bool
    database: Literal["up", "down"]
    migrations: list[str]
    """Names of the migrations that this program needs and the database lacks; empty when it is up to date."""
    deployed: bool
    """A workspace has been deployed."""
    sandbox: Literal["full", "reduced", "unknown"]
    """`reduced`: the server's administrator has not yet done everything that isolates metric SQL."""
    sandbox_gaps: list[str]
    """What is weaker meanwhile, in words."""
