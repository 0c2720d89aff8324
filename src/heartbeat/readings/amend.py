"""An operator's edit: checked, logged, judged and on the wall in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from heartbeat.db import load_statements
from heartbeat.errors import ChangeRefused
from heartbeat.readings.board import hold_board, rewrite
from heartbeat.readings.verdicts.again import judge_again
from heartbeat.readings.verdicts.edit import COLUMNS, checked, logged, refuse_contradiction
from heartbeat.readings.verdicts.law import lock_metric, read_law

_SQL = load_statements(__package__, "queries/registry.sql")


def amend(  # noqa: PLR0913 - an edit is who, what, why and when
    connection: psycopg.Connection[Any],
    metric_id: str,
    changes: Mapping[str, object],
    *,
    changed_by: str,
    reason: str | None,
    now: datetime,
) -> int:
    """Change operator columns of a metric; screen and log change together. Returns the version of the board that shows it.

    The last good value is judged again by the new lines. A change to the value that is there already changes nothing.

    Args:
        connection: of role app, outside a transaction.
        metric_id: of a registered metric.
        changes: column to new value; `None` unsets a line, the due date or the owner.
        changed_by: who, as given or as signed in.
        reason: in their words.
        now: UTC.

    Raises:
        ChangeRefused: not an operator column, not a fitting value, or lines that contradict each other; nothing was changed.
        MetricNotFound: no such metric.
    """
    wanted = checked(changes)
    if not changed_by.strip():
        raise ChangeRefused("Nobody is named as the author of the change.", hint="Give the operator's name; it is logged.")
    author = {"changed_by": changed_by.strip(), "changed_at": now, "reason": reason}
    with connection.transaction():
        board = hold_board(connection)
        lock_metric(connection, metric_id)
        if not _write_changes(connection, metric_id, wanted, author):
            return board.version
        judge_again(connection, read_law(connection, metric_id), cause="operator", now=now)
        return rewrite(connection, board, [metric_id], now=now)


def _write_changes(
    connection: psycopg.Connection[Any], metric_id: str, wanted: Mapping[str, Any], author: Mapping[str, Any]
) -> bool:
    """Write and log what differs from what is there; whether anything did."""
    before = _read_columns(connection, metric_id)
    changed = {column: value for column, value in wanted.items() if before[column] != value}
    if not changed:
        return False
    after = {**before, **changed}
    refuse_contradiction(metric_id, after)
    connection.execute(_SQL["write_operator_columns"], {"metric_id": metric_id, **{name: after[name] for name in COLUMNS}})
    for column, value in changed.items():
        values = {"column_name": column, "value_from": logged(before[column]), "value_to": logged(value)}
        connection.execute(_SQL["log_operator_change"], {"metric_id": metric_id, **values, **author})
    return True


def _read_columns(connection: psycopg.Connection[Any], metric_id: str) -> dict[str, Any]:
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_SQL["read_operator_columns"], {"metric_id": metric_id}).fetchone()
    return dict(row or {})
