"""One value becomes a reading: judged once, written with its evidence, in one transaction per metric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from heartbeat.db import load_statements
from heartbeat.errors import ReadingOutdated
from heartbeat.readings.incidents.engine import Judged, observe
from heartbeat.readings.incidents.rows import Occasion
from heartbeat.readings.ledger.fence import hold_fence
from heartbeat.readings.verdicts.law import Law, lock_metric, read_band, read_row_began_at
from heartbeat.readings.verdicts.state import MetricState, note_change, read_state, read_states, write_state
from heartbeat.rules.status import Health, TypicalBand, Verdict, health_of

__all__ = ["Measurement", "MetricState", "commit", "read_states"]

_SQL = load_statements(__package__, "queries/verdicts.sql")


@dataclass(frozen=True)
class Measurement:
    """What measuring one metric gave. Times are UTC; `loads` maps each table to the load behind it.

    `carried`: the value of the last reading, still true because its tables received no rows since.
    """

    metric_id: str
    beat_id: int
    as_of: datetime
    source_as_of: datetime | None
    value: float | None
    n: int | None
    health: Health
    error: str | None
    definition_hash: str
    loads: Mapping[str, str | None]
    carried: bool = False
    seconds: float = 0.0


def commit(connection: psycopg.Connection[Any], measurement: Measurement, *, now: datetime) -> Verdict:
    """Judge a value and write its reading, the metric's state and a change of status together; shown with the next board.

    After an error and without a value, the last good value and its status stay: missing data recovers nothing.

    Args:
        connection: of role worker, outside a transaction.
        measurement: what measuring gave.
        now: the beat's instant, UTC.

    Raises:
        FenceLost: the beat does not run any more; nothing was written.
        ReadingOutdated: the definition changed meanwhile; nothing was written.
        MetricNotFound: the metric was removed meanwhile.
    """
    measurement = _honest(measurement)
    with connection.transaction():
        law = lock_metric(connection, measurement.metric_id)
        hold_fence(connection, measurement.beat_id)
        _refuse_outdated(law, measurement)
        before = read_state(connection, measurement.metric_id)
        band = read_band(connection, law, measurement.as_of) if measurement.health == "ok" else None
        verdict = law.judge(measurement.value, measurement.n, band, before.status if before else None)
        after = _state_after(before, measurement, verdict, band, now)
        if _is_first(before, measurement):
            after = _since_before(after, read_row_began_at(connection, law, measurement.as_of, verdict))
        connection.execute(_SQL["write_reading"], _reading(measurement, verdict, after.seq, now))
        write_state(connection, after)
        note_change(connection, before, after, cause="reading", at=now)
        _observe(connection, law, before, (measurement, verdict, band), now)
    return verdict


def _observe(
    connection: psycopg.Connection[Any],
    law: Law,
    before: MetricState | None,
    judged: tuple[Measurement, Verdict, TypicalBand | None],
    now: datetime,
) -> None:
    """Let the metric's incident follow the reading. What tells nothing new counts for nothing: its data has not advanced."""
    measurement, verdict, band = judged
    if measurement.value is None or not _has_advanced(before, measurement):
        return
    occasion = Occasion("reading", now, beat_id=measurement.beat_id)
    found = Judged(
        law,
        measurement.value,
        measurement.n,
        measurement.as_of,
        measurement.source_as_of,
        band,
        before.status if before else None,
        verdict,
    )
    observe(connection, found, how="reading", occasion=occasion)


def _has_advanced(before: MetricState | None, measurement: Measurement) -> bool:
    """Whether the value rests on newer rows than the last good one; the first one of a definition always does."""
    if _is_first(before, measurement) or before is None or before.source_as_of is None:
        return True
    return measurement.source_as_of is not None and measurement.source_as_of > before.source_as_of


def _honest(measurement: Measurement) -> Measurement:
    """NaN and infinity are no values, whatever the measuring side thought of them."""
    value = measurement.value if measurement.health == "ok" else None
    health = health_of(value, failed=measurement.health == "error")
    return replace(measurement, health=health, value=value if health == "ok" else None)


def _refuse_outdated(law: Law, measurement: Measurement) -> None:
    if law.definition_hash != measurement.definition_hash:
        hint = "The deploy that changed it has asked for a new measurement."
        raise ReadingOutdated(f"The definition of {law.metric_id} changed while its value was computed.", hint=hint)


def _state_after(
    before: MetricState | None, measurement: Measurement, verdict: Verdict, band: TypicalBand | None, now: datetime
) -> MetricState:
    after = before or _unread(measurement, now)
    after = replace(after, seq=after.seq + 1, beat_id=measurement.beat_id, computed_at=now, error=measurement.error)
    if after.health != measurement.health:
        after = replace(after, health=measurement.health, health_since=now)
    if measurement.health != "ok":
        return after
    if after.value is None:
        after = replace(after, since=now)
    elif after.status != verdict.status:
        after = replace(after, since=now, changed_from=after.status, value_before=after.value if after.definition_hash else None)
    return replace(
        after,
        value=measurement.value,
        n=measurement.n,
        as_of=measurement.as_of,
        source_as_of=measurement.source_as_of,
        definition_hash=measurement.definition_hash,
        status=verdict.status,
        reason=verdict.reason,
        typical=band,
        loads=measurement.loads,
    )


def _is_first(before: MetricState | None, measurement: Measurement) -> bool:
    """Whether this is the first good value of its definition."""
    return measurement.health == "ok" and (before is None or before.definition_hash != measurement.definition_hash)


def _since_before(after: MetricState, began_at: datetime | None) -> MetricState:
    """The status as it stood before anybody looked: no change that a screen could have shown goes with that."""
    if began_at is None or began_at >= after.since:
        return after
    return replace(after, since=began_at, changed_from=None, value_before=None)


def _unread(measurement: Measurement, now: datetime) -> MetricState:
    return MetricState(
        metric_id=measurement.metric_id,
        seq=0,
        beat_id=measurement.beat_id,
        value=None,
        n=None,
        as_of=None,
        source_as_of=None,
        computed_at=None,
        definition_hash="",
        status="amber",
        reason="no_data",
        since=now,
        changed_from=None,
        value_before=None,
        health=measurement.health,
        health_since=now,
        error=None,
    )


def _reading(measurement: Measurement, verdict: Verdict, seq: int, now: datetime) -> dict[str, Any]:
    return {
        **vars(measurement),
        "seq": seq,
        "computed_at": now,
        "status": verdict.status,
        "reason": verdict.reason,
        "loads": Jsonb(dict(measurement.loads)),
    }
