"""A source that does not stand still. Each of its transactions writes into all of its tables, and every state it was in is known.

Its clock is its own: it runs through days long past, a little with each transaction, so that what lies within `LAG` of a cursor
follows from the order of events and not from how fast a machine is.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from faults.loads.changes import CHANGE, FILL, INSERT, LATE, MAKE, SELDOM, UNSEEN
from faults.loads.landed_rows import rows_as_text
from heartbeat.definitions.model import SourceDefinition
from heartbeat.rules.upkeep.repairs import Disposition

State = tuple[Any, ...]
"""Of each table: its rows, the sum of a hash of every whole row, and the oldest and newest generation."""

TABLES: Mapping[Disposition, str] = {"merge": "payment", "append": "entry", "replace": "rate"}
LAG = timedelta(hours=1)
_CURSORS = {"payment": "updated_at", "entry": "created_at"}
_RECENT = timedelta(minutes=50)  # what is changed behind the cursor is at most so old, less than LAG
_STEP_SECONDS = 60
_BEGIN = datetime(2025, 3, 1, tzinfo=UTC)


class MovingSource:
    """The tables of `TABLES` in the schema `core` of an empty database.

    Each state that it is ever in is known before anybody else can see it.
    """

    def __init__(self, url: str, rows: Mapping[Disposition, int], seed: int) -> None:
        self.url, self._rng = url, random.Random(seed)
        self._main, self._late = (psycopg.connect(url, options="-c timezone=UTC") for _ in range(2))
        self._alone = threading.Lock()
        self._now, self._generation, self._next = _BEGIN, 0, 10 * max(rows.values())
        self._late_since: datetime | None = None
        self._widths = dict.fromkeys(("payment", "entry"), 40)
        self._states: dict[State, int] = {}
        self._newest = -1
        with self._main.transaction():
            for statement in MAKE:
                self._main.execute(statement)
            sizes = {table: rows[disposition] for disposition, table in TABLES.items()}
            for statement in FILL:
                self._main.execute(statement, {**sizes, "now": self._now - timedelta(minutes=1)})
            self._note_state(self._main)

    @property
    def definition(self) -> SourceDefinition:
        lag = int(LAG.total_seconds())
        return SourceDefinition(
            "webbank", "sources/webbank.yaml", "postgres", self.url, ("core",), lag_seconds=lag, deadline_seconds=120
        )

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(TABLES.values())

    def differ(self) -> None:
        """Make what the next run sees, and beside that what only a comparison finds. Not while there is a run.

        The next run brings the one of merged and appended tables, and both of the replaced one; a comparison the rest. An
        appended table is read in full where a row without a cursor value has changed: then the run brings both of it too.
        """
        with self._alone, self._main.transaction():
            self._execute(self._main, (*INSERT, *(one for one in CHANGE if self._rng.random() < 0.4)), back="8 minutes")
            seen = self._state(self._main)
            self._execute(self._main, [one for one in UNSEEN if self._rng.random() < 0.7], back="8 minutes")
            self._execute(self._main, INSERT[-1:], back="8 minutes")
            both = self._state(self._main)
            each = len(both) // len(self.tables)
            for brought in (2 * each, each, 0):  # of the tables in their order: payment, entry, rate
                self._states.setdefault(seen[:brought] + both[brought:], len(self._states))

    def close(self) -> None:
        for connection in (self._main, self._late):
            connection.close()

    def change(self) -> None:
        """One transaction, or the late commit of one that was begun earlier."""
        with self._alone:
            if self._is_due() or (self._late_since is not None and self._rng.random() < 0.05):
                self._commit_late()
                return
            statements = [*INSERT, *(one for one in CHANGE if self._rng.random() < 0.4)]
            statements += SELDOM if self._rng.random() < 0.02 else ()
            with self._main.transaction():
                self._execute(self._main, statements, back="8 minutes")
                self._note_state(self._main)

    def begin_late(self) -> None:
        """Begin a transaction whose rows carry this moment, and are committed some other time."""
        with self._alone:
            if self._late_since is None:
                self._execute(self._late, (*INSERT, *LATE), back="1 minute")
                self._late_since = self._now

    def commit_late(self) -> None:
        """Commit it, if there is one."""
        with self._alone:
            self._commit_late()

    def widen(self) -> None:
        """Let a column of some tables become wider, so that they are loaded in full once. Not while they are read."""
        self.commit_late()
        for table in self._rng.choice((("payment",), ("entry",), ("payment", "entry"))):
            self._widths[table] += 1
            self._main.execute(f"alter table core.{table} alter note type varchar({self._widths[table]})")
        self._main.commit()

    def question(self, dataset: str) -> str:
        """The state of all tables in one statement, the same at the source and in marts."""
        sums = "count(*), sum(hashtextextended(t::text, 0)), min(generation), max(generation)"
        return f"select * from {', '.join(f'(select {sums} from {dataset}.{table} t) as of_{table}' for table in self.tables)}"

    def judge(self, rows: Sequence[State], *, is_first: bool) -> str | None:
        """Only states in which the source was may be seen, and never one after a later one."""
        (state,) = rows
        number, before = self._states.get(state), -1 if is_first else self._newest
        if number is None:
            return f"a state in which the source never was: {state}"
        self._newest = number
        return None if number >= before else f"state {number} after state {before}"

    def rows(self, table: str) -> Counter[bytes]:
        with self._alone, self._main.transaction():
            return rows_as_text(self._main, f"core.{table}", self.row_as_text(table))

    def row_as_text(self, table: str) -> str:
        return "t::text"

    def wrong_books(self, dataset: str) -> Iterator[tuple[str, str]]:
        """The row with the newest value may have been deleted or lost it since, so a cursor may be ahead, and never behind."""
        for table, cursor in _CURSORS.items():
            with self._alone, self._main.transaction():
                (newest,) = self._main.execute(f"select max({cursor})::text from core.{table}").fetchone() or (None,)
            state = f"select max(id) from landing.table_load where dataset = '{dataset}' and table_name = '{table}'"
            is_right = f"cursor_column = '{cursor}' and cursor_value::timestamptz >= '{newest}'"
            query = f"select id, cursor_value from landing.table_load where id = ({state}) and ({is_right}) is not true"
            yield f"the cursor of {table}, which should be at {newest}", query

    def _execute(self, connection: psycopg.Connection[Any], statements: Sequence[str], back: str) -> None:
        """At the next moment, with the next generation; cursors lie up to five times `back` before that."""
        self._now += timedelta(seconds=self._rng.uniform(1, _STEP_SECONDS))
        self._generation += 1
        few = self._rng.randrange(8)
        values = {
            "g": self._generation, "now": self._now, "recent": self._now - _RECENT,
            "past": self._now - 2 * LAG, "next": self._next, "few": few, "back": back,
            "r": self._rng.randrange(1_000_000), "share": self._rng.choice((10, 200, 200, 2000, 2000, 2000)),
        }  # fmt: skip
        self._next += few + 1
        for statement in statements:
            connection.execute(statement, values)

    def _note_state(self, connection: psycopg.Connection[Any]) -> None:
        self._states.setdefault(self._state(connection), len(self._states))

    def _state(self, connection: psycopg.Connection[Any]) -> State:
        return connection.execute(self.question("core")).fetchone() or ()

    def _is_due(self) -> bool:
        return self._late_since is not None and self._now - self._late_since > _RECENT - timedelta(seconds=2 * _STEP_SECONDS)

    def _commit_late(self) -> None:
        if self._late_since is not None:
            self._note_state(self._late)
            self._late.commit()
            self._late_since = None
