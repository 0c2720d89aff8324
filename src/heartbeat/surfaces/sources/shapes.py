"""The answer of `GET /api/sources`."""

from __future__ import annotations

from typing import Literal

from heartbeat.definitions.model import SourceKind
from heartbeat.rules.upkeep.punctuality import Punctuality
from heartbeat.rules.upkeep.repairs import Disposition, Mender
from heartbeat.surfaces.sources.table_entry import TableStanding
from heartbeat.wire.shapes import Shape, Utc


class LastLoadShape(Shape):
    """The last load that brought rows."""

    at: Utc
    rows: int
    seconds: float


class TableProblemShape(Shape):
    """Why a table is not read."""

    state: Literal["error", "held"]
    code: str
    error: str
    hint: str
    since: Utc


class DriftShape(Shape):
    """A column that changed at the source, of late or still."""

    column: str
    what: str
    found_at: Utc


class ReconciliationShape(Shape):
    """The last comparison with the source; counts are null where it did not come so far."""

    started_at: Utc
    ended_at: Utc | None
    state: Literal["running", "ok", "error", "held"]
    rows: int | None
    """Compared at the source."""
    ranges: int | None
    differing: int | None
    """Ranges that were not the same."""
    deleted: int | None
    """Rows that the source has no more and that were removed."""
    missed: int | None
    """Rows that were brought."""
    changed: int | None
    """Rows that were corrected."""
    error: str | None


class FileCountsShape(Shape):
    """The files whose rows stand in a table."""

    files: int
    size: int
    newest_at: Utc
    rows_left_out: int
    """Rows that could not be read and stand in no table: the source's file says `bad_rows: skip`."""
    left_out_of: str | None
    """The first file that has such rows."""


class WaitingShape(Shape):
    """Deliveries of a webhook that the next beat lands."""

    deliveries: int
    oldest_at: Utc


class RepairShape(Shape):
    """A difference that can arise between source and marts, and what mends it first."""

    difference: str
    by: Mender
    note: str | None


class SourceTableShape(Shape):
    """One landed table."""

    table: str
    """`dataset.table`"""
    dataset: str
    name: str
    state: TableStanding
    """`unread`: its source fails as a whole. `gone`: no longer at the source. `left_out`: the file does not land it any more."""
    problem: TableProblemShape | None
    disposition: Disposition | None
    """Null for a table that never landed, or that another pipeline fills, as all that a load would tell."""
    reason: str | None
    """Why this disposition."""
    key: list[str]
    cursor: str | None
    cursor_value: str | None
    rows: int | None
    bytes: int | None
    """With indexes; null when it does not stand in marts."""
    checked_at: Utc | None
    """Up to when the source's table has been read."""
    punctuality: Punctuality | None
    """`late`: it should have been read twice since, by its source's schedule. Null where no source reads it (any more)."""
    check_seconds: float | None
    """What the last reading took at the source, also when nothing was new."""
    last_load: LastLoadShape | None
    note: str | None
    """What the last reading noted, such as drift."""
    drift: list[DriftShape]
    reconciliation: ReconciliationShape | None
    files: FileCountsShape | None
    waiting: WaitingShape | None
    repairs: list[RepairShape]
    metrics: list[str]
    """Those that read it."""


class TotalsShape(Shape):
    """Tables with their rows and bytes."""

    table_count: int
    rows: int
    bytes: int


class SourceProblemShape(Shape):
    """What fails of a source: all of a dataset (`table` is null), or one table."""

    dataset: str
    table: str | None
    state: Literal["error", "held"]
    code: str | None
    error: str
    hint: str
    since: Utc | None


class LastRunShape(Shape):
    """The last run over all tables of a dataset that has ended."""

    started_at: Utc
    ended_at: Utc
    state: Literal["ok", "error", "held"]
    came_to_tables: bool
    """False when the source could not be read at all."""


class BackfillShape(Shape):
    """A first load of a source that goes on at this moment; beats leave the source alone meanwhile."""

    done: int
    tables: int


class SourceShape(TotalsShape):
    """One deployed source."""

    source_id: str
    kind: SourceKind
    file: str
    schedule: str
    lag_seconds: int
    reconcile: Literal["daily", "weekly", "off"]
    datasets: list[str]
    state: Literal["failing", "held", "late", "never_ran", "running", "ok"]
    problems: list[SourceProblemShape]
    checked_at: Utc | None
    """Of the table that was read longest ago; null when one never was."""
    last_ok_at: Utc | None
    """When all of it was read without a failure."""
    last_run: LastRunShape | None
    backfill: BackfillShape | None
    tables: list[SourceTableShape]


class RemedyShape(Shape):
    """One way to end a full reload, or its report."""

    text: str
    yaml: str | None
    """What to write into the source's file for it."""


class FullReloadShape(Shape):
    """A table that is read in full with each run."""

    table: str
    source_id: str
    file: str
    rows: int
    """Of the last run, as `seconds`."""
    seconds: float
    per_hour: float
    """Runs in an hour, by the schedule."""
    rows_per_hour: float
    seconds_per_hour: float
    reason: str | None
    accepted: str | None
    """The reason in `replace_ok`."""
    small: bool
    """Whether it costs next to nothing."""
    remedies: list[RemedyShape]
    """The best first; none for one that was accepted."""


class FullReloadsShape(Shape):
    """What all of them cost together, and each: dearest first, then small ones, then accepted ones."""

    rows_per_hour: float
    seconds_per_hour: float
    tables: list[FullReloadShape]


class UnclaimedShape(TotalsShape):
    """A dataset that no deployed source fills."""

    dataset: str
    was_ours: bool
    """Whether a source filled it that is not deployed any more; else another pipeline does."""
    tables: list[SourceTableShape]


class MissingTableShape(Shape):
    """A table that metrics read and that never landed."""

    table: str
    source_id: str | None
    """The deployed source whose dataset it is."""
    metrics: list[str]


class AllTotalsShape(TotalsShape):
    """Over all deployed sources."""

    sources: int
    failing: int
    """Sources of which all or a table fails or is held."""


class SourcesShape(Shape):
    """Every source with every table."""

    read_at: Utc
    timezone: str
    totals: AllTotalsShape
    full_reloads: FullReloadsShape
    sources: list[SourceShape]
    """Failing ones first."""
    unclaimed: list[UnclaimedShape]
    missing: list[MissingTableShape]
