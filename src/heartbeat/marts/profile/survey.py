"""The tables of datasets, profiled one after another, each within a bounded time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import psycopg

from heartbeat.db import Database
from heartbeat.errors import MeasureError
from heartbeat.marts.inspect import count_rows, read_columns
from heartbeat.marts.landed.facts import read_landed_facts
from heartbeat.marts.loads import read_table_states
from heartbeat.marts.profile import questions
from heartbeat.marts.profile.model import Column, Lapse, Table
from heartbeat.marts.profile.privacy import LEAST_ROWS_SHOWN, may_ask, may_show
from heartbeat.marts.profile.questions import Place
from heartbeat.marts.profile.start import start_of
from heartbeat.marts.sandbox import Sandbox

STATEMENT_SECONDS = 8.0
TABLE_SECONDS = 20.0
COLUMNS_AT_ONCE = 200  # a select of Postgres has 1664 cells at most, and each column asks for four


@dataclass
class Asker:
    """Asks one table's questions while its time lasts. What it did not come to, or what failed, is in `notes`."""

    sandbox: Sandbox
    name: str
    ends_at: float
    notes: list[str] = field(default_factory=list)

    def ask(self, statement: str, what: str, *, as_of: datetime | None = None, limit: int = 1) -> list[tuple[Any, ...]]:
        """The rows of an answer; none where there was no time for it, or Postgres refused."""
        if time.monotonic() > self.ends_at:
            self.notes.append(f"{what}: not asked, the time of {TABLE_SECONDS:g} s for this table was over")
            return []
        try:
            return self.sandbox.run(statement, as_of=as_of, label=f"the profile of {self.name}", limit=limit).rows
        except MeasureError as error:
            self.notes.append(f"{what}: {error.message}")
            return []


@dataclass(frozen=True)
class Landed:
    """A table before anything was asked of it."""

    dataset: str
    table: str
    rows: int
    size: int
    checked_at: datetime
    keys: tuple[str, ...]
    types: Mapping[str, str]

    @property
    def place(self) -> Place:
        """Where to ask."""
        return Place(self.dataset, self.table, self.rows)

    @property
    def name(self) -> str:
        """As SQL names it."""
        return f"{self.dataset}.{self.table}"


def landed_tables(connection: psycopg.Connection[Any], datasets: Sequence[str]) -> list[Landed]:
    """The tables that were read at least once, by dataset and name; as any role that may read `landing`."""
    states, sizes = read_table_states(connection), read_landed_facts(connection, datasets).standing
    found = []
    for dataset in datasets:
        for table, types in read_columns(connection, dataset).items():
            state, size = states.get(f"{dataset}.{table}"), sizes.get(f"{dataset}.{table}")
            own = {name: kind for name, kind in types.items() if not name.startswith("_")}
            if state is None or not own:
                continue
            keys = state.check.key_columns if state.check else ()
            bytes_ = size.size if size else 0
            found.append(Landed(dataset, table, state.total_rows, bytes_, state.checked_at.astimezone(UTC), keys, own))
    return found


def survey(database: Database, tables: Sequence[Landed]) -> Iterator[Table]:
    """Profile each table by itself; `relations.relate` then tells how they hang together."""
    sandbox = Sandbox(database, timeout_seconds=STATEMENT_SECONDS)
    known = {dataset: _statistics(sandbox, dataset) for dataset in sorted({table.dataset for table in tables})}
    for landed in tables:
        yield _profile(sandbox, landed, known[landed.dataset].get(landed.table, {}))


