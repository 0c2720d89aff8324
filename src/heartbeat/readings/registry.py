"""The registry: what is deployed now. `deploy` is the only way in for what files declare."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements
from heartbeat.definitions.model import MetricDefinition, Workspace
from heartbeat.definitions.stored import settings_to_json, source_to_json
from heartbeat.readings.audit.refreshes import request
from heartbeat.readings.board import Board, hold_board, rewrite
from heartbeat.readings.deployed import verification
from heartbeat.readings.deployed.drift import Drift, find_drift
from heartbeat.readings.deployed.explained import ExplainedReport, deploy_explained
from heartbeat.readings.deployed.lineage import Lineage, trace
from heartbeat.readings.deployed.plan import Kept, Plan, SourceChanges, compare_sources, make_plan
from heartbeat.readings.deployed.retired import RetiredMetric, read_retired, retire
from heartbeat.readings.deployed.rows import Row, definition_of, kept_row
from heartbeat.readings.deployed.verification import FoundChange, log_ended
from heartbeat.readings.deployed.workspace import DeployedWorkspace, read_sources, read_workspace
from heartbeat.readings.history import keep_days
from heartbeat.readings.incidents.engine import end, heed_gate, observe_again
from heartbeat.readings.incidents.notices import gate_of
from heartbeat.readings.incidents.rows import Occasion
from heartbeat.readings.verdicts.again import judge_again
from heartbeat.readings.verdicts.edit import logged
from heartbeat.readings.verdicts.law import read_law

__all__ = [
    "DeployReport",
    "DeployedWorkspace",
    "Drift",
    "Kept",
    "deploy",
    "find_drift",
    "heed_changed_columns",
    "heed_found_changes",
    "read_metrics",
    "read_sources",
    "read_workspace",
]

_SQL = load_statements(__package__, "queries/registry.sql")


@dataclass(frozen=True)
class DeployReport:
    """What a deploy did, by metric id in catalog order. `kept` are the operators' values that a changed file did not move."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[Kept, ...]
    ended_verifications: tuple[str, ...]
    needs_measuring: tuple[str, ...]
    sources: SourceChanges
    lineage: Lineage
    explained: ExplainedReport


def deploy(
    connection: psycopg.Connection[Any], workspace: Workspace, *, now: datetime, reuse: Collection[str] = ()
) -> DeployReport:
    """Make the files of a workspace what is live, in one transaction: all of it or nothing.

    Metrics whose file is gone are retired: their rows leave, their history stays. Lines and owners that an operator changed stay,
    and come back with a retired metric that returns as it was. Where only lines changed, the last good value is judged
    again; the board shows all of it at once.

    Args:
        connection: of role config, outside a transaction.
        workspace: read and validated.
        now: UTC.
        reuse: retired ids that another definition may have.

    Raises:
        ChangeRefused: a line of a file contradicts one that an operator set, or a retired id comes back with another definition;
            nothing was changed.
    """
    with connection.transaction():
        board = hold_board(connection)
        connection.execute(_SQL["lock_registered"])
        before = _read_rows(connection)
        retired = read_retired(connection)[::-1]
        plan = make_plan(before, workspace.metrics, {one.metric_id: kept_row(one.definition) for one in retired})
        lineage = _lineage(plan, before, retired, reuse)
        sources = compare_sources(_source_hashes(connection), workspace.sources)
        _keep_last_days(connection, plan, board)
        for metric_id in plan.removed:  # while it is registered, and it is known whom it told
            end(connection, metric_id, "retired", occasion=Occasion("deploy", now, actor="deploy"))
        _write_workspace(connection, workspace, now)
        _write_metrics(connection, plan, workspace.git_commit, now)
        explained = _explain(connection, workspace, now)
        connection.execute(_SQL["disown_values"], {"metric_ids": [*plan.added, *plan.in_another_unit], "now": now})
        _log_moved(connection, plan, now)
        for metric_id, reason in plan.ended_verifications.items():
            log_ended(connection, metric_id, reason=reason, by="deploy", now=now)
        _judge_anew(connection, plan, now)
        rewrite(connection, board, [*plan.added, *plan.changed, *plan.ended_verifications, *plan.removed], now=now)
    return _report(plan, sources, lineage, explained)


def read_metrics(connection: psycopg.Connection[Any]) -> tuple[MetricDefinition, ...]:
    """What the file of every deployed metric says, in catalog order; its lines and owner are those of the file."""
    return tuple(definition_of(row) for row in _read_rows(connection).values())


def heed_changed_columns(
    connection: psycopg.Connection[Any], changed: Mapping[str, Mapping[str, str]], *, now: datetime
) -> dict[str, str]:
    """End verifications as `verification.heed_changed_columns` says, and what is open for those metrics with them."""
    return verification.heed_changed_columns(connection, changed, on_end=_end_as_changed(connection, "ingest", now), now=now)


def heed_found_changes(connection: psycopg.Connection[Any], changes: Collection[FoundChange], *, now: datetime) -> dict[str, str]:
    """End verifications as `verification.heed_found_changes` says, and what is open for those metrics with them."""
    return verification.heed_found_changes(connection, changes, on_end=_end_as_changed(connection, "ingest", now), now=now)


