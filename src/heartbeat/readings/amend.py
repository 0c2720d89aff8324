"""An operator's edit: checked, logged, judged and on the wall in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.readings.board import hold_board, rewrite
from heartbeat.readings.incidents.engine import heed_gate, observe_again
from heartbeat.readings.incidents.notices import gate_of
from heartbeat.readings.incidents.rows import Occasion
from heartbeat.readings.verdicts.again import judge_again
from heartbeat.readings.verdicts.edit import (
    COLUMNS,
    Author,
    checked,
    checked_author,
    contradictions,
    edit_version,
    logged,
    outdated,
    refuse,
)
from heartbeat.readings.verdicts.law import lock_metric, read_law

_SQL = load_statements(__package__, "queries/registry.sql")


@dataclass(frozen=True)
class Amended:
    """What an edit did: the board that shows it, the version that the next edit stands on, and each column that it changed."""

    board_version: int
    edit_version: str
    changed: Mapping[str, tuple[Any, Any]]
    """Column to its value before and after, in the order of the columns; empty when all was so already."""


def amend(  # noqa: PLR0913 - an edit is who, what, why, when, and on what it stands
    connection: psycopg.Connection[Any],
    metric_id: str,
    changes: Mapping[str, object],
    *,
    changed_by: object,
    reason: object,
    now: datetime,
    if_version: Collection[str] | None = None,
) -> Amended:
    """Change operator columns of a metric; screen and log change together, and the last good value is judged by the new lines.

    Args:
        connection: of role app. In a transaction of the caller's, all of it is seen when that ends.
        metric_id: which one.
        changes: column to new value as given; `None` unsets a line, the due date or the owner. What is so already stays unlogged.
        changed_by: who, as given or as signed in: 100 characters at most.
        reason: in their words, 1,000 characters at most, or `None`.
        now: UTC.
        if_version: versions that the edit may stand on, compared under the metric's lock; `None` takes the metric as it is.

    Raises:
        EditOutdated: the metric is at another version; nothing was changed.
        ChangeRefused: with every problem that the edit has; nothing was changed.
        MetricNotFound: no such metric, or it is retired.
    """
    wanted, problems = checked(changes)
    author, more = checked_author(changed_by, reason, now)
    with connection.transaction():
        board = hold_board(connection)
        before = _hold(connection, metric_id, if_version)
        after = {**before, **wanted}
        refuse(metric_id, [*problems, *more, *contradictions(metric_id, after, changes)])
        changed = {name: (before[name], after[name]) for name in COLUMNS if before[name] != after[name]}
        if not changed:
            return Amended(board.version, edit_version(before), {})
        _write(connection, after, changed, author)
        return Amended(rewrite(connection, board, [metric_id], now=now), edit_version(after), changed)


def read_operator_columns(connection: psycopg.Connection[Any], metric_id: str) -> dict[str, Any]:
    """What an edit of a registered metric changes, and what it stands on; empty when there is none of this id."""
    return _read_row(connection, "read_operator_columns", metric_id) or {}


def _hold(connection: psycopg.Connection[Any], metric_id: str, if_version: Collection[str] | None) -> dict[str, Any]:
    """Lock the metric, and read what is edited; refuses an edit that stands on something older."""
    lock_metric(connection, metric_id)
    row = read_operator_columns(connection, metric_id)
    if if_version is not None and edit_version(row) not in if_version:
        last = _read_row(connection, "read_last_change", metric_id)
        raise outdated(metric_id, row, last, columns=COLUMNS, version=edit_version(row))
    return row


def _write(
    connection: psycopg.Connection[Any], after: Mapping[str, Any], changed: Mapping[str, tuple[Any, Any]], author: Author
) -> None:
    """Write and log the columns, and judge the last value by them."""
    connection.execute(_SQL["write_operator_columns"], {name: after[name] for name in ("metric_id", *COLUMNS)})
    for column, (value_from, value_to) in changed.items():
        values = {"column_name": column, "value_from": logged(value_from), "value_to": logged(value_to)}
        connection.execute(_SQL["log_operator_change"], {"metric_id": after["metric_id"], **values, **asdict(author)})
    occasion = Occasion("operator", author.changed_at, actor=author.changed_by)
    judged = judge_again(connection, read_law(connection, after["metric_id"]), cause="operator", now=author.changed_at)
    if judged is not None:
        observe_again(connection, judged, occasion=occasion)
    if {"owner", "verification_state"} & set(changed):
        was = {name: changed.get(name, (after[name],))[0] for name in ("verification_state", "owner")}
        heed_gate(connection, after["metric_id"], was=gate_of(**was), occasion=occasion)


def _read_row(connection: psycopg.Connection[Any], statement: str, metric_id: str) -> dict[str, Any] | None:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_SQL[statement], {"metric_id": metric_id}).fetchone()
