"""What a source says about its tables, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass, replace


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
