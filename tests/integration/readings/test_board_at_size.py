"""A board of thousands of metrics with more than a year of days: published in set-based statements, read as one row."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest

from heartbeat.db import Database, Role
from heartbeat.readings.amend import amend
from heartbeat.readings.board import publish, read_board
from integration.readings.small_house import NOON, apply, metric, start_beat, worker, workspace

METRICS, DAYS = 5_000, 400


def code(number: int) -> str:
    digits = "ABCDEFGHIJ"
    return "".join(digits[int(figure)] for figure in f"{number:04d}")


@pytest.mark.slow
def test_five_thousand_metrics_with_four_hundred_days_publish_in_seconds(database: Database) -> None:
    apply(database, workspace(*(metric(f"m_{number:05d}", code(number)) for number in range(METRICS))))
    with database.connect(Role.OWNER, autocommit=True) as owner:
        owner.execute(
            """insert into heartbeat.history (metric_id, d, value, status, origin, definition_hash, as_of, board_version)
               select r.metric_id, %s::date - k, k %% 12, 'green', 'observed', 'v1:a', %s, 1
                 from heartbeat.metric_registry r cross join generate_series(1, %s) k""",
            (date(2026, 6, 10), NOON, DAYS),
        )
        owner.execute(
            """insert into heartbeat.metric_state
               select metric_id, 1, 1, catalog_position %% 12, 100, %(now)s, %(now)s, %(now)s, 'v1:a', 'green', 'within',
                      %(now)s, null, null, 'ok', %(now)s, null, '{"mean": 5, "stddev": 2, "n": 30}', '{}'
                 from heartbeat.metric_registry""",
            {"now": NOON},
        )
        owner.execute(
            """insert into heartbeat.reading (metric_id, seq, as_of, computed_at, beat_id, value, status, reason, health,
                                              definition_hash, loads)
               select metric_id, 1, %(now)s, %(now)s, 1, 3, 'green', 'within', 'ok', 'v1:a', '{}'
                 from heartbeat.metric_registry""",
            {"now": NOON},
        )
        owner.execute("analyze")
    with worker(database) as connection:
        beat_id = start_beat(connection)
        started = time.perf_counter()
        publish(connection, beat_id=beat_id, conditions=(), now=NOON + timedelta(minutes=1))
        published = time.perf_counter()
        shown = read_board(connection)
        read = time.perf_counter()
    with database.connect(Role.APP) as app:
        amend(app, "m_00000", {"norm_value": 4}, changed_by="anna", reason=None, now=NOON)
    amended = time.perf_counter()
    print(f"publish {published - started:.2f} s, read {read - published:.2f} s, amend {amended - read:.2f} s")
    assert len(shown.document["metrics"]) == METRICS
    assert all(len(entry["spark"]) == 30 for entry in shown.document["metrics"])
    assert published - started < 20  # about 3 s on one core
    assert read - published < 3
    assert amended - read < 10
