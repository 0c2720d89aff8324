"""A profiled table as the patterns look at it: its times, its amount, its words, and how SQL spells them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from heartbeat.definitions.model import Period
from heartbeat.definitions.parse.formats import CURRENCIES
from heartbeat.definitions.sql.names import literal, written
from heartbeat.marts.profile.model import Column, Table
from heartbeat.marts.profile.roles import NUMBERS, is_stock, singular, words_of
from heartbeat.measure.discovery import wording

_DONE = (
    ("paid", "repaid"),
    (
        "closed",
        "solved",
        "resolved",
        "completed",
        "complete",
        "finished",
        "decided",
        "done",
        "delivered",
        "fulfilled",
        "reported",
    ),
    ("response", "responded", "answered", "shipped", "settled", "cleared", "executed", "processed", "confirmed", "approved"),
    ("activated", "verified", "returned", "ended", "end", "sent"),
)
_DESK = 20  # rows a day that make a daily share worth looking at
_WEEK = 3
_A_QUARTER = 90 * 86_400.0  # seconds
HOURS: Mapping[Period, int] = {"24h": 24, "7d": 168, "30d": 720}


@dataclass(frozen=True)
class Amount:
    """What a table's money is: an SQL expression over its columns, the unit, and what restricts it to that unit."""

    expression: str
    unit: str
    condition: str | None
    said: str
    is_sure: bool

    def prefixed(self, alias: str) -> str:
        """The expression with the alias of its table before each column."""
        return " * ".join(f"{alias}{name}" for name in self.expression.split(" * "))


@dataclass(frozen=True)
class Land:
    """What the patterns know beside one table: all tables, and the workspace's time zone and currency."""

    tables: Mapping[str, Table]
    zone: str
    currency: str

    def logged(self, table: Table) -> Table | None:
        """The table that logs the states of this one."""
        return next((other for other in self.tables.values() if other.log and other.log.owner == table.name), None)


