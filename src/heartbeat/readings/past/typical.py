"""What filled days change of a metric that stands still: its typical band, the verdict by it, and since when a status holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.db import load_statements
from heartbeat.errors import MetricNotFound
from heartbeat.readings.board import hold_board, rewrite
from heartbeat.readings.verdicts.again import judge_again
from heartbeat.readings.verdicts.law import Law, lock_metric, read_band, read_row_began_at
from heartbeat.readings.verdicts.state import read_state, write_state
from heartbeat.rules.status import Verdict

_SQL = load_statements("heartbeat.readings", "queries/filled.sql")


def publish_past(connection: psycopg.Connection[Any], metric_id: str, *, now: datetime) -> int:
    """Show the days that were filled in, and what they change, at once; returns the version of the board.

    The last good value is judged again by the band that the metric's days draw now; a change of status is logged as one of
    `typical`. Where the status is still the first one, `since` is led back through the filled days.

    Args:
        connection: of role worker, outside a transaction.
        metric_id: of a registered metric.
        now: UTC.

    Raises:
        MetricNotFound: a deploy removed it meanwhile; its days stay.
    """
    with connection.transaction():
        board = hold_board(connection)
        law = lock_metric(connection, metric_id)
        _renew(connection, law, now)
        _lead_since_back(connection, law)
        return rewrite(connection, board, [metric_id], now=now)


def renew_typical(connection: psycopg.Connection[Any], *, now: datetime) -> tuple[str, ...]:
    """Draw every typical band anew and judge by it: once a day, for metrics that stand still. Returns those that changed.

    Each metric in a transaction of its own, so that no commit waits for all of them; then the board shows them together.

    Args:
        connection: of role worker, outside a transaction.
        now: UTC.
    """
    metric_ids = [metric_id for (metric_id,) in connection.execute(_SQL["read_typical_metrics"])]
    changed = [metric_id for metric_id in metric_ids if _renewed(connection, metric_id, now)]
    if changed:
        with connection.transaction():
            rewrite(connection, hold_board(connection), changed, now=now)
    return tuple(changed)


def _renewed(connection: psycopg.Connection[Any], metric_id: str, now: datetime) -> bool:
    with connection.transaction():
        try:
            return _renew(connection, lock_metric(connection, metric_id), now)
        except MetricNotFound:  # a deploy came between
            return False


def _renew(connection: psycopg.Connection[Any], law: Law, now: datetime) -> bool:
    """Judge by the band of today, where it differs from the one that judged last; whether anything changed."""
    state = read_state(connection, law.metric_id)
    if state is None or state.as_of is None or read_band(connection, law, state.as_of) == state.typical:
        return False
    return judge_again(connection, law, cause="typical", now=now) is not None


def _lead_since_back(connection: psycopg.Connection[Any], law: Law) -> None:
    """A status that holds since the first reading may hold for longer: as far as the filled days before that say the same."""
    state = read_state(connection, law.metric_id)
    if state is None or state.value is None or state.changed_from is not None or state.definition_hash != law.definition_hash:
        return
    wanted = {"metric_id": law.metric_id, "definition_hash": law.definition_hash}
    first = connection.execute(_SQL["read_first_observed"], wanted).fetchone()
    if first is None:
        return
    began_at = read_row_began_at(connection, law, first[0], Verdict(state.status, state.reason))
    if began_at is not None and began_at < state.since:
        write_state(connection, replace(state, seq=state.seq + 1, since=began_at, value_before=None))
