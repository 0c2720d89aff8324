"""Which tables a backfill still has to load, from what the books say of the last one and from what stands in marts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from heartbeat.ingest.report import Listed
from heartbeat.marts.books.backfill import BackfillTable
from heartbeat.marts.loads import TableState


@dataclass(frozen=True)
class Wanted:
    """A table to load: the schema it is in, and what the source says of it."""

    schema: str
    dataset: str
    listed: Listed

    @property
    def name(self) -> str:
        """`dataset.table`."""
        return f"{self.dataset}.{self.listed.landed}"


@dataclass(frozen=True)
class Agreement:
    """What is to be loaded, small tables first, and what the books hold of every table before the first of them begins."""

    todo: tuple[Wanted, ...]
    books: tuple[BackfillTable, ...]
    goes_on: bool  # an interrupted backfill is taken up again

    @property
    def done(self) -> int:
        """Tables that need no loading any more."""
        return len(self.books) - len(self.todo)


def agree(
    wanted: Sequence[Wanted],
    before: Mapping[str, BackfillTable],
    standing: Mapping[str, TableState],
    *,
    again: bool,
    now: datetime,
) -> Agreement:
    """Decide what is left.

    Args:
        wanted: every table that the backfill is about.
        before: the books of the last backfill of the source, by `dataset.table`.
        standing: the tables that stand in marts, by `dataset.table`.
        again: load also what stands; only what an interrupted backfill of the same kind has loaded already is left out.
        now: when the backfill begins, unless an interrupted one goes on.
    """
    known = {table.name: before[table.name] for table in wanted if table.name in before and before[table.name].is_again == again}
    goes_on = any(row.state in {"waiting", "running"} for row in known.values())
    begun_at = max((row.begun_at for row in known.values()), default=now) if goes_on else now
    books, todo = [], []
    for table in sorted(wanted, key=_small_first):
        new = BackfillTable(table.dataset, table.listed.landed, begun_at, again)
        row, stands = known.get(table.name), standing.get(table.name)
        if stands is not None and goes_on and row is not None and row.state == "ok" and row.started_at is not None:
            books.append(replace(row, begun_at=begun_at))
        elif stands is not None and not again:
            books.append(replace(new, state="ok", rows=stands.total_rows))
        else:
            todo.append(table)
            books.append(new)
    return Agreement(tuple(todo), tuple(books), goes_on)


def _small_first(table: Wanted) -> tuple[bool, int, str]:
    estimate = table.listed.estimated_rows
    return estimate is None, estimate or 0, table.name
