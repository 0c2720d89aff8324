"""What a source of any kind says about its tables, and what it hands over of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import psycopg

from heartbeat.marts.books.source_log import LogPosition
from heartbeat.marts.records import FilePart


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
    def is_text(self) -> bool:
        """Whether values are texts, whose order is that of a server's language."""
        return self.type_name.startswith(("text", "character"))

    @property
    def is_unmistakable(self) -> bool:
        """Whether a moment has one value only: a time without a zone may be local, and come twice when clocks go back."""
        return not self.type_name.endswith("without time zone")


@dataclass(frozen=True)
class SourceTable:
    """A table of a source. `key` are the landed columns of its primary key, or of another unique key over NOT NULL columns.

    The columns of an inferred table follow from its rows. Until they have been read, its columns are those that marts know, and
    none for a table that never landed; the real ones come with what was copied (`Copied.table`).
    """

    name: str
    landed: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    estimated_rows: int | None = None
    note: str | None = None
    cursor: str | None = None  # the column that tells what is new, where the kind knows it
    is_inferred: bool = False
    parts_by: str | None = None  # the column that names the file of each row, where whole files take each other's place
    newest_by: tuple[str, ...] = ()  # of two rows of different files with one key, the one that is more by these columns stays
    hides_rows: bool = False  # policies of the source may hide rows from its login: what it does not show need not be deleted

    def column(self, name: str) -> Column | None:
        """The column of this name, the source's own or the landed one."""
        return next((column for column in self.columns if name in (column.name, column.landed)), None)

    def without(self, names: tuple[str, ...]) -> SourceTable:
        """The table without some columns; a key that loses one is no key any more. Those that tell files apart stay."""
        dropped = {*names} - {self.parts_by, *self.newest_by}
        columns = tuple(column for column in self.columns if not {column.name, column.landed} & dropped)
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
class Parts:
    """The rows of new and changed files. They take the place of what stands of these files.

    Before they are read, nobody but the kind knows which files those are: `files` is empty then.
    """

    column: Column
    files: tuple[str, ...] = ()


Span = Window | Parts
"""What an increment reads, and what it puts in order in marts. Null, where a span is optional, means the whole table."""


@dataclass(frozen=True)
class Ranges:
    """Rows by a hash of some of their columns, divided into `count` ranges, of which some are wanted.

    A hash needs no order: servers that sort text differently divide the rows alike.
    """

    columns: tuple[Column, ...]  # those of the key; all of them where there is none
    count: int
    wanted: frozenset[int] = frozenset()


Fingerprints = Mapping[int, tuple[int, int]]
"""By range, how many rows it has and the sum of their hashes; a range without rows is left out."""


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


class Target(Protocol):
    """Where the rows of one table go, and who hears how many there are while it goes on."""

    def open(self, table: SourceTable, *, binary: bool = False) -> AbstractContextManager[Callable[[bytes], object]]:
        """Take rows of this shape; what was written before is forgotten.

        What is written to the given function, in pieces of any size, is CSV as Postgres copies it: a header of landed names, a
        comma between cells, nothing for NULL, `""` for the empty string. With `binary` it is the binary form of COPY, as a server
        of Postgres writes it.
        """

    def heard(self, rows: int) -> None:
        """So many rows so far."""


@dataclass(frozen=True)
class Copied:
    """What was copied of one table.

    `marks` count equal rows, so that two copies can be compared; null when there are many, or their text is not that of
    Postgres. `table` is the shape that the rows of an inferred table have, `parts` the files they came from, `note` what a
    person should know. `renamed` are files that may be others under a new name, with the old one: their rows tell.
    """

    rows: int
    marks: Counter[int] | None = None
    table: SourceTable | None = None
    parts: tuple[FilePart, ...] | None = None
    note: str | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reach:
    """What a kind may need beside its source.

    The loader's connection to the marts (autocommit; no dataset is written through it), a folder of this run that is removed
    after it, the dataset, the columns of each table that stands there with their types, what takes the secrets of the run out
    of a text (before it is cut: nobody knows half a secret), whether all is to be read whatever stands, and whether a table
    may lose most of its rows.
    """

    marts: psycopg.Connection[Any]
    place: Path
    dataset: str
    known: Mapping[str, Mapping[str, str]]
    clean: Callable[[str], str]
    is_full: bool = False
    accepts_shrink: bool = False


class Snapshot(Protocol):
    """A source as it was at one moment: what every kind gives. Everything read through it belongs together."""

    @property
    def has_exact_text(self) -> bool:
        """Whether it writes values as Postgres does, so that equal rows are equal bytes."""

    @property
    def moment(self) -> SourceMoment:
        """When it was read: no cursor goes beyond it. Asked after everything has been read."""

    def reflect(self, schema: str) -> Reflected:
        """What the schema holds.

        Raises:
            SourceRejected: the schema is missing or closed.
        """

    def copy(self, schema: str, table: SourceTable, span: Span | None, target: Target) -> Copied:
        """Write the rows of a table, or at least those of a span of it, to the target.

        Raises:
            SourceRejected: the source refused this table; others can still be read.
            SourceUnreachable: the source is gone, and with it the snapshot.
        """


@runtime_checkable
class Fingerprinted(Protocol):
    """A snapshot whose server can tell in which ranges its rows differ from others, and give those of some ranges alone."""

    def fingerprints(self, schema: str, table: SourceTable, ranges: Ranges, ahead: Window | None) -> Fingerprints:
        """Of all rows, but for those whose cursor is ahead of where a window starts: nothing of them has landed.

        Raises:
            SourceRejected, SourceUnreachable: as for a copy.
        """

    def copy(self, schema: str, table: SourceTable, span: Span | Ranges | None, target: Target) -> Copied:
        """As of any snapshot; ranges are a span too."""


@runtime_checkable
class Positioned(Protocol):
    """A snapshot of a server that keeps a log of its writes."""

    @property
    def position(self) -> LogPosition | None:
        """Up to where the log may have been written when it was taken; null where the server does not tell."""


def position_of(snapshot: Snapshot) -> LogPosition | None:
    """How far the source had come when it was read, where it tells."""
    return snapshot.position if isinstance(snapshot, Positioned) else None
