"""The board: one stored, versioned document that every screen shows, replaced as a whole when a beat ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from heartbeat import checkpoints
from heartbeat.db import load_statements
from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.readings.deployed.workspace import read_sources, read_workspace
from heartbeat.readings.history import keep_days
from heartbeat.readings.incidents.health import judge_health
from heartbeat.readings.incidents.release import read_marks, release, show_incidents
from heartbeat.readings.incidents.wall import read_alerting
from heartbeat.readings.ledger.fence import hold_fence
from heartbeat.readings.tiles.document import (
    Places,
    change_entry,
    count,
    described,
    failing_sources,
    header,
    in_order,
    with_owner_names,
)
from heartbeat.readings.tiles.tile import Entry, Past, Setting, build_entry
from heartbeat.rules.condition import SourceCondition
from heartbeat.rules.days import day_of
from heartbeat.rules.numbers import CHANGE_DAYS

_SQL = load_statements(__package__, "queries/board.sql")
_SPARK_DAYS = 30


@dataclass(frozen=True)
class Board:
    """The stored board. Before the first publish: version 0, no time, an empty document."""

    version: int
    published_at: datetime | None
    document: dict[str, Any]


def publish(
    connection: psycopg.Connection[Any], *, beat_id: int | None, conditions: Sequence[SourceCondition], now: datetime
) -> int:
    """Show everything that was committed since the last board, at once; returns the new version.

    Age and class of every metric are judged anew, so that staleness shows where nothing was measured.

    Args:
        connection: of role worker, outside a transaction.
        beat_id: the running beat, which fences the board; `None` publishes what an abandoned one had committed.
        conditions: of the sources, to say why a tile is stale.
        now: UTC.

    Raises:
        FenceLost: the beat does not run any more; the old board stays.
        NotDeployed: there is no workspace yet.
    """
    with connection.transaction():
        version = _next_version(connection)
        if beat_id is not None:
            hold_fence(connection, beat_id)
        settings = read_workspace(connection).settings
        judge_health(connection, conditions, beat_id=beat_id, now=now)
        _publish_rows(connection, version, settings, None, now)
        setting = Setting(now, settings.currency, settings.locale, settings.timezone, {one.dataset: one for one in conditions})
        entries = _entries(connection, setting, settings, None)
        top = header(settings, now=now, beat_id=beat_id)
        top["failing_sources"] = failing_sources(conditions, _source_ids(connection))
        top["alerting"] = read_alerting(connection)
        document = _document(connection, top, with_owner_names(entries, settings), now)
        connection.execute(_SQL["replace_board"], {"version": version, "now": now, "document": Jsonb(document)})
        checkpoints.passing("before-release")
        release(connection, (version, document["metrics"]), None, now=now)
        connection.execute(_SQL["announce"], {"version": version})
    return version


def hold_board(connection: psycopg.Connection[Any]) -> Board:
    """Lock the board until the transaction ends: the first thing that every writer of it does."""
    row = connection.execute(_SQL["lock_board"]).fetchone()
    version, document = row or (0, None)
    return Board(version, None, document or {})


def rewrite(connection: psycopg.Connection[Any], board: Board, metric_ids: Collection[str], *, now: datetime) -> int:
    """Make the entries of some metrics anew at once, inside the transaction that holds the board; returns the new version.

    Entries of metrics that are not registered any more leave. All others, and the board's own age, stay as the last beat
    published them: an edit must not make a board look alive whose worker is not. Before the first publish there is nothing to
    rewrite. What the deployed settings say is on it as well; a new currency or language is on every entry.
    """
    if not board.document:
        return board.version
    version = board.version + 1
    settings = read_workspace(connection).settings
    top = described(settings, published_at=datetime.fromisoformat(board.document["published_at"]))
    reads_alike = all(top[name] == board.document.get(name) for name in ("currency", "locale"))
    anew = metric_ids if reads_alike else None
    _publish_rows(connection, version, settings, anew, now)
    fresh = _entries(connection, Setting(now, settings.currency, settings.locale, settings.timezone), settings, anew)
    old = {entry["metric_id"]: entry for entry in board.document["metrics"]}
    _keep_causes(fresh, old)
    entries = {**old, **{entry["metric_id"]: entry for entry in fresh}}
    deployed = _source_ids(connection)
    top["failing_sources"] = [one for one in board.document.get("failing_sources", ()) if one["source_id"] in deployed]
    top["alerting"] = read_alerting(connection)
    document = _document(connection, {**board.document, **top}, with_owner_names(entries.values(), settings), now)
    connection.execute(_SQL["rewrite_board"], {"version": version, "document": Jsonb(document)})
    release(connection, (version, document["metrics"]), anew, now=now)
    connection.execute(_SQL["announce"], {"version": version})
    return version


def read_board(connection: psycopg.Connection[Any]) -> Board:
    """The board as it was published last: one row, however many metrics."""
    row = connection.execute(_SQL["read_board"]).fetchone()
    version, published_at, document = row or (0, None, None)
    return Board(version, published_at, document or {})


def read_version(connection: psycopg.Connection[Any]) -> int:
    """The version of the board, 0 before the first publish."""
    row = connection.execute(_SQL["read_version"]).fetchone()
    return int(row[0]) if row else 0


def unpublished_entry(connection: psycopg.Connection[Any], metric_id: str) -> Entry:
    """The entry of a registered metric that no board has shown yet: without a value, whatever was committed meanwhile."""
    (entry,) = unpublished_entries(connection, [metric_id])
    return entry


def unpublished_entries(connection: psycopg.Connection[Any], metric_ids: Collection[str]) -> list[Entry]:
    """The same of several, in catalog order."""
    workspace = read_workspace(connection)
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_SQL["read_tiles"], {"metric_ids": list(metric_ids), "is_unread": True}).fetchall()
    settings = workspace.settings
    setting = Setting(workspace.deployed_at, settings.currency, settings.locale, settings.timezone)
    return with_owner_names((build_entry(row, Past(), setting) for row in rows), settings)


def _source_ids(connection: psycopg.Connection[Any]) -> set[str]:
    return {source.source_id for source in read_sources(connection)}


def _next_version(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute(_SQL["lock_version"]).fetchone()
    return (int(row[0]) if row else 0) + 1


def _publish_rows(
    connection: psycopg.Connection[Any],
    version: int,
    settings: WorkspaceSettings,
    metric_ids: Collection[str] | None,
    now: datetime,
) -> None:
    keep_days(connection, version=version, timezone=settings.timezone, metric_ids=metric_ids)
    rows = {"version": version, "metric_ids": None if metric_ids is None else list(metric_ids)}
    for statement in ("publish_readings", "publish_days", "publish_status_changes"):
        connection.execute(_SQL[statement], rows)
    show_incidents(connection, version, metric_ids, now=now)


def _entries(
    connection: psycopg.Connection[Any], setting: Setting, settings: WorkspaceSettings, metric_ids: Collection[str] | None
) -> list[Entry]:
    wanted = {"metric_ids": None if metric_ids is None else list(metric_ids)}
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_SQL["read_tiles"], {**wanted, "is_unread": False}).fetchall()
    today = day_of(setting.now, settings.timezone)
    days = {"after": today - timedelta(days=_SPARK_DAYS), "until": today, **wanted}
    sparks: dict[str, list[Any]] = dict(connection.execute(_SQL["read_sparks"], days).fetchall())
    before = _values_before(connection, rows, settings.timezone)
    marks = read_marks(connection, rows, now=setting.now)
    pasts = {one["metric_id"]: Past(sparks.get(one["metric_id"], ()), before.get(one["metric_id"])) for one in rows}
    return [{**build_entry(row, pasts[row["metric_id"]], setting), **marks[row["metric_id"]]} for row in rows]


def _keep_causes(fresh: Sequence[Entry], old: Mapping[str, Entry]) -> None:
    """How the sources do is known to the beat alone: what it said about a metric stays while nothing else is to be told."""
    for entry in fresh:
        before = old.get(entry["metric_id"])
        if before is not None and all(entry[name] == before[name] for name in ("health", "error", "freshness")):
            entry["cause"] = before["cause"]


def _values_before(connection: psycopg.Connection[Any], rows: Sequence[dict[str, Any]], timezone: str) -> dict[str, float]:
    read = [row for row in rows if row["as_of"] is not None]
    wanted = {
        "metric_ids": [row["metric_id"] for row in read],
        "days": [day_of(row["as_of"], timezone) - timedelta(days=CHANGE_DAYS) for row in read],
        "hashes": [row["definition_hash"] for row in read],
    }
    return dict(connection.execute(_SQL["read_values_before"], wanted).fetchall())


def _document(
    connection: psycopg.Connection[Any], top: dict[str, Any], entries: Sequence[Entry], now: datetime
) -> dict[str, Any]:
    places: Places = {metric_id: (place, side) for metric_id, place, side in connection.execute(_SQL["read_places"])}
    metrics = in_order(entries, places, now)
    changes = [change_entry(*row) for row in connection.execute(_SQL["read_changes"])]
    return {**top, "counts": count(metrics), "changes": changes, "metrics": metrics}
