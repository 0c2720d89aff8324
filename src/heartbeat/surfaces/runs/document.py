"""One beat with what marts knows of it: which tables were read, and what to do about what failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.marts.books.runs import DatasetRun, read_runs_between
from heartbeat.readings.deployed.workspace import settings_or_defaults
from heartbeat.readings.ledger.runs import read_run

Entry = dict[str, Any]

_WORST_FIRST = ("error", "held", "running", "waiting", "ok")
_RUN_AGAIN = "Its file is {}. `heartbeat check --live {}` runs it again and says where it fails."
_GONE = "The metric is not deployed any more: nothing has to be done."


def read_run_document(connection: psycopg.Connection[Any], beat_id: int, *, now: datetime) -> Entry:
    """The answer of `GET /api/beats/{beat_id}`; times are UTC datetimes.

    Raises:
        BeatNotFound: no beat has this id.
    """
    run = read_run(connection, beat_id, now=now)
    beat = run["beat"]
    landed: Mapping[str, DatasetRun] = {}
    if beat["started_at"] is not None and run["sources"]:
        datasets = [(source["source_id"], source["dataset"]) for source in run["sources"]]
        landed = read_runs_between(connection, datasets, beat["started_at"], beat["ended_at"] or now)
    sources = [_source(source, landed.get(source["dataset"], DatasetRun())) for source in run["sources"]]
    return {
        "read_at": now,
        "timezone": settings_or_defaults(connection).timezone,
        **run,
        "sources": sorted(sources, key=lambda one: (_WORST_FIRST.index(one["state"]), -(one["seconds"] or 0))),
        "metrics": [_metric(metric) for metric in run["metrics"]],
    }


def _source(source: Mapping[str, Any], landed: DatasetRun) -> Entry:
    """What failed is told by its tables where that is known, else in the words of the ledger."""
    failed = source["state"] in {"error", "held"}
    problems = [asdict(problem) for problem in landed.problems] if failed else []
    if failed and not problems:
        problems = [{"table": None, "state": source["state"], "error": source["error"] or "", "hint": ""}]
    shown = {name: source[name] for name in ("source_id", "dataset", "state", "tables", "rows", "seconds")}
    return {
        **shown,
        "problems": problems,
        "notes": (source["note"] or "").splitlines(),
        "loads": [asdict(load) for load in landed.loads],
    }


def _metric(row: Mapping[str, Any]) -> Entry:
    hint = None
    if row["outcome"] == "error":
        hint = _RUN_AGAIN.format(row["file"], row["metric_id"]) if row["file"] else _GONE
    return {**row, "hint": hint}