def _end_as_changed(connection: psycopg.Connection[Any], actor: str, now: datetime) -> Callable[[str], None]:
    occasion = Occasion("deploy" if actor == "deploy" else "reading", now, actor=actor)
    return lambda metric_id: end(connection, metric_id, "changed", occasion=occasion)


def _judge_anew(connection: psycopg.Connection[Any], plan: Plan, now: datetime) -> None:
    """What the files changed about values that stand: other definitions end incidents, other lines and owners move them."""
    occasion = Occasion("deploy", now, actor="deploy")
    for metric_id in plan.needs_measuring:
        _end_as_changed(connection, "deploy", now)(metric_id)
    for metric_id in plan.to_judge_again:
        if judged := judge_again(connection, read_law(connection, metric_id), cause="deploy", now=now):
            observe_again(connection, judged, occasion=occasion)
    states = {row["metric_id"]: row["verification_state"] for row in plan.rows}
    for one in plan.moved:
        if one.column == "owner":
            heed_gate(connection, one.metric_id, was=gate_of(states[one.metric_id], one.value_from), occasion=occasion)


def _read_rows(connection: psycopg.Connection[Any]) -> dict[str, Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return {row["metric_id"]: row for row in cursor.execute(_SQL["read_metrics"])}


def _keep_last_days(connection: psycopg.Connection[Any], plan: Plan, board: Board) -> None:
    """Let what metrics told last stand for its day before they leave: no board that a running beat publishes has them."""
    if plan.removed:
        zone = read_workspace(connection).settings.timezone
        keep_days(connection, version=board.version + 1, timezone=zone, metric_ids=plan.removed)


def _write_workspace(connection: psycopg.Connection[Any], workspace: Workspace, now: datetime) -> None:
    common = {"git_commit": workspace.git_commit, "now": now}
    settings = workspace.settings
    row = {"timezone": settings.timezone, "settings": Jsonb(settings_to_json(settings))}
    connection.execute(_SQL["write_workspace"], {**row, **common, "content_hash": workspace.content_hash})
    connection.execute(_SQL["delete_sources"], {"source_ids": [source.source_id for source in workspace.sources]})
    for source in workspace.sources:
        declared = {"source_id": source.source_id, "kind": source.kind, "file": source.file, "content_hash": source.content_hash}
        connection.execute(_SQL["write_source"], {**declared, **common, "definition": Jsonb(source_to_json(source))})


def _explain(connection: psycopg.Connection[Any], workspace: Workspace, now: datetime) -> ExplainedReport:
    """Write what explains the numbers, and ask for what is new in it."""
    explained = deploy_explained(connection, workspace, now=now)
    request(connection, explained.stale_cuts, None, trigger="deploy", by=None, now=now)
    return explained


def _write_metrics(connection: psycopg.Connection[Any], plan: Plan, git_commit: str | None, now: datetime) -> None:
    retire(connection, plan.removed, git_commit=git_commit, now=now)
    connection.execute(_SQL["codes_may_swap"])
    connection.execute(_SQL["delete_metrics"], {"metric_ids": plan.removed})
    rows = [{"git_commit": git_commit, "deployed_at": now, **row} for row in plan.rows]
    connection.execute(_SQL["write_metrics"], {"rows": Jsonb(rows, dumps=_dumps)})
    connection.execute(_SQL["keep_definitions"], {"now": now})


def _log_moved(connection: psycopg.Connection[Any], plan: Plan, now: datetime) -> None:
    """What changed files have set anew is logged as an edit is: lines must be known as they were."""
    for one in plan.moved:
        values = {"value_from": logged(one.value_from), "value_to": logged(one.value_to)}
        by = {"changed_by": "deploy", "changed_at": now, "reason": "its file changed"}
        connection.execute(_SQL["log_operator_change"], {"metric_id": one.metric_id, "column_name": one.column, **values, **by})


def _dumps(rows: Any) -> str:
    return json.dumps(rows, default=lambda moment: moment.isoformat())


def _source_hashes(connection: psycopg.Connection[Any]) -> dict[str, str]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return {row["source_id"]: row["content_hash"] for row in cursor.execute(_SQL["read_source_rows"])}


def _lineage(plan: Plan, before: dict[str, Row], retired: Sequence[RetiredMetric], reuse: Collection[str]) -> Lineage:
    added = [row for row in plan.rows if row["metric_id"] in set(plan.added)]
    return trace(added, retired, {metric_id: before[metric_id] for metric_id in plan.removed}, reuse)


def _report(plan: Plan, sources: SourceChanges, lineage: Lineage, explained: ExplainedReport) -> DeployReport:
    return DeployReport(
        added=tuple(plan.added),
        changed=tuple(plan.changed),
        removed=tuple(plan.removed),
        unchanged=tuple(plan.unchanged),
        kept=tuple(plan.kept),
        ended_verifications=tuple(plan.ended_verifications),
        needs_measuring=tuple(plan.needs_measuring),
        sources=sources,
        lineage=lineage,
        explained=explained,
    )
