"""A source, the marts it lands in, and what stands there beside what should: rows, books, and nothing left over."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg

from heartbeat.db import Database, Role
from heartbeat.definitions.model import SourceDefinition
from heartbeat.ingest.child import Compares, Landing, land
from heartbeat.ingest.reconcile.run import reconcile
from heartbeat.ingest.report import RunReport
from heartbeat.ingest.run_one import RunOptions, run_one
from heartbeat.marts.books.reconciliation import Comparison
from heartbeat.postgres.embedded import EmbeddedServer


class Moving(Protocol):
    """A source that goes on changing, and knows what may be seen of it."""

    @property
    def definition(self) -> SourceDefinition:
        """Its file; it has one schema."""

    @property
    def tables(self) -> tuple[str, ...]:
        """As they land."""

    @property
    def url(self) -> str | None:
        """The superuser's url of a source in whose database loads have sessions."""

    def change(self) -> None:
        """One change, whole from one moment to the next."""

    def begin_late(self) -> None:
        """Prepare a change that will be seen later, and says that it was made now."""

    def commit_late(self) -> None:
        """Let it be seen, if there is one."""

    def widen(self) -> None:
        """Let a column become wider. Not while it is read."""

    def question(self, dataset: str) -> str:
        """What a reader asks of marts, in one statement."""

    def judge(self, rows: Sequence[tuple[Any, ...]], *, is_first: bool) -> str | None:
        """What is wrong with an answer, after the one before unless it is the first; null if it may be seen."""

    def rows(self, table: str) -> Counter[bytes]:
        """Every row that should stand, as `row_as_text` gives it."""

    def row_as_text(self, table: str) -> str:
        """The expression over a landed table `t` that gives a row as text."""

    def wrong_books(self, dataset: str) -> Iterator[tuple[str, str]]:
        """Queries over the landing schema and marts that find what should not be, each with a name."""


@dataclass(frozen=True)
class Site:
    """A source, Heartbeat's database and the superuser's way into it; files of runs lie below `folder`.

    `server` holds the marts, where it may be stopped in the midst of a load.
    """

    source: Moving
    database: Database
    marts_url: str
    folder: Path
    server: EmbeddedServer | None = None

    @property
    def dataset(self) -> str:
        return self.source.definition.dataset(self._schema)

    @property
    def _schema(self) -> str:
        return self.source.definition.schemas[0]

    def land(self, *, is_full: bool = False, compares: Compares = "never") -> RunReport:
        """A load in a child process."""
        landing = Landing(self.database, {"TMPDIR": str(self.folder)})
        return land(self.source.definition, self._schema, landing, is_full=is_full, compares=compares)

    def run(self, *, is_full: bool = False) -> RunReport:
        """A load in this process."""
        loader, options = self.database.url(Role.LOADER), RunOptions(is_full=is_full)
        return run_one(self.source.definition, self._schema, database_url_of_loader=loader, environment={}, options=options)

    def reconcile(self, tables: Collection[str]) -> tuple[Comparison, ...]:
        """A comparison in this process."""
        loader = self.database.url(Role.LOADER)
        return reconcile(self.source.definition, self._schema, tables, database_url_of_loader=loader, environment={})

    def drop_tables(self) -> None:
        """What a person does who wants all of it loaded anew."""
        self._at_marts(f"drop schema {self.dataset} cascade")

    @contextmanager
    def views(self) -> Iterator[None]:
        """Somebody's view on each table, because of which none can be swapped."""
        for table in self.source.tables:
            self._at_marts(f"create view public.of_{table} as select * from {self.dataset}.{table}")
        try:
            yield
        finally:
            for table in self.source.tables:
                self._at_marts(f"drop view public.of_{table}")

    def end_session(self, rng: random.Random) -> bool:
        """End a session of a load, at the marts or at the source, as an administrator would; false if there is none."""
        query = "select pid from pg_stat_activity where application_name = 'heartbeat ingest' and datname = current_database()"
        url = rng.choice((self.marts_url, self.source.url or self.marts_url))
        with psycopg.connect(url, autocommit=True) as connection:
            found = [pid for (pid,) in connection.execute(query)]
            if not found:
                return False
            return connection.execute("select pg_terminate_backend(%s)", (rng.choice(found),)).fetchone() == (True,)

    def compare(self, table: str) -> tuple[int, int]:
        """How many rows of the source are missing in marts, and how many are there that should not be."""
        wanted = self.source.rows(table)
        with self.database.connect(Role.QUERY) as connection:
            standing = rows_as_text(connection, f"{self.dataset}.{table}", self.source.row_as_text(table))
        return (wanted - standing).total(), (standing - wanted).total()

    def wrong_books(self) -> list[str]:
        """What the ledger says otherwise than the tables, and what is left over of any run."""
        questions = [*_OF_ALL.items(), *self.source.wrong_books(self.dataset)]
        questions += [(f"rows of {table} that are counted", _COUNTED.replace("TABLE", table)) for table in self.source.tables]
        with psycopg.connect(self.marts_url) as connection:
            return [
                f"{what}: {row}"
                for what, query in questions
                for row in connection.execute(query.replace("DATASET", self.dataset))
            ]

    def left_files(self) -> list[str]:
        """What runs in child processes have left in their folder."""
        return [str(path) for path in self.folder.glob("*/*")]

    def _at_marts(self, statement: str) -> None:
        with psycopg.connect(self.marts_url, autocommit=True) as connection:
            connection.execute(statement)


def rows_as_text(connection: psycopg.Connection[Any], table: str, row_as_text: str) -> Counter[bytes]:
    """Every row of a table as text, and how often it is there."""
    with connection.cursor() as cursor, cursor.copy(f"copy (select {row_as_text} from {table} t) to stdout") as copy:
        return Counter(bytes(line).rstrip(b"\n") for line in copy)


_OF_ALL = {
    "a run that has not ended well": (
        "select * from landing.source_run"
        " where state = 'running' or (id = (select max(id) from landing.source_run) and state <> 'ok')"
    ),
    "a comparison that has not ended": "select * from landing.reconciliation where state = 'running'",
    "staging is left": (
        "select nspname, array(select relname from pg_class where relnamespace = n.oid) from pg_namespace n"
        " where nspname like '%staging'"
    ),
    "no record of dlt": (
        "select load_id from (select distinct on (table_name) load_id from landing.table_load"
        " where dataset = 'DATASET' and load_id is not null order by table_name, id desc) l"
        " where not exists (select from DATASET._dlt_loads d where d.load_id = l.load_id and d.status = 0)"
    ),
    "a record of dlt for nothing": (
        "select load_id from DATASET._dlt_loads d where not exists (select from landing.table_load l where l.load_id = d.load_id)"
    ),
}
_COUNTED = (
    "select l.total_rows, t.rows from (select count(*) as rows from DATASET.TABLE) t,"
    " (select * from landing.table_load where dataset = 'DATASET' and table_name = 'TABLE' order by id desc limit 1) l"
    " where l.total_rows <> t.rows"
)
