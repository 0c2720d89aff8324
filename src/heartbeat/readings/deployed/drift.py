"""Where the registries and the files differ: every config column, for `heartbeat verify`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.definitions.model import Workspace
from heartbeat.definitions.stored import settings_to_json, source_to_json
from heartbeat.readings.deployed.rows import config_row

_SQL = load_statements("heartbeat.readings", "queries/registry.sql")
_LONGEST = 60


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
    metric_files = {
        metric.metric_id: {**config_row(metric), "catalog_position": position}
        for position, metric in enumerate(workspace.metrics, start=1)
    }
    return (
        *_settings_drift(workspace, deployed),
        *_rows_drift(_source_rows(workspace), sources),
        *_rows_drift(metric_files, metrics),
    )


def _source_rows(workspace: Workspace) -> dict[str, dict[str, Any]]:
    return {
        source.source_id: {
            "kind": source.kind,
            "file": source.file,
            "definition": source_to_json(source),
            "content_hash": source.content_hash,
        }
        for source in workspace.sources
    }


def _settings_drift(workspace: Workspace, deployed: Mapping[str, Any] | None) -> Iterator[Drift]:
    if deployed is None:
        yield Drift("heartbeat.yaml", None, None, None, "nothing is deployed yet")
        return
    declared = settings_to_json(workspace.settings)
    yield from _columns_drift("heartbeat.yaml", declared, {name: deployed["settings"].get(name) for name in declared})


def _rows_drift(files: Mapping[str, Mapping[str, Any]], rows: Mapping[str, Mapping[str, Any]]) -> Iterator[Drift]:
    for name in sorted(set(files) - set(rows)):
        yield Drift(files[name]["file"], None, None, None, "is not deployed")
    for name in sorted(set(rows) - set(files)):
        yield Drift(rows[name]["file"], None, None, None, "is deployed, but the file is gone")
    for name in sorted(set(files) & set(rows)):
        yield from _columns_drift(files[name]["file"], files[name], rows[name])


def _columns_drift(file: str, declared: Mapping[str, Any], stored: Mapping[str, Any]) -> Iterator[Drift]:
    for column, value in declared.items():
        if value != stored[column]:
            words = f"{column} is {_short(value)} in the file and {_short(stored[column])} in the database"
            yield Drift(file, column, value, stored[column], words)


def _short(value: Any) -> str:
    text = repr(value) if value is not None else "unset"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
