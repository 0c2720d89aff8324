"""A lock that somebody holds too long is an answer, not a request that never ends."""

from __future__ import annotations

import httpx

from heartbeat.db import Database, Role
from integration.app.served import app_over, running


def test_a_held_ledger_is_told_and_other_routes_go_on(database: Database) -> None:
    with database.connect(Role.WORKER) as holder, running(app_over(database)) as (address, _):
        holder.execute("lock table heartbeat.beat in access exclusive mode")
        asked = httpx.post(f"{address}/api/metrics/recompute", json={"metric_ids": "all", "trigger": "ui"}, timeout=30)
        assert asked.status_code == 503
        assert "lock" in asked.json()["message"]
        assert httpx.get(f"{address}/api/cockpit", timeout=5).status_code == 200
