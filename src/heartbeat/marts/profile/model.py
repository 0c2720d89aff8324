"""The profile of a landed table as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from heartbeat.marts.profile.roles import Role, base_type, role_of


@dataclass(frozen=True)
class Column:
    """One column. Shares are of the rows looked at, 0 to 1; `None` where it was not asked or not answered in time.

    `distinct` counts the values in the rows looked at, or is what the statistics of Postgres say of the table.
    """

    name: str
    type: str
    null_share: float | None = None
    empty_share: float | None = None  # of texts: ''
    negative_share: float | None = None  # of numbers
    distinct: int | None = None
    values: tuple[tuple[str, float], ...] = ()  # the most frequent first; only what `privacy` lets be shown
    oldest: datetime | None = None  # of times, UTC
    newest: datetime | None = None

    @property
    def role(self) -> Role:
        """What it is for."""
        return role_of(self.name, self.type)

    @property
    def base_type(self) -> str:
        """Its type without modifiers."""
        return base_type(self.type)


@dataclass(frozen=True)
class Reference:
    """A column whose values are keys of another table. `contained` is the share of looked-at values that stand there."""

    column: str
    table: str  # 'dataset.table'
    to_column: str
    contained: float


@dataclass(frozen=True)
class Lapse:
    """How long it takes from one time of a row to another: seconds that half, and 95 of 100, stay below."""

    half: float
    most: float


@dataclass(frozen=True)
class LoggedState:
    """One state of a log: the share of things that ever reached it, of those that began with it, and how long it took."""

    value: str
    reached: float
    began: float
    lapse: Lapse | None
    label: str | None = None  # what a lookup table calls it


@dataclass(frozen=True)
class StateLog:
    """That a table has a row for each state a thing reached. `owner` is the table of things, `owner_key` its key."""

    owner: str  # 'dataset.table'
    owner_key: str
    reference: str
    state: str
    time: str
    states: tuple[LoggedState, ...]


@dataclass(frozen=True)
class Table:
    """One landed table. `checked_at` (UTC) is up to when its source has been read; `rows` what the newest load counted.

    `per_day` are rows a day over the last 30 and 90 days before `checked_at`, by `start`, the time at which a row begins.
    """

    dataset: str
    table: str
    rows: int
    size: int
    checked_at: datetime
    keys: tuple[str, ...]
    columns: Mapping[str, Column]
    looked_at: int = 0
    start: str | None = None
    per_day: tuple[float, float] | None = None
    references: tuple[Reference, ...] = ()
    lapses: Mapping[str, Lapse] = field(default_factory=dict)  # from `start` to another time, by that column
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # what lookup tables call values, by column
    log: StateLog | None = None
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As SQL names it."""
        return f"{self.dataset}.{self.table}"

    @property
    def is_sampled(self) -> bool:
        """Whether shares come from some of the rows."""
        return 0 < self.looked_at < self.rows

    def of_role(self, *roles: Role) -> list[Column]:
        """Its columns of these roles, in their order."""
        return [column for column in self.columns.values() if column.role in roles]
