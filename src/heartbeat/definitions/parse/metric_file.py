"""A metric file as a frozen definition."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from heartbeat.definitions.lint.clock import instead_of
from heartbeat.definitions.lint.statement import Linted, lint
from heartbeat.definitions.lint.tables import TableRead
from heartbeat.definitions.model import METRIC_ID, MetricDefinition, MetricSql, SourceDefinition
from heartbeat.definitions.parse.document import compose_mapping
from heartbeat.definitions.parse.fields import Fields, nearest
from heartbeat.definitions.parse.metric_header import MetricHeader, read_header
from heartbeat.definitions.parse.sections import Header, cut
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.segments.model import RESERVED, SEGMENTS
from heartbeat.definitions.segments.tables import as_told, is_shared, named_in
from heartbeat.definitions.sql.tokens import HASH_VERSION, digest, statement_hash

RESERVED_IDS = ("recompute",)  # POST /api/metrics/recompute


@dataclass(frozen=True)
class Declared:
    """What metrics may read. `unread` are sources whose files have errors, so their datasets are not known."""

    sources: Mapping[str, SourceDefinition]  # by dataset
    unread: Sequence[str] = ()
    segments: Collection[str] = ()  # the names of the files of `segments/`

    def knows(self, dataset: str) -> bool:
        """Whether a dataset is declared, or may be by a file that could not be read."""
        unsure = any(dataset == source or dataset.startswith(f"{source}_") for source in self.unread)
        return dataset == SEGMENTS or dataset in self.sources or unsure


def parse_metric(file: str, text: str, declared: Declared, findings: Findings) -> MetricDefinition | None:
    """Read one metric file.

    Args:
        file: its path below the workspace, `metrics/area/metric_id.sql`.
        text: what it holds.
        declared: the datasets of the workspace's sources.
        findings: takes every problem with its line.

    Returns:
        The definition, or None when a finding is an error.
    """
    _check_file_name(file, findings)
    parts = cut(text, findings)
    header = _header(parts.header, findings) if parts.header else None
    linted = {name: lint(statement, findings) for name, statement in parts.statements.items()}
    tables = _tables(list(linted.values()))
    for table in tables:
        check_declared(table, declared, findings)
    named = frozenset(name for one in linted.values() for name in named_in(one.statement.tokens, declared.segments))
    _doubt_unnamed(tables, named, declared, findings)
    if header and "value" in linted:
        _compare(header, linted, tables)
    if header is None or "value" not in linted or findings.has_error:
        return None
    return _definition(file, text, header, linted, as_told(map(str, tables), named))


def definition_hash(value: str, history: str | None, *, period: str, unit: str, direction: str) -> str:
    """Hash of what decides a metric's numbers: the statements that give today's value and the past ones, and how they are read.

    Returns:
        `v1:` and 64 hexadecimal digits. The crosscheck does not count, since no number comes from it.
    """
    spoken = [statement_hash(value), statement_hash(history) if history else "", period, unit, direction]
    return f"{HASH_VERSION}:{digest(spoken)}"


def _check_file_name(file: str, findings: Findings) -> None:
    metric_id = PurePosixPath(file).stem
    if metric_id in RESERVED_IDS:
        findings.error(1, f"The name `{metric_id}` is reserved.", "Rename the file; its name is the metric's id.")
    elif not METRIC_ID.fullmatch(metric_id):
        hint = "Its name is the metric's id: a letter, then 2 to 62 of a-z, 0-9 and _: payments_approved.sql."
        findings.error(1, f"The file name `{metric_id}` is no metric id.", hint)


def _header(header: Header, findings: Findings) -> MetricHeader | None:
    entries = compose_mapping(header.yaml, findings, first_line=header.line)
    return None if entries is None else read_header(Fields(entries, findings, line=header.line))


def _tables(linted: Sequence[Linted]) -> tuple[TableRead, ...]:
    first: dict[str, TableRead] = {}
    for statement in linted:
        for table in statement.tables:
            first.setdefault(str(table), table)
    return tuple(first[name] for name in sorted(first))


def check_declared(table: TableRead, declared: Declared, findings: Findings) -> None:
    """Note a table that no source lands."""
    source = declared.sources.get(table.dataset)
    if table.dataset == SEGMENTS and table.table not in RESERVED:
        hint = f"Read segments.daily where segment = '{table.table}'; or segments.membership, segments.snapshot."
        findings.error(table.line, f"`{table}` is no table: all segments are in the same ones.", hint)
    elif not declared.knows(table.dataset):
        near = nearest(table.dataset, list(declared.sources))
        hint = f"Did you mean {near}.{table.table}?" if near else f"Declared: {', '.join(sorted(declared.sources)) or 'none'}."
        findings.error(table.line, f"`{table}` belongs to no declared source.", hint)
    elif source and not source.lands(table.table):
        hint = f"Change `tables` or `skip_tables` in {source.file}, or read another table."
        findings.warn(table.line, f"`{table}` is not landed by source {source.source_id}.", hint)


def _doubt_unnamed(tables: Sequence[TableRead], named: Collection[str], declared: Declared, findings: Findings) -> None:
    """How fresh a metric on segments is, and when it is computed again, is known by the segments that it names."""
    read = next((table for table in tables if is_shared(str(table))), None)
    if read is not None and declared.segments and not named:
        hint = f"Write `where segment = '…'`, in the statement itself: {', '.join(sorted(declared.segments))}."
        findings.warn(read.line, f"`{read}` is read without naming a segment, so of all of them.", hint)


def _compare(header: MetricHeader, linted: Mapping[str, Linted], tables: Sequence[TableRead]) -> None:
    """What header and SQL say about each other."""
    fields, value = header.fields, linted["value"]
    read, listed = {str(table) for table in tables}, set(header.values["sources"])
    if listed and read - listed:
        fields.doubt("sources", f"{{key}} does not list {', '.join(sorted(read - listed))}.", "Add what the SQL reads.")
    if read and listed - read:
        fields.doubt("sources", f"{{key}} lists {', '.join(sorted(listed - read))}, which no statement reads.", "Remove it.")
    if value.clock and header.values["backfill"] and "history" not in linted:
        line = value.statement.line_of_word(value.clock.lower())
        instead = f"Write {instead_of(value.clock)} instead; :as_of is up to when the data has been read."
        hint = f"{instead} Or say `backfill: no`, or add a `-- history`."
        fields.findings.warn(line, f"`{value.clock}` cannot be backfilled: it is the time of the clock on every past day.", hint)
    check = linted.get("crosscheck")
    if check and check.clock and not value.clock:
        line = check.statement.line_of_word(check.clock.lower())
        hint = f"Write {instead_of(check.clock)} instead, so that both tell of one moment."
        fields.findings.warn(line, f"The crosscheck reads the clock (`{check.clock}`), and the value does not.", hint)
    window = header.values["period"] in ("24h", "7d", "30d")
    if window and value.tables and not value.clock and not value.statement.uses_as_of:
        hint = "Bound its events: `… >= :as_of - interval '…' and … < :as_of`; or write `period: snapshot`."
        fields.doubt("period", f"{{key}} is {header.values['period']}, but the statement knows no time.", hint)


def _definition(
    file: str, text: str, header: MetricHeader, linted: Mapping[str, Linted], tables: tuple[str, ...]
) -> MetricDefinition:
    path = PurePosixPath(file)
    values = header.values
    sql = {name: found.statement.sql for name, found in linted.items()}
    history = sql.get("history")
    return MetricDefinition(
        metric_id=path.stem,
        area="/".join(path.parent.parts[1:]),
        file=file,
        sql=MetricSql(
            value=sql["value"],
            history=history,
            crosscheck=sql.get("crosscheck"),
            tables=tables,
            uses_as_of=linted["value"].statement.uses_as_of,
            uses_now=linted["value"].clock is not None,
        ),
        definition_hash=definition_hash(
            sql["value"], history, period=values["period"], unit=values["unit"], direction=values["direction"]
        ),
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
        **values,
    )
