"""The whole answer: sources with their tables, what full reloads cost, and what belongs to no source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.definitions.model import SourceDefinition
from heartbeat.rules.upkeep.punctuality import times_per_hour
from heartbeat.rules.upkeep.reloads import FullReload, remedies
from heartbeat.surfaces.sources.landscape import Landscape, survey
from heartbeat.surfaces.sources.table_entry import Entry, table_entry

_ORDER = ("failing", "held", "late", "never_ran", "running", "ok")


def read_sources_document(connection: psycopg.Connection[Any]) -> Entry:
    """The answer of `GET /api/sources`, as any role of ours that may read; times are UTC datetimes."""
    land = survey(connection)
    sources = sorted((_source(source, land) for source in land.sources), key=_urgency)
    reloads = sorted(_full_reloads(land), key=lambda one: (one["accepted"] is not None, one["small"], -one["seconds_per_hour"]))
    return {
        "read_at": land.now,
        "timezone": land.timezone,
        "totals": {
            "sources": len(sources),
            "failing": sum(source["state"] in {"failing", "held"} for source in sources),
            **_totals(table for source in sources for table in source["tables"]),
        },
        "full_reloads": {
            "rows_per_hour": sum(one["rows_per_hour"] for one in reloads),
            "seconds_per_hour": sum(one["seconds_per_hour"] for one in reloads),
            "tables": reloads,
        },
        "sources": sources,
        "unclaimed": list(_unclaimed(land)),
        "missing": list(_missing(land)),
    }


def _source(source: SourceDefinition, land: Landscape) -> Entry:
    names = {name for dataset in source.datasets() for name in _tables_of(dataset, land)}
    names |= {f"{dataset}.{table}" for dataset in source.datasets() for table in source.declared_tables() or ()}
    tables = [table_entry(name, source, land) for name in sorted(names)]
    problems = list(_problems(source, tables, land))
    runs = [land.facts.last_runs[name] for name in source.datasets() if name in land.facts.last_runs]
    last = max(runs, key=lambda run: run.started_at, default=None)
    backfilled = land.backfilled.get(source.source_id)
    ok_ats = [one.last_ok_at for name in source.datasets() if (one := land.conditions.get(name)) is not None]
    return {
        "source_id": source.source_id,
        "kind": source.kind,
        "file": source.file,
        "schedule": source.schedule,
        "lag_seconds": source.lag_seconds,
        "reconcile": source.reconcile,
        "datasets": list(source.datasets()),
        "state": _state(source, tables, problems, land),
        "problems": problems,
        "checked_at": _oldest(table["checked_at"] for table in tables if table["state"] not in {"gone", "left_out"}),
        "last_ok_at": _oldest(ok_ats),
        "last_run": None if last is None else asdict(last),
        "backfill": None if backfilled is None else {"done": backfilled.done, "tables": backfilled.tables},
        **_totals(tables),
        "tables": tables,
    }


def _tables_of(dataset: str, land: Landscape) -> Iterable[str]:
    known = [*land.states, *land.facts.failing]
    return (name for name in known if name.startswith(f"{dataset}."))


def _problems(source: SourceDefinition, tables: list[Entry], land: Landscape) -> Iterable[Entry]:
    """What fails: the source as a whole, and single tables of it. The failure of a table is told with the table alone."""
    for dataset in source.datasets():
        condition = land.conditions.get(dataset)
        of_tables = [table for table in tables if table["dataset"] == dataset and table["problem"] is not None]
        if condition is not None and condition.error is not None and not (condition.is_of_tables and of_tables):
            told = {
                "state": condition.state,
                "code": condition.error_code,
                "error": condition.error,
                "hint": condition.hint or "",
            }
            yield {"dataset": dataset, "table": None, **told, "since": condition.since}
        for table in of_tables:
            yield {"dataset": dataset, "table": table["table"], **table["problem"]}


def _state(source: SourceDefinition, tables: list[Entry], problems: list[Entry], land: Landscape) -> str:
    if any(problem["state"] == "error" for problem in problems):
        return "failing"
    if problems:
        return "held"
    conditions = [land.conditions[name] for name in source.datasets() if name in land.conditions]
    if source.source_id in land.backfilled:
        return "running"
    if not conditions:
        return "never_ran"
    if any(condition.state == "running" for condition in conditions):
        return "running"
    late = any(table["punctuality"] == "late" and table["state"] == "ok" for table in tables)
    return "late" if late else "ok"


def _urgency(source: Entry) -> tuple[int, str]:
    return _ORDER.index(source["state"]), source["source_id"]


def _totals(tables: Iterable[Entry]) -> Entry:
    all_tables = list(tables)
    rows, size = (sum(table[what] or 0 for table in all_tables) for what in ("rows", "bytes"))
    return {"table_count": len(all_tables), "rows": rows, "bytes": size}


def _oldest(moments: Iterable[datetime | None]) -> datetime | None:
    """The oldest; null when one of them never was, or there is none."""
    all_moments = list(moments)
    known = [moment for moment in all_moments if moment is not None]
    return min(known) if known and len(known) == len(all_moments) else None


def _full_reloads(land: Landscape) -> Iterable[Entry]:
    for source in land.sources:
        per_hour = times_per_hour(source.schedule, land.beat, land.timezone, now=land.now)
        for state in land.states.values():
            if state.dataset not in source.datasets() or state.disposition != "replace" or state.check is None:
                continue
            if not source.lands(state.table_name):
                continue
            name = f"{state.dataset}.{state.table_name}"
            standing = land.facts.standing.get(name)
            found = FullReload(
                table=state.table_name,
                rows=state.total_rows,
                seconds=state.check.seconds,
                per_hour=per_hour,
                kind=source.kind,
                has_key=bool(state.check.key_columns),
                moments=standing.moments if standing is not None else (),
                accepted=source.accepts_reload(state.table_name),
                is_hourly=source.schedule == "hourly",
            )
            yield _reload_entry(name, source, state.check.reason, found)


def _reload_entry(name: str, source: SourceDefinition, reason: str | None, found: FullReload) -> Entry:
    return {
        "table": name,
        "source_id": source.source_id,
        "file": source.file,
        "rows": found.rows,
        "seconds": found.seconds,
        "per_hour": found.per_hour,
        "rows_per_hour": found.rows_per_hour,
        "seconds_per_hour": found.seconds_per_hour,
        "reason": reason,
        "accepted": found.accepted,
        "small": found.is_small,
        "remedies": [asdict(remedy) for remedy in remedies(found)],
    }


def _unclaimed(land: Landscape) -> Iterable[Entry]:
    """Datasets that stand in marts and belong to no deployed source: another pipeline fills them, or their source is gone."""
    datasets = {state.dataset for state in land.states.values()} - land.claimed
    for dataset in sorted(datasets):
        tables = [table_entry(name, None, land) for name in sorted(land.states) if name.startswith(f"{dataset}.")]
        is_ours = any(land.states[table["table"]].check is not None for table in tables)
        yield {"dataset": dataset, "was_ours": is_ours, **_totals(tables), "tables": tables}


def _missing(land: Landscape) -> Iterable[Entry]:
    """Tables that metrics name and that never landed, with the source that would land each, if one is deployed."""
    by_dataset = {dataset: source for source in land.sources for dataset in source.datasets()}
    for table in sorted(set(land.readers) - set(land.states)):
        source = by_dataset.get(table.partition(".")[0])
        yield {"table": table, "source_id": source.source_id if source else None, "metrics": land.readers[table]}
