"""The text of a first test file. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from heartbeat.definitions.lint.column_reads import reads_column
from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.parse.sources.column_types import postgres_type
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.segments.tables import COLUMNS as SEGMENT_COLUMNS
from heartbeat.definitions.segments.tables import as_written
from heartbeat.measure.trials.outcome import Given, number_text
from heartbeat.measure.trials.tables import Columns, Landed

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_EXAMPLES = {
    "bigint": "1",
    "integer": "1",
    "smallint": "1",
    "boolean": "true",
    "date": "{day}",
    "timestamptz": "{day} 11:59",
    "timestamp": "{day} 11:59",
    "double precision": "1.5",
    "real": "1.5",
    "text": "x",
}
_SHORT = (
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
    ("character varying", "varchar"),
)


def read_columns_of(metric: MetricDefinition, landed: Landed, findings: Findings) -> Columns:
    """Those columns of the landed tables that the metric's SQL reads; a table that has not landed is a finding."""
    statements = [sql for sql in (metric.sql.value, metric.sql.history, metric.sql.crosscheck) if sql]
    found: dict[str, Mapping[str, str]] = {}
    for table in as_written(metric.sql.tables):
        if table not in landed.columns and table not in SEGMENT_COLUMNS:
            why = landed.away or "it has not landed"
            hint = "Land it first with `heartbeat beat`, or write the file by hand: docs/metric-tests.md has the form."
            findings.error(1, f"The columns of `{table}` are not known: {why}.", hint)
            continue
        columns = landed.columns.get(table) or SEGMENT_COLUMNS[table]
        read = {name: kind for name, kind in columns.items() if any(reads_column(sql, table, name) for sql in statements)}
        found[table] = {name: _declarable(kind) for name, kind in (read or dict(columns)).items()}
    return found


def draft(metric: MetricDefinition, columns: Columns, as_of: datetime, got: Given) -> str:
    """A test file that passes, with one test and the beginning of another as a comment."""
    return "\n".join(_lines(metric, columns, as_of, got)) + "\n"


def _lines(metric: MetricDefinition, columns: Columns, as_of: datetime, got: Given) -> Iterator[str]:
    yield f"# What {metric.file} has to give for rows that can be counted by hand. `heartbeat test {metric.metric_id}` runs it."
    yield ""
    if columns:
        yield "columns:"
    for table, kinds in columns.items():
        yield f"  {_word(table)}:"
        yield from (f"    {_word(name)}: {kind}" for name, kind in kinds.items())
    yield from ("", f"as_of: {as_of:%Y-%m-%d %H:%M}", "", "tests:")
    yield "  # This is what it gives now. Is it what it should give?"
    yield from ("  - name: without any row", f"    expect: {_expectation(got)}")
    yield from ("", "  # Next: the first instant of its window and the last, NULL, a row that comes twice, each of its lines.")
    yield from ("  # - name: …", *(["  #   given:"] if columns else []))
    for table, kinds in columns.items():
        cells = [
            _EXAMPLES.get(kind, "1.50" if kind.startswith("numeric") else "").format(day=f"{as_of:%Y-%m-%d}")
            for kind in kinds.values()
        ]
        widths = [max(len(_word(name)), len(cell)) for name, cell in zip(kinds, cells, strict=True)]
        yield f"  #     {_word(table)}: |"
        for row in ([*map(_word, kinds)], cells):
            aligned = (f"{cell},".ljust(width + 2) for cell, width in zip(row, widths, strict=True))
            yield f"  #       {''.join(aligned).rstrip().removesuffix(',')}"
    yield "  #   expect: {value: 1, n: 1}"


def _expectation(got: Given) -> str:
    if got.error is not None or got.value.value is None:
        return f"{{health: {got.health}}}"
    n = "" if got.value.n is None else f", n: {got.value.n}"
    return f"{{value: {number_text(got.value.value)}{n}, status: {got.verdict.status}}}"


def _word(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _declarable(kind: str) -> str:
    """A type as people write it in a test file; one of an extension or of the company's own is read as text."""
    if postgres_type(kind.removesuffix("[]")):
        return "text"
    for long, short in _SHORT:
        kind = kind.replace(long, short)
    return kind
