"""A deploy computes the segments and cuts that are new or changed, once there is something to compute them from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from heartbeat.cli.commands.cuts.deployed import compute_deployed
from heartbeat.config import Settings
from heartbeat.db import Database, Role
from heartbeat.readings.audit.refreshes import read_due_segments, request
from integration.app.audited import declare_cut, declare_page
from integration.measure.cut_site import cut_of
from integration.readings.small_house import apply, metric, workspace
from integration.segments.shop_segments import TIER, land_orders, register

READS_A_SEGMENT = """
    rows = conn.execute("select value, count(*) as n from segments.daily where segment = 'client_tier' group by 1").fetchall()
    return {"unit": "count", "bars": [{"label": row["value"], "value": row["n"]} for row in rows]}
"""


@pytest.fixture
def shop(database: Database) -> Database:
    apply(database, workspace(metric("orders", "ORDE")))
    land_orders(database)
    register(database, TIER)
    declare_page(database, "clients")
    declare_cut(database, "tiers", "clients", windows=["30d"], module=cut_of(READS_A_SEGMENT).text)
    with database.connect(Role.CONFIG) as connection:
        request(connection, ["tiers"], None, trigger="deploy", by=None, now=datetime.now(UTC))
    return database


def beat(database: Database) -> None:
    with database.connect(Role.WORKER) as connection:
        connection.execute(
            """insert into heartbeat.beat (state, trigger, requested, ingest, requested_at, started_at, ended_at)
               values ('done', 'cron', '"all"', true, now(), now(), now())"""
        )


def test_before_the_first_beat_it_says_that_cuts_wait(shop: Database, capsys: pytest.CaptureFixture[str]) -> None:
    compute_deployed(shop, Settings())
    assert "1 cut to compute after the first beat" in capsys.readouterr().out


def test_after_a_beat_segments_are_taken_and_then_cuts_computed(shop: Database, capsys: pytest.CaptureFixture[str]) -> None:
    beat(shop)
    compute_deployed(shop, Settings())
    told = capsys.readouterr().out
    assert "✓ segment client_tier: 3 entities in" in told
    assert "✓ tiers 30d: computed in" in told
    assert told.index("segment client_tier") < told.index("tiers 30d")
    with shop.connect(Role.WORKER) as connection:
        bars = connection.execute("select jsonb_array_length(payload -> 'bars') from heartbeat.audit_cut_snapshot").fetchone()
    assert bars == (2,)
    compute_deployed(shop, Settings())
    assert capsys.readouterr().out == ""


def test_a_segment_is_due_again_when_its_file_changed_and_when_its_tick_was_taken(shop: Database) -> None:
    beat(shop)
    compute_deployed(shop, Settings())
    with shop.connect(Role.CONFIG) as config:
        config.execute("update heartbeat.segment_registry set deployed_at = now() + interval '1 s'")
    with shop.connect(Role.WORKER, autocommit=True) as connection:
        assert read_due_segments(connection) == ["client_tier"]
    with shop.connect(Role.CONFIG) as config:
        config.execute("update heartbeat.segment_registry set deployed_at = now() - interval '1 h'")
    with shop.connect(Role.WORKER, autocommit=True) as connection:
        assert read_due_segments(connection) == []
        tick = {"at": datetime.now(UTC) + timedelta(seconds=1)}
        connection.execute(
            "insert into heartbeat.schedule_tick (schedule, tick_at, taken_at) values ('segments', %(at)s, now())", tick
        )
        assert read_due_segments(connection) == ["client_tier"]
