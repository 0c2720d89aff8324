"""The columns of a table that follow from its rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heartbeat.errors import SourceRejected
from heartbeat.ingest.records.fitting import fitting, type_of, widened
from heartbeat.ingest.tables.model import Column
from heartbeat.ingest.tables.naming import is_reserved_column, landed_name

MOST_COLUMNS = 1600  # of a table of Postgres

Record = Mapping[str, Any]


@dataclass(frozen=True)
class KnownTypes:
    """What is known of the columns of a table before its rows are read. All names are landed ones.

    Args:
        standing: types in marts. They stay while values fit, and widen when one does not: the engine tells that.
        declared: types of the source's file, as Postgres writes them. A value that does not fit is refused.
        dropped: columns that are not landed, by either name.
    """

    standing: Mapping[str, str]
    declared: Mapping[str, str]
    dropped: Collection[str] = ()


class _Column:
    """What the values of one column have told so far."""

    def __init__(self, name: str, type_name: str | None, *, is_declared: bool) -> None:
        self.name, self.landed, self.type_name = name, landed_name(name), type_name
        self.has_value = False
        self._is_declared = is_declared
        self._ask()

    def take(self, value: Any) -> bool:
        """Let the type hold this value too. False when the type was declared, and does not."""
        if self._fits is not None and self._fits(value):
            self.has_value = True
            return True
        if self._is_declared:
            return False
        found = type_of(value)
        both = widened(self.type_name, found)
        # What stands in marts and held no value of these rows is no reason to make text of them: they have another type now.
        self.type_name = both if self.has_value or both not in ("text", "jsonb") else found
        self.has_value = True
        self._ask()
        if self._fits is not None and not self._fits(value) and found == "numeric":  # beyond every float
            self.type_name = "text"
            self._ask()
        return True

    def _ask(self) -> None:
        known = self.type_name
        self._fits = fitting(known, loosely=self._is_declared, cells=False) if known is not None else None


class Shape:
    """The columns of a table, learned row by row.

    Args:
        table: as it lands, for messages.
        known: what is known already.
    """

    def __init__(self, table: str, known: KnownTypes) -> None:
        self._table, self._known = table, known
        self._dropped = {*known.dropped, *map(landed_name, known.dropped)}
        self._columns: dict[str, _Column | None] = {}  # by the source's name; None is not landed
        self._by_landed: dict[str, _Column] = {}
        self.rows = 0

    def see(self, records: Sequence[Record]) -> None:
        """Learn from objects.

        Raises:
            SourceRejected: a value does not fit its declared type, or marts cannot have a column of this name.
        """
        columns = self._columns
        for at, record in enumerate(records):
            for name, value in record.items():
                if value is None:
                    continue
                column = columns[name] if name in columns else self._meet(name)
                if column is not None and not column.take(value):
                    self._refuse(at, name, column.type_name or "")
        self.rows += len(records)

    def columns(self, *, is_whole: bool) -> tuple[Column, ...]:
        """The columns: those that stand in marts first, in their order, then new ones as they came.

        Args:
            is_whole: the rows are all there are: columns without a value are left out. In an increment those of marts stay,
                and so they do where there is no row at all.
        """
        if self.rows == 0:
            types = self._known.standing or self._known.declared
            return tuple(Column(name, name, types[name]) for name in types if name not in self._dropped)
        found = []
        for landed in dict.fromkeys((*self._known.standing, *self._by_landed)):
            column = self._by_landed.get(landed)
            if column is not None and column.has_value and column.type_name:
                found.append(Column(column.name, landed, column.type_name))
            elif not is_whole and landed in self._known.standing and landed not in self._dropped:
                name = landed if column is None else column.name
                found.append(Column(name, landed, self._known.standing[landed]))
        return tuple(found)

    def _meet(self, name: str) -> _Column | None:
        """A name for the first time; None if it is not landed."""
        landed = landed_name(name)
        column = None if {name, landed} & self._dropped else self._new(name, landed)
        self._columns[name] = column
        return column

    def _new(self, name: str, landed: str) -> _Column:
        if landed in self._by_landed:
            message = f"Columns of {self._table} would have the same name in marts: {self._by_landed[landed].name} and {name}."
            raise SourceRejected(message, hint="Name all but one of them in `drop_columns`.")
        if is_reserved_column(landed):
            message = f"Columns of {self._table} have names that are reserved for Postgres or dlt: {name}."
            raise SourceRejected(message, hint="Name them in `drop_columns`.")
        if len(self._by_landed) == MOST_COLUMNS:
            message = f"Rows of {self._table} have more than {MOST_COLUMNS} different names, which no table can hold."
            raise SourceRejected(message, hint="Its names may be values: then the rows lie deeper, or elsewhere.")
        declared = self._known.declared.get(landed)
        known = declared or self._known.standing.get(landed)
        column = _Column(name, known, is_declared=declared is not None)
        self._by_landed[landed] = column
        return column

    def _refuse(self, at: int, name: str, type_name: str) -> None:
        what = f"`{name}` holds a value that is no {type_name}, as `columns` declares it"
        hint = "Correct `columns` in the source's file, or the value at the source."
        raise SourceRejected(f"Row {self.rows + at + 1} of {self._table} was refused: {what}.", hint=hint)
