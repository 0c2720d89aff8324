"""The types of a file's columns, learned from its rows in batches; and which rows hold a value that their column cannot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import NoneType
from typing import Any

from heartbeat.errors import SourceRejected
from heartbeat.ingest.kinds.files.asking import ASKED_ABOUT, Refused
from heartbeat.ingest.records.csv_text import plain_text
from heartbeat.ingest.records.fitting import cell_type, fitting, type_of, widened
from heartbeat.ingest.records.number_ranges import holds_numerics
from heartbeat.ingest.tables.naming import is_reserved_column, landed_name

FILE, LINE, MODIFIED_AT = "_file", "_line", "_modified_at"
OWN_COLUMNS = {FILE: "text", LINE: "bigint", MODIFIED_AT: "timestamp with time zone"}

MOST = 0.8  # of the values of a column
_DECIMAL = re.compile(r"numeric\((\d+),(\d+)\)")

Values = Sequence[Any]


@dataclass(frozen=True)
class Known:
    """What is known of a table before its files are read: landed column -> type, in marts and as declared; dropped columns."""

    table: str
    standing: Mapping[str, str] = field(default_factory=dict)
    declared: Mapping[str, str] = field(default_factory=dict)
    dropped: Collection[str] = ()
    refused: Refused = lambda _, __: set()  # what Postgres says of types that it alone knows

    def landed(self, name: str) -> str | None:
        """The name of a file's column in marts; null if it is not landed.

        Raises:
            SourceRejected: marts cannot have a column of this name.
        """
        landed = landed_name(name)
        if {name, landed} & set(self.dropped):
            return None
        if landed in OWN_COLUMNS or is_reserved_column(landed):
            message = f"Files of {self.table} have a column {landed}, a name that Heartbeat, dlt or Postgres fills."
            raise SourceRejected(message, hint="Name it in `drop_columns`, or rename it in the files.")
        return landed


@dataclass(frozen=True)
class Misfit:
    """A value that its column cannot hold. `at` is the place of its row in the batch, from 0."""

    at: int
    what: str


class Learned:
    """The columns of one file: landed name -> type, for those that had a value.

    A declared type stays. One that stands in marts becomes wider where a value asks for it, as bigint does for 1.5; other values
    that it cannot hold are misfits, as those of a declared type are. All other types follow from the values.

    Args:
        known: of the table.
        cells: values are cells of a text file, of which `''` is NULL; else values of JSON.
    """

    def __init__(self, known: Known, *, cells: bool) -> None:
        self.types: dict[str, str] = {}
        self.names: dict[str, str] = {}  # landed name -> the file's own, of all columns that were seen
        self.nearly: dict[str, str] = {}  # of text columns: the type that all but a few values have
        self._known, self._cells = known, cells

    def misfits(self, columns: Mapping[str, Values]) -> list[Misfit]:
        """The first misfit of each row of a batch, in the order of rows. `columns` are values by landed name."""
        found: dict[int, str] = {}
        for name, values in columns.items():
            type_name = self.fixed(name)
            if type_name is None or is_unbounded_text(type_name):
                continue
            fits = self._fits(name, type_name, values)
            if all(map(fits, self._distinct(values))):
                continue
            wrong = [at for at, value in enumerate(values) if not self._is_null(value) and not fits(value)]
            if not self._widen(name, type_name, (values[at] for at in wrong)):
                for at in wrong:
                    found.setdefault(at, f"`{self.names.get(name, name)}` holds a value that is no {type_name}")
        return [Misfit(at, found[at]) for at in sorted(found)]

    def learn(self, columns: Mapping[str, Values]) -> None:
        """Let the types hold the values of a batch without misfits."""
        for name, values in columns.items():
            type_name, fixed = self.types.get(name), self.fixed(name)
            if type_name is not None and (fixed or type_name == "text"):
                continue
            for value in self._distinct(values):
                if fixed is not None:
                    type_name = fixed
                    break
                type_name = wider(type_name, self._type(value))
                if type_name == "text":
                    self._note_few_others(name, values)
                    break
            if type_name is not None:
                self.types[name] = type_name

    def fixed(self, name: str) -> str | None:
        """The type that the values of a column must have; null if it follows from them."""
        standing = self._known.standing.get(name)
        return self._known.declared.get(name) or (standing and self.types.get(name, standing))

    def _note_few_others(self, name: str, values: Values) -> None:
        """A column that becomes text for a slip of the pen: whoever reads it as dates should know."""
        types = Counter(self._type(value) for value in self._distinct(values))
        most, times = types.most_common(1)[0]
        if most != "text" and times >= MOST * types.total():
            self.nearly[name] = most

    def _fits(self, name: str, type_name: str, values: Values) -> Callable[[Any], bool]:
        if not type_name.startswith(ASKED_ABOUT):
            return fitting(type_name, loosely=name in self._known.declared, cells=self._cells)
        refused = self._known.refused(type_name, [plain_text(value) for value in self._distinct(values)])
        return lambda value: plain_text(value) not in refused

    def _widen(self, name: str, type_name: str, wrong: Iterable[Any]) -> bool:
        """Make a standing type wider, if all these values fit then."""
        wide, values = type_name, list(wrong)
        for value in values:
            wide = wider(wide, self._type(value))
        if name in self._known.declared or wide == type_name or not holds(type_name, wide):
            return False
        if not all(map(self._fits(name, wide, values), self._distinct(values))):
            return False
        self.types[name] = wide
        return True

    def _type(self, value: Any) -> str:
        return cell_type(value) if self._cells else type_of(value)

    def _is_null(self, value: Any) -> bool:
        return value is None or (self._cells and value == "")

    def _distinct(self, values: Values) -> Iterator[Any]:
        """Each value but NULL once. What Python takes for equal, as 1 and true, stays two.

        One object or list stands for all; for two where one of them holds a number that jsonb cannot.
        """
        if self._cells:
            yield from set(values) - {""}
            return
        for kind in set(map(type, values)) - {NoneType}:
            of_kind = [value for value in values if type(value) is kind]
            if kind in (dict, list):
                yield of_kind[0]
                yield from islice((value for value in of_kind if not holds_numerics(value)), 1)
            else:
                yield from set(of_kind)


def wider(before: str | None, now: str) -> str:
    """The type that holds values of both. Objects and plain values in one column are text: JSON beside what is none."""
    if before is None or before == now:
        return now
    if "jsonb" in (before, now):
        return "text"
    decimals = [_DECIMAL.fullmatch(one) for one in (before, now)]
    if decimals[0] and decimals[1]:
        scale = max(int(one[2]) for one in decimals if one)
        whole = max(int(one[1]) - int(one[2]) for one in decimals if one)
        return f"numeric({whole + scale},{scale})"
    plain = [one.partition("(")[0] if match else one for one, match in zip((before, now), decimals, strict=True)]
    return widened(*plain)


def holds(standing: str, type_name: str) -> bool:
    """Whether a column of marts can hold values of a type, becoming wider if need be: bigint can be numeric, and never text."""
    return standing == "text" or wider(standing, type_name) != "text"


def is_unbounded_text(type_name: str) -> bool:
    """Whether a column takes any value as text."""
    return type_name in ("text", "character varying")
