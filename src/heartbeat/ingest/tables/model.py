"""What a source of any kind says about its tables, and what it hands over of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Column:
    """A column of a source. `type_name` is the exact Postgres type that its values keep in marts."""

    name: str
    landed: str
    type_name: str
    is_cast: bool = False  # the source casts it to `type_name`, because marts cannot hold its own type
    nullable: bool = True

    @property
    def is_moment(self) -> bool:
        """Whether values are moments in time, which a lag can be subtracted from."""
        return self.type_name.startswith("timestamp") or self.type_name == "date"

    @property
    def is_unmistakable(self) -> bool:
        """Whether a moment has one value only: a time without a zone may be local, and come twice when clocks go back."""
        return not self.type_name.endswith("without time zone")


@dataclass(frozen=True)
class SourceTable:
    """A table of a source. `key` are the landed columns of its primary key, or of another unique key over NOT NULL columns."""

    name: str
    landed: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    estimated_rows: int | None = None
    note: str | None = None

    def column(self, name: str) -> Column | None:
        """The column of this name, the source's own or the landed one."""
        return next((column for column in self.columns if name in (column.name, column.landed)), None)

    def without(self, names: tuple[str, ...]) -> SourceTable:
        """The table without some columns; a key that loses one is no key any more."""
        columns = tuple(column for column in self.columns if not {column.name, column.landed} & set(names))
        key = self.key if set(self.key) <= {column.landed for column in columns} else ()
        return replace(self, columns=columns, key=key)


@dataclass(frozen=True)
class Window:
    """The rows an increment reads: from `start` on, less the lag, and those whose cursor is NULL.

    Source and marts are asked with the same condition, so an append can delete exactly what it is about to read again.
    """

    cursor: Column
    start: str  # as Postgres writes it
    lag_seconds: float  # 0 where `start` already lies far enough back


@dataclass(frozen=True)
class Reflected:
    """The tables of one schema, in the order of their names; views apart."""

    tables: tuple[SourceTable, ...]
    views: tuple[SourceTable, ...]


@dataclass(frozen=True)
class SourceMoment:
    """When a source was read, by its own clock, as Postgres writes each type."""

    zoned: str
    local: str
    day: str

    def of(self, column: Column) -> str:
        """The moment in the type of a cursor column."""
        if column.type_name == "date":
            return self.day
        return self.zoned if "with time zone" in column.type_name else self.local


@dataclass(frozen=True)
class Target:
    """Where copied rows go, and who hears how many there are while it goes on."""

    path: Path
    heard: Callable[[int], None]


@dataclass(frozen=True)
class Copied:
    """The rows of one table in a file. `marks` count equal rows, so that two copies can be compared; null when there are many."""

    path: Path
    rows: int
    marks: Counter[int] | None


class Snapshot(Protocol):
    """A source as it was at one moment: what every kind gives. Everything read through it belongs together."""

    @property
    def moment(self) -> SourceMoment:
        """When that was: no cursor goes beyond it."""

    def reflect(self, schema: str) -> Reflected:
        """What the schema holds.

        Raises:
            SourceRejected: the schema is missing or closed.
        """

    def copy(self, schema: str, table: SourceTable, window: Window | None, target: Target) -> Copied:
        """Write the rows of a table, or those of a window of it, to a file as Postgres writes CSV, with a header of landed names.

        Raises:
            SourceRejected: the source refused this table; others can still be read.
            SourceUnreachable: the source is gone, and with it the snapshot.
        """