@dataclass(frozen=True)
class Subject:
    """One table with its land."""

    table: Table
    land: Land

    @property
    def start(self) -> Column | None:
        """The time at which a row begins."""
        return self.table.columns[self.table.start] if self.table.start else None

    @property
    def deadline(self) -> Column | None:
        """The time by which something is due."""
        return next(iter(self.table.of_role("deadline")), None)

    @property
    def done(self) -> Column | None:
        """The time at which a row's matter was done with: one of a word for it, and best the one a deadline speaks of."""
        due = set(words_of(self.deadline.name)) if self.deadline else set()
        found = [(rank, column) for column in self.table.of_role("event time") if (rank := _done_rank(column, due)) is not None]
        others = [(rank, column.name) for rank, column in found if column.name != self.table.start]
        return self.table.columns[min(others)[1]] if others else None

    @property
    def finished(self) -> Column | None:
        """The time at which the waiting for a row ended: as `done`, but not the end of a life, such as a client's leaving."""
        found = [(rank, column) for column in self.table.of_role("event time") if (rank := _done_rank(column, set())) is not None]
        queues = [(rank, column.name) for rank, column in found if column.name != self.table.start and not self.is_life(column)]
        return self.table.columns[min(queues)[1]] if queues else None

    def is_life(self, end: Column) -> bool:
        """Whether most rows never come to this end, and those that do take months: nobody waits for it."""
        lapse = self.table.lapses.get(end.name)
        return (end.null_share or 0.0) > 0.5 and lapse is not None and lapse.half > _A_QUARTER

    @property
    def amount(self) -> Amount | None:
        """The money that moves with a row: the best of its amounts, or quantity times price."""
        flows = [column for column in self.table.of_role("amount") if not is_stock(column.name)]
        if flows:
            return self.amount_of(min(flows, key=self._amount_order))
        quantity, price = (self._number_named(words) for words in ({"quantity", "qty", "units"}, {"price"}))
        if not quantity or not price:
            return None
        unit, condition, is_sure = self._unit(price)
        both = f"{written(quantity.name)} * {written(price.name)}"
        return Amount(both, unit, condition, f"{quantity.name} × {price.name}", is_sure)

    def amount_of(self, column: Column) -> Amount:
        """One column as an amount."""
        unit, condition, is_sure = self._unit(column)
        return Amount(written(column.name), unit, condition, column.name, is_sure)

    def _number_named(self, names: set[str]) -> Column | None:
        numbers = (column for column in self.table.columns.values() if column.base_type in NUMBERS)
        return next((column for column in numbers if set(words_of(column.name)) & names), None)

    def _amount_order(self, column: Column) -> tuple[bool, int, str]:
        words = words_of(column.name)
        named = next((at for at, word in enumerate(("amount", "total", "sum")) if word in words), 9)
        return words[-1].upper() != self.land.currency, named, column.name

    def _unit(self, column: Column) -> tuple[str, str | None, bool]:
        """The currency of an amount: its name says it, or the column beside it, or nobody."""
        named = next((word.upper() for word in words_of(column.name) if word.upper() in CURRENCIES), None)
        if named:
            return named, None, True
        beside = next((other for other in self.table.columns.values() if "currency" in words_of(other.name)), None)
        known = [value for value, _ in beside.values if value in CURRENCIES] if beside else []
        if beside is None or not known:
            return self.land.currency, None, False
        most = self.land.currency if self.land.currency in known else known[0]
        return most, None if len(beside.values) == 1 else f"{written(beside.name)} = {literal(most)}", True

    @property
    def is_overwritten(self) -> bool:
        """Whether a row is written again when something changes, so that the past of its values is lost."""
        return bool(self.table.of_role("technical time"))

    @property
    def period(self) -> Period:
        """The window that holds enough rows for a share."""
        a_day = self.table.per_day[0] if self.table.per_day else 0.0
        a_day = a_day or self._rows_a_day()
        return "24h" if a_day >= _DESK else "7d" if a_day >= _WEEK else "30d"

    def _rows_a_day(self) -> float:
        start = self.start
        if start is None or start.oldest is None or start.newest is None:
            return 0.0
        return self.table.rows / max(1.0, (start.newest - start.oldest).total_seconds() / 86_400)

    @property
    def noun(self) -> str:
        """What a row is, in words: `collateral invoice`."""
        return " ".join((*words_of(self.table.table)[:-1], singular(words_of(self.table.table)[-1])))

    @property
    def nouns(self) -> str:
        """Several of them."""
        return wording.plural(self.noun)

    @property
    def from_table(self) -> str:
        """As FROM names it."""
        return f"{written(self.table.dataset)}.{written(self.table.table)}"

    def as_of(self, column: Column) -> str:
        """`:as_of` in the type of a time column: plain times are taken as UTC, days as days of the workspace."""
        return wording.as_of(column, self.land.zone)

    def back(self, column: Column, hours: int) -> str:
        """So many hours before `:as_of`; for a column of days, the days that hold them."""
        return wording.back(column, hours, self.land.zone)

    def window(self, column: Column, period: Period, alias: str = "") -> str:
        """That a time lies in the period that ends at `:as_of`."""
        name = f"{alias}{written(column.name)}"
        return f"{name} >= {self.back(column, HOURS[period])} and {name} < {self.as_of(column)}"

    def recency(self) -> tuple[tuple[str, int], ...]:
        """What the newest row says about whether the table is alive."""
        start = self.start
        if start is None or start.newest is None:
            return ()
        days = (self.table.checked_at - start.newest).total_seconds() / 86_400
        return (("rows of the last week", 1),) if days <= 7 else (("nothing new for over thirty days", -3),) if days > 30 else ()

    def is_plain(self) -> bool:
        """Whether its names can stand in a header and in SQL that people read."""
        return all(
            re.fullmatch(r"[a-z_][a-z0-9_$]*", name) for name in (self.table.dataset, self.table.table, *self.table.columns)
        )


def _done_rank(column: Column, due: set[str]) -> tuple[bool, int] | None:
    words = set(words_of(column.name))
    rank = next((at for at, names in enumerate(_DONE) if words & set(names)), None)
    if rank is None or "by" in words:
        return None
    speaks_of_it = any(word.startswith(one) for one in due - {"due", "at", "on", "date", "d"} for word in words)
    return not speaks_of_it, rank
