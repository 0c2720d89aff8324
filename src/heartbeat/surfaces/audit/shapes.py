"""The answers of `GET /api/audit/*`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Union

from pydantic import Field

from heartbeat.definitions.charts.catalog import chart_kinds
from heartbeat.definitions.charts.chart import Chart
from heartbeat.definitions.charts.custom import Custom
from heartbeat.definitions.cuts.model import CutRole
from heartbeat.rules.life.stage import VerificationState
from heartbeat.wire.edits import PersonShape
from heartbeat.wire.shapes import Shape, Utc

if TYPE_CHECKING:
    Payload = Chart
else:
    Payload = Union[(*chart_kinds().values(), Custom)]  # a kind is found, not listed


class LinkedMetricShape(Shape):
    """A metric that a cut belongs to."""

    metric_id: str
    code: str
    name: str
    role: CutRole
    """`explains`: the cut shows why the metric is what it is; `drilldown`: it lists what the metric is made of."""


class CutVerifiedShape(Shape):
    """Who verified a cut last."""

    by: str
    at: Utc


class CutFailureShape(Shape):
    """Why the last try to compute a cut gave nothing."""

    code: str
    """An error of `docs/errors.md`, such as `cut-failed` and `cut-timed-out`."""
    message: str
    hint: str
    tried_at: Utc


class CutRefreshShape(Shape):
    """It is asked for and not computed yet."""

    state: Literal["queued", "running"]
    requested_at: Utc


class CutSnapshotShape(Shape):
    """What a cut computed last for a window."""

    payload: Payload
    """What is drawn; its shape follows from `chart`."""
    chart: str
    """The kind of chart that the payload is for: one of Heartbeat's, or one of `GET /api/audit/charts/{kind}.js`."""
    computed_at: Utc
    source_as_of: Utc | None
    """Up to when the table of its sources that was read longest ago has been read; null where none is known."""
    window_start: Utc
    window_end: Utc
    seconds: float | None
    is_outdated: bool
    """It was computed by the module as it was before the last deploy."""


class DeclaredCutShape(Shape):
    """A cut as its module declares it, and what people made of it."""

    cut_id: str
    page: str
    page_title: str
    title: str
    chart: str
    windows: list[str]
    window_default: str
    how_to_read_html: str
    methodology_html: str | None
    sources: list[str]
    """`dataset.table`; what `source_as_of` is told from."""
    metrics: list[LinkedMetricShape]
    """What explains comes first, each in the order of the catalog."""
    owner: str | None
    owner_name: str | None
    """How `people` of heartbeat.yaml calls them; null where it does not."""
    verification_state: VerificationState
    verified: CutVerifiedShape | None
    """Who verified it last; null while nobody has, or after it was withdrawn."""
    file: str
    git_commit: str | None
    deployed_at: Utc


class CutShape(DeclaredCutShape):
    """A cut with what it shows of one window."""

    window: str
    """Which one is shown."""
    window_words: str
    is_other_window: bool
    """The page is asked for a window that this cut has not: its own is shown."""
    edit_version: str
    """Stands for owner, verification and definition. An edit sends it in `If-Match`."""
    module: str
    """The source of its module."""
    snapshot: CutSnapshotShape | None
    """Null until it was computed for the first time."""
    failure: CutFailureShape | None
    """Of the last try; the snapshot is then the one before it. Null when it went well."""
    refresh: CutRefreshShape | None


class CutChangeShape(Shape):
    """One edit of a cut."""

    at: Utc
    by: str
    """Who, as given; `deploy` where a changed module ended a verification."""
    column: str
    value_from: str | None = Field(alias="from")
    value_to: str | None = Field(alias="to")
    reason: str | None


class CutDocumentShape(CutShape):
    """Everything known about one cut."""

    changes: list[CutChangeShape]
    """All edits, newest first."""
    people: list[PersonShape]
    """Whom `people` and `operators` of heartbeat.yaml name: who may own a cut, by name."""


class CutStandingShape(Shape):
    """How a cut stands in one of its windows."""

    window: str
    computed_at: Utc | None
    """Null until it was computed for the first time."""
    source_as_of: Utc | None
    seconds: float | None
    tried_at: Utc | None
    is_outdated: bool
    failure: CutFailureShape | None


class RegisteredCutShape(DeclaredCutShape):
    """A cut without what it shows."""

    snapshots: list[CutStandingShape]


class CutRegistryShape(Shape):
    """Every cut."""

    cuts: list[RegisteredCutShape]
    """In the order of the pages."""


class CutNameShape(Shape):
    """A cut by its name."""

    cut_id: str
    title: str


class AuditPageEntryShape(Shape):
    """One page in the list of pages."""

    page: str
    title: str
    cuts: list[CutNameShape]
    windows: list[str]
    """Of all its cuts, the shortest first."""
    window_default: str
    unverified: int
    """Cuts that nobody stands behind now."""
    failing: int
    """Cuts whose last try failed, in any window."""
    oldest_computed_at: Utc | None


class AuditPagesShape(Shape):
    """All audit pages."""

    pages: list[AuditPageEntryShape]
    empty: bool
    """No cut is deployed."""


class CutWindowShape(Shape):
    """A stretch of time that ends now."""

    key: str
    """As `?window=` takes it: `30d`."""
    words: str
    """`30 days`."""


class ProsePartShape(Shape):
    """A piece of the page's text."""

    kind: Literal["prose"]
    html: str
    """Safe to put into a page as it is."""


class CutPartShape(Shape):
    """A cut in its place."""

    kind: Literal["cut"]
    cut: CutShape


class AuditPageShape(Shape):
    """One audit page."""

    page: str
    title: str
    file: str | None
    """Of its text, `cuts/<page>.md`; null for a page without one."""
    window: str
    windows: list[CutWindowShape]
    """Of all its cuts, the shortest first."""
    parts: list[Annotated[ProsePartShape | CutPartShape, Field(discriminator="kind")]]
    computed_at: Utc | None
    """When the oldest of what is shown was computed; null while nothing is."""
    refreshing: int
    """Cuts of which something is asked for and not computed yet."""
