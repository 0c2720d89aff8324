"""Judging the last good value again, after its lines changed: by an operator's edit, or by a deploy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import psycopg

from heartbeat.db import load_statements
from heartbeat.readings.verdicts.law import Law, read_band
from heartbeat.readings.verdicts.state import Cause, MetricState, note_change, read_state, write_state
from heartbeat.rules.days import day_of
from heartbeat.rules.status import Verdict

_SQL = load_statements("heartbeat.readings", "queries/verdicts.sql")


@dataclass(frozen=True)
class JudgedAgain:
    """The state before and after, by which law, and what was typical."""

    law: Law
    before: MetricState
    after: MetricState
    verdict: Verdict


def judge_again(connection: psycopg.Connection[Any], law: Law, *, cause: Cause, now: datetime) -> JudgedAgain | None:
    """Judge the metric's last good value by its law as it is now; the caller holds the metric's lock.

    Returns what was judged, or `None` when its definition has no value yet: what an older one computed is not measured by new
    lines. Health and age stay as they are: nothing was read. Whether somebody is told is for the caller to see to.
    """
    before = read_state(connection, law.metric_id)
    if before is None or before.value is None or before.as_of is None or before.definition_hash != law.definition_hash:
        return None
    band = read_band(connection, law, before.as_of)
    verdict = law.judge(before.value, before.n, band, before.status)
    after = replace(before, seq=before.seq + 1, status=verdict.status, reason=verdict.reason, typical=band)
    if after.status != before.status:
        after = replace(after, since=now, changed_from=before.status, value_before=before.value)
    write_state(connection, after)
    note_change(connection, before, after, cause=cause, at=now)
    day = {"metric_id": law.metric_id, "d": day_of(before.as_of, law.timezone), "as_of": before.as_of, "status": after.status}
    connection.execute(_SQL["mark_day"], day)
    return JudgedAgain(law, before, after, verdict)
