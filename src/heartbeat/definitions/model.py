"""What a workspace declares, as frozen objects. Every other room receives these and never parses a file itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeVar, get_args

from heartbeat.definitions.cuts.model import AuditPage, ChartModule, CutDefinition
from heartbeat.definitions.kinds import FilesReading, RestReading, WebhookReading
from heartbeat.definitions.segments.model import SegmentDefinition

METRIC_ID = re.compile(r"[a-z][a-z0-9_]{2,62}")
Period = Literal["snapshot", "24h", "7d", "30d", "funnel"]
Direction = Literal["up", "down"]
Number = TypeVar("Number", float, Decimal)
DEFAULT_PAGE_BUDGET = 1.0
SourceKind = Literal["postgres", "sql", "rest", "files", "webhook"]
AccessRole = Literal["viewer", "operator", "admin"]
"""`viewer` looks, `operator` also edits, asks for beats and lets screens in, `admin` also makes and revokes tokens."""
ACCESS_ROLES: tuple[AccessRole, ...] = get_args(AccessRole)
USER_HEADER = "X-Forwarded-User"
Frequency = str  # 'hourly', 'daily', or a cron expression in the workspace's time zone


def worse(value: Number, than: Number, direction: Direction) -> bool:
    """Whether `value` is strictly worse than `than`: below it when up is better, above it when down is better."""
    return value < than if direction == "up" else value > than


@dataclass(frozen=True)
class Typical:
    """How a metric's own history judges it: mean and standard deviation over `days`, on the bad side only or on both."""

    days: int = 30
    side: Literal["both", "bad"] = "both"


@dataclass(frozen=True)
class MetricSql:
    """The statements of a metric file, and what parsing them told. SQL keeps `:as_of`; `sql.tokens.bind_as_of` binds it."""

    value: str
    history: str | None
    crosscheck: str | None
    tables: tuple[str, ...]  # 'dataset.table' that value, history and crosscheck read, sorted
    uses_as_of: bool  # the value statement
    uses_now: bool  # now(), current_date and friends anywhere in the value statement


@dataclass(frozen=True)
class MetricDefinition:
    """One metric file. Lines are in the metric's unit; `None` means the file does not say."""

    metric_id: str
    area: str
    file: str  # below the workspace, with forward slashes
    code: str
    name: str
    period: Period
    unit: str
    direction: Direction
    description: str
    how_to_read: str
    sql: MetricSql
    methodology: str | None = None
    sources: tuple[str, ...] = ()
    norm_value: float | None = None
    alert_value: float | None = None
    target_value: float | None = None
    target_due_date: date | None = None
    typical: Typical | None = None
    min_n: int | None = None
    decimals: int | None = None
    priority: int = 5
    page_on: Literal["red", "amber"] = "red"
    page_on_typical: bool = False
    for_readings: int = 1
    keep_readings: int = 2
    clear_value: float | None = None
    owner: str | None = None
    backfill: bool = True
    links: Mapping[str, Literal["explains", "drilldown"]] = field(default_factory=dict)
    definition_hash: str = ""  # 'v1:<sha256>' over the token stream, period, unit and direction
    content_hash: str = ""  # sha256 of the file


@dataclass(frozen=True)
class SourceDefinition:
    """One source file, placeholders unexpanded. Keys that name tables use the source's own table names.

    A kind without schemas has one that is called '': it lands in a dataset named as the source is.
    """

    source_id: str
    file: str
    kind: SourceKind
    url: str
    schemas: tuple[str, ...]
    schedule: Frequency = "hourly"
    deadline_seconds: int = 600
    tables: tuple[str, ...] | None = None  # None: all
    skip_tables: tuple[str, ...] = ()
    drop_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    primary_key: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cursor: Mapping[str, str] = field(default_factory=dict)
    lag_seconds: int = 600
    reconcile: Literal["daily", "weekly", "off"] = "off"
    indexes: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    replace_ok: Mapping[str, str] = field(default_factory=dict)
    rest: RestReading | None = None
    files: FilesReading | None = None
    webhook: WebhookReading | None = None
    content_hash: str = ""

    def dataset(self, schema: str) -> str:
        """The schema of the marts in which the rows of the source's `schema` land."""
        return f"{self.source_id}_{schema}" if schema else self.source_id

    def datasets(self) -> tuple[str, ...]:
        """All datasets of this source."""
        return tuple(self.dataset(schema) for schema in self.schemas)

    def declared_tables(self) -> tuple[str, ...] | None:
        """The tables that the file itself declares, named as they land; None where only the source knows its tables."""
        if self.rest:
            return tuple(endpoint.table for endpoint in self.rest.endpoints)
        if self.files:
            return tuple(one.table for one in self.files.files)
        return (self.webhook.table,) if self.webhook else None

    def accepts_reload(self, table: str) -> str | None:
        """The reason in `replace_ok` why a table of the marts may be read in full each time; null when the file gives none."""
        return next((reason for name, reason in self.replace_ok.items() if _bare(name) == _bare(table)), None)

    def lands(self, table: str) -> bool:
        """Whether a table of the marts is among those this source lands. `ClientProfile` lands as `client_profile`."""
        declared = self.declared_tables()
        if declared is not None and table not in declared:
            return False
        wanted = None if self.tables is None else {_bare(name) for name in self.tables}
        skipped = {_bare(name) for name in self.skip_tables}
        return _bare(table) not in skipped and (wanted is None or _bare(table) in wanted)


def _bare(table: str) -> str:
    return "".join(letter for letter in table.lower() if letter.isalnum())


@dataclass(frozen=True)
class WorkspaceSettings:
    """heartbeat.yaml with every default filled in, placeholders unexpanded."""

    name: str
    timezone: str = "UTC"
    locale: str = "en"
    currency: str = "EUR"
    operators: tuple[str, ...] = ()
    people: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    schedule: Mapping[str, str] = field(default_factory=dict)  # beat, typical, segments, cuts, daily -> cron
    readings_days: int = 400
    public_url: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxy: str | None = None
    proxy_user_header: str = USER_HEADER
    proxy_role_header: str | None = None
    proxy_roles: Mapping[str, str] = field(default_factory=dict)  # user or group, or `*` -> viewer, operator, admin or none
    alerts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def page_budget(self) -> float:
        """Pages a week that one metric may cost those who are told."""
        return float(self.alerts.get("page_budget", DEFAULT_PAGE_BUDGET))


@dataclass(frozen=True)
class WorkspacePage:
    """One Markdown file of `docs/`. `path` is below it, without `.md`; `title` is its first heading."""

    path: str
    file: str
    title: str
    text: str
    content_hash: str = ""


@dataclass(frozen=True)
class Explained:
    """What explains the numbers, beside sources and metrics: audit pages, segments, and the workspace's own docs."""

    pages: tuple[AuditPage, ...] = ()  # in the order of the pages
    cuts: tuple[CutDefinition, ...] = ()  # by page, in the order of each
    charts: tuple[ChartModule, ...] = ()
    segments: tuple[SegmentDefinition, ...] = ()
    docs: tuple[WorkspacePage, ...] = ()


@dataclass(frozen=True)
class Workspace:
    """A whole workspace folder that has been read without an error."""

    settings: WorkspaceSettings
    sources: tuple[SourceDefinition, ...]
    metrics: tuple[MetricDefinition, ...]  # in catalog order: area, then file name
    content_hash: str
    git_commit: str | None
    explained: Explained = field(default_factory=Explained)
