"""Where the registries and the files differ: every config column, for `heartbeat verify`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.definitions.model import Workspace
from heartbeat.definitions.stored import settings_to_json, source_to_json
from heartbeat.readings.deployed.explained import deployed_rows, drifting_rows
from heartbeat.readings.deployed.retired import RetiredMetric, read_retired
from heartbeat.readings.deployed.rows import config_row, differences

_SQL = load_statements("heartbeat.readings", "queries/registry.sql")
_LONGEST = 60
_BEFORE = 15  # of a long text what stands before the first difference
_HASHES = frozenset(("content_hash", "definition_hash"))
_REWRITTEN = "is written differently and says the same"


@dataclass(frozen=True)
class Drift:
    """One difference. `column` is null where a whole file or row is missing; both values are then null as well."""

    file: str
    column: str | None
    in_file: Any
    in_table: Any
    words: str

    def __str__(self) -> str:
        return f"{self.file}: {self.words}"


def find_drift(connection: psycopg.Connection[Any], workspace: Workspace) -> tuple[Drift, ...]:
    """Every difference between the files of a workspace and what is deployed; operator columns are nobody's drift."""
    with connection.cursor(row_factory=dict_row) as cursor:
        metrics = {row["metric_id"]: row for row in cursor.execute(_SQL["read_metrics"])}
        sources = {row["source_id"]: row for row in cursor.execute(_SQL["read_source_rows"])}
        deployed = cursor.execute(_SQL["read_workspace"]).fetchone()
    files = _metric_rows(workspace, metrics)
    found = (
        *_settings_drift(workspace, deployed),
        *_rows_drift(
            {source.source_id: source_to_json(source) for source in workspace.sources},
            {source_id: {**row["definition"], **row} for source_id, row in sources.items()},
        ),
        *_explained_drift(connection, workspace),
        *_rows_drift(files, metrics, _reused(read_retired(connection, list(set(files) - set(metrics))), files)),
    )
    if not found and deployed and deployed["content_hash"] != workspace.content_hash:
        return (Drift("heartbeat.yaml", "content_hash", workspace.content_hash, deployed["content_hash"], _REWRITTEN),)
    return found


def _explained_drift(connection: psycopg.Connection[Any], workspace: Workspace) -> Iterator[Drift]:
    """Pages, cuts, charts and segments; a page without a file of its own is told by its cuts."""
    in_files, in_tables = drifting_rows(workspace), deployed_rows(connection)
    if set(in_files["pages"]) != set(in_tables["pages"]):  # a place moved because another page came or went, which is told
        for page, row in in_files["pages"].items():
            row["position"] = in_tables["pages"].get(page, row)["position"]
    for name, files in in_files.items():
        yield from _rows_drift(_with_file(files), _with_file(in_tables[name]))


def _with_file(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {key: row for key, row in rows.items() if row["file"]}


def _reused(retired: Iterable[RetiredMetric], files: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What a deploy would refuse: files that bring back a retired id with another definition."""
    differing = [(one, differences(one.definition, files[one.metric_id])) for one in retired]
    return {
        one.metric_id: f"; its id was {one.was(differs)}: rename the file, or `heartbeat deploy --reuse {one.metric_id}`"
        for one, differs in differing
        if differs
    }


def _metric_rows(workspace: Workspace, deployed: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    rows = {metric.metric_id: config_row(metric) for metric in workspace.metrics}
    if set(rows) == set(deployed):  # else a place moved because another metric came or went, which is told
        for position, row in enumerate(rows.values(), start=1):
            row["catalog_position"] = position
    return rows


def _settings_drift(workspace: Workspace, deployed: Mapping[str, Any] | None) -> Iterator[Drift]:
    if deployed is None:
        yield Drift("heartbeat.yaml", None, None, None, "nothing is deployed yet")
        return
    yield from _columns_drift("heartbeat.yaml", settings_to_json(workspace.settings), deployed["settings"])


def _rows_drift(
    files: Mapping[str, Mapping[str, Any]], rows: Mapping[str, Mapping[str, Any]], notes: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Drift]:
    for name in sorted(set(files) - set(rows)):
        yield Drift(files[name]["file"], None, None, None, "is not deployed" + notes.get(name, ""))
    for name in sorted(set(rows) - set(files)):
        yield Drift(rows[name]["file"], None, None, None, "is deployed, but the file is gone")
    for name in sorted(set(files) & set(rows)):
        found = list(_columns_drift(files[name]["file"], files[name], rows[name]))
        yield from [drift for drift in found if drift.column not in _HASHES] or found


def _columns_drift(file: str, declared: Mapping[str, Any], stored: Mapping[str, Any], within: str = "") -> Iterator[Drift]:
    """Key by key, also within a mapping: what differs is told, not the whole of it."""
    for key in [*declared, *(sorted(set(stored) - set(declared)) if within else ())]:
        column, ours, theirs = f"{within}{key}", declared.get(key), stored.get(key)
        if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
            yield from _columns_drift(file, ours, theirs, f"{column}.")
        elif ours != theirs:
            yield Drift(file, column, ours, theirs, _words(column, ours, theirs))


def _words(column: str, ours: Any, theirs: Any) -> str:
    if column == "content_hash":
        return _REWRITTEN
    in_file, in_table = _plain(ours), _plain(theirs)
    if max(len(in_file), len(in_table)) > _LONGEST:
        shorter = min(len(in_file), len(in_table))
        start = next((at for at in range(shorter) if in_file[at] != in_table[at]), shorter)
        start = max(0, start - _BEFORE)
        in_file, in_table = _cut(in_file, start), _cut(in_table, start)
    return f"{column} is {in_file} in the file and {in_table} in the database"


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return "unset" if value is None else repr(value)


def _cut(text: str, start: int) -> str:
    end = start + _LONGEST
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