def _statistics(sandbox: Sandbox, dataset: str) -> dict[str, dict[str, tuple[float, float]]]:
    """Share of NULL and distinct values by table and column, where Postgres has analyzed them."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    asker = Asker(sandbox, dataset, time.monotonic() + STATEMENT_SECONDS)
    for table, column, nulls, distinct in asker.ask(questions.statistics(dataset), "statistics", limit=20_000):
        found.setdefault(table, {})[column] = (nulls, distinct)
    return found


def _profile(sandbox: Sandbox, landed: Landed, known: Mapping[str, tuple[float, float]]) -> Table:
    asker = Asker(sandbox, landed.name, time.monotonic() + TABLE_SECONDS)
    columns = {name: Column(name, type_name) for name, type_name in landed.types.items()}
    looked_at = 0
    if landed.rows:
        columns, looked_at = _with_shares(asker, landed, columns, known)
        columns = _with_values(asker, landed, columns, looked_at)
        columns = _with_ranges(asker, landed, columns)
    table = Table(landed.dataset, landed.table, landed.rows, landed.size, landed.checked_at, landed.keys, columns, looked_at)
    table = replace(table, start=start_of(table))
    if landed.rows and table.start:
        table = _with_time(asker, landed, table, table.start)
    return replace(table, notes=tuple(asker.notes))


def _with_shares(
    asker: Asker, landed: Landed, columns: dict[str, Column], known: Mapping[str, tuple[float, float]]
) -> tuple[dict[str, Column], int]:
    told: dict[str, Column] = {}
    looked_at = 0
    for asked in _parts(list(columns.values()), COLUMNS_AT_ONCE):
        found = asker.ask(questions.shares(landed.place, asked), "shares")
        if not found:
            told |= {column.name: _from_statistics(column, landed.rows, known.get(column.name)) for column in asked}
            continue
        looked_at, cells = found[0][0], found[0][1:]
        for at, column in enumerate(asked):
            shared = _shared(column, looked_at, cells[4 * at : 4 * at + 4])
            sampled = looked_at < landed.rows
            told[column.name] = _from_statistics(shared, landed.rows, known.get(column.name)) if sampled else shared
    return told, looked_at


def _parts(columns: Sequence[Column], size: int) -> Iterator[Sequence[Column]]:
    return (columns[at : at + size] for at in range(0, len(columns), size))


def _shared(column: Column, looked_at: int, cells: Sequence[int | None]) -> Column:
    filled, distinct, empty, negative = cells
    return replace(
        column,
        null_share=_share(looked_at - (filled or 0), looked_at),
        empty_share=_share(empty, looked_at),
        negative_share=_share(negative, looked_at),
        distinct=distinct,
    )


def _share(count: int | None, rows: int) -> float | None:
    return None if count is None or not rows else count / rows


def _from_statistics(column: Column, rows: int, known: tuple[float, float] | None) -> Column:
    """What Postgres learned of the whole table by chance is worth more than a sample of blocks."""
    if known is None:
        return column
    nulls, distinct = known
    return replace(column, null_share=nulls, distinct=round(distinct if distinct >= 0 else -distinct * rows))


def _with_values(asker: Asker, landed: Landed, columns: dict[str, Column], looked_at: int) -> dict[str, Column]:
    names = [name for name, column in columns.items() if may_ask(name, column.type)]
    if not names or not looked_at:
        return columns
    counted: dict[str, list[tuple[str, int]]] = {}
    for name, value, count in asker.ask(questions.values(landed.place, names), "values", limit=len(names) * 21):
        counted.setdefault(name, []).append((value, count))
    told = dict(columns)
    for name, found in counted.items():
        rows = sum(count for _, count in found)
        if may_show([value for value, _ in found], rows):
            shown = tuple((value, count / rows) for value, count in found if count >= LEAST_ROWS_SHOWN)
            told[name] = replace(columns[name], values=shown)
    return told


def _with_ranges(asker: Asker, landed: Landed, columns: dict[str, Column]) -> dict[str, Column]:
    names = [name for name, column in columns.items() if column.role in {"event time", "deadline", "technical time"}]
    found = asker.ask(questions.ranges(landed.place, names), "oldest and newest") if names else []
    if not found:
        return columns
    ends = {name: found[0][2 * at : 2 * at + 2] for at, name in enumerate(names)}
    return columns | {name: replace(columns[name], oldest=old, newest=new) for name, (old, new) in ends.items()}


def _with_time(asker: Asker, landed: Landed, table: Table, start: str) -> Table:
    ends = [column.name for column in table.of_role("event time", "deadline") if column.name != start]
    recent = asker.ask(questions.recent(landed.place, start), "rows per day", as_of=landed.checked_at)
    lapses = asker.ask(questions.lapses(landed.place, start, ends), "time between", limit=1) if ends else []
    told = {end: Lapse(*found) for end, found in zip(ends, lapses[0] if lapses else (), strict=False) if found}
    return replace(table, per_day=(recent[0][0] / 30, recent[0][1] / 90) if recent else None, lapses=told)


def count_unknown(connection: psycopg.Connection[Any], landed: Landed) -> Landed:
    """A table of another pipeline tells no count, so its rows are counted."""
    return landed if landed.rows else replace(landed, rows=count_rows(connection, landed.dataset, landed.table))
