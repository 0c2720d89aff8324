"""The days of a metric's history that are filled in later: which are there, and how the others are written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import psycopg

from heartbeat.db import load_statements
from heartbeat.errors import PastBusy, ReadingOutdated
from heartbeat.readings.ledger.fence import hold_fence
from heartbeat.readings.verdicts.law import lock_metric

_SQL = load_statements("heartbeat.readings", "queries/filled.sql")


@dataclass(frozen=True)
class HistoryPoint:
    """The value of a past day, computed later.

    `as_of` is the moment that it is of, UTC: the day's end, or the worst of the `moments` that were looked at.
    """

    d: date
    value: float
    n: int | None
    as_of: datetime
    moments: int = 1


@dataclass(frozen=True)
class Basis:
    """What filled days stand on: a definition, and the time zone whose midnights they end with, by its IANA name."""

    definition_hash: str
    timezone: str


class KnownDay(NamedTuple):
    """What the history has of a day: was it observed, by which definition, and of how many moments is it the worst."""

    is_observed: bool
    definition_hash: str
    moments: int


def known_days(connection: psycopg.Connection[Any], metric_id: str, days: Collection[date]) -> dict[date, KnownDay]:
    """What the history of a metric has of some days, published or not."""
    rows = connection.execute(_SQL["read_known_days"], {"metric_id": metric_id, "days": list(days)})
    return {d: KnownDay(*known) for d, *known in rows}


def missing_days(
    connection: psycopg.Connection[Any], metric_id: str, days: Collection[date], *, definition_hash: str
) -> tuple[date, ...]:
    """Those of `days`, newest first, that were neither observed nor filled in by this definition."""
    known = known_days(connection, metric_id, days)
    have = {d for d, one in known.items() if one.is_observed or one.definition_hash == definition_hash}
    return tuple(sorted(set(days) - have, reverse=True))


def write_backfill(
    connection: psycopg.Connection[Any], metric_id: str, points: Sequence[HistoryPoint], *, beat_id: int, definition_hash: str
) -> None:
    """Fill past days in the name of a beat; shown with the next board. Days that were observed stay as they are.

    Raises:
        FenceLost: the beat does not run any more; nothing was written.
    """
    if not points:
        return
    with connection.transaction():
        hold_fence(connection, beat_id)
        connection.execute(_SQL["write_filled"], _columns(metric_id, points, definition_hash) | {"overwrite_observed": False})


def write_filled(
    connection: psycopg.Connection[Any],
    metric_id: str,
    points: Sequence[HistoryPoint],
    *,
    basis: Basis,
    overwrite_observed: bool,
) -> None:
    """Fill past days under the metric's lock, in one transaction; shown once `publish_past` or a beat publishes them.

    Raises:
        ReadingOutdated: a deploy changed the definition or the time zone meanwhile; nothing was written.
        MetricNotFound: a deploy removed the metric meanwhile.
    """
    with connection.transaction():
        law = lock_metric(connection, metric_id)
        if law.definition_hash != basis.definition_hash:
            hint = "What was filled in before stays; the same command fills the past by the new definition."
            raise ReadingOutdated(f"The definition of {metric_id} changed while its past was computed.", hint=hint)
        if law.timezone != basis.timezone:
            hint = "What was filled in before keeps its bounds; the same command goes on with days of the new zone."
            raise ReadingOutdated(
                f"The time zone changed to {law.timezone} while the past of {metric_id} was computed.", hint=hint
            )
        columns = _columns(metric_id, points, basis.definition_hash)
        connection.execute(_SQL["write_filled"], columns | {"overwrite_observed": overwrite_observed})


@contextmanager
def past_lock(connection: psycopg.Connection[Any], metric_id: str) -> Iterator[None]:
    """Be the only one who fills the past of a metric, until the context or the process ends. Beats go on meanwhile.

    Raises:
        PastBusy: another process does so already.
    """
    row = connection.execute(_SQL["try_past_lock"], {"metric_id": metric_id}).fetchone()
    if row is None or not row[0]:
        hint = "Wait for it, or end it; what it has filled in stays, and the same command goes on from there."
        raise PastBusy(f"Another process fills the past of {metric_id} at this moment.", hint=hint)
    try:
        yield
    finally:
        if not connection.broken and not connection.closed:
            connection.execute(_SQL["release_past_lock"], {"metric_id": metric_id})


def _columns(metric_id: str, points: Sequence[HistoryPoint], definition_hash: str) -> dict[str, Any]:
    return {
        "metric_id": metric_id,
        "definition_hash": definition_hash,
        "days": [point.d for point in points],
        "values": [point.value for point in points],
        "ns": [point.n for point in points],
        "as_ofs": [point.as_of for point in points],
        "moments": [point.moments for point in points],
    }
