"""Which columns the tables of a test have: those its file declares, else those of the landed table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import psycopg

from heartbeat.db import Database, Role
from heartbeat.definitions.metric_tests.model import MetricTestFile
from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.parse.fields import nearest
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.segments.tables import COLUMNS as SEGMENT_COLUMNS
from heartbeat.definitions.segments.tables import as_written
from heartbeat.errors import DatabaseError
from heartbeat.marts.inspect import read_columns
from heartbeat.marts.scratch import ScratchTable

Columns = Mapping[str, Mapping[str, str]]
_GUESSES = (
    (re.compile(r"[-+]?[0-9]{1,18}"), "bigint"),
    (re.compile(r"[-+]?[0-9]+\.[0-9]+|[-+]?[0-9]{19,}"), "numeric"),
    (re.compile(r"true|false"), "boolean"),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "date"),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9].*"), "timestamptz"),
    (re.compile(r"[{\[].*[}\]]", re.DOTALL), "jsonb"),
)


@dataclass(frozen=True)
class Landed:
    """The columns of landed tables, by 'dataset.table', and in words why there are none where nobody could be asked."""

    columns: Columns = field(default_factory=dict)
    away: str = ""


def read_landed(database: Database | None, tables: Sequence[str]) -> Landed:
    """The columns of those of these tables that have landed. A database that does not answer is told in `away`, not raised."""
    if database is None:
        return Landed(away="the workspace has no database here")
    role = next((role for role in (Role.APP, Role.WORKER, Role.CONFIG, Role.QUERY) if role in database.urls), Role.APP)
    found: dict[str, Mapping[str, str]] = {}
    try:
        with database.connect(role, application_name="heartbeat test") as connection:
            for dataset in sorted({table.partition(".")[0] for table in tables}):
                found |= {f"{dataset}.{name}": columns for name, columns in read_columns(connection, dataset).items()}
    except (DatabaseError, psycopg.Error):
        return Landed(away="the workspace's database does not answer")
    return Landed({table: found[table] for table in tables if table in found})


def tables_of(tests: MetricTestFile, metric: MetricDefinition, landed: Landed, findings: Findings) -> tuple[ScratchTable, ...]:
    """The tables that a metric reads, as its tests have them. One whose columns nobody knows is a finding, with what to write."""
    tables = []
    for table in as_written(metric.sql.tables):
        columns = tests.columns.get(table) or landed.columns.get(table) or SEGMENT_COLUMNS.get(table)
        dataset, _, name = table.partition(".")
        if columns is None:
            why = landed.away or "it has not landed"
            message = f"The columns of `{table}` are not known: this file does not declare them, and {why}."
            findings.error(1, message, f"Declare those that the SQL reads: {_draft(tests, table)}")
            continue
        if table not in tests.columns:
            _refuse_unknown(tests, table, columns, findings)
        else:
            _doubt_declared(table, columns, landed, findings)
        tables.append(ScratchTable(dataset, name, columns))
    return tuple(tables)


def _refuse_unknown(tests: MetricTestFile, table: str, columns: Mapping[str, str], findings: Findings) -> None:
    told: set[str] = set()
    for line, column, _ in _cells(tests, table):
        if column not in columns and column not in told:
            told.add(column)
            near = nearest(column, tuple(columns))
            hint = f"Did you mean {near}?" if near else f"It has {', '.join(columns)}."
            findings.error(line, f"The landed table `{table}` has no column `{column}`.", hint)


def _doubt_declared(table: str, columns: Mapping[str, str], landed: Landed, findings: Findings) -> None:
    """A test of other columns than those that landed proves nothing about the metric; only what is declared is compared."""
    standing = landed.columns.get(table)
    for column, kind in columns.items() if standing else ():
        found = (standing or {}).get(column)
        if found is None:
            findings.warn(1, f"`columns` declares {table}.{column}, which the landed table has not.", "Remove it, or rename it.")
        elif found != kind:
            message = f"`columns` declares {table}.{column} as {kind}; it landed as {found}."
            findings.warn(1, message, "Write the type that it landed with.")


def _draft(tests: MetricTestFile, table: str) -> str:
    """The declaration to paste, each type guessed from the cells of its column."""
    cells: dict[str, list[str]] = {}
    for _, column, cell in _cells(tests, table):
        cells.setdefault(column, []).extend([cell] if cell is not None else [])
    words = ", ".join(f"{column}: {_guess(texts)}" for column, texts in cells.items())
    return f"columns: {{{table}: {{{words or 'id: bigint'}}}}}"


def _guess(texts: Sequence[str]) -> str:
    for pattern, kind in _GUESSES:
        if texts and all(pattern.fullmatch(text) for text in texts):
            return kind
    mixed = {_guess([text]) for text in texts} if len(texts) > 1 else set()
    if mixed and mixed <= {"date", "timestamptz"}:
        return "timestamptz"
    return "numeric" if mixed and mixed <= {"bigint", "numeric"} else "text"


def _cells(tests: MetricTestFile, table: str) -> Iterator[tuple[int, str, str | None]]:
    """Line, column and cell of every row of a table; rows that tests share come once for each."""
    for test in tests.tests:
        for row in test.given.get(table, ()):
            yield from ((row.line, column, cell) for column, cell in row.cells.items())
