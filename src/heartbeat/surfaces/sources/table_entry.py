"""One table on the page of sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Literal

from heartbeat.definitions.model import SourceDefinition
from heartbeat.marts.loads import TableState
from heartbeat.rules.upkeep.punctuality import punctuality
from heartbeat.rules.upkeep.repairs import repairs
from heartbeat.surfaces.sources.landscape import Landscape

Entry = dict[str, Any]
TableStanding = Literal["ok", "error", "held", "unread", "gone", "left_out", "never_landed"]
"""`unread`: the source fails as a whole. `gone`: no longer at the source. `left_out`: its file does not land it any more."""

_NEWS = timedelta(days=30)  # for so long a change of columns is told that was mended since


def table_entry(name: str, source: SourceDefinition | None, land: Landscape) -> Entry:
    """What is known of one table ('dataset.table'); `source` is the deployed one that lands it, if there is one."""
    dataset, _, table = name.partition(".")
    state, standing, failing = land.states.get(name), land.facts.standing.get(name), land.facts.failing.get(name)
    how_it_stands = _standing(name, source, land)
    check = state.check if state is not None else None
    told = land.facts.reconciliations.get(name)
    files, waiting = land.facts.files.get(name), land.facts.waiting.get(dataset)
    return {
        "table": name,
        "dataset": dataset,
        "name": table,
        "state": how_it_stands,
        "problem": asdict(failing) if failing is not None and source is not None else None,
        **_way(state),
        "rows": state.total_rows if check is not None and state is not None else None,
        "bytes": standing.size if standing is not None else None,
        "checked_at": state.checked_at if state is not None else None,
        "punctuality": None if how_it_stands in {"gone", "left_out"} else _punctuality(state, source, land),
        "check_seconds": check.seconds if check is not None else None,
        "last_load": _last_load(state),
        "note": _note(check.note if check is not None else None),
        "drift": _drift(name, state, land),
        "reconciliation": asdict(told) if told is not None else None,
        "files": asdict(files) if files is not None else None,
        "waiting": asdict(waiting) if waiting is not None else None,
        "repairs": _repairs(state, source),
        "metrics": land.readers.get(name, []),
    }


def _standing(name: str, source: SourceDefinition | None, land: Landscape) -> TableStanding:
    state, failing = land.states.get(name), land.facts.failing.get(name)
    if source is None:
        return "ok"
    if not source.lands(name.partition(".")[2]):
        return "left_out"
    if failing is not None:
        return failing.state
    if state is None:
        return "never_landed"
    condition = land.conditions.get(state.dataset)
    if condition is not None and not condition.is_of_tables and condition.holds([name]):
        return "unread"
    last = land.facts.last_runs.get(state.dataset)
    return "gone" if last is not None and last.came_to_tables and last.started_at > state.checked_at else "ok"


def _way(state: TableState | None) -> Entry:
    """How it is kept up to date, and why."""
    if state is None or state.check is None:
        return {"disposition": None, "reason": None, "key": [], "cursor": None, "cursor_value": None}
    return {
        "disposition": state.disposition,
        "reason": state.check.reason,
        "key": list(state.check.key_columns),
        "cursor": state.cursor_column,
        "cursor_value": state.cursor_value,
    }


def _punctuality(state: TableState | None, source: SourceDefinition | None, land: Landscape) -> str | None:
    if source is None:
        return None
    checked_at = state.checked_at if state is not None else None
    return punctuality(source.schedule, land.beat, land.timezone, checked_at=checked_at, now=land.now)


def _last_load(state: TableState | None) -> Entry | None:
    if state is None or state.check is None or state.check.loaded_at is None:
        return None
    check = state.check
    return {"at": check.loaded_at, "rows": check.loaded_rows, "seconds": check.loaded_seconds}


def _note(note: str | None) -> str | None:
    """What the last check noted, without the cost of a full reload, which is told with its remedies."""
    return (note or "").partition("read in full each time (")[0].rstrip("; ") or None


def _drift(name: str, state: TableState | None, land: Landscape) -> list[Entry]:
    standing: Mapping[str, str] = state.check.changed_columns if state is not None and state.check is not None else {}
    return [
        {"column": change.column, "what": change.what, "found_at": change.found_at}
        for change in land.changed.get(name, [])
        if standing.get(change.column) == change.what or land.now - change.found_at < _NEWS
    ]


def _repairs(state: TableState | None, source: SourceDefinition | None) -> list[Entry]:
    if state is None or state.check is None or source is None:
        return []
    return [asdict(repair) for repair in repairs(source.kind, state.disposition)]
